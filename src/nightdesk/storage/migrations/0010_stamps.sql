-- A number that is drawn anew each time an article is saved: what was read of articles before tells by it which of
-- them to read again.
ALTER TABLE article ADD COLUMN stamp BIGINT NOT NULL DEFAULT 0;
CREATE INDEX article_grouped ON article (placed_at, id, stamp) WHERE story_id IS NOT NULL;
