//! What each item is worth to somebody, and why.

use std::cell::Cell;

use crate::ask::{Ask, Reason};
use crate::behaviour::{Map, Set, Sums, power};
use crate::catalogue::Facts;
use crate::config::Config;
use crate::interaction::{Item, Kind, Past};
use crate::model::Model;
use crate::num::{order, seconds, wide};
use crate::taste::Taste;
use crate::trend::Climate;

/// How many of those that behaviour finds best are compared by content too.
const BEST: usize = 512;
/// How many of those that steps lead to most are looked at more closely.
const NEAR: usize = 1280;

/// What behaviour counts at least.
const LEAST: f32 = 0.02;

/// The number of an item that the model does not know.
const ELSEWHERE: u32 = u32::MAX;

/// An item of the history with what was done with it, what that counts, and how many seconds ago it was.
type Entry = (u32, Option<Kind>, f32, f32);

thread_local! {
    /// Zeros, one for each item, so that no list waits for fresh memory.
    static SHEET: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// One item of the history, weighed.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    item: u32,
    kind: Option<Kind>,
    /// What a step from it counts.
    amount: f32,
    /// What any step counts, by chance.
    prior: f32,
}

/// A question, worked out as far as all candidates share it.
pub(crate) struct Scoring<'a> {
    pub(crate) model: &'a Model,
    pub(crate) taste: Taste,
    /// All of the history, which is not suggested.
    known: Set<u32>,
    past: Vec<Weighed>,
    /// What is expected to lead anywhere by chance.
    chance: f32,
    /// The power of popularity.
    trend: f32,
    now: i64,
    climate: Climate,
    /// What the best of behaviour counts.
    trust: f32,
    /// The behaviour's best, by which it is divided.
    most: f32,
    /// The candidates and what they are worth, in no order.
    pub(crate) found: Vec<(f32, u32)>,
}

impl<'a> Scoring<'a> {
    /// For somebody with a history.
    pub(crate) fn of_history(model: &'a Model, ask: &Ask<'_>) -> Self {
        let mut past = newest_first(model, ask);
        let known = past.iter().map(|it| it.0).collect();
        past.truncate(model.config.query.latest);
        let weights = &model.config.weights;
        let age = |past: &Past| seconds(ask.now.saturating_sub(past.at).max(0));
        let gone = gone(&model.config, past.first().map(|it| age(&it.1)));
        let query = &model.config.query;
        let far = query.distance + (query.distance_away - query.distance) * gone;
        let entries = past.iter().zip(0..).map(|((item, past), place)| {
            let near = power(place + 1, -far);
            (*item, Some(past.kind), near * weights.of(past.kind), age(past))
        });
        let entries: Vec<_> = entries.collect();
        let facts = |it: &Entry| Some((it.0, model.catalogue.facts(it.0)?, it.2));
        let taste = Taste::of(&model.catalogue, entries.iter().filter_map(facts));
        Self::of(model, (known, taste, 1.0), &entries, ask.now)
    }

    /// For items like one.
    pub(crate) fn of_item(model: &'a Model, item: i64, ask: &Ask<'_>) -> Self {
        let number = model.catalogue.find(item);
        let facts = number.and_then(|it| Some((it, model.catalogue.facts(it)?)));
        Self::like(model, number.into_iter().collect(), facts, ask)
    }

    /// For items like one that the model does not know.
    pub(crate) fn of_other(model: &'a Model, item: &Item, ask: &Ask<'_>) -> Self {
        let facts = model.catalogue.compared(item, model.config.blend.same);
        let same = facts.twins.iter().copied().chain(model.catalogue.find(item.id));
        Self::like(model, same.collect(), Some((ELSEWHERE, &facts)), ask)
    }

    /// For items like one about which this is known; these are the same as it.
    fn like(model: &'a Model, same: Vec<u32>, facts: Option<(u32, &Facts)>, ask: &Ask<'_>) -> Self {
        let mut known: Set<u32> = newest_first(model, ask).iter().map(|it| it.0).collect();
        known.extend(&same);
        let entries: Vec<Entry> = same.into_iter().map(|it| (it, None, 1.0, 0.0)).collect();
        let facts = facts.into_iter().map(|(number, facts)| (number, facts, 1.0));
        let taste = Taste::of(&model.catalogue, facts);
        let sums = entries.iter().filter_map(|it| model.behaviour.sums(it.0));
        let from: f32 = sums.map(|it| it.from.max(0.0)).sum();
        // Where nobody went on from it, what is popular is not like it either: it orders what is alike.
        let trust = (from / (from + model.config.blend.evidence)).max(LEAST);
        Self::of(model, (known, taste, trust), &entries, ask.now)
    }

