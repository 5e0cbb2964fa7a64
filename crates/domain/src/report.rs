use crate::{Message, text};

/// Why somebody reports something: a fixed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Advertising and the like.
    Spam,
    /// It is somebody else's work.
    Copyright,
    /// It shows somebody who has not agreed to that, or tells what is private.
    Privacy,
    /// It insults, threatens or incites.
    Abuse,
    /// Nudity or sex where it should not be.
    Sexual,
    /// Cruelty and gore.
    Violence,
    /// Something that is against the law.
    Illegal,
    /// Something else; the note says what.
    Other,
}

impl Reason {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 8] = [
        Self::Spam,
        Self::Copyright,
        Self::Privacy,
        Self::Abuse,
        Self::Sexual,
        Self::Violence,
        Self::Illegal,
        Self::Other,
    ];

    /// The name in forms, JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Copyright => "copyright",
            Self::Privacy => "privacy",
            Self::Abuse => "abuse",
            Self::Sexual => "sexual",
            Self::Violence => "violence",
            Self::Illegal => "illegal",
            Self::Other => "other",
        }
    }

    /// A reason from its name.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let known = Self::ALL.into_iter().find(|it| it.as_str() == text);
        known.ok_or_else(|| Message::new("error-report-reason"))
    }
}

/// What somebody who reports something adds in words: several lines, at most [`ReportNote::MAX`] characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportNote(String);

impl ReportNote {
    /// The longest note, in characters.
    pub const MAX: usize = 1_000;

    /// A note from what was typed; empty is allowed, but for [`Reason::Other`].
    pub fn parse(text: &str, reason: Option<Reason>) -> Result<Self, Message> {
        let note = text::lines(text, Self::MAX)?;
        let must = reason == Some(Reason::Other) && note.is_empty();
        if must { Err(Message::new("error-report-note")) } else { Ok(Self(note)) }
    }
}

impl AsRef<str> for ReportNote {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_back_and_another_one_needs_words() {
        for it in Reason::ALL {
            assert_eq!(Reason::parse(it.as_str()), Ok(it));
        }
        assert!(Reason::parse("Spam").is_err());
        assert!(ReportNote::parse(" ", Some(Reason::Other)).is_err());
        assert!(ReportNote::parse(" ", Some(Reason::Spam)).is_ok());
        assert!(ReportNote::parse(&"x".repeat(1_001), None).is_err());
    }
}
