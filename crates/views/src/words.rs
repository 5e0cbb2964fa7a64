//! What in a running text leads somewhere: addresses, people, tags.

use crate::address;
use crate::html::escape;
use domain::{Tags, Username};

/// What a link that somebody typed says about itself: it lends no reputation, and gets no hold of the page.
pub(crate) const REL: &str = "ugc nofollow noopener";

/// A piece of a running text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words that lead nowhere.
    Plain(&'a str),
    /// `https://…` or `http://…`.
    Address(&'a str),
    /// `@name`, without the sign.
    Person(&'a str),
    /// `#tag`, without the sign.
    Tag(&'a str),
}

impl Piece<'_> {
    /// The piece as markup.
    pub(crate) fn write(&self, html: &mut String) {
        let link = |to: &str, rel: &str, said: &str| {
            format!("<a href=\"{}\"{rel}>{}</a>", escape(to), escape(said))
        };
        html.push_str(&match self {
            Self::Plain(text) => escape(text),
            Self::Address(to) => link(to, &format!(" rel=\"{REL}\""), to),
            Self::Person(name) => link(&address::user(name), "", &format!("@{name}")),
            Self::Tag(tag) => {
                let kept = Tags::one(tag).unwrap_or_default();
                link(&address::tag(&kept), "", &format!("#{tag}"))
            }
        });
    }
}

/// The pieces of `text`, in order.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut found, mut plain, mut at, mut before) = (Vec::new(), 0, 0, None);
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        if let Some((piece, length)) = special(rest, before) {
            found.extend(text.get(plain..at).filter(|it| !it.is_empty()).map(Piece::Plain));
            found.push(piece);
            at += length;
            plain = at;
            before = Some('x');
        } else {
            before = rest.chars().next();
            at += before.map_or(1, char::len_utf8);
        }
    }
    found.extend(text.get(plain..).filter(|it| !it.is_empty()).map(Piece::Plain));
    found
}

/// What begins here, and how many bytes it is long.
fn special(rest: &str, before: Option<char>) -> Option<(Piece<'_>, usize)> {
    match rest.chars().next()? {
        'h' | 'H' if !before.is_some_and(char::is_alphanumeric) => {
            let address = web_address(rest)?;
            Some((Piece::Address(address), address.len()))
        }
        '@' if begins_a_word(before) => {
            let name = word(rest, &['_', '-', '.'], Username::MAX);
            Username::known(name).ok().map(|_| (Piece::Person(name), name.len() + 1))
        }
        '#' if begins_a_word(before) => {
            let tag = word(rest, &['_', '-'], Tags::MAX_LENGTH);
            let says_something = tag.chars().any(char::is_alphabetic);
            let known = says_something && Tags::one(tag).is_ok();
            known.then(|| (Piece::Tag(tag), tag.len() + 1))
        }
        _ => None,
    }
}

/// Whether a sign after this character begins something: not in the middle of a word, an address or markup. Where words
/// are not parted by blanks, it may follow one.
fn begins_a_word(before: Option<char>) -> bool {
    before.is_none_or(|it| it.is_whitespace() || "([\"'*_~".contains(it) || !it.is_ascii())
}

/// What follows a sign: letters, digits and what else may stand within, but not at the end. Empty where it is too long.
fn word<'a>(rest: &'a str, within: &[char], longest: usize) -> &'a str {
    let (mut end, mut count) = (1, 0);
    let allowed = |it: char| it.is_alphanumeric() || within.contains(&it);
    for c in rest.chars().skip(1).take_while(|it| allowed(*it)) {
        end += c.len_utf8();
        count += 1;
        if count > longest + 8 {
            return "";
        }
    }
    rest.get(1..end).unwrap_or_default().trim_end_matches(within)
}

/// The address that begins here, without the punctuation of the sentence around it.
fn web_address(rest: &str) -> Option<&str> {
    let starts = |scheme: &str| {
        let head = rest.get(..scheme.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(scheme).then_some(scheme.len())
    };
    let scheme = starts("https://").or_else(|| starts("http://"))?;
    let ends = |it: char| it.is_whitespace() || "<>。，、！？；：）」』".contains(it);
    let mut address = rest.split(ends).next().unwrap_or_default();
    let mut open = address.matches('(').count();
    let mut shut = address.matches(')').count();
    loop {
        address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '\'']);
        match address.strip_suffix(')') {
            Some(shorter) if shut > open => {
                (address, shut, open) = (shorter, shut - 1, open);
            }
            _ => break,
        }
    }
    (address.len() > scheme).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::Piece::{Address, Person, Plain, Tag};
    use super::*;

    #[test]
    fn people_tags_and_addresses_are_found() {
        let text = "Ask @ada.l., see (https://a.example/b_(c)) #lake-side!";
        let expected = [
            Plain("Ask "),
            Person("ada.l"),
            Plain("., see ("),
            Address("https://a.example/b_(c)"),
            Plain(") "),
            Tag("lake-side"),
            Plain("!"),
        ];
        assert_eq!(pieces(text), expected);
        assert_eq!(pieces("见@陈默。"), [Plain("见"), Person("陈默"), Plain("。")]);
    }

    #[test]
    fn what_only_looks_like_one_stays_text() {
        for text in [
            "ada@example.org",
            "a#b",
            "#1",
            "#",
            "@",
            "@a",
            "https://",
            "xhttps://a.example",
            "&#x3C;",
            "/@ada",
            "@@ada",
            "#{x}",
        ] {
            assert_eq!(pieces(text), [Plain(text)], "{text}");
        }
        let long = format!("@{}", "x".repeat(100));
        assert_eq!(pieces(&long), [Plain(long.as_str())]);
    }
}
