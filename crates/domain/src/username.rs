use crate::Message;
use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

/// What a user is called in addresses: NFKC, 2 to 30 letters, digits, `_`, `-` or `.`, beginning
/// and ending with a letter or digit, not reserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username {
    name: String,
    key: String,
}

/// Names that would speak for the site, or that the site needs for itself.
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "admin",
    "administrator",
    "all",
    "anonymous",
    "api",
    "everyone",
    "feed",
    "help",
    "hostmaster",
    "info",
    "login",
    "logout",
    "mail",
    "mailer-daemon",
    "me",
    "media",
    "mod",
    "moderator",
    "news",
    "no-reply",
    "nobody",
    "noreply",
    "null",
    "official",
    "owner",
    "photos",
    "policy",
    "postmaster",
    "privacy",
    "register",
    "root",
    "rules",
    "search",
    "security",
    "settings",
    "sitemap",
    "staff",
    "static",
    "status",
    "support",
    "sysadmin",
    "system",
    "team",
    "tintype",
    "undefined",
    "upload",
    "user",
    "users",
    "webmaster",
    "www",
];

impl Username {
    /// The shortest name, in characters.
    pub const MIN: usize = 2;
    /// The longest name, in characters.
    pub const MAX: usize = 30;

    /// A user name from what was typed.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let name = Self::spelled(text)?;
        let key = key(&name);
        if is_reserved(&key) {
            return Err(Message::new("error-username-reserved"));
        }
        Ok(Self { name, key })
    }

    /// A name that was accepted before: checked for spelling only, so that a word reserved later
    /// does not lock its owner out.
    pub fn known(text: &str) -> Result<Self, Message> {
        let name = Self::spelled(text)?;
        let key = key(&name);
        Ok(Self { name, key })
    }

    fn spelled(text: &str) -> Result<String, Message> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Message::new("error-empty"));
        }
        if text.len() > Self::MAX * 16 {
            return Err(Self::wrong_length());
        }
        let name: String = text.nfkc().collect();
        if !(Self::MIN..=Self::MAX).contains(&name.chars().count()) {
            return Err(Self::wrong_length());
        }
        let plain = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let ends = plain(name.chars().next()) && plain(name.chars().next_back());
        if !ends || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            return Err(Message::new("error-username-characters"));
        }
        Ok(name)
    }

    fn wrong_length() -> Message {
        Message::new("error-length").with("min", Self::MIN).with("max", Self::MAX)
    }

    /// Equal for names that people would take for each other: case, width and look-alike letters
    /// do not matter. The form in which names are unique.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl AsRef<str> for Username {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

/// The skeleton of Unicode UTS #39 §4, case-folded before and after (because the table maps to
/// capitals too). Folding makes an `i` of the `I` that looks like an `l`, so those two are one.
fn key(name: &str) -> String {
    let folded = caseless::default_case_fold_str(name);
    let skeleton: String = skeleton(&folded).collect();
    let folded = caseless::default_case_fold_str(&skeleton);
    folded.nfkc().map(|char| if char == 'i' { 'l' } else { char }).collect()
}

fn is_reserved(wanted: &str) -> bool {
    let bare: String = wanted.chars().filter(|c| c.is_alphanumeric()).collect();
    RESERVED.iter().any(|word| key(word) == wanted || key(word) == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, id: &str) {
        assert_eq!(Username::parse(text).map_err(|why| why.id), Err(id), "{text:?}");
    }

    #[track_caller]
    fn same(a: &str, b: &str) {
        let [a, b] = [a, b].map(|name| Username::parse(name).expect("a fine name"));
        assert_eq!(a.key(), b.key());
    }

    #[test]
    fn ordinary_names_of_many_scripts_are_fine() {
        for name in ["ada", "lake_42", "Ana.Lúcia", "陈伟", "محمد", "jean-luc", "x1"] {
            assert_eq!(Username::parse(name).expect(name).as_ref(), name);
        }
    }

    #[test]
    fn markup_controls_and_odd_ends_are_refused() {
        for name in [
            "<b>x</b>",
            "a b",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\0b",
            "_ada",
            "ada.",
            "-x-",
            "a/b",
            "a@b",
            "a&b",
            "a\nb",
            "😀😀",
            "..",
        ] {
            refused(name, "error-username-characters");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        refused("", "error-empty");
        refused("a", "error-length");
        refused(&"a".repeat(31), "error-length");
        refused(&"a".repeat(1_000_000), "error-length");
        assert!(Username::parse(&"é".repeat(30)).is_ok());
    }

    #[test]
    fn reserved_names_are_refused_in_every_disguise() {
        for name in [
            "admin",
            "ADMIN",
            "Admin",
            "аdmin",
            "ａｄｍｉｎ",
            "adm1n",
            "admln",
            "a.d.m.i.n",
            "root",
            "me",
        ] {
            refused(name, "error-username-reserved");
        }
    }

    #[test]
    fn look_alikes_are_the_same_name() {
        same("paypal", "раураl");
        same("Ada", "ada");
        same("straße", "STRASSE");
        same("l1nda", "llnda");
        same("b0b", "bob");
        same("ﬁona", "fiona");
        same("paypal", "paypaI");
        same("lin", "Iin");
    }

    #[test]
    fn different_names_stay_different() {
        let keys: Vec<_> = ["ada", "ade", "jose", "josé", "lin", "len"]
            .iter()
            .map(|name| Username::parse(name).expect("fine").key().to_owned())
            .collect();
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }
}
