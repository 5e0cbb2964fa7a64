//! Gradient noise, made for whole rows: along one row of a regular grid only the lattice column changes, so that each pixel
//! costs one cubic and one mix.

use crate::num::{COUNT, bits, float, float_i32, floor, fract, index, signed};

/// Where a row of samples starts, and how far apart they lie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) start: f32,
    pub(crate) step: f32,
}

impl Span {
    pub(crate) const fn new(start: f32, step: f32) -> Self {
        Self { start, step }
    }

    /// The same row seen at another scale.
    pub(crate) fn scale(self, by: f32) -> Self {
        Self { start: self.start * by, step: self.step * by }
    }
}

/// One field of noise over the whole plane, between about -1 and 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noise(pub(crate) u32);

/// The frequency of each octave over the one before: not a whole number, so that lattices never line up.
const LACUNARITY: f32 = 2.03;
/// Brings the noise to about -1 to 1.
const GAIN: f32 = 1.5;

/// Octaves with more cells than this to a sample are left out: the eye would not tell them from grain.
const FINEST: f32 = 0.45;

fn ease(part: f32) -> f32 {
    part * part * part * (part * (part * 6.0 - 15.0) + 10.0)
}

impl Noise {
    /// The field for one octave.
    fn octave(self, number: u32) -> Self {
        Self(self.0.wrapping_add(number.wrapping_mul(0x9e37_79b9)))
    }

    fn gradient(self, column: i32, row: i32) -> (f32, f32) {
        let mut word =
            bits(column).wrapping_mul(0x85eb_ca6b) ^ bits(row).wrapping_mul(0xc2b2_ae35) ^ self.0;
        word = (word ^ (word >> 15)).wrapping_mul(0x2c1b_3c6d);
        word = (word ^ (word >> 12)).wrapping_mul(0x297a_2d39);
        word ^= word >> 15;
        (signed(word), signed(word << 16))
    }

    /// The noise at one point.
    pub(crate) fn at(self, across: f32, down: f32) -> f32 {
        let (column, row) = (floor(across), floor(down));
        let (along, under) = (fract(across), fract(down));
        let corner = |right: i32, below: i32| {
            let (over, deep) = self.gradient(column.wrapping_add(right), row.wrapping_add(below));
            over * (along - float_i32(right)) + deep * (under - float_i32(below))
        };
        let (wide, tall) = (ease(along), ease(under));
        let top = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * wide;
        let bottom = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * wide;
        GAIN * (top + (bottom - top) * tall)
    }

    /// Several octaves at one point, each half as strong as the one before.
    pub(crate) fn cloud(self, across: f32, down: f32, octaves: u32) -> f32 {
        let (mut sum, mut scale, mut strength) = (0.0, 1.0, 0.5);
        for number in 0..octaves {
            let turned = (across * 0.8 - down * 0.6, across * 0.6 + down * 0.8);
            let (x, y) = if number % 2 == 0 { (across, down) } else { turned };
            sum += self.octave(number).at(x * scale, y * scale) * strength;
            scale *= LACUNARITY;
            strength *= 0.5;
        }
        sum
    }

    /// Adds the noise along one row, times `strength`.
    pub(crate) fn add_row(self, span: Span, down: f32, strength: f32, out: &mut [f32]) {
        let lines = self.lines(span, down, strength * GAIN, out.len());
        let mut rest = out;
        let mut part = fract(span.start);
        for pair in lines.windows(2) {
            let [(lean, base), (next_lean, next_base)] = *pair else { continue };
            let wanted = index(((1.0 - part) / span.step).min(4096.0)) + 1;
            let (cell, tail) = rest.split_at_mut(wanted.min(rest.len()));
            for (value, count) in cell.iter_mut().zip(&COUNT) {
                let place = part + count * span.step;
                let near = lean * place + base;
                let far = next_lean * (place - 1.0) + next_base;
                *value += near + (far - near) * ease(place);
            }
            part += float(cell.len()) * span.step - 1.0;
            rest = tail;
        }
    }

    /// What each lattice column brings to one row: a straight line `lean * x + base`, both rows of the lattice already mixed.
    fn lines(self, span: Span, down: f32, strength: f32, samples: usize) -> Vec<(f32, f32)> {
        let row = floor(down);
        let (under, tall) = (fract(down), ease(fract(down)));
        let first = floor(span.start);
        let last = floor(span.start + span.step * float(samples)) + 3;
        (first..=last)
            .map(|column| {
                let (above, deep) = self.gradient(column, row);
                let (below, rise) = self.gradient(column, row.wrapping_add(1));
                let (top, bottom) = (deep * under, rise * (under - 1.0));
                (
                    strength * (above + (below - above) * tall),
                    strength * (top + (bottom - top) * tall),
                )
            })
            .collect()
    }

    /// Several octaves along one row, each half as strong as the one before; those too fine for the row's step are left out.
    pub(crate) fn cloud_row(self, span: Span, down: f32, octaves: u32, out: &mut [f32]) {
        out.fill(0.0);
        let (mut scale, mut strength) = (1.0, 0.5);
        for number in 0..octaves {
            if span.step * scale > FINEST {
                break;
            }
            let shift = float_i32(floor(signed(self.octave(number).0) * 40.0)) * 0.37;
            let seen = Span::new(span.start * scale + shift, span.step * scale);
            self.octave(number).add_row(seen, down * scale + shift, strength, out);
            scale *= LACUNARITY;
            strength *= 0.5;
        }
    }
    /// Adds folded noise along one row: sharp ridges, round valleys.
    pub(crate) fn ridge_row(self, span: Span, down: f32, octaves: u32, out: &mut [f32]) {
        let mut fold = vec![0.0; out.len()];
        let (mut scale, mut strength) = (1.0, 0.5);
        for number in 0..octaves {
            if span.step * scale > FINEST {
                break;
            }
            fold.fill(0.0);
            let shift = float_i32(floor(signed(self.octave(number).0) * 40.0)) * 0.37;
            let seen = Span::new(span.start * scale + shift, span.step * scale);
            self.octave(number).add_row(seen, down * scale + shift, 1.0, &mut fold);
            for (value, part) in out.iter_mut().zip(&fold) {
                *value += strength * (0.35 - part.abs());
            }
            scale *= LACUNARITY;
            strength *= 0.45;
        }
    }
}
