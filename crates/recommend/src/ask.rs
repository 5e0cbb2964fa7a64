//! What is asked, and what comes out.

use crate::interaction::{Kind, Past};

/// A question for a list.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// What the asking person did, in any order. Nothing in it is suggested.
    pub history: &'a [Past],
    /// Whether the person knows an item already, beyond the history.
    pub seen: &'a dyn Fn(i64) -> bool,
    /// Whether an item (first) by an author (second) may be suggested to the person.
    pub allowed: &'a dyn Fn(i64, i64) -> bool,
    /// The moment of asking, in seconds since 1970.
    pub now: i64,
    /// How many are wanted.
    pub limit: usize,
    /// Orders what is equally good; the same seed gives the same list.
    pub seed: u64,
}

/// An item that somebody may want to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Which.
    pub item: i64,
    /// How good it seems; comparable within one list only.
    pub score: f32,
    /// What speaks most for it.
    pub reason: Reason,
}

/// What speaks for an item. It is true: what is named is in the history, or about the item, and nothing else that can
/// be named added more to the score.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Whoever liked this item went on to the suggested one; so may the person, who liked it too.
    Liked(i64),
    /// The same of an item the person kept.
    Bookmarked(i64),
    /// The same of an item the person said something about.
    Commented(i64),
    /// The same of an item the person opened.
    Viewed(i64),
    /// The same of the item that similar ones are asked for.
    Together(i64),
    /// It is about something that items in the history are about.
    Tag(Box<str>),
    /// It has the colours of this item in their places.
    Looks(i64),
    /// It is by somebody whose items are in the history.
    Author(i64),
    /// It is popular lately.
    Popular,
    /// It is new.
    New,
}

/// Somebody whose items one may want to follow.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonSuggestion {
    /// Who.
    pub author: i64,
    /// How good it seems; comparable within one list only.
    pub score: f32,
    /// What speaks most for them.
    pub reason: PersonReason,
}

/// What speaks for a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PersonReason {
    /// Of the items of the history that are theirs, this one counts most: what was done with it.
    Theirs(Reason),
    /// This item of theirs is suggested for this reason.
    Suggested(i64, Reason),
}

impl Reason {
    /// What is said of an item of the history.
    pub(crate) fn past(kind: Kind, item: i64) -> Self {
        match kind {
            Kind::View => Self::Viewed(item),
            Kind::Like => Self::Liked(item),
            Kind::Bookmark => Self::Bookmarked(item),
            Kind::Comment => Self::Commented(item),
        }
    }
}
