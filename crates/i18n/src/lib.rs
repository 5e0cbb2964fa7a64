#![doc = include_str!("../README.md")]

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};
use std::borrow::Cow;
use std::collections::HashMap;

fluent_templates::static_loader! {
    static MESSAGES = {
        locales: "./locales",
        fallback_language: "en",
        // The marks U+2068 and U+2069 around variables would end up in attributes and addresses.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language the site speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale {
    /// The BCP 47 tag, as in `<html lang>`.
    pub tag: &'static str,
    /// What speakers call it.
    pub name: &'static str,
    id: &'static LanguageIdentifier,
}

static EN: LanguageIdentifier = langid!("en");
static ZH_CN: LanguageIdentifier = langid!("zh-CN");

/// The languages the site speaks; the first is spoken where no other fits.
pub static LOCALES: [Locale; 2] = [
    Locale { tag: "en", name: "English", id: &EN },
    Locale { tag: "zh-CN", name: "简体中文", id: &ZH_CN },
];

/// Something a sentence mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number: plural forms depend on it.
    Number(i64),
    /// A piece of text, shown as it is.
    Text(String),
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The locale with exactly this tag.
pub fn known(tag: &str) -> Option<Locale> {
    LOCALES.iter().find(|it| it.tag.eq_ignore_ascii_case(tag)).copied()
}

/// The first language of an `Accept-Language` header (RFC 9110 §12.5.4) that the site speaks, by
/// the primary subtag; quality values are honoured.
pub fn negotiate(accept_language: &str) -> Option<Locale> {
    let mut wanted: Vec<(f32, &str)> =
        accept_language.split(',').take(20).filter_map(wish).collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.into_iter().find_map(|(_, tag)| {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        known(tag).or_else(|| LOCALES.iter().find(|it| primary(it.tag) == primary(tag)).copied())
    })
}

fn wish(range: &str) -> Option<(f32, &str)> {
    let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
    let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
    (weight > 0.0).then_some((weight, tag.trim()))
}

/// The sentence `key` in the language `locale` (English where that is not spoken), mentioning
/// `args`. An unknown key says itself, so that a forgotten one is seen and nothing fails.
pub fn text(locale: &str, key: &str, args: &[(&str, Arg)]) -> String {
    let id = known(locale).map_or(&EN, |it| it.id);
    let found = if args.is_empty() {
        MESSAGES.try_lookup(id, key)
    } else {
        MESSAGES.try_lookup_with_args(id, key, &values(args))
    };
    found.unwrap_or_else(|| key.to_owned())
}

fn values(args: &[(&str, Arg)]) -> HashMap<Cow<'static, str>, FluentValue<'static>> {
    let value = |arg: &Arg| match arg {
        Arg::Number(number) => FluentValue::from(*number),
        Arg::Text(text) => FluentValue::from(text.clone()),
    };
    args.iter().map(|(name, arg)| (Cow::Owned((*name).to_owned()), value(arg))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;

    /// Each message of a locale and the variables it mentions.
    fn messages(tag: &str) -> BTreeMap<String, BTreeSet<String>> {
        let folder = format!("{}/locales/{tag}", env!("CARGO_MANIFEST_DIR"));
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in fs::read_dir(folder).expect("a folder for each locale") {
            let text = fs::read_to_string(file.expect("is readable").path()).expect("is text");
            let mut key = String::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if let (false, Some((name, _))) = (line.starts_with(' '), line.split_once(" =")) {
                    name.clone_into(&mut key);
                    assert!(
                        found.insert(key.clone(), BTreeSet::new()).is_none(),
                        "{tag}: {key} twice"
                    );
                }
                for part in line.split('$').skip(1) {
                    let end = part.find(|c: char| !c.is_alphanumeric() && c != '_');
                    let name = &part[..end.unwrap_or(part.len())];
                    found.get_mut(&key).expect("inside a message").insert(name.to_owned());
                }
            }
        }
        found
    }

    #[test]
    fn every_language_says_everything() {
        let english = messages("en");
        for locale in &LOCALES[1..] {
            let other = messages(locale.tag);
            let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
            let extra: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(
                missing.is_empty() && extra.is_empty(),
                "{}: -{missing:?} +{extra:?}",
                locale.tag
            );
            for (key, variables) in &english {
                assert!(other[key].is_subset(variables), "{}: variables of {key}", locale.tag);
            }
        }
    }

    #[test]
    fn a_header_is_weighed() {
        let tag = |header: &str| negotiate(header).map(|it| it.tag);
        assert_eq!(tag("zh-TW, en;q=0.5"), Some("zh-CN"));
        assert_eq!(tag("de, en;q=0.4, zh;q=0.9"), Some("zh-CN"));
        assert_eq!(tag("fr"), None);
        assert_eq!(tag("en;q=0, zh;q=nonsense, ;;;"), None);
    }

    #[test]
    fn a_sentence_counts_and_mentions() {
        let one = text("en", "error-too-long", &[("max", Arg::Number(1))]);
        let many = text("en", "error-too-long", &[("max", Arg::Number(120))]);
        assert!(one.contains("1 character") && many.contains("120 characters"), "{one} / {many}");
        assert!(text("zh-CN", "error-too-long", &[("max", Arg::Number(120))]).contains("120"));
        assert_eq!(text("en", "no-such-message", &[]), "no-such-message");
    }
}
