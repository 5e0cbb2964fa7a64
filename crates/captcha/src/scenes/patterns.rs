//! Surfaces of stone and wood and water, seen from close by.

use std::f32::consts::TAU;

use crate::noise::Noise;
use crate::num::{mix, smooth};
use crate::plane::{ASPECT, Plane};
use crate::rng::Rng;

/// Polished stone with veins.
pub(super) fn marble(rng: &mut Rng) -> Plane {
    let (warp, vein) = (Noise::new(rng), Noise::new(rng));
    let (scale, slope) = (rng.between(1.0, 2.2), rng.between(-1.0, 1.0));
    let (light, swirl) = (rng.between(0.6, 0.9), rng.between(0.5, 1.1));
    Plane::of(|x, y| {
        let off = swirl * warp.rough(x * scale, y * scale, 4);
        let line = vein.crest((x + off) * scale, (y + slope * x + off) * scale, 3);
        light - 0.75 * smooth(0.72, 0.98, line) - 0.3 * (off / swirl - 0.5)
    })
}

/// The grain of a plank, with a knot or two.
pub(super) fn timber(rng: &mut Rng) -> Plane {
    let (wave, fibre) = (Noise::new(rng), Noise::new(rng));
    let knot = (rng.between(0.2, 1.6), rng.between(0.2, 0.8), rng.between(0.004, 0.016));
    let rings = rng.between(16.0, 34.0);
    Plane::of(|x, y| {
        let (right, down) = (x - knot.0, y - knot.1);
        let around = knot.2 / (right * right * 0.4 + down * down + knot.2 * 0.35);
        let place = y + 0.35 * wave.rough(x * 0.9, y * 1.6, 2) + 0.3 * around * down.signum();
        let year = (place * rings).fract();
        let wood = smooth(0.0, 0.75, year) * (1.0 - smooth(0.88, 1.0, year));
        0.72 - 0.4 * wood + 0.16 * (fibre.rough(x * 7.0, y * 90.0, 2) - 0.5)
            - 0.12 * around.min(1.5)
    })
}

/// Rings that run through each other on a pond.
pub(super) fn ripples(rng: &mut Rng) -> Plane {
    let drops: Vec<_> = (0..rng.within(2, 4))
        .map(|_| {
            (rng.between(0.0, ASPECT), rng.unit(), rng.between(9.0, 22.0), rng.between(0.3, 1.0))
        })
        .collect();
    let (calm, slope) = (Noise::new(rng), rng.between(-0.3, 0.3));
    Plane::of(|x, y| {
        let wave = drops.iter().map(|(across, down, fine, strength)| {
            let far = (x - across).hypot((y - down) * 1.7);
            strength * (TAU * fine * far).sin() / (1.0 + 3.0 * far * far) * smooth(0.0, 0.05, far)
        });
        0.5 + slope * (y - 0.5)
            + 0.26 * wave.sum::<f32>()
            + 0.3 * (calm.rough(x * 1.5, y * 3.0, 3) - 0.5)
    })
}

/// Panes of many tones, leaded.
pub(super) fn mosaic(rng: &mut Rng) -> Plane {
    let (cells, broad) = (Noise::new(rng), Noise::new(rng));
    let (scale, lead) = (rng.between(5.0, 9.0), rng.between(0.05, 0.1));
    Plane::of(|x, y| {
        let (near, rim, value) = cells.cell(x * scale, y * scale);
        let tone = 0.2 + 0.45 * value + 0.4 * (broad.soft(x * 1.5, y * 1.5) - 0.2) - 0.1 * near;
        mix(0.1, tone, smooth(lead * 0.5, lead * 1.5, rim))
    })
}

/// Rounded stones, lit from above.
pub(super) fn pebbles(rng: &mut Rng) -> Plane {
    let (cells, grain) = (Noise::new(rng), Noise::new(rng));
    let (scale, squeeze) = (rng.between(2.6, 4.4), rng.between(1.0, 1.4));
    Plane::of(|x, y| {
        let at = |x: f32, y: f32| cells.cell(x * scale, y * scale * squeeze);
        let (near, rim, value) = at(x, y);
        let slope = near - at(x - 0.012, y - 0.02).0;
        let stone = 0.3 + 0.4 * value + 3.0 * slope.clamp(-0.1, 0.1);
        let speckle = 0.2 * (grain.rough(x * 30.0, y * 30.0, 2) - 0.5);
        mix(0.07, stone + speckle, smooth(0.02, 0.22, rim))
    })
}

/// The lines of a map.
pub(super) fn contours(rng: &mut Rng) -> Plane {
    let (relief, levels) = (Noise::new(rng), rng.between(10.0, 18.0));
    let (scale, dark) = (rng.between(0.9, 1.7), rng.chance(0.4));
    Plane::of(|x, y| {
        let height = relief.rough(x * scale, y * scale, 3);
        let part = (height * levels).fract();
        let line = 1.0 - smooth(0.05, 0.2, part.min(1.0 - part));
        if dark { 0.12 + 0.4 * height + 0.45 * line } else { 0.5 + 0.55 * height - 0.5 * line }
    })
}

/// The fine net of cracks in an old glaze.
pub(super) fn crackle(rng: &mut Rng) -> Plane {
    let (large, small, glaze) = (Noise::new(rng), Noise::new(rng), Noise::new(rng));
    let scale = rng.between(2.4, 4.2);
    let light = rng.between(0.6, 0.85);
    Plane::of(|x, y| {
        let off = 0.1 * glaze.rough(x * 5.0, y * 5.0, 2);
        let wide = large.cell((x + off) * scale, (y - off) * scale).1;
        let fine = small.cell((x - off) * scale * 2.7, (y + off) * scale * 2.7).1;
        let body = light + 0.5 * (glaze.rough(x * 1.6, y * 1.6, 4) - 0.5);
        body - 0.5 * (1.0 - smooth(0.01, 0.06, wide)) - 0.2 * (1.0 - smooth(0.02, 0.09, fine))
    })
}
