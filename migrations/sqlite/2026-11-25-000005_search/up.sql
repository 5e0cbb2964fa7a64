-- What a photo is found by: tokens as `domain::words` makes them, parted by spaces, each once; its shape (width by height in thousandths) and
-- the dominant colour of its first picture.
CREATE TABLE photo_index (
    photo_id INTEGER PRIMARY KEY NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    ratio INTEGER NOT NULL,
    hue TEXT NOT NULL,
    red INTEGER NOT NULL,
    green INTEGER NOT NULL,
    blue INTEGER NOT NULL
) STRICT;
CREATE INDEX photo_index_ratio ON photo_index (ratio);
CREATE INDEX photo_index_hue ON photo_index (hue);

CREATE TABLE user_index (
    user_id INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    words TEXT NOT NULL
) STRICT;

-- Tokens are whole and folded already: the tokenizer only parts them. `secure-delete`: what is deleted is in no part of the file.
CREATE VIRTUAL TABLE fts_photos USING fts5 (
    words, content = 'photo_index', content_rowid = 'photo_id', tokenize = 'ascii', detail = none, columnsize = 0, prefix = '2 3'
);
INSERT INTO fts_photos (fts_photos, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER photo_index_in AFTER INSERT ON photo_index BEGIN
    INSERT INTO fts_photos (rowid, words) VALUES (new.photo_id, new.words);
END;
CREATE TRIGGER photo_index_out AFTER DELETE ON photo_index BEGIN
    INSERT INTO fts_photos (fts_photos, rowid, words) VALUES ('delete', old.photo_id, old.words);
END;
CREATE TRIGGER photo_index_new AFTER UPDATE OF words ON photo_index BEGIN
    INSERT INTO fts_photos (fts_photos, rowid, words) VALUES ('delete', old.photo_id, old.words);
    INSERT INTO fts_photos (rowid, words) VALUES (new.photo_id, new.words);
END;

CREATE VIRTUAL TABLE fts_users USING fts5 (
    words, content = 'user_index', content_rowid = 'user_id', tokenize = 'ascii', detail = none, columnsize = 0, prefix = '2 3'
);
INSERT INTO fts_users (fts_users, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER user_index_in AFTER INSERT ON user_index BEGIN
    INSERT INTO fts_users (rowid, words) VALUES (new.user_id, new.words);
END;
CREATE TRIGGER user_index_out AFTER DELETE ON user_index BEGIN
    INSERT INTO fts_users (fts_users, rowid, words) VALUES ('delete', old.user_id, old.words);
END;
CREATE TRIGGER user_index_new AFTER UPDATE OF words ON user_index BEGIN
    INSERT INTO fts_users (fts_users, rowid, words) VALUES ('delete', old.user_id, old.words);
    INSERT INTO fts_users (rowid, words) VALUES (new.user_id, new.words);
END;

-- A tag as it is looked for: without accents.
ALTER TABLE photo_tags ADD COLUMN folded TEXT NOT NULL DEFAULT '';
CREATE INDEX photo_tags_folded ON photo_tags (folded, tag, photo_id);
