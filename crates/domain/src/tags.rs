use crate::Message;
use unicode_normalization::UnicodeNormalization;

/// What a photo is about: up to [`Tags::MAX`] words, NFKC, case-folded, each once, in the order
/// they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(Vec<String>);

impl Tags {
    /// The most tags on one photo.
    pub const MAX: usize = 30;
    /// The longest tag, in characters.
    pub const MAX_LENGTH: usize = 50;

    /// Tags from one line, parted by spaces, commas or `#`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        if text.len() > Self::MAX * (Self::MAX_LENGTH + 1) * 4 {
            return Err(Message::new("error-too-many-tags").with("max", Self::MAX));
        }
        let mut tags = Vec::new();
        let parts = |c: char| c.is_whitespace() || matches!(c, ',' | '#' | '，' | '、' | ';');
        for word in text.split(parts).filter(|word| !word.is_empty()) {
            let tag = Self::one(word)?;
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if tags.len() > Self::MAX {
            return Err(Message::new("error-too-many-tags").with("max", Self::MAX));
        }
        Ok(Self(tags))
    }

    /// One tag, as it is kept and looked up.
    pub fn one(word: &str) -> Result<String, Message> {
        if word.len() > Self::MAX_LENGTH * 16 {
            return Err(Message::new("error-tag-too-long").with("max", Self::MAX_LENGTH));
        }
        let tag: String = caseless::default_case_fold_str(word).nfkc().collect();
        if tag.is_empty() || !tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            return Err(Message::new("error-tag-characters").with("tag", printable(word).as_str()));
        }
        if tag.chars().count() > Self::MAX_LENGTH {
            return Err(Message::new("error-tag-too-long").with("max", Self::MAX_LENGTH));
        }
        Ok(tag)
    }

    /// The tags, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// As much of `word` as an error message should repeat.
fn printable(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&[&str], &str>) {
        let tags = Tags::parse(text);
        let found = tags.as_ref().map(|it| it.iter().collect::<Vec<_>>()).map_err(|why| why.id);
        assert_eq!(found, expected.map(<[_]>::to_vec));
    }

    #[test]
    fn words_are_parted_folded_and_kept_once() {
        check("#Lake, dawn  lake 湖、黎明", Ok(&["lake", "dawn", "湖", "黎明"]));
        check("", Ok(&[]));
    }

    #[test]
    fn markup_and_excess_are_refused() {
        check("<b>", Err("error-tag-characters"));
        check("a\0b", Err("error-tag-characters"));
        check(&"x".repeat(51), Err("error-tag-too-long"));
        let many: Vec<_> = (0..31).map(|n| format!("t{n}")).collect();
        check(&many.join(" "), Err("error-too-many-tags"));
        check(&"x ".repeat(100_000), Err("error-too-many-tags"));
    }
}
