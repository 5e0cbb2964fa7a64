//! Smooth noise: values on a lattice, softly joined, in octaves.

use crate::num;
use crate::rng::Rng;

/// One endless field of noise.
#[derive(Clone, Copy)]
pub(crate) struct Noise(u32);

impl Noise {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        Self(rng.word())
    }

    /// The value at a point of the lattice, between 0 and 1.
    pub(crate) fn at(self, across: i32, down: i32) -> f32 {
        let mut word = self.0 ^ num::bits(across).wrapping_mul(0x27d4_eb2d);
        word = (word ^ (word >> 15)).wrapping_mul(0x2c1b_3c6d)
            ^ num::bits(down).wrapping_mul(0x1656_67b1);
        word = (word ^ (word >> 13)).wrapping_mul(0x297a_2d39);
        num::unit(word ^ (word >> 16))
    }

    /// Between 0 and 1; features are about one unit wide.
    pub(crate) fn soft(self, across: f32, down: f32) -> f32 {
        let (left, top) = (num::floor(across), num::floor(down));
        let (x, y) = (across - num::float_i32(left), down - num::float_i32(top));
        let (x, y) = (x * x * (3.0 - 2.0 * x), y * y * (3.0 - 2.0 * y));
        let upper = num::mix(self.at(left, top), self.at(left + 1, top), x);
        let lower = num::mix(self.at(left, top + 1), self.at(left + 1, top + 1), x);
        num::mix(upper, lower, y)
    }

    /// Several octaves, each half as wide and half as strong; between 0 and 1.
    pub(crate) fn rough(self, across: f32, down: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut scale, mut all) = (0.0, 1.0, 1.0, 0.0);
        for octave in 0..octaves {
            let layer = Self(self.0.wrapping_add(octave.wrapping_mul(0x9e37_79b9)));
            sum += weight * layer.soft(across * scale, down * scale);
            all += weight;
            weight *= 0.5;
            scale *= 2.03;
        }
        sum / all
    }

    /// Sharp crests: 1 along lines, falling off to both sides.
    pub(crate) fn crest(self, across: f32, down: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut scale, mut all) = (0.0, 1.0, 1.0, 0.0);
        for octave in 0..octaves {
            let layer = Self(self.0.wrapping_add(octave.wrapping_mul(0x9e37_79b9)));
            sum += weight * (1.0 - (2.0 * layer.soft(across * scale, down * scale) - 1.0).abs());
            all += weight;
            weight *= 0.5;
            scale *= 2.1;
        }
        sum / all
    }

    /// The two nearest of points strewn one to each cell: the nearest one's distance, how much further the second is, and a
    /// value between 0 and 1 that belongs to the nearest.
    pub(crate) fn cell(self, across: f32, down: f32) -> (f32, f32, f32) {
        let (left, top) = (num::floor(across), num::floor(down));
        let (mut near, mut second, mut value) = (9.0_f32, 9.0_f32, 0.0);
        let other = Self(self.0 ^ 0x5bd1_e995);
        for row in (top - 1)..=(top + 1) {
            for column in (left - 1)..=(left + 1) {
                let x = num::float_i32(column) + 0.15 + 0.7 * self.at(column, row) - across;
                let y = num::float_i32(row) + 0.15 + 0.7 * other.at(column, row) - down;
                let distance = x * x + y * y;
                if distance < near {
                    (second, near) = (near, distance);
                    value = self.at(column + 71, row - 37);
                } else if distance < second {
                    second = distance;
                }
            }
        }
        (near.sqrt(), second.sqrt() - near.sqrt(), value)
    }
}
