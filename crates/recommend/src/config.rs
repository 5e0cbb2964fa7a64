//! What can be set, and how it is set when nobody says otherwise.

use crate::interaction::Kind;

/// Seconds of a day, as times are counted here.
pub(crate) const DAY: f32 = 86_400.0;

/// Every number of the model. The default is what `docs/recommendations.md` measures; the behaviour part of it was
/// chosen on validation data only.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// What one interaction of each kind counts.
    pub weights: Weights,
    /// How the step from one item to the next is counted.
    pub steps: Steps,
    /// How somebody's history is weighed when a list is asked for.
    pub query: Query,
    /// What counts as popular lately.
    pub trend: Trend,
    /// How content is mixed in.
    pub blend: Blend,
}

/// What one interaction counts, by its kind. An item met in several ways counts as the strongest.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// It was opened.
    pub view: f32,
    /// It was liked.
    pub like: f32,
    /// It was kept.
    pub bookmark: f32,
    /// Something was said about it.
    pub comment: f32,
}

/// How steps from item to item are counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// How many later items of the same person an item leads to.
    pub window: usize,
    /// The power by which a step counts less the more items lie between.
    pub distance: f32,
    /// After how many seconds between them a step counts half.
    pub gap: f32,
    /// What the way back counts, where one was clearly first.
    pub back: f32,
    /// The power by which steps of people with long histories count less.
    pub length: f32,
    /// How many neighbours are kept of each item, at least; small catalogues keep up to twice as many.
    pub neighbours: usize,
    /// How many neighbours of all items together there is room for beyond that.
    pub room: usize,
}

/// How a history is weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// How many of the latest items are looked at.
    pub latest: usize,
    /// The power by which an item counts less the more came after it, for somebody who is here right now.
    pub distance: f32,
    /// The same for somebody who was away long.
    pub distance_away: f32,
    /// The seconds from which on age counts.
    pub gap: f32,
    /// The power by which age counts.
    pub age: f32,
    /// The power of an item's own sum that its steps are divided by.
    pub from: f32,
    /// The power of the suggested item's sum that steps to it are divided by.
    pub to: f32,
    /// Added to both sums, so that rare items do not win by chance; an item gets about ten each time it is met.
    pub shrink: f32,
    /// The share of what would be expected if items had nothing to do with each other.
    pub chance: f32,
    /// The share of the steps that usually lead from an item that by chance lead anywhere from each item of the
    /// history, whatever was seen to follow it. It fades half as fast as what was: what little is known says little,
    /// and less as time goes by.
    pub prior: f32,
}

/// What is popular lately, and how much that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// After how many seconds an interaction counts 1/e of what it did, in the shortest span.
    pub fade: f32,
    /// The same in the longer spans, the shorter first.
    pub longer: [f32; 2],
    /// How many interactions a longer span says to the next shorter one, for each item that was ever met.
    pub prior: f32,
    /// The finest difference of times, in seconds.
    pub bucket: i64,
    /// The power of the trend for somebody who is here right now.
    pub fresh: f32,
    /// The power of the trend for somebody who was away long.
    pub stale: f32,
    /// The seconds of absence that lie half-way between.
    pub absence: f32,
    /// The power of an item's sum that its popularity is measured against.
    pub against: f32,
    /// How many of the most popular items are candidates for everybody.
    pub candidates: usize,
}

/// What content adds to behaviour, whose best candidate counts 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Blend {
    /// Tags that somebody likes.
    pub tags: f32,
    /// Colours in the same places.
    pub looks: f32,
    /// Authors that somebody likes.
    pub author: f32,
    /// Being new.
    pub new: f32,
    /// After how many seconds being new counts 1/e.
    pub new_for: f32,
    /// How many steps from an item make what behaviour says of ones like it count half.
    pub evidence: f32,
    /// How many of the newest items, of all and of each liked tag, are candidates.
    pub newest: usize,
    /// How many bits of two perceptual hashes may differ for the pictures to be the same.
    pub same: u32,
    /// How many may stand in a row by one author.
    pub in_a_row: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            weights: Weights { view: 0.25, like: 1.0, bookmark: 1.2, comment: 1.0 },
            steps: Steps::default(),
            query: Query::default(),
            trend: Trend::default(),
            blend: Blend::default(),
        }
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            window: 100,
            distance: 0.25,
            gap: DAY,
            back: 0.15,
            length: 0.25,
            neighbours: 256,
            room: 1 << 22,
        }
    }
}

impl Default for Query {
    fn default() -> Self {
        Self {
            latest: 100,
            distance: 0.85,
            distance_away: 0.4,
            gap: 600.0,
            age: 0.5,
            from: 0.5,
            to: 0.55,
            shrink: 50.0,
            chance: 0.15,
            prior: 0.02,
        }
    }
}

impl Default for Trend {
    fn default() -> Self {
        Self {
            fade: 7.0 * DAY,
            longer: [60.0 * DAY, 365.0 * DAY],
            prior: 1.0,
            bucket: 6 * 3600,
            fresh: 0.1,
            stale: 1.5,
            absence: 0.3 * DAY,
            against: 0.65,
            candidates: 512,
        }
    }
}

impl Default for Blend {
    fn default() -> Self {
        Self {
            tags: 0.35,
            looks: 0.15,
            author: 0.2,
            new: 0.1,
            new_for: 3.0 * DAY,
            evidence: 10.0,
            newest: 32,
            same: 4,
            in_a_row: 2,
        }
    }
}

impl Steps {
    /// How many neighbours are kept of each of so many items.
    pub(crate) fn most(&self, items: usize) -> usize {
        let room = self.room / items.max(1);
        room.clamp(self.neighbours, self.neighbours.saturating_mul(2))
    }
}

impl Weights {
    /// What an interaction of this kind counts.
    pub fn of(&self, kind: Kind) -> f32 {
        match kind {
            Kind::View => self.view,
            Kind::Like => self.like,
            Kind::Bookmark => self.bookmark,
            Kind::Comment => self.comment,
        }
    }
}
