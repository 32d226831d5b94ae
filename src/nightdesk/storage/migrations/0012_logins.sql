-- Logins of sources: what stood before the @ of an address in sources.opml. Nothing that is published reads this.
CREATE TABLE source_login (
    source_id TEXT PRIMARY KEY,
    origin TEXT NOT NULL, -- scheme, host and port: nobody else is sent it
    name TEXT NOT NULL,
    password TEXT NOT NULL
);

-- The secret that links to leave were made by. The hash of each is kept, so those that went out stay good; new ones
-- are made by a key in a file (links.key), which who reads the database does not have.
DELETE FROM memo WHERE name = 'secret of links to leave';
