-- Rows that could not be read and stand aside, each with its content as JSON (see storage/unreadable.py).
CREATE TABLE unreadable_row (
    kind TEXT NOT NULL, -- the table that it stood in
    id TEXT NOT NULL,
    address TEXT NOT NULL,
    why TEXT NOT NULL,
    content TEXT NOT NULL,
    found_at TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
