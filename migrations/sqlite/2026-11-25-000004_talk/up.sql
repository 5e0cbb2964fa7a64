-- Talk in two levels. Which answer of its thread a comment is, counted from 1: what a page shows of each thread.
ALTER TABLE comments ADD COLUMN nth INTEGER NOT NULL DEFAULT 0;
WITH RECURSIVE thread (id, top) AS (
    SELECT id, id FROM comments WHERE parent_id IS NULL
    UNION ALL
    SELECT comments.id, thread.top FROM comments JOIN thread ON comments.parent_id = thread.id
)
UPDATE comments SET parent_id = thread.top FROM thread
WHERE thread.id = comments.id AND comments.parent_id IS NOT NULL;
UPDATE comments SET nth = numbered.n FROM (
    SELECT id, row_number() OVER (PARTITION BY parent_id ORDER BY created_at, id) AS n
    FROM comments WHERE parent_id IS NOT NULL
) AS numbered
WHERE numbered.id = comments.id;
DROP INDEX comments_answers;
CREATE INDEX comments_answers ON comments (parent_id, nth) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_threads ON comments (photo_id, created_at, id) WHERE parent_id IS NULL;
DROP INDEX comments_under;
CREATE INDEX comments_under ON comments (photo_id, id);

-- Since when nothing more is to be said about a photo.
ALTER TABLE photos ADD COLUMN talk_closed_at INTEGER;

-- What happened that is somebody's business. Those of a group are told together: "ada and 3 others like it".
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN (
        'like', 'follow', 'follow_request', 'follow_accepted', 'comment', 'answer', 'mention'
    )),
    actor_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
    comment_id INTEGER REFERENCES comments (id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL,
    in_app INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    read_at INTEGER
) STRICT;
CREATE INDEX notifications_user ON notifications (user_id, group_id, id);
CREATE INDEX notifications_unread ON notifications (user_id, group_id) WHERE read_at IS NULL;
CREATE INDEX notifications_actor ON notifications (actor_id);
CREATE INDEX notifications_photo ON notifications (photo_id) WHERE photo_id IS NOT NULL;
CREATE INDEX notifications_comment ON notifications (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX notifications_age ON notifications (created_at);

-- What somebody wants to hear of, and how: kinds parted by blanks. Whoever has no row hears of everything on the site and of nothing by
-- mail. The token that ends the letters is derived from the nonce.
CREATE TABLE notification_choices (
    user_id INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    silent TEXT NOT NULL,
    mailed TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (digest IN ('never', 'daily', 'weekly')),
    digest_from INTEGER NOT NULL,
    digest_due INTEGER,
    nonce TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX notification_choices_due ON notification_choices (digest_due) WHERE digest_due IS NOT NULL;
