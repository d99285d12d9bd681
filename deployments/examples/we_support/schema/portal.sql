CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    phone TEXT,
    city TEXT,
    headline TEXT,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    restricted_on DATE
);
CREATE INDEX accounts_email ON accounts (lower(email));

CREATE TABLE experiences (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    employer TEXT NOT NULL,
    position TEXT NOT NULL,
    began_on DATE NOT NULL,
    ended_on DATE
);

CREATE TABLE skills (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL
);

CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    position TEXT NOT NULL,
    city TEXT NOT NULL,
    made_on DATE NOT NULL
);

CREATE TABLE logins (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    at TIMESTAMP NOT NULL,
    ip_address TEXT NOT NULL
);