    /// From what is not to be suggested, what is liked about items and what behaviour counts beside it, and the history, the newest first.
    fn of(
        model: &'a Model,
        (known, taste, trust): (Set<u32>, Taste, f32),
        entries: &[Entry],
        now: i64,
    ) -> Self {
        let (query, trend) = (&model.config.query, &model.config.trend);
        let usual = query.prior * model.behaviour.usual();
        let from = |item| model.behaviour.sums(item).map_or(0.0, |it| it.factor_from(query));
        let past = entries.iter().map(|(item, kind, weight, age)| {
            let lately = (1.0 + age / query.gap).powf(-query.age);
            let amount = weight * from(*item);
            // What is expected by chance fades half as fast as what the item says.
            let prior = usual * amount * lately.sqrt();
            Weighed { item: *item, kind: *kind, amount: amount * lately, prior }
        });
        let past: Vec<Weighed> = past.collect();
        let away = entries.iter().map(|it| it.3).reduce(f32::min);
        let gone = gone(&model.config, away);
        let mut scoring = Self {
            model,
            taste,
            known,
            past,
            chance: 0.0,
            trend: trend.fresh + (trend.stale - trend.fresh) * gone,
            now,
            climate: model.behaviour.climate(&model.config, now),
            trust,
            most: 0.0,
            found: Vec::new(),
        };
        scoring.search();
        scoring
    }

    /// Finds candidates and what they are worth.
    fn search(&mut self) {
        let behaviour = &self.model.behaviour;
        let mut sheet = SHEET.take();
        sheet.resize(behaviour.sums.len(), 0.0);
        let mut touched: Vec<u32> = Vec::new();
        for past in &self.past {
            let all = behaviour.sums(past.item).map_or(0.0, |it| it.from.max(0.0));
            self.chance += past.amount * all * self.model.config.query.chance + past.prior;
            for (to, weight) in behaviour.rows.of(past.item) {
                let Some(sum) = sheet.get_mut(wide(*to)) else { continue };
                if *sum == 0.0 {
                    touched.push(*to);
                }
                *sum += past.amount * weight;
            }
        }
        let mut near = self.nearest(&touched, &sheet);
        near.extend(behaviour.hot.iter().chain(&behaviour.touched));
        near.sort_unstable();
        near.dedup();
        self.compare(near, &sheet);
        for item in touched {
            if let Some(sum) = sheet.get_mut(wide(item)) {
                *sum = 0.0;
            }
        }
        SHEET.set(sheet);
    }

