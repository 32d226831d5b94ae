-- What the desk learned of its editors' decisions, as events that are appended and never changed; the latest holds.
CREATE TABLE learned (
    id INTEGER PRIMARY KEY,
    editor TEXT NOT NULL,
    learned_at TEXT NOT NULL,
    decisions INTEGER NOT NULL,
    judgements TEXT NOT NULL, -- by their names, as JSON; empty where the desk went back to those of nightdesk
    report TEXT NOT NULL
);
