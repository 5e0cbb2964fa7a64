//! A street at night, out of focus: nothing but lights, and their shine on a wet road.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::{Rgb, along, hex};
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{float, mix, ramp, sine};
use crate::rng::Rng;
use crate::shape::{Disc, Ink};

/// The dark behind, from the top down, and the lamps.
#[derive(Clone, Copy, Default)]
struct Evening {
    tones: &'static str,
    air: [Rgb; 3],
    lamps: [Rgb; 5],
}

const fn evening(tones: &'static str, air: [u32; 3], lamps: [u32; 5]) -> Evening {
    let [top, middle, low] = air;
    let [one, two, three, four, five] = lamps;
    Evening {
        tones,
        air: [hex(top), hex(middle), hex(low)],
        lamps: [hex(one), hex(two), hex(three), hex(four), hex(five)],
    }
}

#[rustfmt::skip]
const EVENINGS: [Evening; 8] = [
    evening("amber and blue", [0x0a1226, 0x1c2c4c, 0x0b0f1c], [0xffb347, 0xffd27a, 0xff8a3c, 0x7fb4ff, 0xfff0d0]),
    evening("red and gold", [0x12090f, 0x331520, 0x0e070a], [0xff4a3c, 0xffb04a, 0xffd98a, 0xff7a5c, 0xffe9c8]),
    evening("teal and rose", [0x04161c, 0x0e3640, 0x050f13], [0xff7fa0, 0x5fe0d0, 0xffc0b0, 0x8af0ff, 0xfff0e6]),
    evening("violet and magenta", [0x0d0720, 0x2a1450, 0x0a0614], [0xff5fc0, 0xa07aff, 0xffb0e0, 0x6f9aff, 0xffe6c0]),
    evening("warm white", [0x0f0d0c, 0x2a221c, 0x0b0908], [0xffe0b0, 0xffc98a, 0xfff2dc, 0xffb870, 0xffe8c8]),
    evening("green and amber", [0x06120c, 0x12301f, 0x060c08], [0x7fe08a, 0xffc45a, 0xb8f0a0, 0xff9a4a, 0xfff3c8]),
    evening("orange and cyan", [0x07101c, 0x16304a, 0x080c14], [0xff8a2a, 0x4ac8ff, 0xffc07a, 0x9ae4ff, 0xfff4e0]),
    evening("rose and gold", [0x180d16, 0x43263a, 0x120a10], [0xffa0b4, 0xffd07a, 0xffc8c0, 0xffe6b0, 0xff7f8a]),
];

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let evening = rng.pick(&EVENINGS);
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let road = tall * rng.range(0.58, 0.76);
    background(canvas, &evening, road, Noise(rng.seed()));
    let vanish = (wide * rng.range(0.3, 0.7), road - scale * 0.06);
    let big = rng.range(0.8, 1.9);
    let count = 90 + rng.below(80);
    for number in 0..count {
        let near = float(number) / float(count);
        let near = near * near.sqrt();
        let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
        let spread = mix(0.05, 0.75, near) * rng.range(0.5, 1.1);
        let x = vanish.0 + side * spread * wide;
        let y = vanish.1 - scale * mix(0.02, 0.72, near) * rng.range(-0.15, 1.0);
        let lamp = rng.pick(&evening.lamps);
        let radius = scale * mix(0.012, 0.062, near) * big * rng.range(0.7, 1.2);
        light(canvas, (x, y), radius, (lamp, rng.range(0.16, 0.72)));
        shine(canvas, (x, 2.0 * road - y.min(road)), radius, (lamp, road));
    }
    let detail = if big > 1.3 { "large soft discs of light" } else { "hundreds of small lights" };
    Look { when: "on a wet evening", tones: evening.tones, detail, ..Look::default() }
}

fn background(canvas: &mut Canvas, evening: &Evening, road: f32, noise: Noise) {
    let (tall, scale) = (canvas.tall(), canvas.scale());
    let mut haze = vec![0.0; canvas.width];
    for (down, mut row) in canvas.rows() {
        let part = if down < road { 0.5 * down / road } else { 0.5 + 0.5 * ramp(road, tall, down) };
        row.fill(along(&evening.air, part));
        noise.cloud_row(Span::new(0.0, 1.6 / scale), down * 1.6 / scale, 2, &mut haze);
        let near = ramp(scale * 0.6, 0.0, (down - road).abs());
        for value in &mut haze {
            *value = (0.3 + *value * 0.8).max(0.0) * near * near * 0.75;
        }
        row.screen(&haze, evening.lamps[0]);
    }
}

/// One lamp out of focus: a flat disc with a slightly brighter rim, and a faint glow around it.
fn light(canvas: &mut Canvas, middle: (f32, f32), radius: f32, (lamp, strength): (Rgb, f32)) {
    canvas.disc(Disc { middle, radius, soft: 0.09, strength }, (Ink::Light, lamp));
    canvas.disc(
        Disc { middle, radius: radius * 0.86, soft: 0.5, strength: -0.16 * strength },
        (Ink::Light, lamp),
    );
    canvas.disc(
        Disc { middle, radius: radius * 2.2, soft: 1.0, strength: strength * 0.14 },
        (Ink::Light, lamp),
    );
}

/// Its shine on the wet road: a long soft streak, broken up.
fn shine(canvas: &mut Canvas, (x, y): (f32, f32), radius: f32, (lamp, road): (Rgb, f32)) {
    let (steps, long) = (7_u16, radius * 5.0);
    for step in 0..steps {
        let part = f32::from(step) / f32::from(steps);
        let down = y + (part - 0.35) * long;
        if down < road + radius * 0.3 {
            continue;
        }
        let sway = sine(down * 0.013 + x * 0.002) * radius * 0.25;
        let strength = 0.085 * (1.0 - (2.0 * part - 0.7).abs() * 0.6).max(0.0);
        let blot = Disc {
            middle: (x + sway, down),
            radius: radius * (0.9 + 0.3 * part),
            soft: 0.9,
            strength,
        };
        canvas.disc(blot, (Ink::Light, lamp));
    }
}
