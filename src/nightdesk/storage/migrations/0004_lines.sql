-- The lines of the newest articles of each outlet as they were read, as hashes, so that what an outlet repeats can be
-- told from what an article says (docs/adr/0011).
CREATE TABLE article_lines (
    article_id TEXT PRIMARY KEY,
    domain TEXT NOT NULL,
    place TEXT NOT NULL, -- placed_at of the article
    title TEXT NOT NULL,
    hashes TEXT NOT NULL,
    sizes TEXT NOT NULL,
    own TEXT NOT NULL,
    left_out TEXT NOT NULL
);
CREATE INDEX article_lines_domain ON article_lines (domain, place, article_id);
