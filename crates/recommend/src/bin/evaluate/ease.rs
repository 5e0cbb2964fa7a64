//! EASE (Steck 2019): the linear model whose weights are found at once, from the inverse of a dense matrix.

use crate::baselines::Baseline;
use crate::data::Row;
use crate::split::Split;

/// More items than this are not tried: the matrix grows with their square, and time with their cube.
pub(crate) const MOST: usize = 3000;

/// The weight of each item for each other.
pub(crate) struct Ease {
    items: usize,
    weights: Vec<f64>,
}

impl Ease {
    pub(crate) fn train(split: &Split, ridge: f64) -> Self {
        let items = split.items;
        let mut gram = vec![0.0; items * items];
        for past in &split.histories {
            for one in past {
                let Some(row) = gram.chunks_exact_mut(items).nth(one.item) else { continue };
                for other in past {
                    if let Some(cell) = row.get_mut(other.item) {
                        *cell += 1.0;
                    }
                }
            }
        }
        for (row, place) in gram.chunks_exact_mut(items).zip(0..) {
            if let Some(cell) = row.get_mut(place) {
                *cell += ridge;
            }
        }
        let mut weights = invert(gram, items);
        let diagonal: Vec<f64> = weights
            .chunks_exact(items)
            .zip(0..)
            .filter_map(|(row, at)| row.get(at))
            .copied()
            .collect();
        for (row, place) in weights.chunks_exact_mut(items).zip(0..) {
            for (cell, by) in row.iter_mut().zip(&diagonal) {
                *cell /= -by;
            }
            if let Some(cell) = row.get_mut(place) {
                *cell = 0.0;
            }
        }
        Self { items, weights }
    }
}

impl Baseline for Ease {
    fn scores(&self, past: &[Row]) -> Vec<f64> {
        let mut scores = vec![0.0; self.items];
        for row in past.iter().filter_map(|it| self.weights.chunks_exact(self.items).nth(it.item)) {
            add(&mut scores, row, 1.0);
        }
        scores
    }
}

fn add(sums: &mut [f64], row: &[f64], by: f64) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += by * value;
    }
}

fn dot(one: &[f64], two: &[f64]) -> f64 {
    let mut lanes = [0.0f64; 8];
    let (ones, twos) = (one.chunks_exact(8), two.chunks_exact(8));
    let rest: f64 = ones.remainder().iter().zip(twos.remainder()).map(|(a, b)| a * b).sum();
    for (one, two) in ones.zip(twos) {
        for ((lane, a), b) in lanes.iter_mut().zip(one).zip(two) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// The inverse of a symmetric positive matrix by Cholesky's factor.
fn invert(mut matrix: Vec<f64>, size: usize) -> Vec<f64> {
    factorise(&mut matrix, size);
    let mut inverse = vec![0.0; size * size];
    // The factor's inverse, row by row.
    for (place, factor) in matrix.chunks_exact(size).enumerate() {
        let (done, rest) = inverse.split_at_mut(place * size);
        let Some(row) = rest.get_mut(..size) else { continue };
        for (by, known) in factor.iter().take(place).zip(done.chunks_exact(size)) {
            add(row, known, -by);
        }
        let by = factor.get(place).copied().unwrap_or(1.0);
        if let Some(cell) = row.get_mut(place) {
            *cell = 1.0;
        }
        for cell in row.iter_mut().take(place + 1) {
            *cell /= by;
        }
    }
    let mut product = matrix;
    product.fill(0.0);
    for (length, row) in inverse.chunks_exact(size).enumerate() {
        let row = row.get(..=length).unwrap_or(row);
        for (sums, by) in product.chunks_exact_mut(size).zip(row) {
            add(sums, row, *by);
        }
    }
    product
}

/// The lower factor in place; what is above the diagonal is left.
fn factorise(matrix: &mut [f64], size: usize) {
    for place in 0..size {
        let (done, rest) = matrix.split_at_mut(place * size);
        let Some(row) = rest.get_mut(..size) else { continue };
        for (column, known) in done.chunks_exact(size).enumerate() {
            let (left, right) = row.split_at_mut(column);
            let known_left = known.get(..column).unwrap_or(&[]);
            let pivot = known.get(column).copied().unwrap_or(1.0);
            if let Some(cell) = right.first_mut() {
                *cell = (*cell - dot(left, known_left)) / pivot;
            }
        }
        let (left, right) = row.split_at_mut(place);
        if let Some(cell) = right.first_mut() {
            *cell = (*cell - dot(left, left)).max(f64::MIN_POSITIVE).sqrt();
        }
    }
}
