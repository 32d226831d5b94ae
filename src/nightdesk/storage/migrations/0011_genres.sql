-- What tells an article's genre and whom it goes by: its rubrics, its links to shops, the sites that it links to.
ALTER TABLE article ADD COLUMN rubrics TEXT NOT NULL DEFAULT '[]';
ALTER TABLE article ADD COLUMN shop_links BIGINT NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN cited TEXT NOT NULL DEFAULT '[]';
ALTER TABLE article ADD COLUMN genre TEXT;
