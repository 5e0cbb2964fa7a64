//! Which visits count: once for each photo and visitor in eight hours, by keyed hashes that say nothing without their key.

use domain::{PhotoId, UserId};
use hmac::{Hmac, Mac};
use repository::visits::Mark;
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// For how long a visitor counts once, in microseconds.
pub(crate) const WINDOW: i64 = 8 * 3_600 * 1_000_000;

/// How many visitors of one network count for one photo in that time: whoever changes the name of their program with each visit
/// is not a crowd.
pub(crate) const FROM_ONE_NETWORK: i64 = 8;

/// Somebody who looks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Somebody who is signed in.
    Member(UserId),
    /// Somebody else: the network, shortened, and the program.
    Stranger { network: String, agent: String },
}

/// A visit to a photo.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    /// The photo.
    pub(crate) photo: PhotoId,
    /// Who came.
    pub(crate) who: &'a Who,
    /// When, in microseconds since 1970.
    pub(crate) at: i64,
    /// Whether it weighs in the ranking, if it is a member's.
    pub(crate) weighs: bool,
}

impl Look<'_> {
    /// The day, since 1970.
    pub(crate) fn day(&self) -> i64 {
        self.at.div_euclid(86_400_000_000)
    }
}

/// What became of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Judged {
    /// Whether it counts.
    pub(crate) counts: bool,
    /// Whether it weighs in the ranking.
    pub(crate) weighs: bool,
    /// Until when another one of the same visitor does not count.
    pub(crate) until: i64,
}

/// The key of a day, ready for use.
type Key = Hmac<Sha256>;

/// What is known of visitors lately.
pub(crate) struct Sketch {
    keys: BTreeMap<i64, Key>,
    known: HashMap<i64, Mark>,
    changed: BTreeSet<i64>,
}

const VISITOR: u8 = 1;
const NETWORK: u8 = 2;
const MEMBER: u8 = 3;

impl Sketch {
    /// With the keys of days.
    pub(crate) fn new(keys: &BTreeMap<i64, String>) -> Self {
        let ready = |(day, key): (&i64, &String)| {
            Some((*day, Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?))
        };
        let keys = keys.iter().filter_map(ready).collect();
        Self { keys, known: HashMap::new(), changed: BTreeSet::new() }
    }

    /// All that has to be known to judge a visit.
    pub(crate) fn asks_for(&self, look: &Look<'_>) -> Vec<i64> {
        let kinds: &[u8] = match look.who {
            Who::Member(_) => &[MEMBER],
            Who::Stranger { .. } => &[VISITOR, NETWORK],
        };
        let of = |kind: &u8| self.hashes(*kind, look).into_iter().map(|(_, hash)| hash);
        kinds.iter().flat_map(of).collect()
    }

    /// Takes note of what is known.
    pub(crate) fn learn(&mut self, marks: Vec<Mark>) {
        self.known.extend(marks.into_iter().map(|it| (it.visitor, it)));
    }

    /// What has changed since, in order.
    pub(crate) fn changes(&self) -> Vec<Mark> {
        self.changed.iter().filter_map(|it| self.known.get(it)).copied().collect()
    }

    /// The hash under the key of its day and, as long as there are such keys, of the day before and after: the eight hours slide
    /// on over midnight, and a node that was held up may come late.
    fn hashes(&self, kind: u8, look: &Look<'_>) -> Vec<(i64, i64)> {
        let today = look.day();
        let around = self.keys.range(today - 1..=today + 1);
        around.map(|(day, key)| (*day, hash(key, kind, look))).collect()
    }

    /// The mark of this kind that still stands at the time of the visit.
    fn standing(&self, kind: u8, look: &Look<'_>) -> Option<Mark> {
        let hashes = self.hashes(kind, look).into_iter();
        let marks = hashes.filter_map(|(_, hash)| self.known.get(&hash)).copied();
        marks.filter(|it| (it.at - look.at).abs() < WINDOW).max_by_key(|it| it.at)
    }

    fn mark(&mut self, kind: u8, look: &Look<'_>) {
        let day = look.day();
        let Some(key) = self.keys.get(&day) else { return };
        let visitor = hash(key, kind, look);
        let at = self.known.get(&visitor).map_or(look.at, |it| it.at.max(look.at));
        self.note(Mark { visitor, photo: look.photo, day, at, count: 1 });
    }

    fn note(&mut self, mark: Mark) {
        self.known.insert(mark.visitor, mark);
        self.changed.insert(mark.visitor);
    }

