use crate::{Message, text};

/// Where else somebody is to be found: up to [`Links::MAX`] `https` addresses, each once, in the order they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links(Vec<String>);

impl Links {
    /// The most addresses.
    pub const MAX: usize = 5;
    /// The longest address, in characters.
    pub const MAX_LENGTH: usize = 200;

    /// Addresses as they were typed; empty ones are none.
    pub fn parse<'a>(typed: impl IntoIterator<Item = &'a str>) -> Result<Self, Message> {
        let mut links = Vec::new();
        for it in typed.into_iter().map(str::trim).filter(|it| !it.is_empty()) {
            let link = one(it)?;
            if !links.contains(&link) {
                links.push(link);
            }
            if links.len() > Self::MAX {
                return Err(Message::new("error-too-many-links").with("max", Self::MAX));
            }
        }
        Ok(Self(links))
    }

    /// As they are kept: a line each.
    pub fn kept(&self) -> String {
        self.0.join("\n")
    }
}

/// Others follow it by one click, so it is what it looks like: no user name before the host, nothing that a browser would read in
/// another way.
fn one(typed: &str) -> Result<String, Message> {
    let link = text::line(typed, Links::MAX_LENGTH)?;
    let wrong = || Message::new("error-link");
    let rest = link.strip_prefix("https://").ok_or_else(wrong)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let strange = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`' | '\'');
    let named = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':');
    let fits = host.contains('.')
        && host.chars().all(named)
        && host.starts_with(char::is_alphanumeric)
        && !link.contains(strange);
    if fits { Ok(link) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_addresses_are_kept_once_in_their_order() {
        let typed = ["https://b.example/x?y=1#z", " ", "https://a.example", "https://a.example "];
        let links = Links::parse(typed).expect("they are fine");
        assert_eq!(links.kept(), "https://b.example/x?y=1#z\nhttps://a.example");
    }

    #[test]
    fn nothing_else_is_an_address() {
        for bad in [
            "http://a.example",
            "javascript:alert(1)",
            "https://",
            "https://localhost",
            "https://me@a.example",
            "https://a.example/\"onclick",
            "https://a.example/ b",
            "https:\\\\a.example",
            "//a.example",
        ] {
            assert_eq!(Links::parse([bad]), Err(Message::new("error-link")), "{bad}");
        }
    }

    #[test]
    fn there_are_five_at_the_most() {
        let many: Vec<String> = (0..6).map(|it| format!("https://{it}.example")).collect();
        let too_many = Err(Message::new("error-too-many-links").with("max", 5_usize));
        assert_eq!(Links::parse(many.iter().map(String::as_str)), too_many);
    }
}
