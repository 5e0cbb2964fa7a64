//! How popular an item was lately, at any moment: exponentially decayed counts, kept forward (Cormode et al. 2009), over
//! several spans of time. What a short span holds too little of is taken from the longer ones, as Dirichlet smoothing
//! does with words (Zhai and Lafferty 2004).

use crate::config::Trend;
use crate::num::{float, seconds, single};

/// Over how many spans of time counts are kept.
pub(crate) const SPANS: usize = 3;

/// One count for each span, the shortest first.
pub(crate) type Counts = [f32; SPANS];

/// Decayed counts after each bucket of time in which something happened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series(Vec<(i32, Counts)>);

/// All that happened, with whatever item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    /// How much it counts.
    pub(crate) count: f64,
    /// How many items it happened with.
    pub(crate) met: usize,
    /// What of it is left at any moment.
    pub(crate) series: Series,
}

/// What an item's counts have to be multiplied by at a moment to be its share of all that happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Climate {
    pub(crate) now: i32,
    lately: Counts,
    ever: f32,
}

/// The bucket a moment lies in.
pub(crate) fn bucket(trend: &Trend, at: i64) -> i32 {
    i32::try_from(at.div_euclid(trend.bucket.max(1))).unwrap_or(i32::MAX)
}

/// What is left of counts after some buckets.
fn faded(trend: &Trend, counts: Counts, buckets: i32) -> Counts {
    let age = seconds(i64::from(buckets.max(0))) * seconds(trend.bucket);
    let ([first, second, third], [longer, longest]) = (counts, trend.longer);
    let left = |count: f32, fade: f32| if count == 0.0 { 0.0 } else { count * (-age / fade).exp() };
    [left(first, trend.fade), left(second, longer), left(third, longest)]
}

fn more(counts: Counts, add: Counts) -> Counts {
    let mut add = add.into_iter();
    counts.map(|it| (it + add.next().unwrap_or(0.0)).max(0.0))
}

impl Climate {
    /// From all that happened: of what is known of each span, and how much there is in all.
    pub(crate) fn of(trend: &Trend, all: &Whole, at: i64) -> Self {
        let now = bucket(trend, at);
        let totals = all.series.at(trend, now);
        let ever = 1.0 / single(all.count).max(1.0);
        let prior = trend.prior * float(all.met.max(1));
        let mut climate = Self { now, lately: [0.0; SPANS], ever };
        // From the longest to the shortest: each takes what it has no evidence of its own for from those before.
        let mut done = SPANS;
        for total in totals.into_iter().rev() {
            let share = 1.0 / (total + prior);
            climate.ever *= prior * share;
            climate.lately = climate.lately.map(|it| it * prior * share);
            done -= 1;
            if let Some(lately) = climate.lately.get_mut(done) {
                *lately = share;
            }
        }
        climate
    }

    /// The share of all that happens, of an item with such counts as of some bucket, and so many ever.
    pub(crate) fn share(&self, trend: &Trend, (then, counts): (i32, Counts), ever: f32) -> f32 {
        let left = faded(trend, counts, self.now.saturating_sub(then));
        let lately = left.iter().zip(&self.lately).map(|it| it.0 * it.1).sum::<f32>();
        lately + (ever + 1e-3) * self.ever
    }
}

impl Series {
    /// Counts something that happened, or takes it back with a negative weight.
    pub(crate) fn add(&mut self, trend: &Trend, at: i64, weight: f32) {
        let now = bucket(trend, at);
        let place = self.0.partition_point(|it| it.0 < now);
        if self.0.get(place).is_none_or(|it| it.0 != now) {
            self.0.insert(place, (now, self.at(trend, now)));
        }
        for (then, counts) in self.0.iter_mut().skip(place) {
            *counts = more(*counts, faded(trend, [weight; SPANS], *then - now));
        }
    }

    /// The last bucket, with the counts then.
    pub(crate) fn last(&self) -> (i32, Counts) {
        self.0.last().copied().unwrap_or((i32::MIN, [0.0; SPANS]))
    }

    /// The bucket before a moment, with the counts then.
    pub(crate) fn before(&self, now: i32) -> (i32, Counts) {
        let place = self.0.partition_point(|it| it.0 <= now);
        let found = place.checked_sub(1).and_then(|it| self.0.get(it));
        found.copied().unwrap_or((i32::MIN, [0.0; SPANS]))
    }

    /// The counts at a moment.
    pub(crate) fn at(&self, trend: &Trend, now: i32) -> Counts {
        let (then, counts) = self.before(now);
        faded(trend, counts, now.saturating_sub(then))
    }

    /// Gives back memory that is not needed.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}
