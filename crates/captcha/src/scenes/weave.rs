//! What grows and what is woven or laid: the same thing many times over, never twice alike.

use std::f32::consts::TAU;

use crate::noise::Noise;
use crate::num::{float, float_i32, floor, mix, smooth};
use crate::plane::{ASPECT, Plane};
use crate::rng::Rng;

/// Leaves over leaves, the upper ones brighter.
pub(super) fn foliage(rng: &mut Rng) -> Plane {
    let ground = Noise::new(rng);
    let mut plane = Plane::of(|x, y| 0.08 + 0.15 * ground.soft(x * 3.0, y * 3.0));
    let (count, size) = (rng.within(110, 190), rng.between(0.1, 0.16));
    let lean = rng.between(0.0, TAU);
    for leaf in 0..count {
        let part = float(leaf) / float(count);
        let (across, down) = (rng.between(-0.1, ASPECT + 0.1), rng.between(-0.1, 1.1));
        let length = size * rng.between(0.6, 1.25);
        let (sin, cos) = (lean + rng.between(-1.1, 1.1)).sin_cos();
        let (tone, belly) =
            (mix(0.16, 0.6, part) + rng.between(-0.08, 0.14), rng.between(0.3, 0.45));
        plane.near(across, down, length, |x, y, old| {
            let (along, aside) = ((x * cos + y * sin) / length, (y * cos - x * sin) / length);
            let edge = belly * (1.0 - along * along) - aside.abs();
            let vein = 0.12 * (1.0 - smooth(0.0, 0.05, aside.abs()));
            let half = if aside > 0.0 { 0.07 } else { -0.03 };
            mix(old, tone + half + vein + 0.12 * along, smooth(-0.02, 0.04, edge))
        });
    }
    plane
}

/// Tall grass, bowed by the wind.
pub(super) fn reeds(rng: &mut Rng) -> Plane {
    let (low, air) = (rng.between(0.75, 0.95), Noise::new(rng));
    let mut plane = Plane::of(|x, y| low - 0.3 * y + 0.2 * (air.rough(x * 1.5, y * 2.0, 3) - 0.5));
    let (count, wind) = (rng.within(40, 70), rng.between(-0.5, 0.5));
    for blade in 0..count {
        let part = float(blade) / float(count);
        let (foot, top) = (rng.between(-0.2, ASPECT + 0.2), rng.between(0.05, 0.65));
        let bow = wind + rng.between(-0.25, 0.25);
        let (wide, tone) =
            (mix(0.006, 0.014, part), mix(0.62, 0.1, part) + rng.between(-0.05, 0.05));
        plane.beside(foot + bow * 0.3, bow.abs() * 0.36 + 0.03, |x, y, old| {
            let up = (1.05 - y) / (1.05 - top);
            if up > 1.0 {
                return old;
            }
            let off = (x - foot - bow * up * up * 0.6).abs();
            let half = wide * (1.0 - up * up);
            mix(tone + 0.2 * up, old, smooth(half - 0.004, half + 0.004, off))
        });
    }
    plane
}

/// Cloth that hangs in folds.
pub(super) fn drapery(rng: &mut Rng) -> Plane {
    let (fold, fine) = (Noise::new(rng), Noise::new(rng));
    let (scale, slope) = (rng.between(1.6, 3.2), rng.between(-0.7, 0.7));
    Plane::of(|x, y| {
        let at = |x: f32| {
            let along = x + slope * y + 0.25 * fine.soft(x * 1.3, y * 1.3);
            fold.rough(along * scale, y * 0.5, 3)
        };
        let here = at(x);
        let slope = (at(x + 0.02) - here) * 6.0;
        0.45 + 0.55 * (here - 0.5) + 0.5 * slope + 0.04 * fine.soft(x * 90.0, y * 90.0)
    })
}

/// Shingles, row over row.
pub(super) fn scales(rng: &mut Rng) -> Plane {
    let (tones, broad) = (Noise::new(rng), Noise::new(rng));
    let (scale, long) = (rng.between(6.0, 10.0), rng.between(0.8, 1.2));
    Plane::of(|x, y| {
        let (across, down) = (x * scale, y * scale / long * 1.6);
        // From the row in front to those behind: the first whose shingle reaches here is seen.
        for ahead in 0..3 {
            let row = floor(down) - ahead;
            let shift = if row.rem_euclid(2) == 0 { 0.0 } else { 0.5 };
            let column = floor(across + shift);
            let right = across + shift - float_i32(column) - 0.5;
            let depth = down - float_i32(row);
            let reach = 1.1 + (0.25 - right * right).max(0.0).sqrt() * 1.8;
            if depth < reach && ahead > 0 {
                let rim = smooth(0.0, 0.3, reach - depth);
                let tone = 0.3 + 0.3 * tones.at(column, row) + 0.25 * broad.soft(x * 2.0, y * 2.0);
                return tone * mix(1.15, 0.85, rim) - 0.1 * depth;
            }
        }
        0.15
    })
}

/// An old wall.
pub(super) fn bricks(rng: &mut Rng) -> Plane {
    let (tones, rough) = (Noise::new(rng), Noise::new(rng));
    let (scale, light) = (rng.between(7.0, 11.0), rng.between(0.35, 0.6));
    let (mortar, wide) = (rng.between(0.12, 0.85), rng.between(0.35, 0.5));
    Plane::of(|x, y| {
        let off = 0.02 * (rough.rough(x * 6.0, y * 6.0, 3) - 0.5);
        let down = (y + off) * scale;
        let row = floor(down);
        let across = (x + off) * scale * wide + tones.at(row, 77);
        let (right, below) = (across.rem_euclid(1.0), down.rem_euclid(1.0));
        let joint = (right.min(1.0 - right) / wide).min(below.min(1.0 - below));
        let body = light + 0.3 * (tones.at(floor(across), row) - 0.5);
        let worn = 0.3 * (rough.rough(x * 14.0, y * 14.0, 4) - 0.5);
        mix(mortar, body, smooth(0.03, 0.12, joint)) + worn
    })
}

/// Broad bands that swing across the picture.
pub(super) fn ribbons(rng: &mut Rng) -> Plane {
    let (bend, tones) = (Noise::new(rng), Noise::new(rng));
    let (count, slope) = (rng.between(6.0, 11.0), rng.between(-0.8, 0.8));
    let swing = rng.between(0.3, 0.8);
    Plane::of(|x, y| {
        let place = count * (y + slope * x * 0.5 + swing * bend.soft(x * 1.3, y * 0.8 + 3.0));
        let (strip, part) = (floor(place), place.rem_euclid(1.0));
        let tone = 0.2 + 0.6 * tones.at(strip, 0);
        let next = 0.2 + 0.6 * tones.at(strip + 1, 0);
        let shade = 0.22 * (part - 0.5) + 0.03 * bend.soft(x * 60.0, y * 60.0);
        mix(tone, next, smooth(0.96, 1.0, part)) + shade
    })
}
