DROP TABLE reports;
DROP TABLE photo_edits;
DROP TABLE shares;
DROP TABLE album_photos;
DROP TABLE album_slugs;
DROP TABLE albums;
ALTER TABLE photos DROP COLUMN original;