    /// Judges a visit, and takes note of it if it counts.
    pub(crate) fn judge(&mut self, look: &Look<'_>) -> Judged {
        let kind = match look.who {
            Who::Member(_) => MEMBER,
            Who::Stranger { .. } => VISITOR,
        };
        let known = |it: Mark| Judged { counts: false, weighs: false, until: it.at + WINDOW };
        if let Some(mark) = self.standing(kind, look) {
            return known(mark);
        }
        let mut weighs = look.weighs;
        if kind == VISITOR {
            match self.standing(NETWORK, look) {
                Some(full) if full.count >= FROM_ONE_NETWORK => return known(full),
                Some(some) => {
                    self.note(Mark { count: some.count + 1, ..some });
                    weighs = false;
                }
                None => {
                    self.mark(NETWORK, look);
                    weighs = true;
                }
            }
        }
        self.mark(kind, look);
        Judged { counts: true, weighs, until: look.at + WINDOW }
    }
}

/// 64 bits over who it is and what they look at, so that nobody can follow a visitor from photo to photo, even with the key.
fn hash(key: &Key, kind: u8, look: &Look<'_>) -> i64 {
    let mut mac = key.clone();
    mac.update(&look.photo.0.to_le_bytes());
    mac.update(&[kind]);
    match look.who {
        Who::Member(id) => mac.update(&id.0.to_le_bytes()),
        Who::Stranger { network, .. } if kind == NETWORK => mac.update(network.as_bytes()),
        Who::Stranger { network, agent } => {
            mac.update(network.as_bytes());
            mac.update(&[0]);
            mac.update(agent.as_bytes());
        }
    }
    let bytes = mac.finalize().into_bytes();
    let first = bytes.first_chunk().copied().unwrap_or_default();
    i64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600 * 1_000_000;
    const DAY: i64 = 24 * HOUR;

    fn sketch() -> Sketch {
        Sketch::new(&(0..4).map(|day| (day, format!("key of {day}"))).collect())
    }

    fn stranger(network: &str, agent: &str) -> Who {
        Who::Stranger { network: network.to_owned(), agent: agent.to_owned() }
    }

    fn at(who: &Who, at: i64) -> Look<'_> {
        Look { photo: PhotoId(1), who, at, weighs: true }
    }

    #[test]
    fn eight_hours_slide_on_over_midnight() {
        for who in [stranger("10.0.0.0/24", "a"), Who::Member(UserId(1))] {
            let mut sketch = sketch();
            let first = DAY - HOUR;
            assert!(sketch.judge(&at(&who, first)).counts);
            let again = sketch.judge(&at(&who, DAY + HOUR));
            assert_eq!((again.counts, again.until), (false, first + WINDOW));
            assert!(!sketch.judge(&at(&who, first + WINDOW - 1)).counts);
            assert!(sketch.judge(&at(&who, first + WINDOW)).counts);
        }
    }

    #[test]
    fn what_comes_late_is_known_from_later() {
        let (who, mut sketch) = (stranger("10.0.0.0/24", "a"), sketch());
        assert!(sketch.judge(&at(&who, DAY + 1)).counts);
        assert!(!sketch.judge(&at(&who, DAY - 1)).counts);
    }

    #[test]
    fn one_network_is_no_crowd() {
        let mut sketch = sketch();
        let judged: Vec<_> = (0..100)
            .map(|nth| sketch.judge(&at(&stranger("10.0.0.0/24", &nth.to_string()), nth)))
            .collect();
        let counted = i64::try_from(judged.iter().filter(|it| it.counts).count());
        assert_eq!(counted, Ok(FROM_ONE_NETWORK));
        assert_eq!(judged.iter().filter(|it| it.weighs).count(), 1);
        assert!(sketch.judge(&at(&stranger("10.0.1.0/24", "1"), 1)).weighs);
        let new = Look { weighs: false, ..at(&Who::Member(UserId(1)), 1) };
        let judged = sketch.judge(&new);
        assert_eq!((judged.counts, judged.weighs), (true, false));
    }

    #[test]
    fn a_hash_is_of_one_visitor_one_photo_and_one_day() {
        let sketch = sketch();
        let (one, other) = (stranger("10.0.0.0/24", "a"), stranger("10.0.0.0/24", "b"));
        let mut hashes: Vec<i64> = [
            at(&one, 0),
            at(&other, 0),
            at(&one, 3 * DAY),
            Look { photo: PhotoId(2), ..at(&one, 0) },
            at(&Who::Member(UserId(1)), 0),
        ]
        .iter()
        .flat_map(|it| sketch.asks_for(it))
        .collect();
        hashes.sort_unstable();
        // Two photos, days 0 and 1, visitor and network; day 2 and 3; the member on days 0 and 1.
        hashes.dedup();
        assert_eq!(hashes.len(), 2 + 2 + 2 + 4 + 4 + 2);
    }
}
