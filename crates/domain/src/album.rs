use crate::{FieldErrors, Message, Visibility, text};
use unicode_normalization::UnicodeNormalization;

/// What an album is called: one line of 1 to [`AlbumTitle::MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlbumTitle(String);

impl AlbumTitle {
    /// The longest title, in characters.
    pub const MAX: usize = 120;

    /// A title from what was typed.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let title = text::line(text, Self::MAX)?;
        if title.is_empty() { Err(Message::new("error-empty")) } else { Ok(Self(title)) }
    }
}

impl AsRef<str> for AlbumTitle {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What is told about an album: several lines, at most [`AlbumDescription::MAX`] characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlbumDescription(String);

impl AlbumDescription {
    /// The longest description, in characters.
    pub const MAX: usize = 2_000;

    /// A description from what was typed; empty is allowed.
    pub fn parse(text: &str) -> Result<Self, Message> {
        text::lines(text, Self::MAX).map(Self)
    }
}

impl AsRef<str> for AlbumDescription {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What stands for an album in addresses, beside its owner's name: letters and digits of any script, parted by single
/// hyphens, in lower case, NFKC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlbumSlug(String);

impl AlbumSlug {
    /// The longest slug, in characters.
    pub const MAX: usize = 60;
    /// What an album is called in addresses whose title has neither letters nor digits.
    const NAMELESS: &'static str = "album";

    /// The slug that a title makes.
    pub fn of(title: &str) -> Self {
        let folded: String = caseless::default_case_fold_str(title).nfkc().collect();
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let joined = words.collect::<Vec<_>>().join("-");
        let short: String = joined.chars().take(Self::MAX).collect();
        let short = short.trim_matches('-');
        Self(if short.is_empty() { Self::NAMELESS.to_owned() } else { short.to_owned() })
    }

    /// The slug that an address says; what cannot be one stands for no album.
    pub fn parse(text: &str) -> Result<Self, Message> {
        // Room for the number that parts it from others.
        let fits = text.len() <= Self::MAX * 6 && Self::of(text).0 == text;
        let numbered = text.rsplit_once('-').is_some_and(|(name, number)| {
            !number.is_empty()
                && number.len() <= 6
                && number.bytes().all(|b| b.is_ascii_digit())
                && text.len() <= Self::MAX * 6
                && Self::of(name).0 == name
        });
        if fits || numbered {
            Ok(Self(text.to_owned()))
        } else {
            Err(Message::new("error-album-unknown"))
        }
    }

    /// The same, parted from others of its name by a number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }
}

impl AsRef<str> for AlbumSlug {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What a form or an API call says about an album.
#[derive(Debug, Clone, Default)]
pub struct AlbumDraft {
    /// See [`AlbumTitle`].
    pub title: String,
    /// See [`AlbumDescription`].
    pub description: String,
    /// See [`Visibility`]; empty is public.
    pub visibility: String,
}

/// What is said about an album, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlbumDetails {
    /// What it is called.
    pub title: AlbumTitle,
    /// What is told about it.
    pub description: AlbumDescription,
    /// Who may open it.
    pub visibility: Visibility,
}

impl AlbumDetails {
    /// Checks every field of `draft`.
    pub fn parse(draft: &AlbumDraft) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = errors.take("title", AlbumTitle::parse(&draft.title));
        let description = AlbumDescription::parse(&draft.description);
        let description = errors.take("description", description);
        let visibility = match draft.visibility.as_str() {
            "" => Ok(Visibility::default()),
            text => Visibility::parse(text),
        };
        let visibility = errors.take("visibility", visibility);
        match (title, description, visibility) {
            (Some(title), Some(description), Some(visibility)) => {
                Ok(Self { title, description, visibility })
            }
            _ => Err(errors),
        }
    }
}

/// What is to change about an album; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct AlbumEdit {
    /// A new title.
    pub title: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new visibility.
    pub visibility: Option<String>,
    /// The photo in it that stands for it; empty for the first one that can be seen.
    pub cover: Option<String>,
}

impl AlbumEdit {
    /// `draft`, the album as it is, with the changes made.
    pub fn applied_to(&self, draft: AlbumDraft) -> AlbumDraft {
        AlbumDraft {
            title: self.title.clone().unwrap_or(draft.title),
            description: self.description.clone().unwrap_or(draft.description),
            visibility: self.visibility.clone().unwrap_or(draft.visibility),
        }
    }
}

/// Where something in a list is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// One place towards the beginning.
    Up,
    /// One place towards the end.
    Down,
}

impl Shift {
    /// From its name.
    pub fn parse(text: &str) -> Result<Self, Message> {
        match text {
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            _ => Err(Message::new("error-album-move")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_the_letters_of_a_title_and_reads_back() {
        for (title, slug) in [
            ("Summer by the Lake, 2026!", "summer-by-the-lake-2026"),
            ("  ÉTÉ — à la mer  ", "été-à-la-mer"),
            ("湖边的夏天", "湖边的夏天"),
            ("???", "album"),
            ("../../etc/passwd", "etc-passwd"),
            ("<b>", "b"),
        ] {
            assert_eq!(AlbumSlug::of(title).as_ref(), slug);
            assert!(AlbumSlug::parse(slug).is_ok());
        }
        let long = AlbumSlug::of(&"word ".repeat(40));
        assert!(long.as_ref().chars().count() <= AlbumSlug::MAX);
        assert_eq!(AlbumSlug::parse(long.numbered(12).as_ref()), Ok(long.numbered(12)));
    }

    #[test]
    fn nothing_else_is_a_slug() {
        for text in ["", "Summer", "a--b", "-a", "a/b", "a\0b", "a b", &"x".repeat(400)] {
            assert!(AlbumSlug::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn every_field_gets_its_say() {
        let draft = AlbumDraft {
            title: " ".into(),
            description: "x".repeat(2_001),
            visibility: "everyone".into(),
        };
        let errors = AlbumDetails::parse(&draft).expect_err("all wrong");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["description", "title", "visibility"]);
    }
}
