//! Everything at once: histories are sorted, then each item's steps are counted in one dense row at a time, so that
//! no more is held than the histories, where each item occurs in them, and the rows that are kept.

use crate::behaviour::{Behaviour, Event, Map, Sums};
use crate::catalogue::Catalogue;
use crate::config::{Config, Trend};
use crate::interaction::Interaction;
use crate::num::{order, single, small, wide};
use crate::rows::{Row, Rows};
use crate::trend::{Series, Whole, bucket};

/// An interaction with what it needs to be sorted.
struct Raw {
    user: i64,
    at: i64,
    item: u32,
    weight: f32,
}

/// Where an item occurs: whose history, and where in it.
type Place = (u32, u32);

pub(crate) fn train(
    config: &Config,
    catalogue: &mut Catalogue,
    interactions: impl IntoIterator<Item = Interaction>,
) -> Behaviour {
    let mut raw: Vec<Raw> = interactions
        .into_iter()
        .map(|it| {
            let (item, weight) = (catalogue.intern(it.item), config.weights.of(it.kind));
            Raw { user: it.user, at: it.at, item, weight }
        })
        .collect();
    let tie = |it: &Raw| order(it.user, catalogue.id(it.item));
    raw.sort_unstable_by(|a, b| {
        (a.user, a.at).cmp(&(b.user, b.at)).then_with(|| tie(a).cmp(&tie(b)))
    });
    let mut behaviour = Behaviour::new(config);
    behaviour.reach(config, catalogue.len());
    let mut users = Vec::new();
    for same in raw.chunk_by(|a, b| a.user == b.user) {
        let Some(user) = same.first().map(|it| it.user) else { continue };
        behaviour.users.insert(user, history(same));
        users.push(user);
    }
    behaviour.latest = raw.iter().map(|it| it.at).max().unwrap_or(i64::MIN);
    drop(raw);
    count(config, &mut behaviour, &users);
    behaviour.warm(config);
    behaviour
}

/// One history, with each item where it was first met.
fn history(sorted: &[Raw]) -> Vec<Event> {
    let mut places = Map::default();
    let mut history: Vec<Event> = Vec::with_capacity(sorted.len());
    for raw in sorted {
        let place = *places.entry(raw.item).or_insert(history.len());
        match history.get_mut(place) {
            Some(event) => event.weight = event.weight.max(raw.weight),
            None => history.push(Event { at: raw.at, item: raw.item, weight: raw.weight }),
        }
    }
    history.shrink_to_fit();
    history
}

fn count(config: &Config, behaviour: &mut Behaviour, users: &[i64]) {
    let histories: Vec<&[Event]> =
        users.iter().filter_map(|it| behaviour.users.get(it)).map(Vec::as_slice).collect();
    let (starts, places) = occurrences(&histories, behaviour.sums.len());
    let mut sums = std::mem::take(&mut behaviour.sums);
    popularity(&config.trend, &mut sums, (&starts, &places, &histories));
    let met = sums.iter().filter(|it| it.met()).count();
    behaviour.all = Whole { met, ..whole(&config.trend, &histories) };
    let counts: Vec<f32> =
        sums.iter().map(|it| (it.count + config.query.shrink).powf(-config.query.to)).collect();
    let mut rows = Rows::default();
    rows.reach(sums.len());
    let mut sheet = Sheet { dense: vec![0.0; sums.len()], touched: Vec::new() };
    let mut total = 0.0;
    let most = config.steps.most(sums.len());
    for (item, span) in starts.windows(2).enumerate() {
        let [start, end] = span else { continue };
        for (whose, place) in places.get(wide(*start)..wide(*end)).unwrap_or(&[]) {
            if let Some(history) = histories.get(wide(*whose)) {
                sheet.walk(config, behaviour, history, wide(*place));
            }
        }
        let row = sheet.take(&mut sums, item);
        total += row.iter().map(|it| f64::from(it.1)).sum::<f64>();
        rows.set(small(item), best(row, &counts, most));
    }
    for it in &mut sums {
        it.settle(config);
    }
    behaviour.to_factors = sums.iter().map(|it| it.to_factor).collect();
    (behaviour.rows, behaviour.sums, behaviour.total) = (rows, sums, total);
}

