use crate::Message;
use unicode_normalization::UnicodeNormalization;

/// Directional overrides and isolates let a text disguise what surrounds it (Unicode UTS #55);
/// the marks that Arabic and Hebrew really need (LRM, RLM, ALM) are not among them.
fn reorders(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn checked(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<String, Message> {
    // Counting is bounded: a megabyte of text is refused without being normalised first.
    if text.len() > max.saturating_mul(16).saturating_add(64) {
        return Err(Message::new("error-too-long").with("max", max));
    }
    let text: String = text.replace("\r\n", "\n").trim().nfc().collect();
    if text.chars().any(|c| (c.is_control() && !allowed(c)) || reorders(c)) {
        return Err(Message::new("error-control-characters"));
    }
    if text.chars().count() > max {
        return Err(Message::new("error-too-long").with("max", max));
    }
    Ok(text)
}

/// One line: trimmed, NFC, no control characters, at most `max` characters; may be empty.
pub(crate) fn line(text: &str, max: usize) -> Result<String, Message> {
    checked(text, max, |_| false)
}

/// Several lines: as [`line()`], but with line breaks and tabs.
pub(crate) fn lines(text: &str, max: usize) -> Result<String, Message> {
    checked(text, max, |c| matches!(c, '\n' | '\t'))
}

/// What a person wants to be called: one line of at most [`DisplayName::MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// The longest display name, in characters.
    pub const MAX: usize = 60;

    /// A display name from what was typed; empty means the user name is shown.
    pub fn parse(text: &str) -> Result<Self, Message> {
        line(text, Self::MAX).map(Self)
    }
}

impl AsRef<str> for DisplayName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What a person says about themselves: several lines, at most [`Bio::MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bio(String);

impl Bio {
    /// The longest bio, in characters.
    pub const MAX: usize = 1_000;

    /// A bio from what was typed; empty is allowed.
    pub fn parse(text: &str) -> Result<Self, Message> {
        lines(text, Self::MAX).map(Self)
    }
}

impl AsRef<str> for Bio {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_composed() {
        assert_eq!(line("  Cafe\u{301}\n", 10), Ok("Café".to_owned()));
    }

    #[test]
    fn a_line_has_no_control_or_reordering_characters() {
        for bad in ["a\0b", "a\nb", "a\u{1b}b", "a\u{202e}b", "a\u{2066}b"] {
            assert_eq!(line(bad, 10), Err(Message::new("error-control-characters")), "{bad:?}");
        }
        assert_eq!(lines("a\r\nb\tc", 10), Ok("a\nb\tc".to_owned()));
    }

    #[test]
    fn characters_are_counted_rather_than_bytes() {
        assert!(line(&"é".repeat(20), 20).is_ok());
        let too_long = Err(Message::new("error-too-long").with("max", 20_usize));
        assert_eq!(line(&"é".repeat(21), 20), too_long);
        assert_eq!(line(&"x".repeat(1_000_000), 20), too_long);
    }
}
