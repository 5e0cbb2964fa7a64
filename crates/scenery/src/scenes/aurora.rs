//! Northern lights over water and hills.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::{Rgb, hex};
use crate::field::Field;
use crate::kinds::Look;
use crate::mirror::Mirror;
use crate::noise::{Noise, Span};
use crate::num::{fall, float, mix, smooth};
use crate::rng::Rng;
use crate::stars::{NIGHTS, air, ridge, scatter};

/// Lower edge, body and upper fringe of the lights.
#[derive(Clone, Copy, Default)]
struct Lights {
    tones: &'static str,
    body: Rgb,
    fringe: Rgb,
}

const fn lights(tones: &'static str, body: u32, fringe: u32) -> Lights {
    Lights { tones, body: hex(body), fringe: hex(fringe) }
}

#[rustfmt::skip]
const LIGHTS: [Lights; 6] = [
    lights("green and violet", 0x4dff9a, 0x8a4dff),
    lights("emerald and teal", 0x36f5a2, 0x1fa7c9),
    lights("green and magenta", 0x7dff7a, 0xff4fb0),
    lights("turquoise and violet", 0x3df0d0, 0x7a5cff),
    lights("pale green and rose", 0xa8ffb0, 0xff7a9a),
    lights("blue-green and indigo", 0x45d8ff, 0x5a4dff),
];

/// One curtain of light.
struct Curtain {
    /// The row of its lower edge, column by column.
    foot: Vec<f32>,
    /// How bright each column is.
    bright: Vec<f32>,
    /// How high each column reaches, in pixels.
    reach: Vec<f32>,
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let (night, lights) = (rng.pick(&NIGHTS), rng.pick(&LIGHTS));
    let (tall, scale) = (canvas.tall(), canvas.scale());
    let lake = rng.chance(0.65);
    let horizon = tall * if lake { rng.range(0.58, 0.68) } else { rng.range(0.76, 0.86) };
    air(canvas, &night, horizon * 1.2);
    scatter(canvas, horizon, |_, _| 0.45, rng);
    let curtains: Vec<Curtain> =
        (0..2 + rng.below(3)).map(|_| curtain(canvas, horizon, rng)).collect();
    shine(canvas, &curtains, lights, horizon);
    let glow = night.near.mix(lights.body, 0.1);
    ridge(
        canvas,
        (horizon - tall * 0.01, tall * 0.12),
        0.0,
        glow.mix(night.air.last().copied().unwrap_or_default(), 0.12),
        rng,
    );
    let wood = if rng.chance(0.6) { scale * rng.range(0.025, 0.05) } else { 0.0 };
    if lake {
        ridge(canvas, (horizon + tall * 0.012, tall * 0.04), wood, night.near, rng);
        let line = (horizon + tall * 0.03).floor();
        let rough = rng.pick(&[0.1, 0.3, 0.6]);
        Mirror {
            line,
            deep: night.near.mix(lights.body, 0.05),
            murk: (0.1, 0.45),
            rough,
            noise: Noise(rng.seed()),
        }
        .paint(canvas);
    } else {
        ridge(canvas, (horizon + tall * 0.08, tall * 0.09), wood, night.near, rng);
    }
    let detail = if lake { "still water that mirrors them" } else { "a dark ridge" };
    Look { when: "at night", tones: lights.tones, detail, ..Look::default() }
}

fn curtain(canvas: &Canvas, horizon: f32, rng: &mut Rng) -> Curtain {
    let (width, scale) = (canvas.width / STEP + 2, canvas.scale());
    let span = Span::new(rng.range(0.0, 80.0), float(STEP) / scale);
    let (shape, rays) = (Noise(rng.seed()), Noise(rng.seed()));
    let level = horizon * rng.range(0.5, 0.92);
    let swing = horizon * rng.range(0.12, 0.3);
    let (mut foot, mut bright, mut reach) = (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
    shape.cloud_row(span.scale(rng.range(0.8, 1.5)), 0.4, 4, &mut foot);
    let slope = rng.range(-0.3, 0.3) * horizon / float(width);
    for (column, value) in foot.iter_mut().enumerate() {
        *value = level + swing * *value * 2.0 + slope * (float(column) - float(width) * 0.5);
    }
    shape.cloud_row(span.scale(1.1), 7.4, 3, &mut reach);
    rays.cloud_row(span.scale(9.0), 0.6, 4, &mut bright);
    for (ray, tall) in bright.iter_mut().zip(&mut reach) {
        let patch = smooth(-0.32, 0.3, *tall);
        *tall = horizon * (0.2 + 0.16 * *tall + 0.2 * *ray).max(0.05);
        *ray = patch * (0.62 + *ray * 0.9).max(0.05);
    }
    Curtain { foot, bright, reach }
}

const STEP: usize = 2;

fn shine(canvas: &mut Canvas, curtains: &[Curtain], lights: Lights, horizon: f32) {
    let size = (canvas.width, crate::num::index(horizon * 1.05));
    let soft = 1.0 / (canvas.scale() * 0.03);
    let mut fringe = Vec::new();
    let body = Field::new(size, STEP, |down, out| {
        out.fill(0.0);
        let mut high = vec![0.0; out.len()];
        for curtain in curtains {
            let columns = curtain.foot.iter().zip(&curtain.bright).zip(&curtain.reach);
            for ((value, top), ((foot, bright), reach)) in
                out.iter_mut().zip(&mut high).zip(columns)
            {
                let above = foot - down;
                let part = above / reach;
                let ray = bright
                    * if above > 0.0 { fall(part * 1.8) } else { smooth(-1.0, 0.0, above * soft) };
                let purple = smooth(0.1, 0.9, part);
                *value += ray * (1.0 - 0.75 * purple);
                *top += ray * purple * 1.5;
            }
        }
        fringe.push(high);
    });
    let mut rows = fringe.into_iter();
    let top = Field::new(size, STEP, |_, out| {
        if let Some(row) = rows.next() {
            out.copy_from_slice(&row);
        }
    });
    let (mut low, mut high) = (vec![0.0; canvas.width], vec![0.0; canvas.width]);
    for (down, mut row) in canvas.rows_between(0.0, horizon * 1.05) {
        body.row(down, &mut low);
        top.row(down, &mut high);
        let veil = mix(0.8, 1.0, smooth(0.0, horizon * 0.2, down));
        for value in low.iter_mut().chain(&mut high) {
            *value = (*value * veil).min(1.3);
        }
        row.screen(&high, lights.fringe);
        row.screen(&low, lights.body);
    }
}
