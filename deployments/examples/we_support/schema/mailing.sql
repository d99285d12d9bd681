CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    list TEXT NOT NULL,
    form TEXT NOT NULL,
    subscribed_at TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP,
    restricted_on DATE
);
CREATE INDEX subscriptions_email ON subscriptions (lower(email));

-- What proves a consent. Nothing is ever sent by this table.
CREATE TABLE confirmations (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    list TEXT NOT NULL,
    wording TEXT NOT NULL,
    confirmed_at TIMESTAMP NOT NULL,
    confirmed_from TEXT NOT NULL,
    withdrawn_at TIMESTAMP,
    restricted_on DATE
);
CREATE INDEX confirmations_email ON confirmations (lower(email));

CREATE TABLE mailings (
    id INTEGER PRIMARY KEY,
    list TEXT NOT NULL,
    subject TEXT NOT NULL,
    sent_at TIMESTAMP NOT NULL
);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    subscription_id INTEGER NOT NULL REFERENCES subscriptions (id),
    mailing_id INTEGER NOT NULL REFERENCES mailings (id),
    opened_at TIMESTAMP,
    clicks INTEGER NOT NULL
);

CREATE TABLE contest_entries (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    contest TEXT NOT NULL,
    answer TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    withdrawn_on DATE,
    restricted_on DATE
);

CREATE TABLE downloads (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    document TEXT NOT NULL,
    marketing_consent BOOLEAN NOT NULL,
    downloaded_at TIMESTAMP NOT NULL,
    withdrawn_on DATE,
    restricted_on DATE
);
