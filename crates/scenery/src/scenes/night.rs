//! The Milky Way over a ridge or a lake; sometimes a tent with a lamp in it.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::hex;
use crate::field::Field;
use crate::kinds::Look;
use crate::mirror::Mirror;
use crate::noise::{Noise, Span};
use crate::num::{COUNT, cosine, float, mix, ramp, sine, smooth};
use crate::rng::Rng;
use crate::shape::{Disc, Ink};
use crate::stars::{NIGHTS, Night, air, ridge, scatter};

/// A band of stars across the sky: a line, and how wide it is.
#[derive(Clone, Copy)]
struct Band {
    through: (f32, f32),
    normal: (f32, f32),
    width: f32,
}

impl Band {
    fn new(canvas: &Canvas, horizon: f32, rng: &mut Rng) -> Self {
        let turn = rng.pick(&[0.06, 0.1, 0.14, -0.06, -0.1, -0.14, 0.19]) + rng.range(-0.02, 0.02);
        let through = (canvas.wide() * rng.range(0.35, 0.65), horizon * rng.range(0.35, 0.6));
        let width = canvas.scale() * rng.range(0.14, 0.24);
        Self { through, normal: (cosine(turn), sine(turn)), width }
    }

    /// How far a place lies from the band's middle, in its own widths.
    fn away(&self, x: f32, y: f32) -> f32 {
        ((x - self.through.0) * self.normal.0 + (y - self.through.1) * self.normal.1) / self.width
    }
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let night = rng.pick(&NIGHTS);
    let (tall, scale) = (canvas.tall(), canvas.scale());
    let horizon = tall * rng.range(0.72, 0.86);
    air(canvas, &night, horizon);
    let band = Band::new(canvas, horizon, rng);
    milky_way(canvas, (&night, band), horizon, rng);
    let likely = |x: f32, y: f32| {
        let away = band.away(x, y);
        0.3 + 0.7 / (1.0 + away * away * 1.4)
    };
    scatter(canvas, horizon, likely, rng);
    let lake = rng.chance(0.35);
    let wood = if rng.chance(0.7) { scale * rng.range(0.03, 0.07) } else { 0.0 };
    let far = night.near.mix(*night.air.last().unwrap_or(&night.near), 0.22);
    ridge(canvas, (horizon + tall * 0.02, tall * 0.1), 0.0, far, rng);
    if lake {
        let water = Mirror {
            line: (horizon + tall * 0.05).floor(),
            deep: night.near,
            murk: (0.2, 0.45),
            rough: 0.12,
            noise: Noise(rng.seed()),
        };
        ridge(canvas, (water.line - tall * 0.012, tall * 0.02), wood * 0.6, night.near, rng);
        water.paint(canvas);
    } else {
        ridge(canvas, (horizon + tall * 0.08, tall * 0.07), wood, night.near, rng);
    }
    let tent = !lake && rng.chance(0.45);
    if tent {
        camp(canvas, rng);
    }
    let detail = match (tent, lake) {
        (true, _) => "a lit tent",
        (_, true) => "a lake full of stars",
        _ => "a dark ridge",
    };
    Look { when: "at night", tones: night.tones, detail, ..Look::default() }
}

fn milky_way(canvas: &mut Canvas, (night, band): (&Night, Band), horizon: f32, rng: &mut Rng) {
    let (haze, dust, step) = (Noise(rng.seed()), Noise(rng.seed()), 3);
    let scale = canvas.scale();
    let across = Span::new(0.0, float(step) / scale);
    let size = (canvas.width, crate::num::index(horizon));
    let glow = Field::new(size, step, |down, out| {
        haze.cloud_row(across.scale(3.2), down * 3.2 / scale, 6, out);
        for (column, value) in out.iter_mut().enumerate() {
            let away = band.away(float(column * step), down);
            let body = 1.0 / (1.0 + away * away);
            *value = (body * body * (0.62 + *value * 0.9)).max(0.0)
                * ramp(horizon * 1.05, horizon * 0.55, down);
        }
    });
    let veil = Field::new(size, step, |down, out| {
        out.fill(0.0);
        dust.ridge_row(across.scale(2.6), down * 2.6 / scale, 6, out);
        for (column, value) in out.iter_mut().enumerate() {
            let away = band.away(float(column * step), down) + 0.15;
            let lane = smooth(1.1, 0.1, away.abs());
            *value = 1.0 - 0.8 * lane * smooth(0.02, 0.5, *value + lane * 0.12);
        }
    });
    let (mut light, mut shade, mut core) =
        (vec![0.0; canvas.width], vec![0.0; canvas.width], vec![0.0; canvas.width]);
    for (down, mut row) in canvas.rows_between(0.0, horizon) {
        glow.row(down, &mut light);
        veil.row(down, &mut shade);
        let along = ramp(0.0, horizon, down);
        for ((light, shade), core) in light.iter_mut().zip(&shade).zip(&mut core) {
            *core = *light * *light * shade * mix(0.55, 1.15, along);
            *light *= 0.62 * (0.35 + 0.65 * shade);
        }
        row.screen(&light, night.rim);
        row.screen(&core, night.core);
    }
}

/// A tent with a lamp in it.
fn camp(canvas: &mut Canvas, rng: &mut Rng) {
    let scale = canvas.scale();
    let size = scale * rng.range(0.035, 0.06);
    let (x, y) = (canvas.wide() * rng.range(0.2, 0.8), canvas.tall() * rng.range(0.93, 0.97));
    let warm = hex(rng.pick(&[0xffb347, 0xff9d52, 0xffc870, 0xf67f4d]));
    let halo = Disc { middle: (x, y - size * 0.4), radius: size * 4.5, soft: 1.0, strength: 0.4 };
    canvas.disc(halo, (Ink::Light, warm));
    let at = |across: f32, up: f32| (x + across * size, y - up * size);
    canvas.polygon(
        &[at(-1.1, 0.0), at(-0.25, 1.0), at(0.75, 0.0)],
        1.0,
        (Ink::Paint, warm.scale(0.92)),
    );
    canvas.polygon(
        &[at(0.75, 0.0), at(-0.25, 1.0), at(0.4, 0.93), at(1.35, 0.08)],
        1.0,
        (Ink::Paint, warm.scale(0.6)),
    );
    canvas.polygon(
        &[at(-0.42, 0.0), at(-0.25, 0.82), at(0.02, 0.0)],
        0.75,
        (Ink::Paint, hex(0xfff0cc)),
    );
    let lamp = Disc { middle: at(-0.2, 0.3), radius: size * 0.75, soft: 1.0, strength: 0.6 };
    canvas.disc(lamp, (Ink::Light, hex(0xffe2b0)));
    for count in COUNT.iter().take(4) {
        let stone = Disc {
            middle: at(-1.5 + count * 0.9, -0.08),
            radius: size * 0.1,
            soft: 0.5,
            strength: 0.5,
        };
        canvas.disc(stone, (Ink::Paint, warm.scale(0.16)));
    }
}
