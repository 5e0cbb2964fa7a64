DROP TABLE view_sources;
DROP TABLE view_days;
DROP TABLE visits;
DROP TABLE visit_keys;
ALTER TABLE users DROP COLUMN hide_views;
