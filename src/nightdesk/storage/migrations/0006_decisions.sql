-- Editors' decisions, as events that are appended and never changed, and where merged stories went (docs/adr/0014).
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    editor TEXT NOT NULL,
    verb TEXT NOT NULL,
    target TEXT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL,
    note TEXT NOT NULL,
    decided_at TEXT NOT NULL
);
CREATE TABLE redirect (
    id TEXT PRIMARY KEY,
    story_id TEXT NOT NULL
);
