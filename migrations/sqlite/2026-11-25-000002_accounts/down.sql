DROP INDEX mails_age;
DROP INDEX comments_answers;
DROP INDEX comments_under;
DROP INDEX comments_by;
DROP INDEX photos_by;
DROP INDEX users_role;
DROP TABLE exports;
DROP TABLE audit;
DROP TABLE retired_names;
DROP TABLE invites;
DROP TABLE limits;
DROP INDEX mails_user;
DROP INDEX mails_failed;
ALTER TABLE mails DROP COLUMN kind;
CREATE TABLE verifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    nonce TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL
) STRICT;
INSERT INTO verifications (user_id, email, nonce, token_hash, expires_at)
    SELECT user_id, email, nonce, token_hash, expires_at FROM links WHERE purpose = 'verify';
DROP TABLE links;
DROP TABLE proofs;
DROP TABLE recovery_codes;
DROP TABLE passkeys;
DROP TABLE api_tokens;
DROP INDEX sessions_seen;
ALTER TABLE sessions DROP COLUMN confirmed_at;
ALTER TABLE sessions DROP COLUMN network;
DROP INDEX users_handle;
DROP INDEX users_leaving;
DROP INDEX users_waiting;
ALTER TABLE users DROP COLUMN leaving_at;
ALTER TABLE users DROP COLUMN reason;
ALTER TABLE users DROP COLUMN waiting_since;
ALTER TABLE users DROP COLUMN totp_step;
ALTER TABLE users DROP COLUMN totp_nonce;
ALTER TABLE users DROP COLUMN handle;
