use crate::Message;

/// An e-mail address in the strict form that mail servers read alike: an ASCII local part of
/// letters, digits and `.`, `_`, `+`, `-`, and a domain name with a dot.
///
/// RFC 5321 allows more (quoting, `%`, literals); each of those has been somebody's way to make
/// two programs read one address differently, so they are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The longest address, in characters (RFC 5321 §4.5.3.1.3, less the angle brackets).
    pub const MAX: usize = 254;

    /// An address from what was typed. The domain is put into lower case.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Message::new("error-empty"));
        }
        if text.len() > Self::MAX {
            return Err(Message::new("error-too-long").with("max", Self::MAX));
        }
        let invalid = || Message::new("error-email");
        let (local, domain) = text.split_once('@').ok_or_else(invalid)?;
        if !is_local_part(local) || !is_domain(domain) {
            return Err(invalid());
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The form in which addresses are unique: all lower case.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

fn is_local_part(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-'))
        && local.split('.').all(|atom| !atom.is_empty())
}

/// Letters, digits and hyphens in labels of 1 to 63, at least two labels, the last one not a
/// number (RFC 1123 §2.1).
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<_> = domain.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|it| label(it))
        && labels.last().is_some_and(|top| top.bytes().any(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_fine() {
        for address in ["ada@example.org", "a.b+c_d-e@mail.example.co", "x@xn--bcher-kva.example"] {
            assert_eq!(Email::parse(address).expect(address).as_ref(), address);
        }
        let email = Email::parse(" Ada@Example.ORG ").expect("is fine");
        assert_eq!((email.as_ref(), email.key().as_str()), ("Ada@example.org", "ada@example.org"));
    }

    #[test]
    fn forms_that_programs_read_differently_are_refused() {
        for address in [
            "a@b",
            "a@[127.0.0.1]",
            "ａ@b.example",
            "a%c@b.example",
            "a!b@c.example",
            "@b.example",
            "=?x?q?=40=3e=00?=foo@b.example",
            "\"x@evil.test> \"@b.example",
            "a@b@c.example",
            "a@",
            "a..b@c.example",
            ".a@c.example",
            "a@-b.example",
            "a@b..example",
            "a@1.2.3.4",
            "a\r\nb@c.example",
            "a b@c.example",
            "a@b.example,c@d.example",
            "<a@b.example>",
            "a\0@b.example",
            "jürgen@b.example",
        ] {
            assert_eq!(Email::parse(address), Err(Message::new("error-email")), "{address:?}");
        }
        let long = format!("{}@example.org", "a".repeat(300));
        assert_eq!(Email::parse(&long).map_err(|why| why.id), Err("error-too-long"));
        assert!(Email::parse(&format!("{}@example.org", "a".repeat(65))).is_err());
    }
}
