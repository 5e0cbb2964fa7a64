-- What looks like a colour is found in here alone, without the words of each photo.
CREATE INDEX photo_index_tint ON photo_index (green, red, blue, photo_id) WHERE hue <> '';
