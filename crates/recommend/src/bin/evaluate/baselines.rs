//! What everybody compares with: popularity, and item-to-item neighbours (Deshpande and Karypis 2004).

use crate::data::Row;
use crate::split::Split;

/// A model that scores all items for a history.
pub(crate) trait Baseline {
    fn scores(&self, past: &[Row]) -> Vec<f64>;
}

/// How often each item occurs.
pub(crate) struct Popularity(Vec<f64>);

impl Popularity {
    pub(crate) fn train(split: &Split) -> Self {
        Self(counts(split))
    }
}

impl Baseline for Popularity {
    fn scores(&self, _: &[Row]) -> Vec<f64> {
        self.0.clone()
    }
}

fn counts(split: &Split) -> Vec<f64> {
    let mut counts = vec![0.0; split.items];
    for row in &split.train {
        if let Some(count) = counts.get_mut(row.item) {
            *count += 1.0;
        }
    }
    counts
}

/// What can be chosen about neighbours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) neighbours: usize,
    pub(crate) shrink: f64,
    /// The power of the known item's count; that of the suggested one's is a half. 0.5 is the cosine.
    pub(crate) from: f64,
}

/// Of each item the most similar ones.
pub(crate) struct ItemKnn(Vec<Vec<(usize, f64)>>);

impl ItemKnn {
    pub(crate) fn train(split: &Split, choice: Choice) -> Self {
        let counts = counts(split);
        let mut users = vec![Vec::new(); split.items];
        for row in &split.train {
            if let Some(users) = users.get_mut(row.item) {
                users.push(row.user);
            }
        }
        let mut together = vec![0.0f64; split.items];
        let rows = users.iter().enumerate().map(|(item, users)| {
            let mine = counts.get(item).copied().unwrap_or(0.0);
            let pasts = users.iter().filter_map(|it| split.histories.get(*it)).flatten();
            let mut touched = Vec::new();
            for other in pasts.map(|it| it.item) {
                let Some(sum) = together.get_mut(other) else { continue };
                if *sum == 0.0 {
                    touched.push(other);
                }
                *sum += 1.0;
            }
            let row = touched.into_iter().map(|other| {
                let both = together.get_mut(other).map_or(0.0, std::mem::take);
                let theirs = counts.get(other).copied().unwrap_or(0.0);
                (other, both / (mine.powf(choice.from) * theirs.sqrt() + choice.shrink))
            });
            let mut row: Vec<_> = row.filter(|it| it.0 != item).collect();
            row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            row.truncate(choice.neighbours);
            row
        });
        Self(rows.collect())
    }
}

impl Baseline for ItemKnn {
    fn scores(&self, past: &[Row]) -> Vec<f64> {
        let mut scores = vec![0.0; self.0.len()];
        for (item, alike) in past.iter().filter_map(|it| self.0.get(it.item)).flatten() {
            if let Some(score) = scores.get_mut(*item) {
                *score += alike;
            }
        }
        scores
    }
}
