-- Since when only followers whom they let in see anything of theirs; up to five addresses, a line each; what stands for their face.
ALTER TABLE users ADD COLUMN private_since BIGINT;
ALTER TABLE users ADD COLUMN links TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN avatar TEXT;

CREATE TABLE likes (
    photo_id BIGINT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (photo_id, user_id)
);
CREATE INDEX likes_newest ON likes (photo_id, created_at DESC, user_id DESC);
CREATE INDEX likes_by ON likes (user_id, photo_id);

CREATE TABLE bookmarks (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    photo_id BIGINT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, photo_id)
);
CREATE INDEX bookmarks_newest ON bookmarks (user_id, created_at DESC, photo_id DESC);
CREATE INDEX bookmarks_photo ON bookmarks (photo_id);

CREATE INDEX follows_newest ON follows (follower_id, created_at DESC, followed_id DESC);
CREATE INDEX follows_newest_of ON follows (followed_id, created_at DESC, follower_id DESC);

-- Those who wait for somebody private to let them in.
CREATE TABLE follow_requests (
    follower_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    followed_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (follower_id, followed_id)
);
CREATE INDEX follow_requests_newest ON follow_requests (followed_id, created_at DESC, follower_id DESC);

CREATE TABLE followed_tags (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, tag)
);

CREATE TABLE blocks (
    blocker_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
);
CREATE INDEX blocks_blocked ON blocks (blocked_id, blocker_id);
CREATE INDEX blocks_newest ON blocks (blocker_id, created_at DESC, blocked_id DESC);

CREATE TABLE mutes (
    muter_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    muted_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (muter_id, muted_id)
);
CREATE INDEX mutes_muted ON mutes (muted_id);
CREATE INDEX mutes_newest ON mutes (muter_id, created_at DESC, muted_id DESC);

-- Faces: one file each, with its own address for each change.
CREATE TABLE avatars (
    blob_key TEXT PRIMARY KEY NOT NULL,
    user_id BIGINT NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    hash TEXT NOT NULL
);
