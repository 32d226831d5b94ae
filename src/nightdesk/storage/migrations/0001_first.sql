-- Times are texts such as 2026-11-20T08:00:00.000000Z, which sort as they follow each other; lists and
-- nested records are JSON. Both engines run this file as it is.
CREATE TABLE source (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    site_url TEXT,
    language TEXT,
    is_active INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    added_at TEXT NOT NULL
);

CREATE TABLE article (
    id TEXT PRIMARY KEY,
    source_id TEXT NOT NULL,
    original_url TEXT NOT NULL,
    url TEXT NOT NULL,
    amp_url TEXT,
    cdn_amp_url TEXT,
    kind TEXT NOT NULL,
    featured_content TEXT,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    summary TEXT NOT NULL,
    authors TEXT NOT NULL,
    language TEXT,
    published_at TEXT,
    modified_at TEXT,
    hint_published_at TEXT,
    found_at TEXT NOT NULL,
    is_partial INTEGER NOT NULL,
    provider TEXT NOT NULL,
    images TEXT NOT NULL,
    topics TEXT NOT NULL,
    quality INTEGER,
    carrier_id TEXT,
    story_id TEXT,
    record_name TEXT,
    verdicts TEXT NOT NULL,
    placed_at TEXT NOT NULL -- published_at, else the feed's date, else found_at: the order of every list
);
CREATE INDEX article_placed ON article (placed_at, id);
CREATE INDEX article_story ON article (story_id);
CREATE INDEX article_url ON article (url);
CREATE INDEX article_original_url ON article (original_url);
CREATE UNIQUE INDEX article_record_name ON article (record_name);

-- Apart from its article, because lists of articles never need it.
CREATE TABLE article_text (
    article_id TEXT PRIMARY KEY,
    text TEXT NOT NULL
);

CREATE TABLE story (
    id TEXT PRIMARY KEY,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    size INTEGER NOT NULL
);
CREATE INDEX story_last ON story (last_at);

-- The ledger: scheduler, retry queue, audit and progress bar (docs/adr/0001).
CREATE TABLE work (
    stage TEXT NOT NULL,
    unit TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    claimed_by TEXT,
    claimed_until TEXT,
    note TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (stage, unit)
);
CREATE INDEX work_due ON work (stage, state, due_at);
CREATE INDEX work_unit ON work (unit);

-- Small things the desk must remember between runs, such as which topics it last judged by.
CREATE TABLE memo (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
