use crate::{Message, text};

/// What somebody says about a photo: 1 to [`CommentBody::MAX`] characters, several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBody(String);

impl CommentBody {
    /// The longest comment, in characters.
    pub const MAX: usize = 2_000;

    /// A comment from what was typed.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let body = text::lines(text, Self::MAX)?;
        if body.is_empty() { Err(Message::new("error-empty")) } else { Ok(Self(body)) }
    }
}

impl AsRef<str> for CommentBody {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_something_but_not_everything() {
        assert_eq!(CommentBody::parse(" \n ").map_err(|why| why.id), Err("error-empty"));
        assert!(CommentBody::parse(&"x".repeat(2_000)).is_ok());
        let long = CommentBody::parse(&"x".repeat(2_001));
        assert_eq!(long.map_err(|why| why.id), Err("error-too-long"));
    }
}
