//! What people did: their histories, the steps between items that follow from them, and what is popular.

use rustc_hash::FxBuildHasher;

use crate::config::{Config, Query};
use crate::kernel::Kernel;
use crate::num::{float, single, wide};
use crate::rows::Rows;
use crate::trend::{Climate, Counts, Series, Whole};

/// A map by small keys of our own making.
pub(crate) type Map<K, V> = std::collections::HashMap<K, V, FxBuildHasher>;

/// A set of them.
pub(crate) type Set<K> = std::collections::HashSet<K, FxBuildHasher>;

/// One entry of a history: the first time somebody met an item, and the most they did with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    pub(crate) at: i64,
    pub(crate) item: u32,
    pub(crate) weight: f32,
}

/// What is known of an item by what people did with it. It fills one line of memory, as lists read it all over.
#[derive(Debug, Clone, Default)]
#[repr(align(64))]
pub(crate) struct Sums {
    /// All steps from it.
    pub(crate) from: f32,
    /// All steps to it.
    pub(crate) to: f32,
    /// How much was done with it.
    pub(crate) count: f32,
    /// What a step to it is multiplied by.
    pub(crate) to_factor: f32,
    /// The logarithm of what its popularity is measured against.
    pub(crate) against: f32,
    /// When something was done with it last, and its decayed counts then.
    pub(crate) last: (i32, Counts),
    /// Whether it may be suggested.
    pub(crate) listed: bool,
    /// Its popularity over time.
    pub(crate) series: Series,
}

/// All that follows from what people did.
#[derive(Debug, Clone)]
pub(crate) struct Behaviour {
    pub(crate) kernel: Kernel,
    pub(crate) users: Map<i64, Vec<Event>>,
    pub(crate) rows: Rows,
    pub(crate) sums: Vec<Sums>,
    /// Of each item what a step to it is multiplied by, close together.
    pub(crate) to_factors: Vec<f32>,
    /// All steps there are.
    pub(crate) total: f64,
    /// How much was done in all, and when.
    pub(crate) all: Whole,
    /// The most popular items, as of when they were last looked for, and those touched since.
    pub(crate) hot: Vec<u32>,
    pub(crate) touched: Vec<u32>,
    /// The latest moment anything happened.
    pub(crate) latest: i64,
}

/// How many items are touched before the most popular ones are looked for again.
const TOUCHES: usize = 256;

impl Sums {
    /// Brings what is derived up to date.
    pub(crate) fn settle(&mut self, config: &Config) {
        let query = &config.query;
        let to = self.to.max(0.0) + query.shrink;
        self.to_factor = to.powf(-query.to);
        self.against = config.trend.against * to.ln();
        self.last = self.series.last();
    }

    /// What a step from it is multiplied by.
    pub(crate) fn factor_from(&self, query: &Query) -> f32 {
        (self.from.max(0.0) + query.shrink).powf(-query.from)
    }

    /// Whether anything was done with it; what is left of what was taken back is not.
    pub(crate) fn met(&self) -> bool {
        self.count > 1e-3
    }

    /// Its share of all that happens at a moment.
    pub(crate) fn popularity(&self, config: &Config, climate: &Climate) -> f32 {
        let now = climate.now;
        let last = if self.last.0 <= now { self.last } else { self.series.before(now) };
        climate.share(&config.trend, last, self.count)
    }
}

