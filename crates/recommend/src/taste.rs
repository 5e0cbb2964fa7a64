//! Whom and what a history says somebody likes, for what behaviour cannot tell about: new items.

use crate::ask::Reason;
use crate::behaviour::Map;
use crate::catalogue::{Catalogue, Facts};
use crate::config::Blend;
use crate::looks::Looks;
use crate::num::{float, seconds};

/// How many of the latest pictures colours are compared with.
const PICTURES: usize = 6;
/// How many of the best liked tags and authors bring candidates.
const BEST: usize = 6;

/// What somebody likes.
#[derive(Debug, Default)]
pub(crate) struct Taste {
    tags: Map<u32, f32>,
    /// The authors, each with how much and the item that counts most.
    authors: Map<i64, (f32, f32, u32)>,
    pictures: Vec<(u32, Looks)>,
    most_tag: f32,
    most_author: f32,
}

impl Taste {
    /// From items, what is known about them and what each counts, the latest first.
    pub(crate) fn of<'a>(
        catalogue: &Catalogue,
        past: impl Iterator<Item = (u32, &'a Facts, f32)>,
    ) -> Self {
        let mut taste = Self::default();
        for (item, facts, weight) in past {
            let share = weight / float(facts.tags.len().max(1)).sqrt();
            for tag in &facts.tags {
                *taste.tags.entry(*tag).or_default() += share * catalogue.says(*tag);
            }
            let (sum, most, which) =
                taste.authors.entry(facts.author).or_insert((0.0, f32::NEG_INFINITY, item));
            *sum += weight;
            if weight > *most {
                (*most, *which) = (weight, item);
            }
            if let Some(looks) = facts.looks.filter(|_| taste.pictures.len() < PICTURES) {
                taste.pictures.push((item, looks));
            }
        }
        taste.most_tag = taste.tags.values().copied().fold(0.0, f32::max);
        taste.most_author = taste.authors.values().map(|it| it.0).fold(0.0, f32::max);
        taste
    }

    /// How much somebody likes an author, at most 1, and their item that says so most.
    pub(crate) fn author(&self, author: i64) -> Option<(f32, u32)> {
        self.authors.get(&author).map(|it| (it.0 / self.most_author.max(f32::MIN_POSITIVE), it.2))
    }

    /// Everybody whose items are in the history.
    pub(crate) fn authors(&self) -> impl Iterator<Item = i64> {
        self.authors.keys().copied()
    }

    /// What speaks for an item.
    pub(crate) fn speak(
        &self,
        blend: &Blend,
        facts: &Facts,
        now: i64,
        mut say: impl FnMut(Said, f32),
    ) {
        let share = blend.tags / float(facts.tags.len().max(1)).sqrt();
        if self.most_tag > 0.0 {
            for tag in &facts.tags {
                if let Some(liked) = self.tags.get(tag) {
                    say(Said::Tag(*tag), share * liked / self.most_tag);
                }
            }
        }
        if let Some(looks) = &facts.looks {
            let alike = self.pictures.iter().map(|it| (it.1.alike(looks), it.0));
            if let Some((alike, item)) = alike.max_by(|a, b| a.0.total_cmp(&b.0)) {
                say(Said::Looks(item), blend.looks * alike);
            }
        }
        if let Some((liked, _)) = self.author(facts.author) {
            say(Said::Author(facts.author), blend.author * liked);
        }
        let age = seconds(now.saturating_sub(facts.at).max(0));
        say(Said::New, blend.new * (-age / blend.new_for).exp());
    }

    /// The items that content brings: the newest, and the newest of each liked tag, author and colour.
    pub(crate) fn candidates(&self, catalogue: &Catalogue, most: usize) -> Vec<u32> {
        let mut found: Vec<u32> = catalogue.newest().take(most).collect();
        let mut tags: Vec<(f32, u32)> = self.tags.iter().map(|it| (*it.1, *it.0)).collect();
        tags.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, tag) in tags.into_iter().take(BEST) {
            found.extend(catalogue.tagged(tag).take(most));
        }
        let mut authors: Vec<(f32, i64)> = self.authors.iter().map(|it| (it.1.0, *it.0)).collect();
        authors.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, author) in authors.into_iter().take(BEST) {
            found.extend(catalogue.by(author).take(most));
        }
        for (_, looks) in self.pictures.iter().take(2) {
            found.extend(catalogue.coloured(looks, most / 8));
        }
        found
    }
}

/// What speaks for an item, by numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said {
    Tag(u32),
    Looks(u32),
    Author(i64),
    New,
}

impl Said {
    /// In words for outside.
    pub(crate) fn reason(self, catalogue: &Catalogue) -> Reason {
        match self {
            Self::Tag(tag) => Reason::Tag(catalogue.name(tag)),
            Self::Looks(item) => Reason::Looks(catalogue.id(item)),
            Self::Author(author) => Reason::Author(author),
            Self::New => Reason::New,
        }
    }
}
