DROP TABLE notification_choices;
DROP TABLE notifications;
ALTER TABLE photos DROP COLUMN talk_closed_at;
DROP INDEX comments_threads;
DROP INDEX comments_under;
CREATE INDEX comments_under ON comments (photo_id);
DROP INDEX comments_answers;
CREATE INDEX comments_answers ON comments (parent_id) WHERE parent_id IS NOT NULL;
ALTER TABLE comments DROP COLUMN nth;
