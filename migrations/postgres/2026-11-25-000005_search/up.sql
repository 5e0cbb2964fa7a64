-- What a photo is found by: tokens as `domain::words` makes them, parted by spaces, each once; its shape (width by height in thousandths) and
-- the dominant colour of its first picture.
CREATE TABLE photo_index (
    photo_id BIGINT PRIMARY KEY NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    ratio BIGINT NOT NULL,
    hue TEXT NOT NULL,
    red BIGINT NOT NULL,
    green BIGINT NOT NULL,
    blue BIGINT NOT NULL
);
CREATE INDEX photo_index_ratio ON photo_index (ratio);
CREATE INDEX photo_index_hue ON photo_index (hue);
CREATE INDEX photo_index_words ON photo_index USING gin (array_to_tsvector(string_to_array(words, ' ')));

CREATE TABLE user_index (
    user_id BIGINT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    words TEXT NOT NULL
);
CREATE INDEX user_index_words ON user_index USING gin (array_to_tsvector(string_to_array(words, ' ')));

-- A tag as it is looked for: without accents. Both are ordered by their bytes, as SQLite does.
ALTER TABLE photo_tags ALTER COLUMN tag TYPE TEXT COLLATE "C";
ALTER TABLE photo_tags ADD COLUMN folded TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX photo_tags_folded ON photo_tags (folded, tag, photo_id);
