-- Columns that an erasure may have to empty while the row stays may be empty.
CREATE TABLE candidates (
    id INTEGER PRIMARY KEY,
    first_name TEXT,
    last_name TEXT,
    email TEXT,
    phone TEXT,
    city TEXT,
    expected_salary INTEGER,
    available_from DATE,
    future_recruitments BOOLEAN NOT NULL,
    origin TEXT,
    created_on DATE,
    consent_withdrawn_on DATE,
    restricted_on DATE
);
CREATE INDEX candidates_email ON candidates (lower(email));

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    city TEXT NOT NULL,
    ordered_by TEXT NOT NULL
);

CREATE TABLE applications (
    id INTEGER PRIMARY KEY,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    applied_at TIMESTAMP NOT NULL,
    cover_letter TEXT,
    status TEXT NOT NULL,
    rejected_on DATE,
    closed_on DATE
);

CREATE TABLE interview_notes (
    id INTEGER PRIMARY KEY,
    application_id INTEGER NOT NULL REFERENCES applications (id),
    held_on DATE NOT NULL,
    interviewer TEXT NOT NULL,
    rating INTEGER NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE disclosures (
    id INTEGER PRIMARY KEY,
    application_id INTEGER NOT NULL REFERENCES applications (id),
    client TEXT NOT NULL,
    client_email TEXT NOT NULL,
    disclosed_on DATE NOT NULL,
    content TEXT NOT NULL
);

CREATE TABLE referrals (
    id INTEGER PRIMARY KEY,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    referrer_name TEXT,
    referrer_email TEXT,
    referred_on DATE,
    message TEXT,
    consent_checked_on DATE,
    restricted_on DATE
);

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    kind TEXT NOT NULL,
    original_name TEXT NOT NULL,
    stored_as TEXT NOT NULL UNIQUE,
    received_on DATE NOT NULL,
    consent_withdrawn_on DATE,
    restricted_on DATE
);
CREATE INDEX documents_email ON documents (lower(email));
