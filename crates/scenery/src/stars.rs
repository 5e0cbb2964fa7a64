//! Night skies: stars, and the palettes under them.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::{Rgb, along, hex};
use crate::noise::{Noise, Span};
use crate::num::ramp;
use crate::plants::treeline;
use crate::rng::Rng;
use crate::shape::{Disc, Ink};

/// The colours of one night.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Night {
    pub(crate) tones: &'static str,
    /// From the top to the horizon.
    pub(crate) air: [Rgb; 4],
    /// The Milky Way's heart and its rim.
    pub(crate) core: Rgb,
    pub(crate) rim: Rgb,
    pub(crate) near: Rgb,
}

const fn night(tones: &'static str, air: [u32; 4], rest: [u32; 3]) -> Night {
    let [top, high, low, horizon] = air;
    let [core, rim, near] = rest;
    Night {
        tones,
        air: [hex(top), hex(high), hex(low), hex(horizon)],
        core: hex(core),
        rim: hex(rim),
        near: hex(near),
    }
}

#[rustfmt::skip]
pub(crate) const NIGHTS: [Night; 8] = [
    night("deep blue with a warm horizon", [0x050a1c, 0x0b1a38, 0x24405f, 0xb98a5e], [0xffdcb4, 0x7f9ad6, 0x03050b]),
    night("violet and rose", [0x0a0720, 0x1d1140, 0x4a2a66, 0xb5607c], [0xffd0d8, 0x9a83e0, 0x05030d]),
    night("teal", [0x03121a, 0x072a35, 0x135260, 0x5fa08f], [0xe8f5d8, 0x66b8c4, 0x02090c]),
    night("indigo", [0x06071a, 0x10153a, 0x28306b, 0x6d78b4], [0xf3e6ff, 0x8295ea, 0x04040d]),
    night("blue and amber", [0x060d1e, 0x12284a, 0x3a5a7c, 0xeba75c], [0xfff0d0, 0x86aee6, 0x05060b]),
    night("black and silver", [0x060709, 0x11151b, 0x2b323b, 0x77818b], [0xf4f2ec, 0xa3b0c0, 0x020304]),
    night("plum and copper", [0x0e0814, 0x2a1430, 0x5c2c46, 0xcf7a4c], [0xffd9ac, 0xb583b8, 0x080409]),
    night("cold green-blue", [0x041014, 0x0a2430, 0x1b4750, 0x86b3a4], [0xf0ffe8, 0x7fc0d0, 0x030a0b]),
];

/// Fills the picture with a night's air, down to `horizon` and beyond.
pub(crate) fn air(canvas: &mut Canvas, night: &Night, horizon: f32) {
    for (down, mut row) in canvas.rows() {
        let part = ramp(0.0, horizon, down);
        row.fill(along(&night.air, part * (0.55 + 0.45 * part)));
    }
}

/// Scatters stars down to `bottom`; `likely` says how likely one is to stand at a place.
pub(crate) fn scatter(
    canvas: &mut Canvas,
    bottom: f32,
    likely: impl Fn(f32, f32) -> f32,
    rng: &mut Rng,
) {
    let unit = canvas.scale() / 1000.0;
    let tries = crate::num::index(canvas.wide() * bottom / 230.0);
    for _ in 0..tries {
        let middle = (rng.range(0.0, canvas.wide()), rng.range(0.0, bottom));
        let low = ramp(bottom, bottom * 0.6, middle.1);
        if !rng.chance(likely(middle.0, middle.1) * (0.25 + 0.75 * low)) {
            continue;
        }
        let rare = rng.unit();
        let bright = rare * rare * rare;
        let bright = bright * bright * bright;
        let tint = rng.pick(&[0xffffff, 0xffffff, 0xcfdfff, 0xbcd2ff, 0xffe9c8, 0xffd2a6]);
        let dim = rng.unit();
        let radius = unit * (0.4 + 0.3 * dim + 1.2 * bright);
        let star =
            Disc { middle, radius, soft: 0.9, strength: (0.1 + 0.5 * dim * dim + bright).min(1.0) };
        canvas.disc(star, (Ink::Light, hex(tint)));
        if bright > 0.45 {
            let halo = Disc { middle, radius: radius * 5.0, soft: 1.0, strength: 0.18 * bright };
            canvas.disc(halo, (Ink::Light, hex(tint)));
        }
    }
}

/// A dark ridge along the bottom, its foot at `base`, with a wood on it where `wood` (its height in pixels) is not 0.
pub(crate) fn ridge(
    canvas: &mut Canvas,
    (base, size): (f32, f32),
    wood: f32,
    colour: Rgb,
    rng: &mut Rng,
) {
    let mut edge = vec![0.0; canvas.width];
    let span = Span::new(rng.range(0.0, 60.0), 1.9 / canvas.scale());
    let noise = Noise(rng.seed());
    noise.add_row(span.scale(0.5), 0.3, 0.8, &mut edge);
    noise.ridge_row(span, 0.5, 7, &mut edge);
    for height in &mut edge {
        *height = base - size * *height;
    }
    if wood > 0.0 {
        treeline(&mut edge, wood, rng);
    }
    let highest = edge.iter().copied().fold(f32::MAX, f32::min);
    let mut mask = vec![0.0; canvas.width];
    for (down, mut row) in canvas.rows_between(highest, f32::MAX) {
        for (value, top) in mask.iter_mut().zip(&edge) {
            *value = (down + 1.0 - top).clamp(0.0, 1.0);
        }
        row.blend(&mask, colour);
    }
}
