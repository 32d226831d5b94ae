-- Readers of the newsletter. Of a reader there is the address and what double opt-in needs; who leaves is deleted.
CREATE TABLE subscriber (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL, -- in lower case, so that one reader is not on the list twice
    state TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    mail_due_at TEXT, -- when a mail that asks for confirmation is to be sent; NULL where none is owed
    mailed_at TEXT,
    mails INTEGER NOT NULL,
    confirmed_at TEXT,
    note TEXT NOT NULL
);
CREATE UNIQUE INDEX subscriber_address ON subscriber (address_key);
CREATE INDEX subscriber_state ON subscriber (state, asked_at);

-- What links in mails carry, as SHA-256: who reads the database cannot confirm in a reader's name.
CREATE TABLE subscriber_token (
    hash TEXT PRIMARY KEY,
    subscriber_id TEXT NOT NULL,
    purpose TEXT NOT NULL
);
CREATE INDEX subscriber_token_subscriber ON subscriber_token (subscriber_id);

-- Addresses that left, as scrypt with the desk's own salt: so that no import brings them back (docs/adr/0006).
CREATE TABLE left_address (
    hash TEXT PRIMARY KEY
);

CREATE TABLE newsletter_issue (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    published_at TEXT NOT NULL,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    url TEXT,
    topics TEXT NOT NULL,
    secured TEXT,
    sent INTEGER NOT NULL -- mails that went out
);
CREATE INDEX newsletter_issue_published ON newsletter_issue (published_at, id);

-- One row for each mail of an issue that has not gone out, made with the issue: a crash neither loses nor repeats one.
CREATE TABLE newsletter_delivery (
    issue_id TEXT NOT NULL,
    subscriber_id TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    claimed_by TEXT,
    claimed_until TEXT,
    note TEXT NOT NULL,
    PRIMARY KEY (issue_id, subscriber_id)
);
CREATE INDEX newsletter_delivery_due ON newsletter_delivery (state, due_at);
CREATE INDEX newsletter_delivery_subscriber ON newsletter_delivery (subscriber_id);
