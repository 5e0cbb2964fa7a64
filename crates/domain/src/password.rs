use crate::Message;
use std::fmt;

/// A password somebody chose: long enough, not one of the first that an attacker tries.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// The shortest password, in characters (NIST SP 800-63B §3.1.1).
    pub const MIN: usize = 8;
    /// From here on a password is long enough whatever it says, in characters.
    const SENTENCE: usize = 24;
    /// The longest password, in characters.
    pub const MAX: usize = 256;

    /// A password from what was typed. `known` is what an attacker would try first: the user's
    /// name and address, the site's name.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, Message> {
        if text.is_empty() {
            return Err(Message::new("error-empty"));
        }
        if text.len() > Self::MAX * 4 || !(Self::MIN..=Self::MAX).contains(&text.chars().count()) {
            let wrong = Message::new("error-length");
            return Err(wrong.with("min", Self::MIN).with("max", Self::MAX));
        }
        // 10^4 guesses covers the few thousand most used passwords and simple plays on `known`.
        // Whoever types a sentence is spared the judgement.
        let short = text.chars().count() < Self::SENTENCE;
        let played = plays_on(text, known);
        if short && (played || zxcvbn::zxcvbn(text, known).guesses() < 10_000) {
            return Err(Message::new("error-password-guessable"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// Whether `text` is little more than a word that is known anyway: `mallory1`, `Tintype!23`.
/// zxcvbn rates every password of two parts above the bar, however short the second is.
fn plays_on(text: &str, known: &[&str]) -> bool {
    let text = text.to_lowercase();
    let words = known.iter().flat_map(|it| [*it, it.split('@').next().unwrap_or(it)]);
    words
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 4)
        .any(|word| text.contains(&word) && text.replace(&word, "").chars().count() < 4)
}

impl AsRef<str> for Password {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, id: &str) {
        let known = ["adalovelace", "ada@example.org", "Tintype"];
        assert_eq!(Password::parse(text, &known).map(|_| ()).map_err(|why| why.id), Err(id));
    }

    #[test]
    fn any_characters_will_do_when_there_are_enough() {
        for text in
            ["four trees in a row", "é".repeat(64).as_str(), "密码密码密码密码长", "x9$kQ2!v"]
        {
            assert!(Password::parse(text, &[]).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for text in ["password", "12345678", "qwertyuiop", "adalovelace", "aaaaaaaaaa", "iloveyou"]
        {
            refused(text, "error-password-guessable");
        }
    }

    #[test]
    fn a_known_word_with_a_little_more_is_refused() {
        for text in ["adalovelace1", "AdaLovelace!23", "tintype1", "1Tintype!", "tintypetintype"] {
            refused(text, "error-password-guessable");
        }
        let known = ["adalovelace", "ada@example.org", "Tintype"];
        assert!(Password::parse("tintype x9$kQ2", &known).is_ok());
    }

    #[test]
    fn length_counts() {
        refused("", "error-empty");
        refused("x9$kQ2!", "error-length");
        refused(&"x9$kQ2!v".repeat(40), "error-length");
    }

    #[test]
    fn it_is_not_shown_by_accident() {
        let password = Password::parse("four trees in a row", &[]).expect("is fine");
        assert!(!format!("{password:?}").contains("trees"));
    }
}
