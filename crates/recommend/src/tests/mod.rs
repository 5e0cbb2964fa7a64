//! What must be so whatever is learned: what is told is true, nothing is shown twice, and nothing stays that should go.

mod changes;
mod content;
mod lists;
mod looks;

use crate::num::mix;
use crate::{Ask, Config, Interaction, Item, Kind, Looks, Model, Past};

/// The moment all tests ask at.
pub(crate) const NOW: i64 = 1_700_000_000;
const HOUR: i64 = 3600;

/// A small community with a fixed seed: people who keep to one of five clusters, in sessions over sixty days.
pub(crate) struct Community {
    pub(crate) interactions: Vec<Interaction>,
    pub(crate) items: Vec<Item>,
}

fn some(seed: u64, below: i64) -> i64 {
    i64::try_from(mix(seed) % u64::try_from(below).unwrap()).unwrap()
}

pub(crate) fn community(seed: u64) -> Community {
    let mut interactions = Vec::new();
    for session in 0..400u64 {
        let dice = mix(seed ^ (session << 20));
        let user = some(dice, 60);
        let start = NOW - HOUR - some(dice ^ 1, 60 * 24) * HOUR;
        for step in 0..6u64 {
            let dice = mix(dice ^ (step << 8));
            let cluster = if some(dice, 10) < 8 { user % 5 } else { some(dice ^ 2, 5) };
            let item = cluster * 40 + some(dice ^ 3, 40);
            let kinds = [Kind::View, Kind::Like, Kind::Bookmark, Kind::Comment];
            let kind = kinds[usize::try_from(some(dice ^ 4, 4)).unwrap()];
            let at = start + some(dice ^ 5, 1200);
            interactions.push(Interaction { user, item, at, kind });
        }
    }
    Community { interactions, items: (0..200).map(|it| item(it, seed)).collect() }
}

fn item(id: i64, seed: u64) -> Item {
    let dice = mix(seed ^ (u64::try_from(id).unwrap() << 32));
    // Every tenth shows the same as the one before it.
    let shows = if id % 10 == 9 { id - 1 } else { id };
    Item {
        id,
        author: some(dice, 12),
        at: NOW - some(dice ^ 1, 90 * 24) * HOUR,
        tags: vec![format!("cluster{}", id / 40).into(), format!("t{}", some(dice, 9)).into()],
        looks: Some(picture(u64::try_from(shows).unwrap())),
    }
}

/// What a made-up picture looks like: others look otherwise.
pub(crate) fn picture(seed: u64) -> Looks {
    let pixel = |at: u64| {
        // Sixteen patches, each of one colour.
        mix(seed.wrapping_mul(977) ^ (at / 3 % 16 / 4) ^ (at / 48 / 4 * 64) ^ ((at % 3) << 9))
    };
    let rgb: Vec<u8> = (0..16 * 16 * 3).map(|at| pixel(at).to_le_bytes()[0]).collect();
    Looks::from_rgb(16, 16, &rgb).unwrap()
}

pub(crate) fn model(community: &Community) -> Model {
    let (interactions, items) = (community.interactions.clone(), community.items.clone());
    Model::train(&Config::default(), interactions, items, NOW)
}

/// What one of the community did.
pub(crate) fn history(community: &Community, user: i64) -> Vec<Past> {
    let mine = community.interactions.iter().filter(|it| it.user == user);
    mine.map(|it| Past { item: it.item, kind: it.kind, at: it.at }).collect()
}

/// A question without conditions.
pub(crate) fn ask(history: &[Past]) -> Ask<'_> {
    Ask { history, seen: &|_| false, allowed: &|_, _| true, now: NOW, limit: 20, seed: 7 }
}
