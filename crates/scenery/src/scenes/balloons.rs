//! Hot-air balloons over hills.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::{Rgb, hex};
use crate::kinds::Look;
use crate::num::{COUNT, float, floor, index, mix, ramp};
use crate::palette::{Light, Sky};
use crate::rng::Rng;
use crate::shape::Ink;
use crate::sky::Dome;
use crate::stars::ridge;

/// Cloth from dark to light; a balloon has three of these in turn.
const CLOTHS: [[u32; 3]; 12] = [
    [0xc83a2e, 0xf4e3c1, 0xf2a93b],
    [0x1f4e79, 0xf3f1e7, 0xd94f3d],
    [0x2a7f7a, 0xf6d66b, 0xee7b4d],
    [0x683a7c, 0xf2b5a7, 0xf7e2b2],
    [0xd95d39, 0xf1c453, 0x202c59],
    [0x33658a, 0x86bbd8, 0xf6ae2d],
    [0xa63446, 0xfbfef9, 0x0c6291],
    [0x264653, 0xe9c46a, 0xe76f51],
    [0xef8a9d, 0xfff1e6, 0x55a3a4],
    [0x3d5a40, 0xf2cc8f, 0xb5523b],
    [0xf2b632, 0xd9402f, 0xf7f0dd],
    [0x4b3f72, 0xffc857, 0x197278],
];

struct Balloon {
    middle: (f32, f32),
    radius: f32,
    cloth: [Rgb; 3],
    gores: f32,
    /// Bands around it instead of stripes from top to bottom.
    bands: bool,
    spin: f32,
    haze: (Rgb, f32),
    /// How far right the light comes from.
    light: f32,
    dim: f32,
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let sky = Sky::pick(&[Light::Day, Light::Low, Light::Dusk], rng);
    let (tall, scale) = (canvas.tall(), canvas.scale());
    let horizon = tall * rng.range(0.72, 0.84);
    let dome = Dome::new(canvas, sky, horizon, rng);
    dome.paint(canvas);
    let [_, _, low, last] = sky.air;
    let haze = low.mix(last, 0.6);
    for near in [0.0, 0.33, 0.67, 1.0] {
        let size = tall * mix(0.1, 0.06, near);
        let colour = haze.mix(sky.near, 0.25 + 0.6 * near);
        let wood = if near < 1.0 { 0.0 } else { scale * 0.02 };
        ridge(canvas, (mix(horizon, tall * 0.97, near), size), wood, colour, rng);
    }
    let count = 2 + rng.below(7);
    let mut sizes: Vec<f32> = (0..count).map(|_| rng.unit() * rng.unit()).collect();
    sizes.push(rng.range(0.5, 1.0));
    sizes.sort_by(f32::total_cmp);
    for size in sizes {
        Balloon::new(canvas, &dome, (size, haze), rng).paint(canvas);
    }
    sky.look(if count > 4 { "a whole swarm of them" } else { "one of them quite near" })
}

impl Balloon {
    /// A balloon of a size from 0 to 1: the smaller, the farther off, and the more in haze.
    fn new(canvas: &Canvas, dome: &Dome, (size, haze): (f32, Rgb), rng: &mut Rng) -> Self {
        let away = (1.0 - size) * (1.0 - size);
        let x = canvas.wide() * rng.range(0.08, 0.92);
        let y = dome.horizon * mix(rng.range(0.2, 0.62), rng.range(0.45, 0.85), away);
        let dim = if dome.sky.light == Light::Dusk { 0.78 } else { 1.0 };
        Self {
            middle: (x, y),
            radius: canvas.scale() * mix(0.018, 0.15, size),
            cloth: rng.pick(&CLOTHS).map(|code| hex(code).scale(dim)),
            gores: rng.pick(&[8.0, 10.0, 12.0, 14.0]),
            bands: rng.chance(0.25),
            spin: rng.unit(),
            haze: (haze, away * 0.55),
            light: if dome.sun.0 > x { 1.0 } else { -1.0 },
            dim,
        }
    }

