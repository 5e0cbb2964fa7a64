//! What people looked at in the last day: in memory alone, for nothing but suggestions.

use moka::sync::Cache;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// How many photos of each person are remembered, and for how long.
const MOST: usize = 200;
const LATELY: Duration = Duration::from_hours(24);
/// How many people are: those who looked last.
const PEOPLE: u64 = 20_000;

/// Somebody looked at a photo at a second since 1970.
pub(crate) type Glance = (i64, i64);

/// What people looked at lately, by the row of the person, newest last.
pub(crate) struct Glances(Cache<i64, Arc<Mutex<VecDeque<Glance>>>>);

impl Default for Glances {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(PEOPLE).time_to_idle(LATELY).build())
    }
}

impl Glances {
    /// Somebody looks.
    pub(crate) fn add(&self, user: i64, glance: Glance) {
        let row = self.0.get_with(user, Arc::default);
        let mut row = row.lock();
        row.retain(|it| it.0 != glance.0 && is_late(*it, glance.1));
        row.push_back(glance);
        if row.len() > MOST {
            row.pop_front();
        }
    }

    /// What somebody looked at in the last day as of this second, oldest first.
    pub(crate) fn of(&self, user: i64, now: i64) -> Vec<Glance> {
        let row = self.0.get(&user);
        let late = |it: &Glance| is_late(*it, now);
        row.map(|it| it.lock().iter().copied().filter(late).collect()).unwrap_or_default()
    }

    /// What everybody did, by the row of the person.
    pub(crate) fn all(&self, now: i64) -> Vec<(i64, Glance)> {
        let all = self.0.iter().flat_map(|(user, row)| {
            let row: Vec<Glance> = row.lock().iter().copied().collect();
            row.into_iter().filter(move |it| is_late(*it, now)).map(move |it| (*user, it))
        });
        all.collect()
    }

    /// Forgets what somebody looked at.
    pub(crate) fn forget(&self, user: i64) {
        self.0.invalidate(&user);
    }

    /// Who looked at something.
    pub(crate) fn people(&self) -> Vec<i64> {
        self.0.iter().map(|(user, _)| *user).collect()
    }

    /// Forgets what was looked at more than a day ago, and what does not count: of whom, and when.
    pub(crate) fn let_go(&self, now: i64, counts: impl Fn(i64, i64) -> bool) {
        for (user, row) in &self.0 {
            let mut row = row.lock();
            row.retain(|it| is_late(*it, now) && counts(*user, it.1));
            if row.is_empty() {
                self.0.invalidate(&*user);
            }
        }
    }
}

fn is_late((_, at): Glance, now: i64) -> bool {
    now.saturating_sub(at) < LATELY.as_secs().cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn each_look_is_remembered_for_a_day_whatever_comes_after() {
        let glances = Glances::default();
        for hour in 0..40 {
            glances.add(1, (hour % 30, hour * 3_600));
        }
        let known = glances.of(1, 39 * 3_600);
        assert_eq!(known.len(), 24);
        assert!(known.iter().all(|it| 39 * 3_600 - it.1 < DAY), "{known:?}");
        assert_eq!(glances.all(39 * 3_600 + DAY - 1), [(1, (9, 39 * 3_600))]);
        glances.add(2, (1, 39 * 3_600 + DAY));
        glances.let_go(39 * 3_600 + DAY, |user, _| user == 2);
        assert_eq!(glances.people(), [2]);
        glances.let_go(39 * 3_600 + DAY, |_, at| at > 39 * 3_600 + DAY);
        assert_eq!(glances.all(0), []);
    }

    #[test]
    fn of_many_the_latest_are_remembered() {
        let glances = Glances::default();
        for photo in 0..500 {
            glances.add(1, (photo, photo));
        }
        let known = glances.of(1, 500);
        assert_eq!((known.len(), known[0]), (MOST, (300, 300)));
        glances.forget(1);
        assert!(glances.of(1, 500).is_empty());
    }
}
