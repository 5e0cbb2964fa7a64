//! Skies and light.

use super::ridge;
use crate::noise::Noise;
use crate::num::{float, mix, smooth};
use crate::plane::{ASPECT, Plane, Spot};
use crate::rng::Rng;

/// A moon among stars over dark ground.
pub(super) fn night(rng: &mut Rng) -> Plane {
    let (milky, tilt) = (Noise::new(rng), rng.between(-0.7, 0.7));
    let middle = rng.between(0.2, 0.6);
    let mut plane = Plane::of(|x, y| {
        let band = 1.0 - smooth(0.0, 0.35, (y - middle - tilt * (x - ASPECT / 2.0)).abs());
        0.14 + 0.14 * y + band * 0.3 * milky.rough(x * 4.0, y * 4.0, 5)
    });
    for _ in 0..rng.within(90, 220) {
        let bright = rng.unit();
        plane.spot(&Spot {
            across: rng.between(0.0, ASPECT),
            down: rng.unit(),
            radius: 0.001 + 0.004 * bright * bright,
            soft: 0.005,
            tone: 1.0,
            cover: 0.25 + 0.7 * bright,
        });
    }
    let (across, down, size) =
        (rng.between(0.2, 1.5), rng.between(0.15, 0.45), rng.between(0.06, 0.12));
    plane.near(across, down, 0.6, |x, y, old| {
        old + 0.25 / (1.0 + 30.0 * (x * x + y * y)) * smooth(0.6, 0.3, x.hypot(y))
    });
    plane.spot(&Spot { across, down, radius: size, soft: 0.006, tone: 0.95, cover: 1.0 });
    let line = ridge(rng, 0.78 + size, 0.25, 0.5, 5);
    plane.below(&line, |_, _, depth| 0.05 + 0.12 * depth);
    plane
}

/// Heaped clouds.
pub(super) fn clouds(rng: &mut Rng) -> Plane {
    let (heap, scale) = (Noise::new(rng), rng.between(1.6, 3.0));
    let (low, from) = (rng.between(0.3, 0.5), rng.between(0.42, 0.5));
    Plane::of(|x, y| {
        let at = |x: f32, y: f32| heap.rough(x * scale, y * scale * 1.5, 6);
        let here = at(x, y);
        let cloud = smooth(from, from + 0.2, here);
        let lit = (here - at(x - 0.05, y - 0.06)) * 1.6;
        mix(low + 0.25 * y, (0.78 + lit).clamp(0.3, 1.0), cloud)
    })
}

/// Feathers of ice, drawn out by the wind.
pub(super) fn cirrus(rng: &mut Rng) -> Plane {
    let (wind, bend) = (Noise::new(rng), Noise::new(rng));
    let (slope, fine) = (rng.between(-0.6, 0.6), rng.between(5.0, 10.0));
    let (high, low) = (rng.between(0.2, 0.45), rng.between(0.5, 0.75));
    Plane::of(|x, y| {
        let off = bend.rough(x * 1.2, y * 1.2, 2) - 0.5;
        let along = x + 0.4 * off;
        let across = y + slope * x + 0.5 * off;
        let strand = wind.rough(along * 1.2, across * fine, 5);
        let part =
            smooth(0.35, 0.8, strand) * smooth(0.3, 0.6, bend.rough(x * 2.0 + 9.0, y * 2.5, 3));
        mix(high, low, y) + 0.75 * part
    })
}

/// Curtains of northern light over hills.
pub(super) fn aurora(rng: &mut Rng) -> Plane {
    let (fold, stripe) = (Noise::new(rng), Noise::new(rng));
    let curtains: Vec<_> = (0..rng.within(2, 3))
        .map(|it| (rng.between(0.35, 0.62), float(it) * 13.0, rng.between(0.2, 0.45)))
        .collect();
    let mut plane = Plane::of(|x, y| {
        let glow = curtains.iter().map(|(foot, salt, tall)| {
            let line = foot + 0.45 * (fold.soft(x * 1.4 + salt, *salt) - 0.5);
            let above = line - y;
            let fade = smooth(-0.02, 0.02, above) * (1.0 - smooth(0.0, *tall, above));
            fade * (0.3 + 0.7 * stripe.rough(x * 9.0 + salt, *salt, 2))
        });
        0.12 + 0.1 * y + 0.75 * glow.sum::<f32>()
    });
    let line = ridge(rng, 0.85, 0.3, 0.4, 4);
    plane.below(&line, |_, _, depth| 0.04 + 0.1 * depth);
    plane
}

