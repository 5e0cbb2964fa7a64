-- A random name for somebody's passkeys (the user handle of WebAuthn), made with the first of them.
ALTER TABLE users ADD COLUMN handle TEXT;
-- What the secret of their time-based codes is derived from, and the last step that was used.
ALTER TABLE users ADD COLUMN totp_nonce TEXT;
ALTER TABLE users ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
-- Since when they wait to be let in, and why they wish to be.
ALTER TABLE users ADD COLUMN waiting_since INTEGER;
ALTER TABLE users ADD COLUMN reason TEXT NOT NULL DEFAULT '';
-- When everything of theirs will be deleted.
ALTER TABLE users ADD COLUMN leaving_at INTEGER;
CREATE INDEX users_waiting ON users (waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX users_leaving ON users (leaving_at) WHERE leaving_at IS NOT NULL;
CREATE UNIQUE INDEX users_handle ON users (handle) WHERE handle IS NOT NULL;

-- The network a session was used from last, shortened and forgotten after a while; when its user last showed who they are.
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sessions_seen ON sessions (seen_at);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    expires_at INTEGER
) STRICT;
CREATE INDEX api_tokens_user ON api_tokens (user_id);

CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    record TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkeys_user ON passkeys (user_id);

CREATE TABLE recovery_codes (
    code_hash TEXT PRIMARY KEY NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

-- What can be answered or shown once, and only for a while: puzzles, passes, challenges. Taken before it is judged.
CREATE TABLE proofs (
    id TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    client TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX proofs_expiry ON proofs (expires_at);
CREATE INDEX proofs_user ON proofs (user_id);

-- Links in letters, one for each user and purpose; known by their hash.
CREATE TABLE links (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('verify', 'reset', 'change', 'undo', 'leave', 'export')),
    email TEXT NOT NULL,
    nonce TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (user_id, purpose)
) STRICT;
CREATE INDEX links_expiry ON links (expires_at);
-- Those that confirm an address were the first, and are links like any other now.
INSERT INTO links (user_id, purpose, email, nonce, token_hash, created_at, expires_at)
    SELECT user_id, 'verify', email, nonce, token_hash, expires_at - 86400000000, expires_at FROM verifications;
DROP TABLE verifications;

-- What a letter is about, so that a newer one can take its place.
ALTER TABLE mails ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE mails SET kind = 'verify_email' WHERE letter LIKE '{"letter":"verify_email"%';
CREATE INDEX mails_failed ON mails (id) WHERE state = 'failed';
CREATE INDEX mails_user ON mails (user_id, id);

-- Rate limits by the generic cell rate algorithm: when what was taken will be full again.
CREATE TABLE limits (
    key TEXT PRIMARY KEY NOT NULL,
    full_at INTEGER NOT NULL
) STRICT;
CREATE INDEX limits_full ON limits (full_at);

CREATE TABLE invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    made_by INTEGER REFERENCES users (id) ON DELETE SET NULL,
    note TEXT NOT NULL,
    uses_left INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Names of people who have left, by their hash: nobody takes them over.
CREATE TABLE retired_names (
    name_hash TEXT PRIMARY KEY NOT NULL
) STRICT;

-- What staff and the command line did. Names, not references: it outlives whom it is about.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    via TEXT NOT NULL CHECK (via IN ('web', 'api', 'cli', 'site')),
    network TEXT NOT NULL,
    deed TEXT NOT NULL,
    target TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;
CREATE INDEX audit_network ON audit (at) WHERE network <> '';

CREATE TABLE exports (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'ready', 'failed')),
    blob_key TEXT NOT NULL,
    size INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_error TEXT NOT NULL
) STRICT;
CREATE INDEX exports_due ON exports (due_at) WHERE state = 'queued';

-- What belongs to somebody is found when they go, and what is old when it is forgotten.
CREATE INDEX users_role ON users (role);
CREATE INDEX photos_by ON photos (author_id, id);
CREATE INDEX comments_by ON comments (author_id, id);
CREATE INDEX comments_under ON comments (photo_id);
CREATE INDEX comments_answers ON comments (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX mails_age ON mails (created_at);
CREATE INDEX invites_maker ON invites (made_by);
CREATE INDEX audit_actor ON audit (actor);
CREATE INDEX audit_target ON audit (target);
