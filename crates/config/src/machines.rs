//! What programs that visit the site are told.

use serde::Deserialize;

/// What `/robots.txt` asks of programs.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Robots {
    /// Whether pictures may be collected to train models with.
    pub ai: Ai,
}

/// What collectors for training are asked to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ai {
    /// What all others may.
    Allow,
    /// To stay away.
    #[default]
    Deny,
}

/// Where the people behind the site are reached: an address that begins with `mailto:` or `https://`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Contact(String);

impl Contact {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Contact {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let mail = text.strip_prefix("mailto:").is_some_and(|it| it.split('@').count() == 2);
        let page = text.strip_prefix("https://").is_some_and(|it| !it.is_empty());
        let plain = text.chars().all(|it| it.is_ascii_graphic());
        if plain && (mail || page) {
            Ok(Self(text))
        } else {
            Err("expected mailto:somebody@example.org or https://example.org/contact")
        }
    }
}
