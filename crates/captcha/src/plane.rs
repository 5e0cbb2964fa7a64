//! What scenes are drawn on: one tone for each pixel, 0 black and 1 white, before a palette gives it colour.

use crate::num::{self, float, mix, smooth};
use crate::{HEIGHT, WIDTH};

/// How many pixels a unit of the scenes' coordinates has: pictures are 1 high and 16 / 9 wide.
pub(crate) const UNIT: f32 = float(HEIGHT);
/// The width of a picture in these units.
pub(crate) const ASPECT: f32 = float(WIDTH) / float(HEIGHT);

/// The tones of a picture, row by row.
pub(crate) struct Plane(pub(crate) Vec<f32>);

impl Plane {
    /// Asks for each pixel's tone by its place, in units from the upper left corner.
    pub(crate) fn of(tone: impl Fn(f32, f32) -> f32) -> Self {
        let mut plane = Self(vec![0.0; WIDTH * HEIGHT]);
        plane.over(|across, down, _| tone(across, down));
        plane
    }

    /// Asks for each pixel's new tone by its place and its tone so far.
    pub(crate) fn over(&mut self, tone: impl Fn(f32, f32, f32) -> f32) {
        for (row, line) in self.0.chunks_exact_mut(WIDTH).enumerate() {
            let down = (float(row) + 0.5) / UNIT;
            for (column, pixel) in line.iter_mut().enumerate() {
                *pixel = tone((float(column) + 0.5) / UNIT, down, *pixel);
            }
        }
    }

    /// Covers what is below a line (one height for each column, in units) with a tone by its place and its depth below.
    pub(crate) fn below(&mut self, line: &[f32], tone: impl Fn(f32, f32, f32) -> f32) {
        for (row, pixels) in self.0.chunks_exact_mut(WIDTH).enumerate() {
            let down = (float(row) + 0.5) / UNIT;
            for (column, (pixel, top)) in pixels.iter_mut().zip(line).enumerate() {
                let depth = down - top;
                let cover = (depth * UNIT + 0.5).clamp(0.0, 1.0);
                if cover > 0.0 {
                    let across = (float(column) + 0.5) / UNIT;
                    *pixel = mix(*pixel, tone(across, down, depth.max(0.0)), cover);
                }
            }
        }
    }

    /// Puts a soft round spot down: a tone where it is opaque, its edge `soft` units wide.
    pub(crate) fn spot(&mut self, spot: &Spot) {
        let reach = spot.radius + spot.soft;
        self.near(spot.across, spot.down, reach, |x, y, old| {
            let cover = 1.0 - smooth(spot.radius - spot.soft, reach, x.hypot(y));
            mix(old, spot.tone, cover * spot.cover)
        });
    }

    /// Asks for the new tones around a place, by the distance from it.
    pub(crate) fn near(
        &mut self,
        across: f32,
        down: f32,
        reach: f32,
        tone: impl Fn(f32, f32, f32) -> f32,
    ) {
        let first = |middle: f32| num::index((middle - reach) * UNIT);
        let last = |middle: f32| num::index((middle + reach) * UNIT + 2.0);
        let rows = self.0.chunks_exact_mut(WIDTH).enumerate();
        for (row, line) in rows.take(last(down)).skip(first(down)) {
            let y = (float(row) + 0.5) / UNIT - down;
            for (column, pixel) in
                line.iter_mut().enumerate().take(last(across)).skip(first(across))
            {
                *pixel = tone((float(column) + 0.5) / UNIT - across, y, *pixel);
            }
        }
    }

    /// Asks for the new tones within so many units to either side of a column.
    pub(crate) fn beside(&mut self, across: f32, reach: f32, tone: impl Fn(f32, f32, f32) -> f32) {
        let (first, last) = ((across - reach) * UNIT, (across + reach) * UNIT + 2.0);
        for (row, line) in self.0.chunks_exact_mut(WIDTH).enumerate() {
            let down = (float(row) + 0.5) / UNIT;
            for (column, pixel) in
                line.iter_mut().enumerate().take(num::index(last)).skip(num::index(first))
            {
                *pixel = tone((float(column) + 0.5) / UNIT, down, *pixel);
            }
        }
    }

    /// Turns left and right round.
    pub(crate) fn mirror(&mut self) {
        for line in self.0.chunks_exact_mut(WIDTH) {
            line.reverse();
        }
    }
}

/// A soft round spot.
pub(crate) struct Spot {
    pub(crate) across: f32,
    pub(crate) down: f32,
    pub(crate) radius: f32,
    pub(crate) soft: f32,
    pub(crate) tone: f32,
    pub(crate) cover: f32,
}

/// A value for each column, by its place in units.
pub(crate) fn columns(value: impl Fn(f32) -> f32) -> Vec<f32> {
    (0..WIDTH).map(|it| value((float(it) + 0.5) / UNIT)).collect()
}
