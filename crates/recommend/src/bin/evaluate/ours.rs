//! The model of this crate, asked as the site asks it.

use recommend::{Ask, Config, Interaction, Item, Kind, Model, Past};

use crate::data::Row;
use crate::measure::LENGTH;
use crate::split::Split;

/// A trained model, and when it is asked.
pub(crate) struct Ours {
    model: Model,
    cut: Option<i64>,
}

fn id(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Ours {
    /// Every line is a like. Nothing is known of items: each has an author of its own, and none is new.
    pub(crate) fn train(config: &Config, split: &Split) -> Self {
        let interactions = split.train.iter().map(|it| Interaction {
            user: id(it.user),
            item: id(it.item),
            at: it.at,
            kind: Kind::Like,
        });
        let items = (0..split.items).map(|it| Item {
            id: id(it),
            author: id(it),
            at: i64::MIN,
            tags: Vec::new(),
            looks: None,
        });
        Self { model: Model::train(config, interactions, items, i64::MAX), cut: split.cut }
    }

    /// The list for a history: at the cut, or as soon as the last of it was done.
    pub(crate) fn list(&self, past: &[Row]) -> Vec<usize> {
        let history: Vec<Past> =
            past.iter().map(|it| Past { item: id(it.item), kind: Kind::Like, at: it.at }).collect();
        let last = history.iter().map(|it| it.at).max().unwrap_or(0);
        let ask = Ask {
            history: &history,
            seen: &|_| false,
            allowed: &|_, _| true,
            now: self.cut.unwrap_or(last),
            limit: LENGTH,
            seed: 1,
        };
        let found = self.model.for_you(&ask).into_iter();
        found.map(|it| usize::try_from(it.item).unwrap_or(usize::MAX)).collect()
    }
}