impl Behaviour {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            kernel: Kernel::new(&config.steps),
            users: Map::default(),
            rows: Rows::default(),
            sums: Vec::new(),
            to_factors: Vec::new(),
            total: 0.0,
            all: Whole::default(),
            hot: Vec::new(),
            touched: Vec::new(),
            latest: i64::MIN,
        }
    }

    /// Makes room for items below `count`.
    pub(crate) fn reach(&mut self, config: &Config, count: usize) {
        self.rows.reach(count);
        while self.sums.len() < count {
            let mut sums = Sums::default();
            sums.settle(config);
            self.to_factors.push(sums.to_factor);
            self.sums.push(sums);
        }
    }

    /// Lets an item be suggested.
    pub(crate) fn list(&mut self, item: u32) {
        if let Some(sums) = self.sums.get_mut(wide(item)) {
            sums.listed = true;
        }
    }

    pub(crate) fn sums(&self, item: u32) -> Option<&Sums> {
        self.sums.get(wide(item))
    }

    /// Takes in that somebody did something, where histories order what is equally old by `order`.
    pub(crate) fn add(&mut self, config: &Config, user: i64, event: Event) {
        self.latest = self.latest.max(event.at);
        let history = self.users.entry(user).or_default();
        let known = history.iter().position(|it| it.item == event.item);
        let (place, gain) = if let Some(place) = known {
            let Some(old) = history.get_mut(place) else { return };
            let gain = event.weight - old.weight;
            if gain <= 0.0 {
                return;
            }
            (place, gain)
        } else {
            let place = history.partition_point(|it| it.at <= event.at);
            history.insert(place, event);
            (place, event.weight)
        };
        // What was there counts on with its old weight; the gain is what is new.
        let history = std::mem::take(history);
        let at = history.get(place).map_or(event.at, |it| it.at);
        self.step(config, &history, place, gain);
        self.count(config, Event { at, item: event.item, weight: gain });
        self.keep(user, history, (place, gain, known.is_some()));
    }

    fn keep(&mut self, user: i64, mut history: Vec<Event>, gained: (usize, f32, bool)) {
        let (place, gain, known) = gained;
        if known && let Some(event) = history.get_mut(place) {
            event.weight += gain;
        }
        self.users.insert(user, history);
    }

    /// Changes what is known of an item.
    fn change(&mut self, config: &Config, item: u32, change: impl FnOnce(&mut Sums)) {
        let places = self.sums.get_mut(wide(item)).zip(self.to_factors.get_mut(wide(item)));
        if let Some((sums, factor)) = places {
            change(sums);
            sums.settle(config);
            *factor = sums.to_factor;
        }
    }

    /// Counts an item, or takes back that it was counted.
    fn count(&mut self, config: &Config, event: Event) {
        let all = &mut self.all;
        all.count += f64::from(event.weight);
        all.series.add(&config.trend, event.at, event.weight);
        let was = self.sums(event.item).is_some_and(Sums::met);
        self.change(config, event.item, |sums| {
            sums.count = (sums.count + event.weight).max(0.0);
            sums.series.add(&config.trend, event.at, event.weight);
        });
        let is = self.sums(event.item).is_some_and(Sums::met);
        let met = self.all.met.saturating_add(usize::from(is));
        self.all.met = met.saturating_sub(usize::from(was));
        self.touched.push(event.item);
        if self.touched.len() > TOUCHES {
            self.warm(config);
        }
    }

    /// By what counts are shares at a moment.
    pub(crate) fn climate(&self, config: &Config, at: i64) -> Climate {
        Climate::of(&config.trend, &self.all, at)
    }

    /// Looks for what is popular now.
    pub(crate) fn warm(&mut self, config: &Config) {
        self.touched.clear();
        let climate = self.climate(config, self.latest);
        let items = self.sums.iter().zip(0u32..).filter(|it| it.0.count > 0.0);
        let mut all: Vec<(f32, u32)> =
            items.map(|(sums, item)| (sums.popularity(config, &climate), item)).collect();
        let most = config.trend.candidates.min(all.len());
        if most < all.len() {
            all.select_nth_unstable_by(most, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            all.truncate(most);
        }
        all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.hot = all.into_iter().map(|it| it.1).collect();
    }

    /// Adds the steps to and from one place of a history, as if its item weighed `weight`.
    fn step(&mut self, config: &Config, history: &[Event], place: usize, weight: f32) {
        let Some(here) = history.get(place).map(|it| Event { weight, ..*it }) else { return };
        let first = place.saturating_sub(config.steps.window);
        for (at, there) in history.iter().enumerate().skip(first).take(place - first) {
            let (on, back) = self.kernel.steps(there, &here, (place - at, place));
            self.link(config, (there.item, here.item), on);
            self.link(config, (here.item, there.item), back);
        }
        let after = history.iter().enumerate().skip(place.saturating_add(1));
        for (at, there) in after.take(config.steps.window) {
            let (on, back) = self.kernel.steps(&here, there, (at - place, at));
            self.link(config, (here.item, there.item), on);
            self.link(config, (there.item, here.item), back);
        }
    }

    fn link(&mut self, config: &Config, (from, to): (u32, u32), weight: f32) {
        // Rows may grow a little beyond what training leaves, for new items to find a place.
        let most = config.steps.most(self.sums.len());
        let most = most.saturating_add(most / 2);
        self.rows.add((from, to), weight, most);
        self.change(config, from, |it| it.from += weight);
        self.change(config, to, |it| it.to += weight);
        self.total += f64::from(weight);
    }

    /// Takes back all that somebody did.
    pub(crate) fn forget(&mut self, config: &Config, user: i64) {
        let Some(mut history) = self.users.remove(&user) else { return };
        while let Some(last) = history.last().copied() {
            self.step(config, &history, history.len().saturating_sub(1), -last.weight);
            self.count(config, Event { weight: -last.weight, ..last });
            history.pop();
        }
        self.warm(config);
    }

    /// Takes an item out of everything.
    pub(crate) fn remove(&mut self, config: &Config, item: u32) {
        let (from, to) = self.rows.remove(item);
        let lost = from.iter().chain(&to).map(|it| f64::from(it.1)).sum::<f64>();
        self.total = (self.total - lost).max(0.0);
        for (other, weight) in from {
            self.change(config, other, |it| it.to -= weight);
        }
        for (other, weight) in to {
            self.change(config, other, |it| it.from -= weight);
        }
        let sums = self.sums.get(wide(item));
        self.all.met = self.all.met.saturating_sub(usize::from(sums.is_some_and(Sums::met)));
        self.all.count -= sums.map_or(0.0, |it| f64::from(it.count));
        self.change(config, item, |it| *it = Sums::default());
        for history in self.users.values_mut() {
            history.retain(|it| it.item != item);
        }
        self.users.retain(|_, history| !history.is_empty());
        self.warm(config);
    }

    /// How many steps lead from an item that was met, on average.
    pub(crate) fn usual(&self) -> f32 {
        single(self.total) / float(self.all.met.max(1))
    }

    /// How many steps an item would get from one unit of another if items had nothing to do with each other.
    pub(crate) fn expected(&self, sums: &Sums) -> f32 {
        if self.total <= 0.0 { 0.0 } else { single(f64::from(sums.to.max(0.0)) / self.total) }
    }
}

/// The power of a count.
pub(crate) fn power(count: usize, power: f32) -> f32 {
    float(count).powf(power)
}
