//! A coarse plane of numbers, read at full size: what is soft anyway need not be worked out for every pixel.

use crate::num::{COUNT, float, index, mix};

/// Numbers on a coarse grid over the picture.
#[derive(Debug)]
pub(crate) struct Field {
    columns: usize,
    step: usize,
    values: Vec<f32>,
}

impl Field {
    /// A field over a picture of this size, one number each `step` pixels; `fill` is given the row's place in pixels. The number
    /// at column `c` stands for the pixel `c * step`.
    pub(crate) fn new(
        size: (usize, usize),
        step: usize,
        mut fill: impl FnMut(f32, &mut [f32]),
    ) -> Self {
        let (columns, rows) = (size.0 / step + 2, size.1 / step + 2);
        let mut values = vec![0.0; columns * rows];
        for (row, line) in values.chunks_exact_mut(columns).enumerate() {
            fill(float(row * step), line);
        }
        Self { columns, step, values }
    }

    /// The field along one row of the picture.
    pub(crate) fn row(&self, down: f32, out: &mut [f32]) {
        let place = (down / float(self.step)).max(0.0);
        let above = index(place);
        let part = place - float(above);
        let mut lines = self.values.chunks_exact(self.columns).skip(above);
        let Some(top) = lines.next().or_else(|| self.values.chunks_exact(self.columns).last())
        else {
            return;
        };
        let bottom = lines.next().unwrap_or(top);
        let line: Vec<f32> =
            top.iter().zip(bottom).map(|(from, to)| mix(*from, *to, part)).collect();
        let each = 1.0 / float(self.step);
        for (cell, pair) in out.chunks_mut(self.step).zip(line.windows(2)) {
            let [from, to] = *pair else { continue };
            let slope = (to - from) * each;
            for (value, count) in cell.iter_mut().zip(&COUNT) {
                *value = from + slope * count;
            }
        }
    }
}
