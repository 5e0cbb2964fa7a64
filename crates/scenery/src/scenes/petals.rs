//! A flower close up, soft lights behind it.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::{Canvas, Strip};
use crate::colour::{Rgb, along, hex};
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{cosine, float, floor, fract, mix, ramp, sine, smooth, turn, unit};
use crate::rng::{Rng, scramble};
use crate::shape::{Disc, Ink};

/// The colours of one flower and what lies behind it.
#[derive(Clone, Copy, Default)]
struct Bloom {
    name: &'static str,
    /// A petal from its foot to its tip.
    petal: [Rgb; 3],
    heart: Rgb,
    behind: [Rgb; 3],
}

const fn bloom(name: &'static str, petal: [u32; 3], heart: u32, behind: [u32; 3]) -> Bloom {
    let [foot, body, tip] = petal;
    let [dark, middle, light] = behind;
    Bloom {
        name,
        petal: [hex(foot), hex(body), hex(tip)],
        heart: hex(heart),
        behind: [hex(dark), hex(middle), hex(light)],
    }
}

#[rustfmt::skip]
const BLOOMS: [Bloom; 14] = [
    bloom("a pink", [0x8a1f4e, 0xe0699a, 0xfbd0dc], 0xf2b84b, [0x1d2b22, 0x3f5f45, 0xa9c48a]),
    bloom("an orange", [0xa83212, 0xf07a2b, 0xffc874], 0x7a2a10, [0x1b2a2a, 0x3e5d52, 0xd0b56c]),
    bloom("a white", [0xb9b88f, 0xf0ede0, 0xffffff], 0xf0b323, [0x1e2f2c, 0x47685a, 0xb8cfae]),
    bloom("a deep red", [0x3d0612, 0xa3142a, 0xe0545a], 0xe6b04a, [0x120f14, 0x33262f, 0x8a6a5e]),
    bloom("a violet", [0x2f1560, 0x7a4fc0, 0xc9b2ee], 0xf6cf4e, [0x1b2233, 0x44597a, 0xb8c4c8]),
    bloom("a yellow", [0xc57a0a, 0xf7c52e, 0xfff0a2], 0x5a2f12, [0x22332a, 0x5c7f58, 0xcfdca0]),
    bloom("a blue", [0x1b2c6e, 0x5a7fd6, 0xbfd4f5], 0xf3e3a0, [0x17222b, 0x3b5864, 0xa8c0b4]),
    bloom("a salmon", [0xb0473d, 0xf29a82, 0xffdccb], 0xf7d27a, [0x2a2f38, 0x66707c, 0xd6c8b8]),
    bloom("a cream", [0xc8a05a, 0xf3e2b8, 0xfffaea], 0xb5762c, [0x2b241d, 0x6a5a45, 0xcdb996]),
    bloom("a magenta", [0x5a0a4c, 0xc22a94, 0xf59ad0], 0xffd75e, [0x101c22, 0x2c4a4e, 0x8fb39c]),
    bloom("a copper", [0x6a2410, 0xc4622e, 0xf2b184], 0x3a1a0e, [0x1f2526, 0x4a5552, 0xb9a98c]),
    bloom("a pale rose", [0xc9788a, 0xf2c3c6, 0xfff0ec], 0xe0b45c, [0x33403a, 0x7d9182, 0xd9dfc8]),
    bloom("a plum", [0x1e0820, 0x5e1f52, 0xb0679a], 0xd9a441, [0x15181f, 0x3a4048, 0x98918a]),
    bloom("a lilac", [0x6f5a9c, 0xb7a3d6, 0xece2f7], 0xf0d070, [0x232c2a, 0x576a58, 0xc2cba6]),
];

/// How its petals lie.
#[derive(Clone, Copy, Default)]
struct Build {
    name: &'static str,
    rings: usize,
    /// How many petals a ring has.
    petals: f32,
    /// How pointed they are: 1 is a spike, 4 is blunt.
    blunt: f32,
    /// How deep the gaps between them are.
    deep: f32,
    /// How big the heart is, and how big the innermost ring.
    heart: f32,
    inner: f32,
}

const BUILDS: [Build; 6] = [
    Build {
        name: "dahlia",
        rings: 9,
        petals: 15.0,
        blunt: 1.8,
        deep: 0.34,
        heart: 0.05,
        inner: 0.12,
    },
    Build {
        name: "daisy",
        rings: 2,
        petals: 18.0,
        blunt: 3.0,
        deep: 0.42,
        heart: 0.24,
        inner: 0.86,
    },
    Build {
        name: "anemone",
        rings: 3,
        petals: 5.0,
        blunt: 2.2,
        deep: 0.3,
        heart: 0.15,
        inner: 0.72,
    },
    Build {
        name: "chrysanthemum",
        rings: 13,
        petals: 22.0,
        blunt: 2.4,
        deep: 0.3,
        heart: 0.03,
        inner: 0.1,
    },
    Build {
        name: "cosmos",
        rings: 2,
        petals: 8.0,
        blunt: 3.4,
        deep: 0.36,
        heart: 0.14,
        inner: 0.9,
    },
    Build {
        name: "water lily",
        rings: 5,
        petals: 9.0,
        blunt: 1.3,
        deep: 0.5,
        heart: 0.12,
        inner: 0.3,
    },
];

