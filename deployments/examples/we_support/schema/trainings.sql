-- Columns that an erasure may have to empty while the row stays may be empty.
CREATE TABLE participants (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    address TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    restricted_on DATE
);
CREATE INDEX participants_email ON participants (lower(email));

CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    participant_id INTEGER NOT NULL REFERENCES participants (id),
    training TEXT NOT NULL,
    held_on DATE,
    remarks TEXT,
    price NUMERIC(10, 2) NOT NULL,
    invoice_number TEXT,
    invoiced_on DATE
);

CREATE TABLE exams (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    taken_on DATE NOT NULL,
    points INTEGER NOT NULL,
    passed BOOLEAN NOT NULL
);
