-- Whether anybody who may open a photo may have its files as they are kept.
ALTER TABLE photos ADD COLUMN original INTEGER NOT NULL DEFAULT 0;

CREATE TABLE albums (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted', 'followers', 'private')),
    cover_id INTEGER REFERENCES photos (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    edited_at INTEGER
) STRICT;
CREATE INDEX albums_user ON albums (user_id, id);
CREATE INDEX albums_cover ON albums (cover_id);

-- What albums are called in addresses, now and before: an old address leads on for as long as the album is there.
CREATE TABLE album_slugs (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    slug TEXT NOT NULL,
    album_id INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, slug)
) STRICT;
CREATE INDEX album_slugs_album ON album_slugs (album_id);

CREATE TABLE album_photos (
    album_id INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (album_id, photo_id)
) STRICT;
CREATE INDEX album_photos_order ON album_photos (album_id, position, photo_id);
CREATE INDEX album_photos_photo ON album_photos (photo_id);

-- Links that open one photo or one album to whoever has them.
CREATE TABLE shares (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
    album_id INTEGER REFERENCES albums (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    uses INTEGER NOT NULL,
    used_at INTEGER,
    CHECK ((photo_id IS NULL) <> (album_id IS NULL))
) STRICT;
CREATE INDEX shares_user ON shares (user_id);
CREATE INDEX shares_photo ON shares (photo_id);
CREATE INDEX shares_album ON shares (album_id);

-- What was said about a photo before each edit, as JSON.
CREATE TABLE photo_edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    was TEXT NOT NULL
) STRICT;
CREATE INDEX photo_edits_photo ON photo_edits (photo_id, id);
CREATE INDEX photo_edits_user ON photo_edits (user_id);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    reporter_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
    comment_id INTEGER REFERENCES comments (id) ON DELETE CASCADE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'dismissed', 'done')),
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT NOT NULL
) STRICT;
CREATE INDEX reports_state ON reports (state, id);
CREATE INDEX reports_reporter ON reports (reporter_id);
CREATE UNIQUE INDEX reports_photo ON reports (photo_id, reporter_id) WHERE state = 'open';
CREATE UNIQUE INDEX reports_comment ON reports (comment_id, reporter_id) WHERE state = 'open';
CREATE UNIQUE INDEX reports_user ON reports (user_id, reporter_id) WHERE state = 'open';
CREATE INDEX reports_of_photo ON reports (photo_id);
CREATE INDEX reports_of_comment ON reports (comment_id);
CREATE INDEX reports_of_user ON reports (user_id);
