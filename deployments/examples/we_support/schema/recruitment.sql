CREATE TABLE candidates (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT,
    city TEXT,
    expected_salary INTEGER,
    available_from DATE,
    future_recruitments BOOLEAN NOT NULL,
    origin TEXT NOT NULL,
    created_on DATE NOT NULL
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
    cover_letter TEXT NOT NULL,
    status TEXT NOT NULL,
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
    disclosed_on DATE NOT NULL,
    content TEXT NOT NULL
);

CREATE TABLE referrals (
    id INTEGER PRIMARY KEY,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    referrer_name TEXT NOT NULL,
    referrer_email TEXT NOT NULL,
    referred_on DATE NOT NULL,
    message TEXT NOT NULL,
    consent_checked_on DATE NOT NULL
);

CREATE TABLE portal_accounts (
    id INTEGER PRIMARY KEY,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    login TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_login_at TIMESTAMP
);

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    kind TEXT NOT NULL,
    original_name TEXT NOT NULL,
    stored_as TEXT NOT NULL UNIQUE,
    received_on DATE NOT NULL
);
CREATE INDEX documents_email ON documents (lower(email));
