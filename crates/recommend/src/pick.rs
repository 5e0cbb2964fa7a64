//! From scores to lists: what may be shown, each picture once, and authors mixed.

use std::collections::VecDeque;

use crate::ask::{Ask, PersonReason, PersonSuggestion, Reason, Suggestion};
use crate::behaviour::{Map, Set};
use crate::catalogue::{Catalogue, Facts};
use crate::num::{bits, mix};
use crate::scoring::Scoring;

/// How many of the best candidates speak for people.
const SPEAKERS: usize = 200;

/// The list of items, the best first.
pub(crate) fn items(scoring: &Scoring<'_>, ask: &Ask<'_>) -> Vec<Suggestion> {
    let catalogue = &scoring.model.catalogue;
    let in_a_row = scoring.model.config.blend.in_a_row.max(1);
    let mut picked = Picked { list: Vec::new(), taken: Set::default(), in_a_row };
    let mut later: VecDeque<(f32, u32, i64)> = VecDeque::new();
    for (score, item) in sorted(scoring, ask) {
        if picked.list.len() >= ask.limit {
            break;
        }
        let Some(facts) = catalogue.facts(item) else { continue };
        if !shown(catalogue, ask, item, facts) {
            continue;
        }
        if picked.taken.contains(&item) {
            continue;
        }
        later.push_back((score, item, facts.author));
        // Whoever had to wait is better than whoever comes now.
        while let Some(next) = later.iter().position(|it| picked.fits(it.2)) {
            if let Some((score, item, author)) = later.remove(next)
                && picked.list.len() < ask.limit
            {
                picked.take(catalogue, (score, item, author));
            }
        }
    }
    let list = picked.list.into_iter();
    list.map(|(score, item, _)| {
        let first = scoring.explain(item).into_iter().next();
        let reason = first.map_or(Reason::Popular, |it| it.0);
        Suggestion { item: catalogue.id(item), score, reason }
    })
    .collect()
}

/// The list so far.
struct Picked {
    list: Vec<(f32, u32, i64)>,
    /// Items that show the same as what is in the list.
    taken: Set<u32>,
    in_a_row: usize,
}

impl Picked {
    /// Whether an author may come next.
    fn fits(&self, author: i64) -> bool {
        let row = self.list.iter().rev().take_while(|it| it.2 == author).take(self.in_a_row);
        row.count() < self.in_a_row
    }

    fn take(&mut self, catalogue: &Catalogue, one: (f32, u32, i64)) {
        if self.taken.contains(&one.1) {
            return;
        }
        self.taken.extend(catalogue.facts(one.1).into_iter().flat_map(|it| it.twins.iter()));
        self.list.push(one);
    }
}

/// Whether an item may be shown and nothing like it was seen.
fn shown(catalogue: &Catalogue, ask: &Ask<'_>, item: u32, facts: &Facts) -> bool {
    let id = catalogue.id(item);
    let seen = (ask.seen)(id) || facts.twins.iter().any(|it| (ask.seen)(catalogue.id(*it)));
    !seen && (ask.allowed)(id, facts.author)
}

/// The candidates, the best first.
fn sorted(scoring: &Scoring<'_>, ask: &Ask<'_>) -> Vec<(f32, u32)> {
    let tie = |item: u32| mix(ask.seed ^ bits(scoring.model.catalogue.id(item)));
    let mut found = scoring.found.clone();
    found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| tie(a.1).cmp(&tie(b.1))));
    found
}

/// The list of people, the best first.
pub(crate) fn people(
    scoring: &Scoring<'_>,
    ask: &Ask<'_>,
    skip: &dyn Fn(i64) -> bool,
) -> Vec<PersonSuggestion> {
    let through = through(scoring, ask);
    let mut all: Vec<i64> = through.keys().copied().chain(scoring.taste.authors()).collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|it| !skip(*it));
    let judge = |author: i64| {
        let suggested = through.get(&author).map_or(0.0, |it| it.0);
        let liked = scoring.taste.author(author).map_or(0.0, |it| it.0);
        (author, suggested, liked)
    };
    let mut all: Vec<(i64, f32, f32)> = all.into_iter().map(judge).collect();
    let tie = |author: i64| mix(ask.seed ^ bits(author));
    all.sort_unstable_by(|a, b| {
        (b.1 + b.2).total_cmp(&(a.1 + a.2)).then_with(|| tie(a.0).cmp(&tie(b.0)))
    });
    let list = all.into_iter().filter_map(|(author, suggested, liked)| {
        let best = through.get(&author).map(|it| it.1).filter(|_| suggested > liked);
        let suggests = best.map(|item| suggests(scoring, item));
        // That they are liked speaks for their items; what was done with one speaks for them.
        let circular =
            |it: &PersonReason| matches!(it, PersonReason::Suggested(_, Reason::Author(_)));
        let reason = suggests.filter(|it| !circular(it)).or_else(|| theirs(scoring, author))?;
        Some(PersonSuggestion { author, score: suggested + liked, reason })
    });
    list.take(ask.limit).collect()
}

/// What the best three of each author's suggested items are worth together, and the best of them.
fn through(scoring: &Scoring<'_>, ask: &Ask<'_>) -> Map<i64, (f32, u32, usize)> {
    let catalogue = &scoring.model.catalogue;
    let mut through: Map<i64, (f32, u32, usize)> = Map::default();
    let shown = sorted(scoring, ask).into_iter().filter_map(|(score, item)| {
        let facts = catalogue.facts(item).filter(|it| shown(catalogue, ask, item, it))?;
        Some((score, item, facts.author))
    });
    for (score, item, author) in shown.take(SPEAKERS) {
        let (sum, _, count) = through.entry(author).or_insert((0.0, item, 0));
        if *count < 3 {
            *sum += score / 3.0;
            *count += 1;
        }
    }
    through
}

fn theirs(scoring: &Scoring<'_>, author: i64) -> Option<PersonReason> {
    let (_, item) = scoring.taste.author(author)?;
    scoring.done(item).map(PersonReason::Theirs)
}

fn suggests(scoring: &Scoring<'_>, item: u32) -> PersonReason {
    let why = scoring.explain(item).into_iter().next().map_or(Reason::Popular, |it| it.0);
    PersonReason::Suggested(scoring.model.catalogue.id(item), why)
}
