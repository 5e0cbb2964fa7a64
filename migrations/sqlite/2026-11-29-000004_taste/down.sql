DROP INDEX comments_lately;
DROP INDEX bookmarks_lately;
DROP INDEX likes_lately;
DROP TABLE taste_choices;
