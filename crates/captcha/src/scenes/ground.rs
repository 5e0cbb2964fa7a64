//! Landscapes: what stands on the ground.

use std::f32::consts::TAU;

use super::{ridge, sky};
use crate::noise::Noise;
use crate::num::{float, mix, smooth};
use crate::plane::{ASPECT, Plane, columns};
use crate::rng::Rng;

/// Layers of rounded hills that fade into the distance.
pub(super) fn hills(rng: &mut Rng) -> Plane {
    let (high, low) = (rng.between(0.5, 0.7), rng.between(0.82, 0.98));
    let mut plane = sky(rng, high, low, 0.5);
    let (layers, first) = (rng.within(4, 7), rng.between(0.3, 0.45));
    for layer in 0..layers {
        let part = float(layer) / float(layers - 1);
        let line =
            ridge(rng, mix(first, 0.88, part), mix(0.14, 0.34, part), mix(0.5, 0.9, part), 3);
        let (tone, mist) = (mix(low - 0.2, 0.08, part), rng.between(0.15, 0.3));
        let grass = Noise::new(rng);
        plane.below(&line, |x, y, depth| {
            tone + mist * smooth(0.0, 0.3, depth) + 0.1 * (grass.rough(x * 22.0, y * 30.0, 2) - 0.5)
        });
    }
    plane
}

/// Jagged mountains, lit from one side, with snow on them.
pub(super) fn peaks(rng: &mut Rng) -> Plane {
    let (high, low) = (rng.between(0.35, 0.6), rng.between(0.7, 0.95));
    let mut plane = sky(rng, high, low, 0.6);
    let layers = rng.within(2, 4);
    for layer in 0..layers {
        let part = float(layer) / float(layers - 1);
        let (noise, start) = (Noise::new(rng), rng.between(0.0, 99.0));
        let (base, swing) = (mix(0.78, 1.0, part), mix(0.7, 0.5, part));
        let line = columns(|x| base - swing * noise.crest(start + x * 1.1, start, 5).powi(2));
        let (dark, snow) = (mix(0.45, 0.1, part), mix(0.9, 0.6, part));
        let (rock, reach) = (Noise::new(rng), rng.between(0.12, 0.35));
        plane.below(&line, |x, y, depth| {
            let lit = rock.crest(x * 5.0 + y * 3.0, y * 4.0 - x, 4);
            let white = smooth(0.5, 0.75, lit) * (1.0 - smooth(0.0, reach, depth));
            mix(dark + 0.2 * (lit - 0.5) + 0.25 * depth, snow, white)
        });
    }
    plane
}

/// Dunes with a bright and a dark side and fine ripples.
pub(super) fn dunes(rng: &mut Rng) -> Plane {
    let low = rng.between(0.75, 0.95);
    let mut plane = sky(rng, low - 0.25, low, 0.4);
    let (layers, light) = (rng.within(3, 5), rng.sign());
    for layer in 0..layers {
        let part = float(layer) / float(layers - 1);
        let line = ridge(rng, mix(0.38, 0.85, part), 0.4, mix(0.6, 1.1, part), 2);
        let bend = Noise::new(rng);
        let (tone, fine) = (mix(0.66, 0.42, part), rng.between(60.0, 110.0));
        plane.below(&line, |x, y, depth| {
            let curve = bend.soft(x * 1.7, y * 2.2);
            let ripple = (fine * (y + 0.3 * curve + 0.15 * light * x)).sin();
            let side = light * (bend.soft(x * 1.7 + 0.3, y * 2.2 + depth) - 0.5);
            tone + 0.7 * side + 0.035 * ripple - 0.2 * depth
        });
    }
    plane
}

/// Waves up to the horizon, with light glittering on them.
pub(super) fn sea(rng: &mut Rng) -> Plane {
    let (horizon, low) = (rng.between(0.28, 0.55), rng.between(0.75, 0.95));
    let high = low - rng.between(0.1, 0.4);
    let mut plane = sky(rng, high, low, horizon);
    let (swell, glint) = (Noise::new(rng), rng.between(0.2, ASPECT - 0.2));
    let (deep, wide) = (rng.between(0.12, 0.3), rng.between(0.12, 0.4));
    plane.below(&columns(|_| horizon), |x, _, depth| {
        let near = 1.0 / (depth + 0.06);
        let wave = swell.rough((x - 0.9) * near * 0.6 + 40.0, near * 3.2, 4);
        let path = 1.0 - smooth(0.0, wide + depth * 0.5, (x - glint).abs());
        let crest = smooth(0.52, 0.72, wave);
        mix(low - 0.2, deep, smooth(0.0, 0.35, depth)) + (0.14 + 0.5 * path) * crest
    });
    plane
}

