DROP INDEX photo_tags_folded;
ALTER TABLE photo_tags DROP COLUMN folded;
ALTER TABLE photo_tags ALTER COLUMN tag TYPE TEXT COLLATE "default";
DROP TABLE user_index;
DROP TABLE photo_index;
