-- Whether others are not told how often their photos were looked at.
ALTER TABLE users ADD COLUMN hide_views BOOLEAN NOT NULL DEFAULT FALSE;

-- What visitors of a day (days since 1970) are hashed with. Gone eight hours after the day, and with it what the hashes could tell.
CREATE TABLE visit_keys (
    day BIGINT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL
);

-- Who looked at what lately, as keyed hashes over visitor and photo: when they were counted last, and how many since then
-- (of a network).
CREATE TABLE visits (
    visitor BIGINT PRIMARY KEY NOT NULL,
    photo_id BIGINT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    at BIGINT NOT NULL,
    count BIGINT NOT NULL
);
CREATE INDEX visits_photo ON visits (photo_id);
CREATE INDEX visits_day ON visits (day);

CREATE TABLE view_days (
    photo_id BIGINT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    views BIGINT NOT NULL,
    PRIMARY KEY (photo_id, day)
);
CREATE INDEX view_days_day ON view_days (day);

-- Where from: a host, or '' for nowhere that was said, '.' for this site, '*' for all beyond the first fifty.
CREATE TABLE view_sources (
    photo_id BIGINT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    site TEXT NOT NULL,
    views BIGINT NOT NULL,
    PRIMARY KEY (photo_id, site)
);
