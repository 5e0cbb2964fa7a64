//! A made-up community to try the model on that nothing was chosen by: clusters of taste that drift, items that age,
//! few of them far better than most, sessions.

use crate::data::{Data, Row, mix};

const USERS: usize = 1500;
const ITEMS: usize = 1200;
const CLUSTERS: usize = 20;
const SESSIONS: usize = 8000;
/// A hundred and twenty days, in seconds.
const SPAN: u64 = 120 * 86_400;
/// After how many seconds an item attracts 1/e of what it did.
const AGEING: f64 = 20.0 * 86_400.0;

/// Random numbers, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(1);
        usize::try_from(self.roll() % count).unwrap_or(0)
    }

    /// Evenly between 0 and 1.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.roll() >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

struct Thing {
    cluster: usize,
    at: u64,
    quality: f64,
}

/// The community of a seed.
pub(crate) fn community(seed: u64) -> Data {
    let mut dice = Dice(seed);
    let things: Vec<Thing> = (0..ITEMS)
        .map(|_| Thing {
            cluster: dice.below(CLUSTERS),
            // A fifth was there before.
            at: (dice.roll() % (SPAN + SPAN / 4)).saturating_sub(SPAN / 4),
            quality: dice.share().max(1e-3).powf(-0.7),
        })
        .collect();
    let mut rows = Vec::new();
    let mut met = std::collections::HashSet::new();
    for _ in 0..SESSIONS {
        // Few are here far more often than most.
        let user = dice.below(USERS).min(dice.below(USERS));
        let start = dice.roll() % SPAN;
        let taste = taste(seed, user, start);
        let mut at = start;
        for _ in 0..4 + dice.below(12) {
            at += 5 + dice.roll() % 90;
            let cluster = if dice.share() < 0.75 { Some(taste) } else { None };
            let Some(item) = choice(&mut dice, &things, cluster, at) else { continue };
            if met.insert((user, item)) {
                rows.push(Row { user, item, at: i64::try_from(at).unwrap_or(0) });
            }
        }
    }
    let tie = |it: &Row| mix(u64::try_from(it.user * ITEMS + it.item).unwrap_or(0));
    rows.sort_unstable_by_key(|it| (it.at, tie(it)));
    Data { rows, users: USERS, items: ITEMS }
}

/// What somebody likes at a moment: one of three clusters, another one every thirty days.
fn taste(seed: u64, user: usize, at: u64) -> usize {
    let month = at / (30 * 86_400);
    let user = u64::try_from(user).unwrap_or(0);
    let mut dice = Dice(mix(seed ^ (user << 8)).wrapping_add(month + at % 3));
    dice.below(CLUSTERS)
}

/// The most attractive of some that were there by then.
fn choice(dice: &mut Dice, things: &[Thing], cluster: Option<usize>, at: u64) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    let mut tried = 0;
    for _ in 0..400 {
        let item = dice.below(things.len());
        let thing = things.get(item)?;
        if thing.at > at || cluster.is_some_and(|it| it != thing.cluster) {
            continue;
        }
        let age = f64::from(u32::try_from(at - thing.at).unwrap_or(u32::MAX));
        let worth = thing.quality * (-age / AGEING).exp();
        if best.is_none_or(|it| it.0 < worth) {
            best = Some((worth, item));
        }
        tried += 1;
        if tried == 6 {
            break;
        }
    }
    best.map(|it| it.1)
}
