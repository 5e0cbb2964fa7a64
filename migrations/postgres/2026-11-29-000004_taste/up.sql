-- What people have decided about suggestions: whether they want none, and since when what they do counts for them. Without a row they
-- want some, and everything counts.
CREATE TABLE taste_choices (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    off BOOLEAN NOT NULL,
    reset_at BIGINT NOT NULL
);

-- What was done lately, for what is learned between trainings.
CREATE INDEX likes_lately ON likes (created_at);
CREATE INDEX bookmarks_lately ON bookmarks (created_at);
CREATE INDEX comments_lately ON comments (created_at);
