//! Visits that wait to be counted, in memory: noted without waiting for anything, written down together once a second.

use crate::sketch::{WINDOW, Who};
use domain::Source;
use moka::sync::Cache;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Into how many parts visits are divided, so that requests do not wait for each other.
const SHARDS: usize = 16;
/// How many visits wait at the most: with a database that does not answer, what comes after is not counted.
const MOST: usize = 100_000;
/// Of how many visitors is known that they were counted lately.
const LATELY: u64 = 50_000;

/// A visitor and the photo they look at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Visitor {
    /// What stands for the photo in addresses.
    pub(crate) photo: String,
    /// Who it is.
    pub(crate) who: Who,
}

/// A visit that is to be counted.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// When, in microseconds since 1970.
    pub(crate) at: i64,
    /// From where.
    pub(crate) source: Source,
    /// Whether it weighs in the ranking, if it is a member's.
    pub(crate) weighs: bool,
    /// Whether it is staff, who may see what others do not.
    pub(crate) staff: bool,
}

type Shard = HashMap<Visitor, Waiting>;

struct Inner {
    shards: Vec<Mutex<Shard>>,
    waiting: AtomicUsize,
    dropped: AtomicU64,
    hasher: RandomState,
    /// Until when a visitor, by a hash that only this process makes, does not count again.
    lately: Cache<u64, i64>,
    /// Held by whoever writes down.
    writing: tokio::sync::Mutex<()>,
}

/// Visits that wait to be counted. Cheap to clone.
#[derive(Clone)]
pub struct Tally(Arc<Inner>);

impl Default for Tally {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        let window = Duration::from_micros(WINDOW.unsigned_abs());
        Self(Arc::new(Inner {
            shards,
            waiting: AtomicUsize::new(0),
            dropped: AtomicU64::new(0),
            hasher: RandomState::new(),
            lately: Cache::builder().max_capacity(LATELY).time_to_live(window).build(),
            writing: tokio::sync::Mutex::default(),
        }))
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tally({} waiting)", self.waiting())
    }
}

fn open(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tally {
    /// How many visits wait to be counted.
    pub fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::Relaxed)
    }

    fn hash(&self, visitor: &Visitor) -> u64 {
        self.0.hasher.hash_one(visitor)
    }

    /// Whether a visit of this visitor at `at` is known not to count.
    pub(crate) fn knows(&self, visitor: &Visitor, at: i64) -> bool {
        // A clock that was set back knows nothing of what is to come.
        let known = self.0.lately.get(&self.hash(visitor));
        known.is_some_and(|until| (until - WINDOW..until).contains(&at))
    }

    /// Notes a visit. Of several of one visitor the first is enough.
    pub(crate) fn note(&self, visitor: Visitor, visit: Waiting) {
        if self.waiting() >= MOST {
            self.0.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.put(visitor, visit);
    }

    fn put(&self, visitor: Visitor, visit: Waiting) {
        let nth = usize::try_from(self.hash(&visitor)).unwrap_or(0) % SHARDS;
        let Some(shard) = self.0.shards.get(nth) else { return };
        let mut shard = open(shard);
        let before = shard.len();
        let kept = shard.entry(visitor).or_insert_with(|| visit.clone());
        if visit.at < kept.at {
            *kept = visit;
        }
        self.0.waiting.fetch_add(shard.len() - before, Ordering::Relaxed);
    }

    /// Takes all that waits, in order of time.
    pub(crate) fn take(&self) -> Vec<(Visitor, Waiting)> {
        let mut taken = Vec::new();
        for shard in &self.0.shards {
            let part = std::mem::take(&mut *open(shard));
            self.0.waiting.fetch_sub(part.len(), Ordering::Relaxed);
            taken.extend(part);
        }
        taken.sort_by_key(|(_, visit)| visit.at);
        taken
    }

    /// Puts back what could not be counted.
    pub(crate) fn put_back(&self, visits: Vec<(Visitor, Waiting)>) {
        for (visitor, visit) in visits {
            self.put(visitor, visit);
        }
    }

    /// Takes note of until when a visitor does not count again.
    pub(crate) fn learn(&self, visitor: &Visitor, until: i64) {
        self.0.lately.insert(self.hash(visitor), until);
    }

    /// How many visits found no place since this was asked last.
    pub(crate) fn dropped(&self) -> u64 {
        self.0.dropped.swap(0, Ordering::Relaxed)
    }

    /// Waits until nobody else writes down.
    pub(crate) async fn write(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.writing.lock().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UserId;

    fn visit(nth: i64, at: i64) -> (Visitor, Waiting) {
        let visitor = Visitor { photo: "photo".to_owned(), who: Who::Member(UserId(nth)) };
        let source = Source::of(None, "");
        (visitor, Waiting { at, source, weighs: true, staff: false })
    }

    #[test]
    fn of_many_visits_of_one_visitor_the_first_waits() {
        let tally = Tally::default();
        for at in [3, 2, 4, 2] {
            let (visitor, waiting) = visit(1, at);
            tally.note(visitor, waiting);
        }
        let (other, waiting) = visit(2, 1);
        tally.note(other, waiting);
        assert_eq!(tally.waiting(), 2);
        let taken = tally.take();
        assert_eq!(taken.iter().map(|it| it.1.at).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(tally.waiting(), 0);
        tally.put_back(taken);
        assert_eq!(tally.waiting(), 2);
    }

    #[test]
    fn memory_is_bounded() {
        let tally = Tally::default();
        for nth in 0..100_007 {
            let (visitor, waiting) = visit(nth, nth);
            tally.note(visitor, waiting);
        }
        assert_eq!((tally.waiting(), tally.dropped(), tally.dropped()), (MOST, 7, 0));
    }

    #[test]
    fn who_was_counted_is_known_until_they_count_again() {
        let (tally, (visitor, _)) = (Tally::default(), visit(1, 0));
        tally.learn(&visitor, 10 + WINDOW);
        let known = [9, 10, 9 + WINDOW, 10 + WINDOW].map(|at| tally.knows(&visitor, at));
        assert_eq!(known, [false, true, true, false]);
    }
}
