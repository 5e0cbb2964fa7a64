-- Whether others are not told how often their photos were looked at.
ALTER TABLE users ADD COLUMN hide_views INTEGER NOT NULL DEFAULT 0;

-- What visitors of a day (days since 1970) are hashed with. Gone eight hours after the day, and with it what the hashes could tell.
CREATE TABLE visit_keys (
    day INTEGER PRIMARY KEY NOT NULL,
    key TEXT NOT NULL
) STRICT;

-- Who looked at what lately, as keyed hashes over visitor and photo: when they were counted last, and how many since then
-- (of a network).
CREATE TABLE visits (
    visitor INTEGER PRIMARY KEY NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    count INTEGER NOT NULL
) STRICT;
CREATE INDEX visits_photo ON visits (photo_id);
CREATE INDEX visits_day ON visits (day);

CREATE TABLE view_days (
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    views INTEGER NOT NULL,
    PRIMARY KEY (photo_id, day)
) STRICT;
CREATE INDEX view_days_day ON view_days (day);

-- Where from: a host, or '' for nowhere that was said, '.' for this site, '*' for all beyond the first fifty.
CREATE TABLE view_sources (
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    site TEXT NOT NULL,
    views INTEGER NOT NULL,
    PRIMARY KEY (photo_id, site)
) STRICT;
