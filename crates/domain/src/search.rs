//! What people type to find photos: words, phrases in quotation marks, `-` before what must not be there, and operators
//! (`tag:lake`). Whatever is typed can be read; what makes no sense is said, and the rest is still looked for.

use crate::words::{self, Needle};
use crate::{FieldErrors, License, Message, Tags, Tint, Username};
use std::fmt;

/// In which order photos are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The newest first.
    #[default]
    New,
    /// The oldest first.
    Old,
}

/// The shape of a picture: width by height, in thousandths, from and to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape(pub i64, pub i64);

const SHAPES: [(&str, Shape); 4] = [
    ("portrait", Shape(0, 949)),
    ("landscape", Shape(1_051, i64::MAX)),
    ("square", Shape(950, 1_050)),
    ("panorama", Shape(2_000, i64::MAX)),
];

/// One part of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A word, wherever it stands.
    Word(String),
    /// Words that follow each other.
    Phrase(String),
    /// A tag, as it is kept.
    Tag(String),
    /// Of this user, as it was typed.
    User(String),
    /// From before this day: days since 1970, and as it was typed.
    Before(i64, String),
    /// From this day on.
    After(i64, String),
    /// Taken with a camera that is called so.
    Camera(String),
    /// Taken with a lens that is called so.
    Lens(String),
    /// Under this licence ([`License::ALL`]).
    License(&'static str),
    /// Of this shape, as it was typed.
    Ratio(Shape, String),
    /// Of this colour.
    Color(Tint),
    /// In this order.
    Order(Order),
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Each part, and whether it must not be there.
    pub parts: Vec<(bool, Part)>,
}

impl Query {
    /// The longest, in characters.
    pub const MAX: usize = 300;
    /// The most parts.
    pub const PARTS: usize = 20;

    /// Reads what was typed; what makes no sense is told by the name of its operator (`q` for what has none).
    pub fn parse(text: &str) -> (Self, FieldErrors) {
        let (mut query, mut errors) = (Self::default(), FieldErrors::default());
        if text.chars().count() > Self::MAX {
            let _ =
                errors.take::<()>("q", Err(Message::new("error-too-long").with("max", Self::MAX)));
            return (query, errors);
        }
        for piece in pieces(text) {
            if query.parts.len() == Self::PARTS {
                let why = Message::new("error-search-parts").with("max", Self::PARTS);
                let _ = errors.take::<()>("q", Err(why));
                break;
            }
            let name = piece.name.as_deref().unwrap_or("q");
            if let Some(part) = errors.take(name, piece.read()) {
                query.parts.push((piece.not, part));
            }
        }
        (query, errors)
    }

    /// What must be there, looked up together.
    pub fn all(&self) -> Vec<Needle> {
        self.each().into_iter().flatten().collect()
    }

    /// The same, part by part.
    pub fn each(&self) -> Vec<Vec<Needle>> {
        let parts = self.parts.iter().filter(|(not, _)| !not);
        parts.map(|(_, it)| it.needles()).filter(|it| !it.is_empty()).collect()
    }

    /// What must not be there: none of these as a whole.
    pub fn none(&self) -> Vec<Vec<Needle>> {
        let parts = self.parts.iter().filter(|(not, _)| *not);
        parts.map(|(_, it)| it.needles()).filter(|it| !it.is_empty()).collect()
    }

    /// Only the words, without operators: for what has no others.
    #[must_use]
    pub fn words(&self) -> Self {
        let plain = |it: &&(bool, Part)| matches!(it.1, Part::Word(_) | Part::Phrase(_));
        Self { parts: self.parts.iter().filter(plain).cloned().collect() }
    }

    /// The last part that `pick` takes.
    pub fn last<T>(&self, pick: impl Fn(&Part) -> Option<T>) -> Option<T> {
        self.parts.iter().rev().find_map(|(_, it)| pick(it))
    }
}

impl Part {
    fn needles(&self) -> Vec<Needle> {
        match self {
            Self::Word(text) => words::needles(text, false),
            Self::Phrase(text) => words::needles(text, true),
            Self::Tag(tag) => vec![Needle::tag(tag)],
            Self::Camera(text) => words::needles_in("camera", text),
            Self::Lens(text) => words::needles_in("lens", text),
            _ => Vec::new(),
        }
    }
}

/// A part as it was typed.
struct Piece {
    not: bool,
    /// Of a known operator.
    name: Option<String>,
    value: String,
    quoted: bool,
}

const OPERATORS: [(&str, &str); 12] = [
    ("user", "user"),
    ("tag", "tag"),
    ("before", "before"),
    ("after", "after"),
    ("camera", "camera"),
    ("lens", "lens"),
    ("license", "license"),
    ("licence", "license"),
    ("ratio", "ratio"),
    ("color", "color"),
    ("colour", "color"),
    ("order", "order"),
];

fn operator(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    OPERATORS.iter().find(|(it, _)| *it == name).map(|(_, it)| (*it).to_owned())
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let bare =
            rest.strip_prefix('-').filter(|it| !it.is_empty() && !it.starts_with([' ', '-']));
        let not = bare.is_some();
        let mut value = bare.unwrap_or(rest);
        let until = value.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(value.len());
        let named = value.get(..until).and_then(|it| it.split_once(':'));
        let name = named.and_then(|(name, _)| operator(name));
        if let (Some(_), Some((before, _))) = (&name, named) {
            value = value.get(before.len() + 1..).unwrap_or_default();
        }
        let quoted = value.starts_with('"');
        let (inside, after) = if let Some(open) = value.strip_prefix('"') {
            // Without an end, it goes on to the end.
            open.split_once('"').unwrap_or((open, ""))
        } else {
            let end = value.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(value.len());
            value.split_at_checked(end).unwrap_or((value, ""))
        };
        if !inside.trim().is_empty() || name.is_some() {
            found.push(Piece { not, name, value: inside.trim().to_owned(), quoted });
        }
        rest = after.trim_start();
    }
    found
}

