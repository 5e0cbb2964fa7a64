//! Addresses that may stand in a header.
//!
//! lettre takes more for an address than we do (`"x@evil.test> "@b`, `=?x?q?…?=@b`) and panics over
//! a display name with a line break, so nothing reaches it unchecked.

use lettre::Address;
use lettre::message::Mailbox;

/// Longest address a mail server must take (RFC 5321 §4.5.3.1.3, less the angle brackets).
const LONGEST: usize = 254;

/// A plain `user@host`, with nothing in it that another program could read differently.
pub(crate) fn address(text: &str) -> Option<Address> {
    let odd =
        |char: char| char.is_control() || char.is_whitespace() || "\"(),:;<>\\".contains(char);
    let plain = text.len() <= LONGEST && text.matches('@').count() == 1 && !text.contains("=?");
    if plain && !text.contains(odd) { text.parse().ok() } else { None }
}

/// `Name <user@host>` or a bare address, which then is given the name `otherwise`.
pub(crate) fn sender(text: &str, otherwise: &str) -> Option<Mailbox> {
    if text.contains(char::is_control) {
        return None;
    }
    let text = text.trim();
    let (name, bare) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, bare)) => (name.trim().trim_matches('"'), bare),
        None => (otherwise, text),
    };
    // Of a name that was typed before an address these are a slip; in the site's own they are only
    // not for a header, where some programs take them for the address.
    let odd = ['<', '>', '"'];
    if name.contains(odd) && name != otherwise {
        return None;
    }
    let name = Some(name.replace(odd, "")).filter(|name| !name.is_empty());
    Some(Mailbox::new(name, address(bare.trim())?))
}

#[cfg(test)]
mod tests {
    use super::{address, sender};

    #[test]
    fn addresses_are_plain() {
        for text in
            ["a@b", "a.b+c@example.org", "jürgen@example.org", "a@127.0.0.1", "o'hara_%!@x-y.org"]
        {
            assert!(address(text).is_some(), "{text}");
        }
        let long = format!("a@{}.org", "b".repeat(300));
        let odd = [
            "",
            "a",
            "@",
            "a@",
            "@b",
            "a@b@c",
            "a b@c",
            "a@b\r\nBcc: c@d",
            "a@b\n",
            "a\0@b",
            "\"x@evil.test> \"@b",
            "\"a\"@b",
            "=?x?q?=40=3e=00?=foo@b",
            "a@b,c",
            "a@b>",
            "<a@b>",
            "a@b;",
            "A <a@b>",
            "a..b@c",
            ".a@b",
            &long,
        ];
        for text in odd {
            assert!(address(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn senders_have_names() {
        let shown = |text| {
            sender(text, "The Site").map(|it| (it.name.unwrap_or_default(), it.email.to_string()))
        };
        let pair = |name: &str, email: &str| Some((name.to_owned(), email.to_owned()));
        assert_eq!(
            shown("Tintype <no-reply@example.org>"),
            pair("Tintype", "no-reply@example.org")
        );
        assert_eq!(shown(" \"Bilder, Zürich\" <a@b> "), pair("Bilder, Zürich", "a@b"));
        assert_eq!(shown("a@b"), pair("The Site", "a@b"));
        assert_eq!(shown("<a@b>"), pair("", "a@b"));
        let odd = sender("a@b", "Ada's <b>\"Site\"</b>").and_then(|it| it.name);
        assert_eq!(odd.as_deref(), Some("Ada's bSite/b"));
        for text in
            ["", "Tintype", "Tintype a@b", "A <a@b", "A\n <a@b>", "A <a@b>, B <c@d>", "A <a@b\n>x"]
        {
            assert_eq!(shown(text), None, "{text:?}");
        }
    }
}
