//! How good a list is.

use std::collections::HashSet;

use crate::data::{Row, mix};
use crate::split::Split;

/// How long the lists are.
pub(crate) const LENGTH: usize = 20;

/// The mean over all who were asked about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quality {
    pub(crate) recall: f64,
    pub(crate) ndcg: f64,
    pub(crate) asked: u32,
}

/// Asks for everybody's list: users, what they did, a list.
pub(crate) fn measure(
    split: &Split,
    newcomers: bool,
    mut list: impl FnMut(usize, &[Row]) -> Vec<usize>,
) -> Quality {
    let mut sum = Quality::default();
    for (user, past, held) in split.asked(newcomers) {
        let held: HashSet<usize> = held.iter().copied().collect();
        let list = list(user, past);
        let hits = list.iter().take(LENGTH).zip(0u32..).filter(|it| held.contains(it.0));
        let hits: Vec<u32> = hits.map(|it| it.1).collect();
        let all = u32::try_from(held.len()).unwrap_or(u32::MAX);
        let ideal: f64 = (0..all.min(20)).map(discount).sum();
        sum.recall += hits.iter().map(|_| 1.0).sum::<f64>() / f64::from(all);
        sum.ndcg += hits.into_iter().map(discount).sum::<f64>() / ideal;
        sum.asked += 1;
    }
    let asked = f64::from(sum.asked.max(1));
    Quality { recall: sum.recall / asked, ndcg: sum.ndcg / asked, asked: sum.asked }
}

fn discount(place: u32) -> f64 {
    1.0 / f64::from(place + 2).log2()
}

/// The best by their scores without those known already, ties in the order of a hash.
pub(crate) fn best(scores: &[f64], user: usize, past: &[Row]) -> Vec<usize> {
    let known: HashSet<usize> = past.iter().map(|it| it.item).collect();
    let tie = |item: usize| {
        let bits = |it: usize| u64::try_from(it).unwrap_or(0);
        mix(bits(user) ^ mix(bits(item)))
    };
    let mut all: Vec<(f64, u64, usize)> = scores
        .iter()
        .enumerate()
        .filter(|it| !known.contains(&it.0))
        .map(|(item, score)| (*score, tie(item), item))
        .collect();
    let better =
        |a: &(f64, u64, usize), b: &(f64, u64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if all.len() > LENGTH {
        all.select_nth_unstable_by(LENGTH, better);
        all.truncate(LENGTH);
    }
    all.sort_unstable_by(better);
    all.into_iter().map(|it| it.2).collect()
}
