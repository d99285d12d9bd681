CREATE TABLE companies (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    industry TEXT NOT NULL
);

-- Columns that an erasure may have to empty while the row stays may be empty.
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    first_name TEXT,
    last_name TEXT,
    email TEXT,
    phone TEXT,
    company_id INTEGER REFERENCES companies (id),
    job_title TEXT,
    city TEXT,
    language TEXT,
    origin TEXT,
    created_on DATE,
    profiling_stopped_on DATE,
    restricted_on DATE,
    row_version INTEGER NOT NULL
);
CREATE INDEX contacts_email ON contacts (lower(email));

CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    kind TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE enquiries (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    asked_at TIMESTAMP NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    answered_on DATE
);

CREATE TABLE consents (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    address TEXT NOT NULL,
    scope TEXT NOT NULL,
    wording TEXT NOT NULL,
    given_at TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP
);

CREATE TABLE social_profiles (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    profile_url TEXT NOT NULL,
    headline TEXT NOT NULL,
    skills TEXT NOT NULL,
    location TEXT NOT NULL,
    found_in TEXT NOT NULL,
    linked_on DATE NOT NULL
);

CREATE TABLE scores (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    topic TEXT NOT NULL,
    score INTEGER NOT NULL,
    reason TEXT NOT NULL,
    computed_on DATE NOT NULL
);
