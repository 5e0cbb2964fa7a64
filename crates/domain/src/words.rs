//! Words as they are looked for. Both databases only look up what is made here, so both find the same.
//!
//! A text is folded (case, accents, width), and cut into words. Scripts that write no spaces between words (and Korean, whose words
//! carry endings) are cut into pairs of characters instead, each overlapping the next, so that any piece of two is found. Of every
//! two words that follow each other, one more token is made: that is how phrases are found without positions.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest word, in characters; more of it is not looked at.
const LONGEST: usize = 64;
/// The most that is kept of one thing, in bytes: a `tsvector` has room for a megabyte.
const MOST: usize = 400_000;
/// Between two words that follow each other; no part of a word.
const PAIR: char = '·';
/// Between a field and a word of it; no part of a word.
const FIELD: char = '¦';

/// Equal for texts that people take for the same when they look for something: without case, accents and width.
pub fn fold(text: &str) -> String {
    let folded = caseless::default_case_fold_str(text);
    let plain = folded.nfkd().filter(|it| !is_accent(*it)).nfc();
    let plain = caseless::default_case_fold_str(&plain.collect::<String>());
    let mut spelled = String::with_capacity(plain.len());
    for c in plain.chars() {
        match spelling(c) {
            Some(letters) => spelled.push_str(letters),
            None => spelled.push(c),
        }
    }
    spelled
}

/// Letters that Unicode takes for letters of their own, and keyboards elsewhere do not have.
fn spelling(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        _ => return None,
    })
}

/// A mark that words are looked for without, and the stroke that only lengthens Arabic words.
fn is_accent(c: char) -> bool {
    (is_combining_mark(c) && !is_vowel(c)) || c == '\u{640}'
}

/// A mark without which a word is another one: of kana, and of the scripts of India and South-East Asia.
fn is_vowel(c: char) -> bool {
    let own = matches!(c, '\u{900}'..='\u{109F}' | '\u{1780}'..='\u{17FF}');
    is_combining_mark(c) && (own || matches!(c, '\u{3099}' | '\u{309A}'))
}

/// Of a script that is cut into pairs of characters.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1100}'..='\u{11FF}' | '\u{1780}'..='\u{17FF}'
        | '々' | '〇' | '\u{3040}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// A picture among letters; each is a word.
fn is_sign(c: char) -> bool {
    let tone = matches!(c, '\u{1F3FB}'..='\u{1F3FF}');
    !tone && matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// A piece of a text.
enum Piece {
    Word(String),
    Dense(Vec<char>),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut open = false;
    for c in fold(text).chars() {
        if is_sign(c) {
            found.push(Piece::Word(c.to_string()));
            open = false;
            continue;
        }
        let part = c.is_alphanumeric() || is_vowel(c);
        match (found.last_mut().filter(|_| open), part, is_dense(c)) {
            (_, false, _) => {}
            (Some(Piece::Word(word)), true, false) => {
                if word.chars().count() < LONGEST {
                    word.push(c);
                }
            }
            (Some(Piece::Dense(run)), true, true) => run.push(c),
            (_, true, false) => found.push(Piece::Word(c.to_string())),
            (_, true, true) => found.push(Piece::Dense(vec![c])),
        }
        open = part;
    }
    found
}

fn joined(chars: &[char]) -> String {
    chars.iter().collect()
}

/// What something is found by: tokens without spaces, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    tokens: BTreeSet<String>,
    bytes: usize,
}

impl Words {
    fn add(&mut self, token: String) {
        let bytes = self.bytes + token.len() + 1;
        if bytes <= MOST && self.tokens.insert(token) {
            self.bytes = bytes;
        }
    }

    /// All that a text is found by.
    pub fn text(&mut self, text: &str) {
        let mut before: Option<String> = None;
        for piece in pieces(text) {
            match piece {
                Piece::Word(word) => {
                    if let Some(before) = before {
                        self.add(format!("{before}{PAIR}{word}"));
                    }
                    self.add(word.clone());
                    before = Some(word);
                }
                Piece::Dense(run) => {
                    for it in run.windows(2).chain(run.windows(3)) {
                        self.add(joined(it));
                    }
                    self.add(run.last().map(ToString::to_string).unwrap_or_default());
                    before = None;
                }
            }
        }
    }

    /// What a text is found by in a field alone, such as the camera.
    pub fn field(&mut self, field: &str, text: &str) {
        for it in needles(text, false) {
            self.add(format!("{field}{FIELD}{}", it.token));
        }
    }

    /// A tag, as it is kept.
    pub fn tag(&mut self, tag: &str) {
        self.add(tag_token(tag));
    }

    /// All tokens in order, parted by spaces.
    pub fn line(&self) -> String {
        self.tokens.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// SQLite parts words at every character of ASCII that is neither letter nor digit.
fn tag_token(tag: &str) -> String {
    format!("tag{FIELD}{}", tag.replace('-', "\u{2010}").replace('_', "\u{203F}"))
}

/// A token to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    /// Letters, digits, signs; nothing that means something to a database.
    pub token: String,
    /// Whether tokens that begin like that will do.
    pub prefix: bool,
}

impl Needle {
    /// A tag, as it is kept.
    pub fn tag(tag: &str) -> Self {
        Self { token: tag_token(tag), prefix: false }
    }

