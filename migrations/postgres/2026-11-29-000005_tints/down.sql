DROP INDEX photo_index_tint;
