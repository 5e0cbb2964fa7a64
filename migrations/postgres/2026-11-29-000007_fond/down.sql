CREATE INDEX likes_by ON likes (user_id, photo_id);
DROP INDEX likes_of;
