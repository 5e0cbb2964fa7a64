-- How often a photo was looked at: as is shown, and as weighs in the ranking.
CREATE TABLE view_counts (
    photo_id BIGINT PRIMARY KEY NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    views BIGINT NOT NULL,
    networks BIGINT NOT NULL
);
