//! What is learned from, and what has to be foretold.

use std::fmt::Write as _;
use std::path::Path;

use crate::data::{Data, Row};

/// How a part is held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Everybody's last.
    Last,
    /// Everybody's last fifth.
    Fifth,
    /// All that comes after a moment: that of the given share of all lines, in hundredths.
    Cut(usize),
}

/// The ways of the tables, and the ones by which the training part of each is divided for choosing.
pub(crate) const WAYS: [(&str, Way, Way); 3] = [
    ("leave-last-out", Way::Last, Way::Last),
    ("last fifth of each", Way::Fifth, Way::Fifth),
    // The tenth of all lines before the cut: an eighth of what lies before it.
    ("one cut in time", Way::Cut(800), Way::Cut(875)),
];

/// One division.
#[derive(Debug, Clone)]
pub(crate) struct Split {
    pub(crate) users: usize,
    pub(crate) items: usize,
    /// What is learned from, the oldest first.
    pub(crate) train: Vec<Row>,
    /// Of everybody what is learned from, the oldest first.
    pub(crate) histories: Vec<Vec<Row>>,
    /// Of everybody what is to be foretold.
    pub(crate) held: Vec<Vec<usize>>,
    /// The moment of asking, where it is the same for all.
    pub(crate) cut: Option<i64>,
}

pub(crate) fn split(data: &Data, way: Way) -> Split {
    let mut lengths = vec![0usize; data.users];
    for row in &data.rows {
        if let Some(length) = lengths.get_mut(row.user) {
            *length += 1;
        }
    }
    let cut = match way {
        Way::Cut(share) => data.rows.get(data.rows.len() * share / 1000).map(|it| it.at),
        Way::Last | Way::Fifth => None,
    };
    let mut split = Split {
        users: data.users,
        items: data.items,
        train: Vec::new(),
        histories: vec![Vec::new(); data.users],
        held: vec![Vec::new(); data.users],
        cut,
    };
    let mut met = vec![0usize; data.users];
    for row in &data.rows {
        let length = lengths.get(row.user).copied().unwrap_or(0);
        let Some(met) = met.get_mut(row.user) else { continue };
        *met += 1;
        let last = match way {
            Way::Last => 1,
            Way::Fifth => (length / 5).max(1),
            Way::Cut(_) => 0,
        };
        let held = cut.map_or(*met > 1 && *met + last > length, |cut| row.at >= cut);
        split.put(*row, held);
    }
    split
}

impl Split {
    fn put(&mut self, row: Row, held: bool) {
        if held {
            if let Some(mine) = self.held.get_mut(row.user) {
                mine.push(row.item);
            }
        } else {
            self.train.push(row);
            if let Some(mine) = self.histories.get_mut(row.user) {
                mine.push(row);
            }
        }
    }

    /// The training part as data of its own.
    pub(crate) fn inner(&self) -> Data {
        Data { rows: self.train.clone(), users: self.users, items: self.items }
    }

    /// Whoever something is to be foretold of, with or without a history.
    pub(crate) fn asked(&self, newcomers: bool) -> impl Iterator<Item = (usize, &[Row], &[usize])> {
        let all = self.histories.iter().zip(&self.held).enumerate();
        let all = all.map(|(user, (past, held))| (user, past.as_slice(), held.as_slice()));
        all.filter(move |(_, past, held)| past.is_empty() == newcomers && !held.is_empty())
    }

    /// Writes `user item timestamp` lines of both parts for other programs.
    pub(crate) fn write(&self, folder: &Path, name: &str) -> std::io::Result<()> {
        let mut train = String::new();
        for row in &self.train {
            writeln!(train, "{} {} {}", row.user, row.item, row.at)
                .map_err(std::io::Error::other)?;
        }
        std::fs::write(folder.join(format!("{name}.train")), train)?;
        let mut held = String::new();
        for (user, _, items) in self.asked(false) {
            for item in items {
                writeln!(held, "{user} {item}").map_err(std::io::Error::other)?;
            }
        }
        std::fs::write(folder.join(format!("{name}.held")), held)
    }
}
