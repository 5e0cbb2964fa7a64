//! The steps from each item to others: sparse rows that can be changed in place.

use crate::num::wide;

/// What is left of a step that was taken back, for want of digits.
const NOTHING: f32 = 1e-5;

/// Steps, ordered by where they lead.
pub(crate) type Row = Vec<(u32, f32)>;

/// The steps from each item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows(Vec<Row>);

impl Rows {
    /// Makes room for items below `count`.
    pub(crate) fn reach(&mut self, count: usize) {
        if self.0.len() < count {
            self.0.resize_with(count, Vec::new);
        }
    }

    /// The steps from an item, ordered by where they lead.
    pub(crate) fn of(&self, item: u32) -> &[(u32, f32)] {
        self.0.get(wide(item)).map_or(&[], Vec::as_slice)
    }

    /// How much leads from one item to another.
    pub(crate) fn between(&self, from: u32, to: u32) -> f32 {
        let row = self.of(from);
        let found = row.binary_search_by_key(&to, |it| it.0).ok();
        found.and_then(|at| row.get(at)).map_or(0.0, |it| it.1)
    }

    /// Sets an item's steps, ordered by where they lead.
    pub(crate) fn set(&mut self, from: u32, row: Row) {
        self.reach(wide(from).saturating_add(1));
        if let Some(old) = self.0.get_mut(wide(from)) {
            *old = row;
        }
    }

    /// Adds to a step, or takes from it. A row that grew beyond `most` loses its least step.
    pub(crate) fn add(&mut self, (from, to): (u32, u32), weight: f32, most: usize) {
        self.reach(wide(from).saturating_add(1));
        let Some(row) = self.0.get_mut(wide(from)) else { return };
        match row.binary_search_by_key(&to, |it| it.0) {
            Ok(at) => {
                let left = row.get_mut(at).map_or(0.0, |it| {
                    it.1 += weight;
                    it.1
                });
                if left <= NOTHING {
                    row.remove(at);
                }
            }
            Err(at) if weight > NOTHING => {
                row.insert(at, (to, weight));
                if row.len() > most {
                    drop_least(row);
                }
            }
            Err(_) => {}
        }
    }

    /// Takes an item out of all rows; tells the steps there were from it, and those to it by where they came from.
    pub(crate) fn remove(&mut self, item: u32) -> (Row, Row) {
        let from = self.0.get_mut(wide(item)).map(std::mem::take).unwrap_or_default();
        let mut to = Vec::new();
        for (row, number) in self.0.iter_mut().zip(0u32..) {
            if let Ok(at) = row.binary_search_by_key(&item, |it| it.0) {
                to.push((number, row.remove(at).1));
            }
        }
        (from, to)
    }
}

fn drop_least(row: &mut Row) {
    let least = row.iter().enumerate().min_by(|a, b| a.1.1.total_cmp(&b.1.1)).map(|it| it.0);
    if let Some(at) = least {
        row.remove(at);
    }
}
