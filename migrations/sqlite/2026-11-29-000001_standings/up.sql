-- How often photos were looked at: so many visitors, and so many networks and members, which is what weighs.
CREATE TABLE view_counts (
    photo_id INTEGER PRIMARY KEY NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    views INTEGER NOT NULL,
    networks INTEGER NOT NULL
) STRICT;

-- Where photos stand that everybody may see, made from the other tables: what each has gathered (without what weighs nothing), its points in
-- thousandths, its score in millionths, and a throw of dice for the wall in random order. Walls are read from these indexes alone.
CREATE TABLE standings (
    photo_id INTEGER PRIMARY KEY NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    author_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    likes INTEGER NOT NULL,
    commenters INTEGER NOT NULL,
    bookmarks INTEGER NOT NULL,
    networks INTEGER NOT NULL,
    points INTEGER NOT NULL,
    score INTEGER NOT NULL,
    dice INTEGER NOT NULL
) STRICT;
CREATE INDEX standings_score ON standings (score DESC, photo_id DESC, author_id);
CREATE INDEX standings_points ON standings (points DESC, photo_id DESC, created_at, author_id);
CREATE INDEX standings_newest ON standings (created_at DESC, photo_id DESC, points, author_id);
CREATE INDEX standings_dice ON standings (dice, photo_id, author_id);

-- The numbers of the formula; without a row, those of the program.
CREATE TABLE formula (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    like_weight INTEGER NOT NULL,
    comment_weight INTEGER NOT NULL,
    bookmark_weight INTEGER NOT NULL,
    view_weight INTEGER NOT NULL,
    step INTEGER NOT NULL,
    seconds INTEGER NOT NULL
) STRICT;

-- Photos whose standing is to be made anew. Rows are only added, and taken by whoever makes it: a change that is not committed yet cannot
-- be overlooked.
CREATE TABLE standings_due (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    photo_id INTEGER NOT NULL
) STRICT;
INSERT INTO standings_due (photo_id) SELECT id FROM photos;

CREATE TRIGGER standings_photo_in AFTER INSERT ON photos WHEN new.shown_at IS NOT NULL BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.id);
END;
CREATE TRIGGER standings_photo_new AFTER UPDATE OF visibility, shown_at, deleted_at ON photos BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.id);
END;
CREATE TRIGGER standings_like_in AFTER INSERT ON likes BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.photo_id);
END;
CREATE TRIGGER standings_like_out AFTER DELETE ON likes BEGIN
    INSERT INTO standings_due (photo_id) VALUES (old.photo_id);
END;
CREATE TRIGGER standings_bookmark_in AFTER INSERT ON bookmarks BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.photo_id);
END;
CREATE TRIGGER standings_bookmark_out AFTER DELETE ON bookmarks BEGIN
    INSERT INTO standings_due (photo_id) VALUES (old.photo_id);
END;
CREATE TRIGGER standings_comment_in AFTER INSERT ON comments BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.photo_id);
END;
CREATE TRIGGER standings_comment_new AFTER UPDATE OF deleted_at ON comments BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.photo_id);
END;
CREATE TRIGGER standings_comment_out AFTER DELETE ON comments BEGIN
    INSERT INTO standings_due (photo_id) VALUES (old.photo_id);
END;
CREATE TRIGGER standings_views_in AFTER INSERT ON view_counts WHEN new.networks > 0 BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.photo_id);
END;
CREATE TRIGGER standings_views_new AFTER UPDATE OF networks ON view_counts WHEN new.networks <> old.networks BEGIN
    INSERT INTO standings_due (photo_id) VALUES (new.photo_id);
END;
-- What those who are suspended or about to leave have given weighs nothing.
CREATE TRIGGER standings_user_new AFTER UPDATE OF suspended_at, leaving_at ON users
    WHEN (new.suspended_at IS NULL) <> (old.suspended_at IS NULL) OR (new.leaving_at IS NULL) <> (old.leaving_at IS NULL) BEGIN
    INSERT INTO standings_due (photo_id) SELECT photo_id FROM likes WHERE user_id = new.id
        UNION SELECT photo_id FROM bookmarks WHERE user_id = new.id
        UNION SELECT photo_id FROM comments WHERE author_id = new.id;
END;
