-- Instants are microseconds since 1970 in UTC: one form, exact and ordered, in both databases.

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    display_name TEXT NOT NULL,
    bio TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'moderator', 'admin')),
    locale TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    verified_at INTEGER,
    suspended_at INTEGER
) STRICT;
CREATE INDEX users_suspended ON users (id) WHERE suspended_at IS NOT NULL;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('cookie', 'bearer')),
    user_agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE verifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    nonce TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    locale TEXT NOT NULL,
    letter TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    last_error TEXT NOT NULL
) STRICT;
CREATE INDEX mails_due ON mails (due_at) WHERE state = 'queued';

CREATE TABLE photos (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    caption TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted', 'followers', 'private')),
    license TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at INTEGER,
    shown_at INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE INDEX photos_newest ON photos (created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX photos_author ON photos (author_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;

-- What became of a file, once, whoever sent it how often: known by the hash of the file as it is kept.
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'failed')),
    problem TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    placeholder TEXT NOT NULL,
    colour TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    picture_id INTEGER NOT NULL REFERENCES pictures (id),
    position INTEGER NOT NULL,
    alt TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    receipt TEXT NOT NULL,
    camera TEXT NOT NULL,
    UNIQUE (photo_id, position)
) STRICT;
CREATE INDEX images_source ON images (source_hash);
CREATE INDEX images_picture ON images (picture_id);

CREATE TABLE variants (
    blob_key TEXT PRIMARY KEY NOT NULL,
    picture_id INTEGER NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('original', 'size', 'animation', 'card')),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX variants_picture ON variants (picture_id, role, width);

-- Work that was promised in the transaction that made it necessary; done at least once.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    picture_id INTEGER UNIQUE REFERENCES pictures (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'failed')),
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_error TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'queued';

CREATE TABLE photo_tags (
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (photo_id, position)
) STRICT;
CREATE INDEX photo_tags_tag ON photo_tags (tag, photo_id);

CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES comments (id) ON DELETE SET NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE INDEX comments_photo ON comments (photo_id, created_at, id) WHERE deleted_at IS NULL;

CREATE TABLE follows (
    follower_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    followed_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (follower_id, followed_id)
) STRICT;
CREATE INDEX follows_followed ON follows (followed_id);

-- Bytes that must go unless a row claims them first: those of an upload still under way, and those of
-- deleted photos.
CREATE TABLE unclaimed_blobs (
    blob_key TEXT PRIMARY KEY NOT NULL,
    doomed INTEGER NOT NULL,
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unclaimed_blobs_due ON unclaimed_blobs (due_at);
