-- How often a photo was looked at: as is shown, and as weighs in the ranking.
CREATE TABLE view_counts (
    photo_id INTEGER PRIMARY KEY NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    views INTEGER NOT NULL,
    networks INTEGER NOT NULL
) STRICT;
