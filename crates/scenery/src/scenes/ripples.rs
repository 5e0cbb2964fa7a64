//! Water from above: rings, a breeze, and colours mirrored in them.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::{Canvas, Strip};
use crate::colour::{Rgb, along, hex};
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{COUNT, fall, float, ramp, sine, smooth};
use crate::rng::Rng;

/// What the water mirrors, from dark to light.
#[derive(Clone, Copy, Default)]
struct Water {
    when: &'static str,
    tones: &'static str,
    colours: [Rgb; 5],
}

const fn water(when: &'static str, tones: &'static str, colours: [u32; 5]) -> Water {
    let [one, two, three, four, five] = colours;
    Water { when, tones, colours: [hex(one), hex(two), hex(three), hex(four), hex(five)] }
}

#[rustfmt::skip]
const WATERS: [Water; 10] = [
    water("in the morning", "teal and pale gold", [0x07282e, 0x0f4c55, 0x3a8a8c, 0xa6cfc0, 0xf6ecd0]),
    water("at sunset", "navy and apricot", [0x0c1630, 0x24365f, 0x7a6a8c, 0xe59a7a, 0xffdca8]),
    water("in October", "bottle green and orange", [0x0b1f1a, 0x1f4435, 0x7c7436, 0xd98a35, 0xf7d28a]),
    water("at dusk", "violet and rose", [0x140f2c, 0x37295f, 0x7e5590, 0xd28aa6, 0xf9d3cb]),
    water("under a grey sky", "steel", [0x14181d, 0x323b44, 0x66727c, 0xa5b0b5, 0xe4e8e6]),
    water("at noon", "swimming-pool blue", [0x05445e, 0x0f7ea0, 0x3fb4c8, 0x9be0e2, 0xf2fffb]),
    water("in a garden", "green", [0x0d2012, 0x24492a, 0x557f45, 0xa6bf7a, 0xecf1cc]),
    water("at night", "ink and lamp light", [0x05060e, 0x111a35, 0x2b3f6e, 0xd08a45, 0xffdf9a]),
    water("before the rain", "slate and silver", [0x1b2330, 0x3a4a5e, 0x6f8297, 0xb4c2cc, 0xf0f3f2]),
    water("at daybreak", "blue and pink", [0x152744, 0x35558a, 0x7e93c0, 0xe0b4c4, 0xfdeadf]),
];

/// One drop's rings.
struct Drop {
    middle: (f32, f32),
    /// How far the rings have come.
    front: f32,
    wave: f32,
    strength: f32,
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let water = rng.pick(&WATERS);
    let mut small = canvas.half();
    let drops = drops(&small, rng);
    let calm = rng.range(0.05, 0.5);
    let (breeze, picture) = (Noise(rng.seed()), Noise(rng.seed()));
    let scale = small.scale();
    let (size, squash) = (rng.range(5.0, 11.0), rng.range(1.4, 3.2));
    let height = |down: f32, out: &mut [f32]| {
        breeze.cloud_row(Span::new(0.0, size / scale), down * size * squash / scale, 3, out);
        for value in out.iter_mut() {
            *value *= calm;
        }
        for drop in &drops {
            drop.add(down, out);
        }
    };
    let lines: Vec<Vec<f32>> = (0..=small.height)
        .map(|row| {
            let mut line = vec![0.0; small.width];
            height(float(row), &mut line);
            line
        })
        .collect();
    colour(&mut small, &lines, &water, (picture, rng.range(0.25, 0.6)));
    canvas.enlarge(&small);
    let detail = if drops.len() > 3 { "rings crossing each other" } else { "a few slow rings" };
    Look { when: water.when, tones: water.tones, detail, ..Look::default() }
}

fn drops(small: &Canvas, rng: &mut Rng) -> Vec<Drop> {
    let (wide, tall, scale) = (small.wide(), small.tall(), small.scale());
    (0..=rng.below(6))
        .map(|_| Drop {
            middle: (wide * rng.range(0.05, 0.95), tall * rng.range(0.1, 0.95)),
            front: scale * rng.range(0.15, 0.6),
            wave: scale * rng.range(0.035, 0.075),
            strength: rng.range(0.35, 1.0),
        })
        .collect()
}

/// How much flatter circles look, seen from the side.
const TILT: f32 = 1.7;

impl Drop {
    /// Adds its rings along one row.
    fn add(&self, down: f32, out: &mut [f32]) {
        let tall = (down - self.middle.1) * TILT;
        if tall.abs() > self.front * 1.15 {
            return;
        }
        let (each, reach) = (1.0 / self.wave, 1.0 / self.front);
        for (value, count) in out.iter_mut().zip(&COUNT) {
            let across = count - self.middle.0;
            let away = (across * across + tall * tall).sqrt();
            let part = away * reach;
            if part < 1.1 {
                let behind = (0.86 - part).max(0.0) * 4.2;
                let swell = smooth(1.1, 0.86, part) * fall(behind * behind);
                *value += self.strength * 0.24 * swell * sine((away - self.front) * each);
            }
        }
    }
}

/// What each place mirrors: the picture above it, displaced by how the water leans there.
fn colour(small: &mut Canvas, lines: &[Vec<f32>], water: &Water, (picture, spread): (Noise, f32)) {
    let ladder: Vec<Rgb> =
        (0..512).map(|step| along(&water.colours, float(step) / 511.0)).collect();
    let (scale, tall) = (small.scale(), small.tall());
    let mut scene = vec![0.0; small.width];
    let mut strip = Strip::sized(small.width);
    let ones = vec![1.0; small.width];
    for ((down, mut row), pair) in small.rows().zip(lines.windows(2)) {
        let [here, below] = pair else { continue };
        picture.cloud_row(Span::new(0.0, 1.3 / scale), down * 2.0 / scale, 3, &mut scene);
        let level = 0.62 - 0.42 * ramp(0.0, tall, down);
        let next = here.iter().skip(1).chain(here.last());
        let places = here.iter().zip(below).zip(next).zip(&scene);
        strip.set(places.map(|(((here, below), next), scene)| {
            let (lean, rise) = ((next - here) * scale * 0.022, (below - here) * scale * 0.022);
            let tone = level + spread * *scene + rise * 0.5 + lean * 0.16;
            let glint = smooth(0.5, 1.1, rise - lean * 0.4) * 0.5;
            let step = crate::num::index((tone.clamp(0.0, 1.0) * 511.0).max(0.0));
            ladder.get(step).copied().unwrap_or_default().mix(Rgb::WHITE, glint)
        }));
        row.blend_strip(&ones, &strip);
    }
}
