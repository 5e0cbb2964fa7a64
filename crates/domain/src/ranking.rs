//! How photos are ranked: one formula, whose numbers an admin may change and everybody may read.
//!
//! With `n` likes, `c` people who commented, `b` bookmarks and `v` networks from which it was looked at, all without those that
//! weigh nothing, a photo posted at the second `t` since 1970 has
//!
//! ```text
//! points = like·n + comment·c + bookmark·b + view·⌊log2(1 + v / step)⌋
//! score  = log10(1 + points) + t / seconds
//! ```
//!
//! This is the form that Reddit published for its front page: time only adds, so the score of a photo that nobody touches stays what
//! it is, and no list has to be made anew. Ten times the points stand level with being posted `seconds` later. Everything is
//! counted in whole numbers (thousandths of points, millionths of the score, microseconds since 1970): each machine comes to the
//! same result.

use crate::{FieldErrors, Message};

/// The numbers of the formula. Weights are in thousandths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formula {
    /// What a like weighs.
    pub like: i64,
    /// What somebody who comments weighs, however often.
    pub comment: i64,
    /// What a bookmark weighs.
    pub bookmark: i64,
    /// What each doubling of the views weighs.
    pub view: i64,
    /// How many networks are the first doubling: fewer weigh nothing.
    pub step: i64,
    /// How many seconds later a photo with a tenth of the points stands level.
    pub seconds: i64,
}

impl Default for Formula {
    fn default() -> Self {
        let (like, comment, bookmark, view) = (1_000, 2_000, 3_000, 1_000);
        Self { like, comment, bookmark, view, step: 16, seconds: 45_000 }
    }
}

/// What an admin typed; what is not named stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormulaDraft {
    /// In points, with up to three decimals.
    pub like: Option<String>,
    /// In points, with up to three decimals.
    pub comment: Option<String>,
    /// In points, with up to three decimals.
    pub bookmark: Option<String>,
    /// In points, with up to three decimals.
    pub view: Option<String>,
    /// A whole number of networks.
    pub step: Option<String>,
    /// In hours, with up to three decimals: the nearest second counts.
    pub hours: Option<String>,
}

/// The most a weight may be, in points.
const HEAVIEST: i64 = 1_000;
/// The most networks that are the first doubling.
const WIDEST: i64 = 10_000;
/// The most hours.
const LONGEST: i64 = 8_760;

impl Formula {
    /// The formula with what was typed.
    ///
    /// # Errors
    /// By field, with the limit.
    pub fn changed_to(self, draft: &FormulaDraft) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut take = |name, typed: &Option<String>, old: i64, (least, most), unit| {
            let Some(typed) = typed else { return old };
            errors.take(name, number(typed, (least, most), unit)).unwrap_or(old)
        };
        let points = (0, HEAVIEST * 1_000);
        let changed = Self {
            like: take("like", &draft.like, self.like, points, 1_000),
            comment: take("comment", &draft.comment, self.comment, points, 1_000),
            bookmark: take("bookmark", &draft.bookmark, self.bookmark, points, 1_000),
            view: take("view", &draft.view, self.view, points, 1_000),
            step: take("step", &draft.step, self.step, (1, WIDEST), 1),
            seconds: take("hours", &draft.hours, self.seconds, (3_600, LONGEST * 3_600), 3_600),
        };
        if errors.is_empty() { Ok(changed) } else { Err(errors) }
    }

    /// What a photo has gathered, in thousandths of a point.
    pub fn points(&self, gathered: &Gathered) -> i64 {
        self.by_part(gathered).iter().fold(0, |all, it| all.saturating_add(*it))
    }

    fn by_part(&self, gathered: &Gathered) -> [i64; 4] {
        let step = self.step.max(1);
        let doublings = gathered.networks.max(0).saturating_add(step) / step;
        [
            gathered.likes.saturating_mul(self.like),
            gathered.commenters.saturating_mul(self.comment),
            gathered.bookmarks.saturating_mul(self.bookmark),
            i64::from(doublings.max(1).ilog2()).saturating_mul(self.view),
        ]
    }

    /// Where a photo stands, in millionths, with this many thousandths of points.
    pub fn score(&self, points: i64, posted: i64) -> i64 {
        attention(points) + self.time(posted)
    }

    /// What its time adds to the score of a photo, in millionths.
    fn time(&self, posted: i64) -> i64 {
        posted / self.seconds.max(1)
    }

    /// The score of a photo, part by part. The parts add up to it exactly: what the points make of the score is shared among
    /// those who made the points, and rounding is made up for by the largest.
    pub fn explain(&self, gathered: &Gathered, posted: i64) -> Explained {
        let by_part = self.by_part(gathered);
        let points = self.points(gathered);
        let attention = attention(points);
        let share = |part: i64| {
            let share = i128::from(attention) * i128::from(part) / i128::from(points.max(1));
            i64::try_from(share).unwrap_or(0)
        };
        let mut shares = by_part.map(share);
        let left = attention - shares.iter().sum::<i64>();
        if let Some(largest) = shares.iter_mut().max() {
            *largest += left;
        }
        let counts = [gathered.likes, gathered.commenters, gathered.bookmarks, gathered.networks];
        let weights = [self.like, self.comment, self.bookmark, self.view];
        let parts = PARTS.iter().zip(counts).zip(weights).zip(by_part.iter().zip(shares));
        let parts = parts.map(|(((what, count), weight), (points, adds))| Part {
            what,
            count,
            weight,
            points: *points,
            adds,
        });
        let time = self.time(posted);
        Explained { parts: parts.collect(), points, time, score: attention + time }
    }
}