struct Flower {
    bloom: Bloom,
    build: Build,
    middle: (f32, f32),
    radius: f32,
    squash: f32,
    seed: u64,
    spin: f32,
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let (bloom, build) = (rng.pick(&BLOOMS), rng.pick(&BUILDS));
    let mut small = canvas.half();
    let (wide, tall, scale) = (small.wide(), small.tall(), small.scale());
    behind(&mut small, &bloom, rng);
    let close = rng.chance(0.55);
    let radius = scale * if close { rng.range(0.48, 0.8) } else { rng.range(0.3, 0.42) };
    let middle = (wide * rng.range(0.34, 0.66), tall * rng.range(0.36, 0.6));
    let flower = Flower {
        bloom,
        build,
        middle,
        radius,
        squash: rng.range(0.72, 1.0),
        seed: rng.bits(),
        spin: rng.unit(),
    };
    stem(&mut small, &flower, rng);
    flower.paint(&mut small, Noise(rng.seed()));
    canvas.enlarge(&small);
    flower.heart(canvas, rng);
    let drops = rng.chance(0.35);
    if drops {
        dew(canvas, &flower, rng);
    }
    let detail = if drops { "drops of water on the petals" } else { "soft light behind it" };
    Look { when: bloom.name, tones: build.name, detail, ..Look::default() }
}

/// Lights and leaves far out of focus.
fn behind(small: &mut Canvas, bloom: &Bloom, rng: &mut Rng) {
    let (wide, tall, scale) = (small.wide(), small.tall(), small.scale());
    let noise = Noise(rng.seed());
    let lean = rng.range(-0.25, 0.25);
    let mut shade = vec![0.0; small.width];
    for (down, mut row) in small.rows() {
        noise.cloud_row(Span::new(0.0, 1.5 / scale), down * 1.5 / scale, 3, &mut shade);
        let level = 0.62 + lean - 0.3 * down / tall;
        for value in &mut shade {
            *value = (level + *value * 0.9).clamp(0.0, 1.0);
        }
        let [dark, middle, _] = bloom.behind;
        row.shade(&shade, dark, middle);
    }
    for number in 0..34_u16 {
        let middle = (rng.range(-0.05, 1.05) * wide, rng.range(-0.05, 0.95) * tall);
        let radius = scale * rng.range(0.03, 0.13);
        let other = if number % 5 == 0 { bloom.petal[1] } else { bloom.behind[2] };
        let soft = rng.pick(&[0.1, 0.16, 0.5]);
        let disc = Disc { middle, radius, soft, strength: rng.range(0.06, 0.32) };
        small.disc(disc, (Ink::Light, other));
    }
}

fn stem(small: &mut Canvas, flower: &Flower, rng: &mut Rng) {
    let [dark, middle, _] = flower.bloom.behind;
    let foot = (flower.middle.0 + rng.range(-0.2, 0.2) * small.wide(), small.tall() * 1.05);
    let thick = flower.radius * 0.07;
    let green = middle.mix(dark, 0.35);
    small.line(foot, flower.middle, (thick * 1.3, thick), (Ink::Paint, green));
    let side = (thick * 0.3, thick * 0.2);
    small.line(
        (foot.0 - thick * 0.3, foot.1),
        (flower.middle.0 - thick * 0.25, flower.middle.1),
        side,
        (Ink::Paint, green.mix(flower.bloom.behind[2], 0.4)),
    );
}

/// A number between 0 and 1 for one petal.
fn chance(seed: u64, ring: usize, petal: i32) -> f32 {
    let word = u64::from(crate::num::bits(petal)) << 8 ^ u64::try_from(ring).unwrap_or_default();
    unit(crate::num::low(scramble(seed ^ word) >> 16))
}

impl Flower {
    fn paint(&self, small: &mut Canvas, veins: Noise) {
        let width = small.width;
        let mut strip = Strip::sized(width);
        let mut mask = vec![0.0; width];
        let reach = self.radius * 1.12;
        for (down, mut row) in small.rows_between(self.middle.1 - reach, self.middle.1 + reach) {
            let tall = (down - self.middle.1) / self.squash;
            let places = mask.iter_mut().enumerate();
            let colours = places.map(|(column, cover)| {
                let across = float(column) - self.middle.0;
                let away = (across * across + tall * tall).sqrt();
                *cover = 0.0;
                if away > reach {
                    return Rgb::BLACK;
                }
                let (colour, part) =
                    self.colour(away, fract(turn(across, tall) + self.spin), veins);
                *cover = part;
                colour
            });
            strip.set(colours);
            row.blend_strip(&mask, &strip);
        }
    }

