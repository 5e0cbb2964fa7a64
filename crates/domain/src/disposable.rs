use crate::Email;
use std::collections::HashSet;
use std::sync::LazyLock;

/// One domain a line, in small letters; a comment begins with `#`.
static DOMAINS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/disposable.txt").lines();
    lines.filter(|it| !it.starts_with('#') && !it.is_empty()).collect()
});

impl Email {
    /// Whether the address belongs to a provider whose addresses are thrown away after a while, or to one below it: compared label by
    /// label, never by how the text ends.
    pub fn is_disposable(&self) -> bool {
        let mut domain = self.as_ref().split_once('@').map_or("", |(_, domain)| domain);
        loop {
            if DOMAINS.contains(domain) {
                return true;
            }
            match domain.split_once('.') {
                Some((_, parent)) => domain = parent,
                None => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str) -> bool {
        Email::parse(address).expect("an address").is_disposable()
    }

    #[test]
    fn a_provider_is_known_by_whole_labels() {
        assert!(check("a@mailinator.com"));
        assert!(check("a@MAILINATOR.com"));
        assert!(check("a@eu.mailinator.com"));
        assert!(!check("a@unmailinator.example"));
        assert!(!check("a@mailinator.com.example.org"));
        assert!(!check("a@example.org"));
        assert!(DOMAINS.len() > 5_000 && !DOMAINS.contains("gmail.com"));
    }
}
