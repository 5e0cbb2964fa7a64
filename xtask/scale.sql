-- Fills a community that `tintype demo` has made up to @PHOTOS@ photos, by the same statements on both databases, and with the same rows: what
-- looks thrown is reckoned from the number of the photo. Few have much and many have little: an octave is thrown, and then a place in
-- it, so that the nth of authors, tags and words has an nth of what the first has (Zipf); likes fall off faster. One tag is on a fifth of all.
CREATE TEMPORARY TABLE fill AS
WITH RECURSIVE n (i) AS (
    SELECT CAST((SELECT max(id) FROM photos) + 1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < @PHOTOS@
), thrown AS (
    SELECT i, i * i % 1000003 AS s, @NOW@ - 94608000000000 + i * (94608000000000 / @PHOTOS@) AS moment FROM n
), dice AS (
    SELECT i, moment, (s * 7919 + i * 15485863) % 1000003 AS a, (s * 104729 + i * 32452843) % 1000003 AS b,
        (s * 1299709 + i * 49979687) % 1000003 AS c, (s * 611953 + i * 67867967) % 1000003 AS d,
        (s * 350377 + i * 86028121) % 1000003 AS e, (s * 746773 + i * 122949823) % 1000003 AS f,
        (s * 200003 + i * 141650939) % 1000003 AS g
    FROM thrown
), octaves AS (
    SELECT i, moment, a, b, c, d, e, f, g, CAST(1 AS BIGINT) << CAST(a % 10 AS INTEGER) AS people,
        CAST(1 AS BIGINT) << CAST(d % 14 AS INTEGER) AS tags, CAST(1 AS BIGINT) << CAST(f % 14 AS INTEGER) AS words
    FROM dice
)
SELECT i, moment, b, c, e, g, 1 + (people - 1 + b % people) % 990 AS author, tags + e % tags AS one_tag, words + g % words AS other_tag,
    words + a % words AS word, i % (SELECT count(*) FROM pictures) AS nth
FROM octaves;

CREATE TEMPORARY TABLE fill_pictures AS
SELECT row_number() OVER (ORDER BY picture) - 1 AS nth, picture, ratio, hue, red, green, blue
FROM (
    SELECT images.picture_id AS picture, max(photo_id) AS photo FROM images WHERE position = 0 GROUP BY images.picture_id
) shown JOIN photo_index ON photo_index.photo_id = shown.photo;

INSERT INTO photos (id, key, author_id, title, caption, visibility, license, created_at, shown_at, original)
SELECT i, 'S' || CAST(1000000000 + i * 387420489 % 1000000000 AS TEXT), author,
    'A photo of w' || CAST(word AS TEXT) || CASE WHEN g % 5 = 0 THEN ' lake' ELSE '' END || CASE WHEN e % 5 = 0 THEN ' misty' ELSE '' END
        || CASE WHEN b % 20 = 0 THEN ' 山水' ELSE '' END,
    '', CASE WHEN i % 50 = 0 THEN 'unlisted' WHEN i % 50 = 1 THEN 'followers' WHEN i % 50 = 2 THEN 'private' ELSE 'public' END,
    '', moment, moment, FALSE
FROM fill ORDER BY i;

INSERT INTO images (key, photo_id, picture_id, position, alt, source_hash, receipt, camera)
SELECT 'S' || CAST(1000000000 + i * 387420489 % 1000000000 AS TEXT), i, picture, 0, 'A picture', 'scale' || CAST(i AS TEXT), '', ''
FROM fill JOIN fill_pictures ON fill_pictures.nth = fill.nth ORDER BY i;

INSERT INTO photo_tags (photo_id, position, tag, folded)
SELECT i, 0, 't' || CAST(one_tag AS TEXT), 't' || CAST(one_tag AS TEXT) FROM fill
UNION ALL SELECT i, 1, 'u' || CAST(other_tag AS TEXT), 'u' || CAST(other_tag AS TEXT) FROM fill
UNION ALL SELECT i, 2, 'everywhere', 'everywhere' FROM fill WHERE c < 200000
ORDER BY 1, 2;

INSERT INTO photo_index (photo_id, words, ratio, hue, red, green, blue)
SELECT i, 'a a·photo of photo photo·of of·w' || CAST(word AS TEXT) || ' w' || CAST(word AS TEXT)
        || ' t' || CAST(one_tag AS TEXT) || ' tag¦t' || CAST(one_tag AS TEXT) || ' u' || CAST(other_tag AS TEXT) || ' tag¦u' || CAST(other_tag AS TEXT)
        || CASE WHEN c < 200000 THEN ' everywhere tag¦everywhere' ELSE '' END || CASE WHEN g % 5 = 0 THEN ' lake' ELSE '' END
        || CASE WHEN e % 5 = 0 THEN ' misty' ELSE '' END || CASE WHEN b % 20 = 0 THEN ' 山水 水' ELSE '' END,
    ratio, hue, red, green, blue
FROM fill JOIN fill_pictures ON fill_pictures.nth = fill.nth ORDER BY i;

INSERT INTO view_counts (photo_id, views, networks)
SELECT i, 6000000 / (e + 1), 3000000 / (e + 1) FROM fill ORDER BY i;

-- Half of the photos have no like; the thousandth part has 500 or more, of whom 300 are here.
INSERT INTO likes (photo_id, user_id, created_at)
WITH RECURSIVE n (j) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT j + 1 FROM n WHERE j < 299)
SELECT i, 1 + (b + j * 7) % 1000, moment + j * 60000000 FROM fill JOIN n ON j < 500000 / (c + 1)
WHERE (b + j * 7) % 1000 + 1 <> author ORDER BY i;
-- The last two follow: one many, and one only the last but two, who has posted next to nothing.
DELETE FROM follows WHERE follower_id IN (999, 1000);
DELETE FROM followed_tags WHERE user_id IN (999, 1000);
INSERT INTO follows (follower_id, followed_id, created_at) SELECT 999, id, 0 FROM users WHERE id % 20 = 1 AND id < 990;
INSERT INTO follows (follower_id, followed_id, created_at) VALUES (1000, 998, 0);
