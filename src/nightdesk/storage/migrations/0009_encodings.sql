-- What vectors say of an article, where nightdesk[multilingual] is installed (docs/adr/0021).
CREATE TABLE article_encoding (
    article_id TEXT PRIMARY KEY,
    made_of TEXT NOT NULL, -- a hash of the encoder and of what it read: where that is another it is made anew
    numbers TEXT NOT NULL -- whole numbers from -127 to 127, one byte each, in base64
);
