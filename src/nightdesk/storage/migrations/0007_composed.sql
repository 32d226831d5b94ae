-- Stories whose facts changed since they were composed, with a number that each change raises.
CREATE TABLE changed_story (
    story_id TEXT PRIMARY KEY,
    number INTEGER NOT NULL
);

-- Each story as the edition has it: what pages and lists are made of, so that what did not change is not made again.
CREATE TABLE composed_story (
    id TEXT PRIMARY KEY,
    line TEXT NOT NULL,
    item TEXT, -- its item of the JSON API; NULL for a story that is held
    card TEXT -- what pages and feeds show of it; NULL for a story that is held
);
INSERT INTO changed_story (story_id, number) SELECT id, 1 FROM story;
