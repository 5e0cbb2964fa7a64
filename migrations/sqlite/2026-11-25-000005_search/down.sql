DROP INDEX photo_tags_folded;
ALTER TABLE photo_tags DROP COLUMN folded;
DROP TABLE fts_users;
DROP TABLE fts_photos;
DROP TABLE user_index;
DROP TABLE photo_index;