    /// Finds what candidates are worth.
    fn compare(&mut self, near: Vec<u32>, sheet: &[f32]) {
        let behaviour = &self.model.behaviour;
        let mut found: Vec<(f32, u32)> = Vec::with_capacity(near.len());
        for item in near {
            let steps = sheet.get(wide(item)).copied().unwrap_or(0.0);
            if let Some(sums) = behaviour.sums(item).filter(|it| it.listed) {
                found.push((self.behaviour(sums, steps), item));
            }
        }
        let most = BEST + self.known.len();
        if found.len() > most {
            found.select_nth_unstable_by(most, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            found.truncate(most);
        }
        found.retain(|it| self.may(it.1).is_some());
        self.most = found.iter().map(|it| it.0).fold(0.0, f32::max);
        self.blend(found, sheet);
    }

    /// Those that steps lead to most, without regard to what is popular: for that, memory all over would be read.
    fn nearest(&self, touched: &[u32], sheet: &[f32]) -> Vec<u32> {
        if touched.len() <= NEAR {
            return touched.to_vec();
        }
        let factors = &self.model.behaviour.to_factors;
        let at = |all: &[f32], item: u32| all.get(wide(item)).copied().unwrap_or(0.0);
        let worth = |item: u32| (at(sheet, item) * at(factors, item), item);
        let mut all: Vec<(f32, u32)> = touched.iter().map(|it| worth(*it)).collect();
        all.select_nth_unstable_by(NEAR, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all.truncate(NEAR);
        all.into_iter().map(|it| it.1).collect()
    }

    /// Adds the candidates that content brings, and what content says of all.
    fn blend(&mut self, mut found: Vec<(f32, u32)>, sheet: &[f32]) {
        let model = self.model;
        for item in self.taste.candidates(&model.catalogue, model.config.blend.newest) {
            let steps = sheet.get(wide(item)).copied().unwrap_or(0.0);
            if self.may(item).is_some()
                && let Some(sums) = model.behaviour.sums(item)
            {
                found.push((self.behaviour(sums, steps), item));
            }
        }
        found.sort_unstable_by_key(|it| it.1);
        found.dedup_by_key(|it| it.1);
        for (score, item) in &mut found {
            let Some(facts) = model.catalogue.facts(*item) else { continue };
            *score = self.share(*score);
            self.taste.speak(&model.config.blend, facts, self.now, |_, more| *score += more);
        }
        self.found = found;
    }

    /// An item's facts, where it may be suggested.
    fn may(&self, item: u32) -> Option<&'a Facts> {
        let facts = self.model.catalogue.facts(item)?;
        let again =
            self.known.contains(&item) || facts.twins.iter().any(|it| self.known.contains(it));
        (!again).then_some(facts)
    }

    /// Of the best that behaviour finds.
    fn share(&self, score: f32) -> f32 {
        if self.most > 0.0 { score / self.most * self.trust } else { 0.0 }
    }

    /// What steps to an item are worth, and what is expected of it by chance.
    fn behaviour(&self, sums: &Sums, steps: f32) -> f32 {
        (steps + self.chance * self.model.behaviour.expected(sums)) * self.factor(sums)
            + self.newcomer(sums)
    }

    /// What every step to an item is multiplied by.
    fn factor(&self, sums: &Sums) -> f32 {
        let popular = sums.popularity(&self.model.config, &self.climate).ln() - sums.against;
        sums.to_factor * (self.trend * popular).exp()
    }

    /// For whom nothing is known, what is popular is worth as much as it is popular.
    fn newcomer(&self, sums: &Sums) -> f32 {
        if self.chance > 0.0 {
            return 0.0;
        }
        sums.popularity(&self.model.config, &self.climate)
    }

    /// What was done with an item of the history.
    pub(crate) fn done(&self, item: u32) -> Option<Reason> {
        let kind = self.past.iter().find(|it| it.item == item)?.kind?;
        Some(Reason::past(kind, self.model.catalogue.id(item)))
    }

    /// All that speaks for an item, the most first.
    pub(crate) fn explain(&self, item: u32) -> Vec<(Reason, f32)> {
        let catalogue = &self.model.catalogue;
        let mut all = Vec::new();
        let (Some(facts), Some(sums)) = (self.may(item), self.model.behaviour.sums(item)) else {
            return all;
        };
        let factor = self.factor(sums);
        for past in &self.past {
            let steps = past.amount * self.model.behaviour.rows.between(past.item, item);
            let id = catalogue.id(past.item);
            let reason = past.kind.map_or(Reason::Together(id), |kind| Reason::past(kind, id));
            all.push((reason, self.share(steps * factor)));
        }
        all.push((Reason::Popular, self.share(self.behaviour(sums, 0.0))));
        self.taste.speak(&self.model.config.blend, facts, self.now, |said, more| {
            all.push((said.reason(catalogue), more));
        });
        all.retain(|it| it.1 > 0.0);
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all
    }
}

/// How far away somebody is who did something last so many seconds ago: from 0, right here, to 1.
fn gone(config: &Config, away: Option<f32>) -> f32 {
    away.map_or(1.0, |it| it / (it + config.trend.absence))
}

/// The history without repetitions, the newest first: the strongest of what was done with an item, the last time.
fn newest_first(model: &Model, ask: &Ask<'_>) -> Vec<(u32, Past)> {
    let weights = &model.config.weights;
    let mut all: Map<u32, Past> = Map::default();
    for past in ask.history {
        let Some(item) = model.catalogue.find(past.item) else { continue };
        let one = all.entry(item).or_insert(*past);
        one.at = one.at.max(past.at);
        if weights.of(past.kind) > weights.of(one.kind) {
            one.kind = past.kind;
        }
    }
    let mut all: Vec<(u32, Past)> = all.into_iter().collect();
    let seed = i64::from_le_bytes(ask.seed.to_le_bytes());
    all.sort_unstable_by(|a, b| {
        let tie = |it: &Past| order(seed, it.item);
        b.1.at.cmp(&a.1.at).then_with(|| tie(&b.1).cmp(&tie(&a.1)))
    });
    all
}
