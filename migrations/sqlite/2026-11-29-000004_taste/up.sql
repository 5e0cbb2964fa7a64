-- What people have decided about suggestions: whether they want none, and since when what they do counts for them. Without a row they
-- want some, and everything counts.
CREATE TABLE taste_choices (
    user_id INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    off INTEGER NOT NULL CHECK (off IN (0, 1)),
    reset_at INTEGER NOT NULL
) STRICT;

-- What was done lately, for what is learned between trainings.
CREATE INDEX likes_lately ON likes (created_at);
CREATE INDEX bookmarks_lately ON bookmarks (created_at);
CREATE INDEX comments_lately ON comments (created_at);
