-- The addresses of pictures of deleted photos: they answer that they are gone, to whoever knew them.
CREATE TABLE gone_images (
    key TEXT PRIMARY KEY NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX gone_images_photo ON gone_images (photo_id);