/// Hills and what still water makes of them.
pub(super) fn lake(rng: &mut Rng) -> Plane {
    let shore = rng.between(0.45, 0.62);
    let above = if rng.chance(0.5) { hills(rng) } else { peaks(rng) };
    let (shiver, dark) = (Noise::new(rng), rng.between(0.06, 0.16));
    let at = |x: f32, y: f32| {
        let row = crate::num::index(y.clamp(0.0, 0.999) * float(crate::HEIGHT));
        let column = crate::num::index((x / ASPECT).clamp(0.0, 0.999) * float(crate::WIDTH));
        above.0.get(row * crate::WIDTH + column).copied().unwrap_or(0.5)
    };
    // The upper part shows the whole view, squeezed.
    Plane::of(|x, y| {
        let depth = y - shore;
        if depth < 0.0 {
            return at(x, y / shore * 0.8);
        }
        let wave = shiver.rough(x * 4.0, 60.0 * depth / (0.4 + depth), 3) - 0.5;
        let mirrored = at(x + 0.08 * wave * depth, (0.8 - depth * 1.1 + 0.12 * wave * depth).abs());
        mirrored * 0.86 - dark * smooth(0.02, 0.0, depth) + 0.08 * wave
    })
}

/// Rows of firs in the mist.
pub(super) fn forest(rng: &mut Rng) -> Plane {
    let low = rng.between(0.8, 0.95);
    let mut plane = sky(rng, low - 0.15, low, 0.7);
    let layers = rng.within(3, 5);
    for layer in 0..layers {
        let part = float(layer) / float(layers - 1);
        let (tone, width) = (mix(0.66, 0.06, part), mix(0.05, 0.13, part));
        let (base, tall) = (mix(0.45, 0.95, part), mix(0.16, 0.42, part));
        let (hill, size) = (Noise::new(rng), Noise::new(rng));
        let line = columns(|x| {
            let tree = |slot: i32| {
                let jitter = size.at(slot, 1) - 0.5;
                let off = (x / width - crate::num::float_i32(slot) - 0.5 - 0.6 * jitter).abs();
                let height = tall * mix(0.45, 1.0, size.at(slot, 2));
                let twigs = 0.12 * (size.rough(off * 16.0, size.at(slot, 3) * 90.0, 1) - 0.5);
                height * (1.0 - off * 1.15 + twigs).max(0.0)
            };
            let slot = crate::num::floor(x / width);
            let highest = tree(slot - 1).max(tree(slot)).max(tree(slot + 1));
            base + 0.2 * (hill.soft(x * 1.5, 0.0) - 0.5) - highest
        });
        plane.below(&line, |_, _, depth| tone + 0.28 * smooth(0.05, 0.5, depth));
    }
    plane
}

/// A town at dusk, some windows lit.
pub(super) fn skyline(rng: &mut Rng) -> Plane {
    let low = rng.between(0.7, 0.95);
    let mut plane = sky(rng, low - 0.4, low, 0.8);
    let layers = rng.within(2, 4);
    for layer in 0..layers {
        let part = float(layer) / float(layers - 1);
        let (base, tone) = (mix(0.5, 0.78, part), mix(0.6, 0.08, part));
        let mut line = Vec::new();
        while line.len() < crate::WIDTH {
            let top = base + rng.between(-0.3, 0.16);
            let wide = rng.within(9, 30);
            let (roof, spire) = (rng.chance(0.25), rng.chance(0.15));
            line.extend((0..wide).map(|it| {
                let off = (float(it) + 0.5 - float(wide) / 2.0).abs();
                let slope = if roof { off * 0.006 } else { 0.0 };
                top + slope - if spire && off < 1.1 { 0.1 } else { 0.0 }
            }));
        }
        let (lamps, lit) = (Noise::new(rng), if layer > 0 { rng.between(0.1, 0.3) } else { 0.0 });
        plane.below(&line, |x, y, depth| {
            let (column, row) = (x * 36.0, y * 26.0);
            let window = column.fract() > 0.45 && row.fract() > 0.5 && depth > 0.03;
            let on = lamps.at(crate::num::floor(column), crate::num::floor(row)) < lit;
            if window && on { mix(tone, 0.9, 0.8) } else { tone + 0.2 * depth }
        });
    }
    plane
}

/// Fields in steps along a slope, water standing in them.
pub(super) fn terraces(rng: &mut Rng) -> Plane {
    let (slope, steps) = (Noise::new(rng), rng.between(9.0, 15.0));
    let (grass, lean) = (Noise::new(rng), rng.between(-0.5, 0.5));
    Plane::of(|x, y| {
        let height = steps * (y + lean * x * 0.4 + 0.55 * slope.rough(x * 1.3, y * 1.3, 3));
        let part = height.fract();
        let wall = smooth(0.72, 0.8, part) * (1.0 - smooth(0.94, 1.0, part));
        let water = 0.5 + 0.3 * (slope.at(crate::num::floor(height), 5) - 0.5) + 0.35 * part;
        let bank = 0.16 + 0.2 * grass.rough(x * 40.0, y * 40.0, 2);
        mix(water + 0.04 * (TAU * 9.0 * x).sin() * y, bank, wall)
    })
}