/// Lights out of focus.
pub(super) fn bokeh(rng: &mut Rng) -> Plane {
    let ground = Noise::new(rng);
    let (dark, slope) = (rng.between(0.15, 0.35), rng.between(-0.2, 0.2));
    let mut plane = Plane::of(|x, y| dark + slope * y + 0.25 * ground.soft(x * 1.5, y * 1.5));
    let size = rng.between(0.06, 0.11);
    for _ in 0..rng.within(24, 44) {
        let (across, down) = (rng.between(-0.05, ASPECT), rng.between(-0.05, 1.05));
        let (radius, light) = (size * rng.between(0.5, 1.6), rng.between(0.1, 0.4));
        plane.near(across, down, radius + 0.02, |x, y, old| {
            let far = x.hypot(y);
            let disc = 1.0 - smooth(radius - 0.012, radius + 0.012, far);
            let rim = smooth(radius * 0.7, radius, far);
            (old + light * disc * (0.75 + 0.5 * rim)).min(1.0)
        });
    }
    plane
}

/// A low sun behind long clouds.
pub(super) fn sunset(rng: &mut Rng) -> Plane {
    let (bank, across) = (Noise::new(rng), rng.between(0.3, 1.5));
    let (down, size) = (rng.between(0.45, 0.75), rng.between(0.09, 0.2));
    let mut plane = Plane::of(|x, y| {
        let far = (x - across).hypot(y - down);
        let air = 0.3 + 0.5 * smooth(0.0, down, y) - 0.4 * smooth(down, 1.0, y);
        let sun = 1.0 - smooth(size - 0.006, size + 0.006, far);
        let lit = mix(air + 0.3 / (1.0 + 9.0 * far * far), 0.98, sun);
        let bar = smooth(0.5, 0.62, bank.rough(x * 1.3, y * 9.0, 5));
        mix(lit, 0.25 + 0.35 / (1.0 + 7.0 * far * far), bar * 0.85)
    });
    let line = ridge(rng, 0.9, 0.12, 0.3, 4);
    plane.below(&line, |_, _, _| 0.06);
    plane
}

/// Beams of light through mist.
pub(super) fn rays(rng: &mut Rng) -> Plane {
    let (beams, mist) = (Noise::new(rng), Noise::new(rng));
    let (across, down) = (rng.between(0.0, ASPECT), rng.between(-0.5, -0.1));
    let fine = rng.between(5.0, 11.0);
    let mut plane = Plane::of(|x, y| {
        let angle = (x - across).atan2(y - down);
        let far = (x - across).hypot(y - down);
        let beam = smooth(0.3, 0.75, beams.rough(angle * fine, 3.0, 3));
        0.2 + (0.75 * beam + 0.2) / (0.7 + far) * (0.7 + 0.6 * mist.rough(x * 3.0, y * 3.0, 3))
    });
    for _ in 0..rng.within(5, 12) {
        let (trunk, wide) = (rng.between(0.0, ASPECT), rng.between(0.008, 0.03));
        let (tone, lean) = (rng.between(0.05, 0.28), rng.between(-0.06, 0.06));
        plane.beside(trunk, 0.12, |x, y, old| {
            let off = (x - trunk - lean * y).abs();
            mix(tone, old, smooth(wide - 0.006, wide + 0.006, off))
        });
    }
    let line = ridge(rng, 0.9, 0.15, 0.4, 4);
    plane.below(&line, |_, _, _| 0.07);
    plane
}