    /// The same in a field alone.
    fn within(self, field: &str) -> Self {
        Self { token: format!("{field}{FIELD}{}", self.token), prefix: true }
    }
}

/// What has to be looked up for a text: all of it must be there. Words may go on, unless they are of a phrase, which has to
/// be there as it is (a longer one by every two words that follow each other).
pub fn needles(text: &str, phrase: bool) -> Vec<Needle> {
    let mut found: Vec<Needle> = Vec::new();
    let mut before: Option<String> = None;
    for piece in pieces(text) {
        match piece {
            Piece::Word(word) => {
                let prefix = !phrase && word.chars().nth(1).is_some();
                match before.filter(|_| phrase) {
                    Some(before) => {
                        found
                            .push(Needle { token: format!("{before}{PAIR}{word}"), prefix: false });
                    }
                    None => found.push(Needle { token: word.clone(), prefix }),
                }
                before = Some(word);
            }
            Piece::Dense(run) => {
                let size = if phrase { 3 } else { 2 }.min(run.len());
                let needle = |it: &[char]| Needle { token: joined(it), prefix: run.len() == 1 };
                found.extend(run.windows(size).map(needle));
                before = None;
            }
        }
    }
    found
}

/// What has to be looked up for a text in a field alone.
pub fn needles_in(field: &str, text: &str) -> Vec<Needle> {
    needles(text, false).into_iter().map(|it| it.within(field)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, phrase: bool, text: &str) -> bool {
        let mut words = Words::default();
        words.text(text);
        let needles = needles(query, phrase);
        let there = |it: &Needle| {
            let same =
                |token: &String| *token == it.token || (it.prefix && token.starts_with(&it.token));
            words.tokens.iter().any(same)
        };
        !needles.is_empty() && needles.iter().all(there)
    }

    #[test]
    fn case_accents_and_width_do_not_matter() {
        for (query, text) in [
            ("muller", "Müller"),
            ("MÜLLER", "muller"),
            ("malaga", "Málaga"),
            ("strasse", "Straße"),
            ("ＡＢＣ", "abc"),
            ("istanbul", "İstanbul"),
            ("lodz", "Łódź"),
            ("محمد", "مُحَمَّد"),
            ("ελλαδα", "Ελλάδα"),
            ("йод", "иод"),
            ("ﬁn", "fin"),
            ("tromso", "Tromsø"),
        ] {
            assert!(finds(query, false, text), "{query} in {text}");
        }
        assert!(!finds("か", false, "が"), "another syllable");
    }

    #[test]
    fn words_begin_alike_and_phrases_are_whole() {
        assert!(finds("lak", false, "A quiet lake") && !finds("ake", false, "A quiet lake"));
        assert!(!finds("a", false, "apple") && finds("a", false, "a quiet lake"));
        assert!(
            finds("quiet lake", true, "A quiet lake") && !finds("lake quiet", true, "A quiet lake")
        );
        assert!(
            !finds("quiet lak", true, "A quiet lake") && finds("golden-hour", false, "Golden Hour")
        );
        assert!(!finds("\"%_'", false, "%_") && finds("🐱", false, "my 🐱cat"));
    }

    #[test]
    fn chinese_japanese_korean_and_thai_are_found_in_pieces() {
        for (query, text) in [
            ("京都", "东京都的樱花"),
            ("樱", "东京都的樱花"),
            ("花", "东京都的樱花"),
            ("さくら", "春のさくら祭り"),
            ("사진", "풍경사진입니다"),
            ("ทะเล", "ภาพทะเลสวย"),
            ("湖2024", "西湖2024年"),
            ("カメラ", "ｶﾒﾗ"),
        ] {
            assert!(finds(query, false, text), "{query} in {text}");
        }
        assert!(!finds("东都", false, "东京都"));
        assert!(!finds("东京都", true, "东京 京都"), "a phrase is in one piece");
    }

    #[test]
    fn tokens_are_whole_to_both_databases_and_folding_is_done_once() {
        let mut words = Words::default();
        words.text("It's 50% — \"NEAR(a, b)\" `x` \\ * ^ 漢字かな 🏳️‍🌈 a\u{300}\u{301}");
        words.tag("golden-hour_1");
        words.field("camera", "Nikon Z 6_2");
        let odd =
            |c: char| c.is_ascii() && !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != ' ';
        assert!(!words.line().contains(odd), "{}", words.line());
        assert!(!words.line().contains("  ") && !words.line().starts_with(' '));
        for c in (0..0x3_0000_u32).filter_map(char::from_u32) {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut words = Words::default();
        (0..200_000_u32).for_each(|n| words.text(&format!("word{n}")));
        assert!(words.line().len() <= MOST);
        words.text(&"x".repeat(100_000));
    }
}
