-- A sealed payload that came with an imported record, kept to the byte.
ALTER TABLE article ADD COLUMN secured TEXT;
