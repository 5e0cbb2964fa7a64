-- Under which licence somebody's new photos are unless they say otherwise: an SPDX identifier, or empty for all rights reserved.
ALTER TABLE users ADD COLUMN license TEXT NOT NULL DEFAULT '';
