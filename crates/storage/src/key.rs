//! What a key may look like, the same for every store.

use ports::StoreError;

/// Longest key we take: what S3 allows (1024) less room for a prefix, and far below `PATH_MAX`.
const LONGEST: usize = 512;

/// Longest part between two `/`: what a file name may have.
const LONGEST_SEGMENT: usize = 200;

/// Refuses `key` unless it is a plain relative path that no store can take for another one.
///
/// No part starts with a dot: that rules out `.`, `..` and the folder store's own `.tmp`.
pub(crate) fn check(doing: &'static str, key: &str) -> Result<(), StoreError> {
    let sound = |part: &str| {
        (1..=LONGEST_SEGMENT).contains(&part.len())
            && !part.starts_with('.')
            && !part.contains("..")
            && part
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'.' | b'_' | b'-'))
    };
    if key.len() <= LONGEST && key.split('/').all(sound) {
        return Ok(());
    }
    Err(StoreError { doing, key: key.to_owned(), reason: "that is no key".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn plain_relative_paths_are_keys() {
        for key in ["a", "0", "ab/cd/ef-01_2048.webp", "check/0f", "a.b.c", "-", "_/x"] {
            assert!(check("put", key).is_ok(), "{key} is a key");
        }
    }

    #[test]
    fn nothing_else_is() {
        let long = "a".repeat(201);
        let deep = "abc/".repeat(200) + "x";
        let refused = [
            "", "/", "/a", "a/", "a//b", "..", ".", "../a", "a/../b", "a/./b", "a..b", ".tmp/x",
            "a/.b", "A", "ä", "a b", "a\\b", "a\0", "a\n", "a%2fb", "a?b", "a:b", "~", &long,
            &deep,
        ];
        for key in refused {
            let why = check("get", key).expect_err("is refused");
            assert_eq!((why.doing, why.key.as_str()), ("get", key));
        }
    }
}
