//! What goes in.

use crate::looks::Looks;

/// What somebody did with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Opened it.
    View,
    /// Said something about it.
    Comment,
    /// Liked it.
    Like,
    /// Kept it.
    Bookmark,
}

/// Somebody did something with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interaction {
    /// Who.
    pub user: i64,
    /// With what.
    pub item: i64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// What they did.
    pub kind: Kind,
}

/// An item that may be suggested. What is not told so never is, whatever people did with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is called by.
    pub id: i64,
    /// Whose it is.
    pub author: i64,
    /// When it appeared, in seconds since 1970.
    pub at: i64,
    /// What it is about.
    pub tags: Vec<Box<str>>,
    /// What it looks like, once that is known.
    pub looks: Option<Looks>,
}

/// One entry of somebody's history, as a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// With what.
    pub item: i64,
    /// What they did.
    pub kind: Kind,
    /// When, in seconds since 1970.
    pub at: i64,
}