impl Piece {
    fn read(&self) -> Result<Part, Message> {
        const WHOLE: [&str; 7] = ["user", "before", "after", "license", "ratio", "color", "order"];
        let wrong = |id: &'static str| Message::new(id).with("value", self.shown().as_str());
        let (value, name) = (self.value.as_str(), self.name.as_deref().unwrap_or_default());
        if self.not && WHOLE.contains(&name) {
            return Err(wrong("error-search-not"));
        }
        let (part, why) = match name {
            "user" => (user(value), "error-search-user"),
            "tag" => {
                let tag = Tags::one(value.trim_start_matches('#')).ok();
                (tag.map(Part::Tag), "error-search-tag")
            }
            "before" => {
                (day(value).map(|it| Part::Before(it, value.to_owned())), "error-search-date")
            }
            "after" => {
                (day(value).map(|it| Part::After(it, value.to_owned())), "error-search-date")
            }
            "license" => (license(value).map(Part::License), "error-search-license"),
            "ratio" => {
                (shape(value).map(|it| Part::Ratio(it, value.to_lowercase())), "error-search-ratio")
            }
            "color" => (Tint::parse(value).map(Part::Color), "error-search-color"),
            "order" => (order(value).map(Part::Order), "error-search-order"),
            _ => (self.words(name), "error-search-nothing"),
        };
        part.ok_or_else(|| wrong(why))
    }

    /// What is looked up as words, if there are any.
    fn words(&self, name: &str) -> Option<Part> {
        let value = self.value.clone();
        if words::needles(&value, false).is_empty() {
            return None;
        }
        Some(match name {
            "camera" => Part::Camera(value),
            "lens" => Part::Lens(value),
            _ if self.quoted => Part::Phrase(value),
            _ => Part::Word(value),
        })
    }

    /// As much of the value as a message repeats.
    fn shown(&self) -> String {
        self.value.chars().filter(|c| !c.is_control()).take(40).collect()
    }
}

fn user(text: &str) -> Option<Part> {
    let name = Username::known(text.trim_start_matches('@')).ok()?;
    Some(Part::User(name.as_ref().to_owned()))
}

fn order(text: &str) -> Option<Order> {
    match text.to_lowercase().as_str() {
        "new" => Some(Order::New),
        "old" => Some(Order::Old),
        _ => None,
    }
}

/// A licence by its identifier, with or without its version, `none` where all rights are reserved.
fn license(text: &str) -> Option<&'static str> {
    let wanted = text.to_lowercase();
    let wanted = if wanted == "none" { "" } else { wanted.as_str() };
    let short = |it: &str| it.trim_end_matches("-4.0").trim_end_matches("-1.0").to_owned();
    License::ALL.into_iter().find(|it| {
        let known = it.to_lowercase();
        known == wanted || (!wanted.is_empty() && short(&known) == wanted)
    })
}

/// A shape by its name, or as `3:2`, give or take two in a hundred.
fn shape(text: &str) -> Option<Shape> {
    let name = text.to_lowercase();
    if let Some((_, shape)) = SHAPES.iter().find(|(it, _)| *it == name) {
        return Some(*shape);
    }
    let (width, height) = name.split_once([':', '/', 'x'])?;
    let side = |it: &str| it.parse::<u16>().ok().filter(|n| *n > 0).map(i64::from);
    let ratio = side(width)? * 1_000 / side(height)?;
    Some(Shape(ratio * 98 / 100, ratio * 102 / 100 + 1))
}

/// Days since 1970 of `2025`, `2025-06` or `2025-06-01`.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let mut number = |size: usize| match parts.next() {
        None => Some(None),
        Some(it) if it.len() == size && it.bytes().all(|b| b.is_ascii_digit()) => {
            it.parse::<i64>().ok().map(Some)
        }
        Some(_) => None,
    };
    let year = number(4)??;
    let (month, day) = (number(2)?.unwrap_or(1), number(2)?.unwrap_or(1));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let good = parts.next().is_none()
        && year >= 1
        && (1..=12).contains(&month)
        && (1..=length).contains(&day);
    // The year begins in March, so that a leap day is its last (H. Hinnant, "chrono-compatible low-level date algorithms").
    let shifted = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    good.then_some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A value, in quotation marks where it would fall apart.
fn quoted(value: &str) -> String {
    if value.is_empty() || value.contains(char::is_whitespace) {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) => f.write_str(text),
            Self::Phrase(text) => write!(f, "\"{text}\""),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
            Self::User(name) => write!(f, "user:{}", quoted(name)),
            Self::Before(_, day) => write!(f, "before:{day}"),
            Self::After(_, day) => write!(f, "after:{day}"),
            Self::Camera(text) => write!(f, "camera:{}", quoted(text)),
            Self::Lens(text) => write!(f, "lens:{}", quoted(text)),
            Self::License("") => f.write_str("license:none"),
            Self::License(it) => write!(f, "license:{it}"),
            Self::Ratio(_, text) => write!(f, "ratio:{text}"),
            Self::Color(it) => write!(f, "color:{it}"),
            Self::Order(Order::New) => f.write_str("order:new"),
            Self::Order(Order::Old) => f.write_str("order:old"),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, (not, part)) in self.parts.iter().enumerate() {
            let (space, sign) = (if nth > 0 { " " } else { "" }, if *not { "-" } else { "" });
            write!(f, "{space}{sign}{part}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
