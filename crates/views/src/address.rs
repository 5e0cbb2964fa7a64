//! Where things are, as paths on this site.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands unencoded in a path segment (RFC 3986 §2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The page of a photo.
pub fn photo(key: &str) -> String {
    format!("/photos/{key}")
}

/// A comment on the page of its photo.
pub fn comment(photo: &str, key: &str) -> String {
    format!("/photos/{photo}#c-{key}")
}

/// The answers to a comment.
pub fn answers(key: &str) -> String {
    format!("/comments/{key}/answers")
}

/// The profile of a user.
pub fn user(name: &str) -> String {
    format!("/@{}", utf8_percent_encode(name, SEGMENT))
}

/// The bytes of a picture.
pub fn media(image: &str, part: &str) -> String {
    format!("/media/{image}/{part}")
}

/// The picture of somebody, by what stands for it.
pub fn avatar(key: &str) -> String {
    media(key, "256x256.jpg")
}

/// What somebody has posted with a tag.
pub fn user_tag(name: &str, tag: &str) -> String {
    format!("{}/tags/{}", user(name), utf8_percent_encode(tag, SEGMENT))
}

/// The wall of a tag.
pub fn tag(tag: &str) -> String {
    format!("/tags/{}", utf8_percent_encode(tag, SEGMENT))
}

/// The albums of a user.
pub fn albums(name: &str) -> String {
    format!("{}/albums", user(name))
}

/// The page of an album.
pub fn album(name: &str, slug: &str) -> String {
    format!("{}/{}", albums(name), utf8_percent_encode(slug, SEGMENT))
}

/// The file of the `nth` picture of a photo, from 1, for others to keep.
pub fn original(key: &str, nth: usize) -> String {
    format!("/photos/{key}/original/{nth}")
}

/// What a share link opens.
pub fn shared(token: &str) -> String {
    format!("/s/{token}")
}

/// The bytes of a picture behind a share link.
pub fn shared_media(token: &str, image: &str, part: &str) -> String {
    format!("/s/{token}/media/{image}/{part}")
}
