-- What somebody likes, the latest first: suggestions ask for it each time. It serves what the index before it did.
CREATE INDEX likes_of ON likes (user_id, created_at DESC, photo_id DESC);
DROP INDEX likes_by;
