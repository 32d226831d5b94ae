-- The record that an article was imported from, as JSON. Apart from its article, because most lists never need it.
CREATE TABLE imported (
    article_id TEXT PRIMARY KEY,
    record TEXT NOT NULL
);
