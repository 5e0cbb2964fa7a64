//! How popular an item was lately, at any moment: exponentially decayed counts, kept forward (Cormode et al. 2009).

use crate::config::Trend;
use crate::num::seconds;

/// One item's decayed count after each bucket of time in which something happened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series(Vec<(i32, f32)>);

/// The bucket a moment lies in.
pub(crate) fn bucket(trend: &Trend, at: i64) -> i32 {
    i32::try_from(at.div_euclid(trend.bucket.max(1))).unwrap_or(i32::MAX)
}

/// What is left of a count after some buckets, as a logarithm.
pub(crate) fn faded(trend: &Trend, buckets: i32) -> f32 {
    -seconds(i64::from(buckets.max(0))) * seconds(trend.bucket) / trend.fade
}

impl Series {
    /// Counts something that happened, or takes it back with a negative weight.
    pub(crate) fn add(&mut self, trend: &Trend, at: i64, weight: f32) {
        let now = bucket(trend, at);
        let place = self.0.partition_point(|it| it.0 < now);
        if self.0.get(place).is_none_or(|it| it.0 != now) {
            let before = place.checked_sub(1).and_then(|it| self.0.get(it)).copied();
            let left = before
                .map_or(0.0, |(then, count)| count * faded(trend, now.saturating_sub(then)).exp());
            self.0.insert(place, (now, left));
        }
        for (then, count) in self.0.iter_mut().skip(place) {
            *count = (*count + weight * faded(trend, *then - now).exp()).max(0.0);
        }
    }

    /// The last bucket, with the logarithm of the count then.
    pub(crate) fn last(&self) -> (i32, f32) {
        self.0.last().map_or((i32::MIN, f32::NEG_INFINITY), |(then, count)| (*then, count.ln()))
    }

    /// The bucket before a moment, with the logarithm of the count then.
    pub(crate) fn before(&self, now: i32) -> (i32, f32) {
        let place = self.0.partition_point(|it| it.0 <= now);
        let found = place.checked_sub(1).and_then(|it| self.0.get(it));
        found.map_or((i32::MIN, f32::NEG_INFINITY), |(then, count)| (*then, count.ln()))
    }

    /// Gives back memory that is not needed.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}