/// What photos gather, in the order of [`Explained::parts`].
const PARTS: [&str; 4] = ["likes", "comments", "bookmarks", "views"];

/// What a photo has gathered, without what weighs nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gathered {
    /// How many like it.
    pub likes: i64,
    /// How many people commented.
    pub commenters: i64,
    /// How many bookmarked it.
    pub bookmarks: i64,
    /// From how many networks it was looked at; members count one each.
    pub networks: i64,
}

/// Why a photo stands where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What it has gathered.
    pub parts: Vec<Part>,
    /// The sum of their points, in thousandths.
    pub points: i64,
    /// What its time adds, in millionths.
    pub time: i64,
    /// The sum of what the parts and the time add, in millionths.
    pub score: i64,
}

/// A part of what a photo has gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// `likes`, `comments`, `bookmarks` or `views`.
    pub what: &'static str,
    /// How many.
    pub count: i64,
    /// What each weighs, in thousandths of a point.
    pub weight: i64,
    /// What they come to, in thousandths of a point.
    pub points: i64,
    /// What that adds to the score, in millionths.
    pub adds: i64,
}

/// How fast a photo gathers points, in millionths of a point an hour; two hours are given to each, so that the first like of a
/// minute ago does not beat a hundred.
pub fn pace(points: i64, posted: i64, now: i64) -> i64 {
    const GIVEN: i64 = 7_200;
    let seconds = (now.saturating_sub(posted) / 1_000_000).max(0).saturating_add(GIVEN);
    points.saturating_mul(3_600_000) / seconds
}

/// `log10(1 + points)` in millionths, of thousandths of points: in whole numbers, so that it is the same everywhere.
fn attention(points: i64) -> i64 {
    // log10(2), in units of 10⁻¹².
    const LOG10_OF_2: i128 = 301_029_995_664;
    const HALF: i128 = 1 << (FRACTION - 1);
    let of = |it: u64| i128::from(log2(it));
    let points = u64::try_from(points.clamp(0, i64::MAX - 1_000)).unwrap_or(0);
    let doublings = of(points + 1_000) - of(1_000);
    let millionths = doublings * LOG10_OF_2 / 1_000_000;
    i64::try_from((millionths + HALF) >> FRACTION).unwrap_or(0)
}

/// How many bits of a logarithm are behind its point.
const FRACTION: u32 = 40;

/// The binary logarithm in units of 2⁻⁴⁰, digit by digit: squaring a number doubles its logarithm, and whether that leaves \[1, 2) is the
/// next digit (Knuth, The Art of Computer Programming 1, §1.2.2, exercise 25).
fn log2(number: u64) -> u64 {
    let whole = number.max(1).ilog2();
    let mut result = u64::from(whole);
    // In units of 2⁻⁶³, from 1 up to 2.
    let mut rest = u128::from(number.max(1)) << (63 - whole);
    for _ in 0..FRACTION {
        rest = (rest * rest) >> 63;
        let digit = rest >> 64;
        result = result << 1 | u64::from(digit != 0);
        rest >>= u32::from(digit != 0);
    }
    result
}

/// A number with up to three decimals, in `unit`s, that has to lie in these bounds; a whole one where the unit is 1.
fn number(typed: &str, (least, most): (i64, i64), unit: i64) -> Result<i64, Message> {
    let wrong = || {
        let id = if unit == 1 { "error-formula-whole" } else { "error-formula-number" };
        let message = Message::new(id).with("min", shown(least, unit).as_str());
        message.with("max", shown(most, unit).as_str())
    };
    let (whole, part) = typed.trim().split_once('.').unwrap_or((typed.trim(), ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit()) && it.len() <= 9;
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 3 {
        return Err(wrong());
    }
    let whole: i64 = whole.parse().ok().ok_or_else(wrong)?;
    let thousandths: i64 = format!("{part:0<3}").parse().ok().ok_or_else(wrong)?;
    let scaled = (whole * 1_000 + thousandths) * unit;
    // A thousandth of an hour is 3.6 seconds: the second next to it is meant. Of what has no parts there is none.
    let value = (scaled + 500) / 1_000;
    let in_parts = unit == 1 && scaled % 1_000 != 0;
    if in_parts || !(least..=most).contains(&value) {
        return Err(wrong());
    }
    Ok(value)
}

/// A number in `unit`s as it is typed: with as many decimals as it needs, at most three.
pub fn shown(value: i64, unit: i64) -> String {
    let unit = unit.max(1);
    let thousandths = value.saturating_mul(1_000).saturating_add(unit / 2) / unit;
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;