    /// The flower's colour at a place, and how much of it is flower: ring by ring from the heart outwards, as they lie.
    fn colour(&self, away: f32, angle: f32, veins: Noise) -> (Rgb, f32) {
        let (mut sum, mut left, mut inner) = (Rgb::BLACK, 1.0, self.radius * self.build.heart);
        for ring in 0..self.build.rings {
            let step = (float(ring) + 1.0) / float(self.build.rings);
            let reach = self.radius * mix(self.build.inner, 1.0, step * (0.65 + 0.35 * step));
            if away > reach * 1.1 {
                inner = inner.max(reach * (1.0 - self.build.deep));
                continue;
            }
            let place = angle * self.build.petals + 0.5 * float(ring % 2) + 0.13 * float(ring);
            let petal = floor(place) % floor(self.build.petals);
            let lot = chance(self.seed, ring, petal);
            let side = (fract(place) - 0.5) * 2.0;
            let edge = side.abs()
                * side.abs()
                * if self.build.blunt > 2.0 { side.abs() * self.build.blunt * 0.4 } else { 1.0 };
            let limit = reach
                * (0.94 + 0.1 * lot)
                * (1.0 - self.build.deep * (edge * 0.75 + 0.25 * side.abs()));
            // How fast the edge turns away from the eye's line: what its softness has to be measured across.
            let slope = reach * self.build.deep * (0.25 + 1.6 * side.abs()) * self.build.petals
                / (std::f32::consts::PI * away.max(1.0));
            let cover =
                ((limit - away) / (1.0 + slope * slope).sqrt() + 0.5).clamp(0.0, 1.0) * left;
            if cover > 0.0 {
                let along = away / limit;
                let vein = veins.at(side * 5.0 + lot * 40.0, along * 2.0 + float(ring)) * 0.07;
                let petal = self.petal(along, side, lot + vein);
                let shadow = 0.5 + 0.5 * smooth(0.0, self.radius * 0.09, away - inner);
                sum = add(sum, petal.scale(shadow), cover);
                left -= cover;
            }
            if left < 0.01 {
                break;
            }
            inner = inner.max(limit);
        }
        (if left < 1.0 { sum.scale(1.0 / (1.0 - left)) } else { sum }, 1.0 - left)
    }

    fn petal(&self, part: f32, side: f32, lot: f32) -> Rgb {
        let tone = along(&self.bloom.petal, ramp(0.05, 1.0, part) + (lot - 0.5) * 0.16);
        let round = 1.0 - 0.28 * side * side - 0.1 * side;
        tone.scale(round * (0.93 + 0.12 * lot))
    }

    /// The heart: many small florets in a spiral, at full size.
    fn heart(&self, canvas: &mut Canvas, rng: &mut Rng) {
        let middle = (self.middle.0 * 2.0, self.middle.1 * 2.0);
        let size = self.radius * 2.0 * self.build.heart;
        let base = Disc { middle, radius: size * 1.05, soft: 0.12, strength: 0.9 };
        canvas.disc(base, (Ink::Paint, self.bloom.heart.mix(self.bloom.petal[0], 0.45).scale(0.6)));
        for number in 0..260_u16 {
            let part = f32::from(number) / 260.0;
            let angle = f32::from(number) * 0.381_966;
            let away = size * part.sqrt() * 1.06;
            let spot =
                (middle.0 + cosine(angle) * away, middle.1 + sine(angle) * away * self.squash);
            let dark = mix(0.62, 1.12, part) * rng.range(0.85, 1.15) - 0.16 * sine(angle);
            let floret = Disc {
                middle: spot,
                radius: size * mix(0.045, 0.075, part),
                soft: 0.5,
                strength: 0.9,
            };
            canvas.disc(floret, (Ink::Paint, self.bloom.heart.scale(dark)));
        }
    }
}

fn add(sum: Rgb, colour: Rgb, part: f32) -> Rgb {
    Rgb {
        red: sum.red + colour.red * part,
        green: sum.green + colour.green * part,
        blue: sum.blue + colour.blue * part,
    }
}

/// Drops of water, each with its shadow and its spark of light.
fn dew(canvas: &mut Canvas, flower: &Flower, rng: &mut Rng) {
    let (radius, x, y) = (flower.radius * 2.0, flower.middle.0 * 2.0, flower.middle.1 * 2.0);
    for _ in 0..38 {
        let (angle, away) = (rng.unit(), radius * rng.range(0.3, 0.85));
        let middle = (x + cosine(angle) * away, y + sine(angle) * away * flower.squash);
        let size = canvas.scale() * rng.range(0.004, 0.013) * rng.range(0.7, 1.2);
        let below = (middle.0 + size * 0.25, middle.1 + size * 0.35);
        canvas.disc(
            Disc { middle: below, radius: size * 1.1, soft: 0.6, strength: 0.35 },
            (Ink::Paint, flower.bloom.petal[0].scale(0.5)),
        );
        canvas.disc(
            Disc { middle, radius: size, soft: 0.25, strength: 0.3 },
            (Ink::Light, Rgb::WHITE),
        );
        let glint = (middle.0 - size * 0.35, middle.1 - size * 0.35);
        canvas.disc(
            Disc { middle: glint, radius: size * 0.22, soft: 0.6, strength: 0.95 },
            (Ink::Light, Rgb::WHITE),
        );
    }
}
