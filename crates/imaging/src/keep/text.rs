//! Texts of strangers, made harmless.

/// UTF-8, or else Latin-1, in which every byte is a character.
pub(super) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// One trimmed line of at most so many characters; `None` if nothing is left.
pub(super) fn line(text: &str, max: usize) -> Option<String> {
    let text: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| harmless(*c))
        .collect();
    cut(&text, max)
}

/// The same, but of several lines.
pub(super) fn lines(text: &str, max: usize) -> Option<String> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| *c == '\n' || harmless(*c))
        .collect();
    cut(&text, max)
}

/// A piece of a name that goes into a list of names.
pub(super) fn name(bytes: &[u8]) -> String {
    let plain = |byte: &&u8| byte.is_ascii_alphanumeric() || b" ._-".contains(byte);
    let name: String = bytes.iter().filter(plain).take(40).copied().map(char::from).collect();
    name.trim().to_owned()
}

fn cut(text: &str, max: usize) -> Option<String> {
    let text: String = text.trim().chars().take(max).collect();
    let text = text.trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Neither a control character nor one that turns the direction of what follows.
fn harmless(c: char) -> bool {
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    !c.is_control() && !turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_turns_vanish_and_length_is_counted_in_characters() {
        assert_eq!(line(" a\u{202E}b\0c\x1B\nd\u{2069} ", 100).unwrap(), "abc d");
        assert_eq!(line("äöüß", 3).unwrap(), "äöü");
        assert_eq!(line("ab  cd", 4).unwrap(), "ab");
        assert_eq!(line("\0 \u{FEFF}\t", 10), None);
        assert_eq!(lines("a\r\nb\rc\0", 10).unwrap(), "a\nb\nc");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_latin_1() {
        assert_eq!(decode("Zürich".as_bytes()), "Zürich");
        assert_eq!(decode(b"Z\xFCrich"), "Zürich");
    }

    #[test]
    fn names_are_plain() {
        assert_eq!(name(b" <script>al\0ert(1)</script>\xFF "), "scriptalert1script");
        assert_eq!(name(&[b'x'; 99]).len(), 40);
    }
}