    /// How wide the envelope is at a height, from -1 (top) to 1.45 (mouth), in radii.
    fn half(part: f32) -> f32 {
        if part < 0.12 {
            (1.0 - part * part).max(0.0).sqrt()
        } else {
            let down = ramp(0.12, 1.45, part);
            0.993 - 0.76 * down * (0.35 + 0.65 * down)
        }
    }

    fn paint(&self, canvas: &mut Canvas) {
        self.basket(canvas);
        let (x, y) = self.middle;
        let top = (y - self.radius).max(0.0).floor();
        let rows = index((y + self.radius * 1.45).min(canvas.tall()));
        for row in index(top)..rows {
            let part = (float(row) + 0.5 - y) / self.radius;
            let half = Self::half(part) * self.radius;
            let (from, to) = ((x - half - 1.0).max(0.0), (x + half + 2.0).min(canvas.wide()));
            for column in index(from)..index(to) {
                let across = float(column) + 0.5 - x;
                let cover = (half - across.abs() + 0.5).clamp(0.0, 1.0);
                if cover > 0.0 {
                    canvas.blend_at(
                        row,
                        column,
                        &[cover],
                        self.colour(across / half.max(0.5), part),
                    );
                }
            }
        }
    }

    fn colour(&self, side: f32, part: f32) -> Rgb {
        let side = side.clamp(-1.0, 1.0);
        // Near enough the angle around the envelope.
        let around = side * (1.0 + 0.57 * side * side * side * side) * 0.5 + 0.5;
        let place = if self.bands { (part + 1.0) * 3.4 } else { around * self.gores * 0.5 };
        let number = index((floor_of(place + self.spin * 6.0)).rem_euclid(3.0));
        let cloth = self.cloth.get(number).copied().unwrap_or_default();
        let skirt = if part > 1.12 { cloth.scale(0.7) } else { cloth };
        let seam = crate::num::fract(around * self.gores * 0.5 + self.spin * 6.0);
        let puff = 0.94 + 0.12 * (1.0 - (2.0 * seam - 1.0) * (2.0 * seam - 1.0));
        let round = 0.86 + 0.26 * side * self.light - 0.3 * side * side - 0.12 * part;
        let lit = skirt
            .scale(round * puff)
            .mix(hex(0xfff3da), 0.1 * ramp(0.2, 1.0, side * self.light) * self.dim);
        lit.mix(self.haze.0, self.haze.1)
    }

    fn basket(&self, canvas: &mut Canvas) {
        let ((x, y), size) = (self.middle, self.radius);
        let wicker = hex(0x523722).scale(self.dim).mix(self.haze.0, self.haze.1);
        let top = y + size * 1.78;
        for count in COUNT.iter().take(4) {
            let place = count / 1.5 - 1.0;
            let from = (x + place * size * 0.22, y + size * 1.4);
            canvas.line(
                from,
                (x + place * size * 0.12, top),
                (size * 0.012, size * 0.012),
                (Ink::Paint, wicker),
            );
        }
        let outline = [
            (x - size * 0.13, top),
            (x + size * 0.13, top),
            (x + size * 0.11, top + size * 0.2),
            (x - size * 0.11, top + size * 0.2),
        ];
        canvas.polygon(&outline, 1.0, (Ink::Paint, wicker));
        let rim = [
            (x - size * 0.14, top - size * 0.02),
            (x + size * 0.14, top - size * 0.02),
            (x + size * 0.14, top + size * 0.03),
            (x - size * 0.14, top + size * 0.03),
        ];
        canvas.polygon(&rim, 1.0, (Ink::Paint, wicker.scale(1.3)));
    }
}

fn floor_of(value: f32) -> f32 {
    crate::num::float_i32(floor(value))
}