/// Where each item occurs: the places of item `i` are those from the `i`th start to the next.
fn occurrences(histories: &[&[Event]], items: usize) -> (Vec<u32>, Vec<Place>) {
    let mut starts = vec![0u32; items.saturating_add(1)];
    let items = || histories.iter().flat_map(|it| it.iter()).map(|it| wide(it.item));
    for item in items() {
        if let Some(start) = starts.get_mut(item.saturating_add(1)) {
            *start = start.saturating_add(1);
        }
    }
    let mut sum = 0u32;
    for start in &mut starts {
        sum = sum.saturating_add(*start);
        *start = sum;
    }
    let mut next = starts.clone();
    let mut places = vec![(0, 0); wide(sum)];
    for (history, whose) in histories.iter().zip(0u32..) {
        for (event, place) in history.iter().zip(0u32..) {
            let Some(free) = next.get_mut(wide(event.item)) else { continue };
            if let Some(slot) = places.get_mut(wide(*free)) {
                *slot = (whose, place);
            }
            *free = free.saturating_add(1);
        }
    }
    (starts, places)
}

fn popularity(
    trend: &Trend,
    sums: &mut [Sums],
    (starts, places, histories): (&[u32], &[Place], &[&[Event]]),
) {
    let event = |(whose, place): &Place| {
        histories.get(wide(*whose)).and_then(|it| it.get(wide(*place))).map(|it| (it.at, it.weight))
    };
    for (sums, span) in sums.iter_mut().zip(starts.windows(2)) {
        let [start, end] = span else { continue };
        let mine = places.get(wide(*start)..wide(*end)).unwrap_or(&[]);
        let mut events: Vec<(i64, f32)> = mine.iter().filter_map(event).collect();
        events.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for (at, weight) in events {
            sums.count += weight;
            sums.series.add(trend, at, weight);
        }
        sums.series.shrink();
    }
}

/// How much was done in all, and when.
fn whole(trend: &Trend, histories: &[&[Event]]) -> Whole {
    let mut buckets: Map<i32, (i64, f64)> = Map::default();
    for event in histories.iter().flat_map(|it| it.iter()) {
        let known = buckets.entry(bucket(trend, event.at)).or_insert((event.at, 0.0));
        known.1 += f64::from(event.weight);
    }
    let mut buckets: Vec<(i64, f64)> = buckets.into_values().collect();
    buckets.sort_unstable_by_key(|it| it.0);
    let mut series = Series::default();
    for (at, weight) in &buckets {
        series.add(trend, *at, single(*weight));
    }
    Whole { count: buckets.iter().map(|it| it.1).sum(), met: 0, series }
}

/// One row while it is counted.
struct Sheet {
    dense: Vec<f32>,
    touched: Vec<u32>,
}

impl Sheet {
    /// Counts the steps from one place of a history.
    fn walk(&mut self, config: &Config, behaviour: &Behaviour, history: &[Event], place: usize) {
        let Some(here) = history.get(place) else { return };
        let first = place.saturating_sub(config.steps.window);
        for (at, there) in history.iter().enumerate().take(place).skip(first) {
            let (_, back) = behaviour.kernel.steps(there, here, (place - at, place));
            self.mark(there.item, back);
        }
        let after = history.iter().enumerate().skip(place.saturating_add(1));
        for (at, there) in after.take(config.steps.window) {
            let (on, _) = behaviour.kernel.steps(here, there, (at - place, at));
            self.mark(there.item, on);
        }
    }

    fn mark(&mut self, item: u32, weight: f32) {
        if let Some(sum) = self.dense.get_mut(wide(item)) {
            if *sum == 0.0 {
                self.touched.push(item);
            }
            *sum += weight;
        }
    }

    /// The row, and all of it into the sums; the sheet is blank again.
    fn take(&mut self, sums: &mut [Sums], from: usize) -> Row {
        let mut row = Vec::with_capacity(self.touched.len());
        let mut all = 0.0;
        for item in self.touched.drain(..) {
            let Some(weight) = self.dense.get_mut(wide(item)).map(std::mem::take) else { continue };
            all += weight;
            if let Some(sums) = sums.get_mut(wide(item)) {
                sums.to += weight;
            }
            row.push((item, weight));
        }
        if let Some(sums) = sums.get_mut(from) {
            sums.from = all;
        }
        row
    }
}

/// The steps that say most, ordered by where they lead.
fn best(mut row: Row, counts: &[f32], most: usize) -> Row {
    let worth = |it: &(u32, f32)| it.1 * counts.get(wide(it.0)).copied().unwrap_or(0.0);
    if row.len() > most {
        row.select_nth_unstable_by(most, |a, b| worth(b).total_cmp(&worth(a)).then(a.0.cmp(&b.0)));
        row.truncate(most);
    }
    row.sort_unstable_by_key(|it| it.0);
    row.shrink_to_fit();
    row
}
