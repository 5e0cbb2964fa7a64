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
