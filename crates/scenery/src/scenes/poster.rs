//! Posters: plain shapes, few colours, a little paper showing through.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::{Rgb, hex};
use crate::finish::Finish;
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{cosine, float, index, mix, sine};
use crate::rng::Rng;
use crate::shape::{Disc, Ink, Point};

/// Paper first, then four inks from dark to light.
#[derive(Clone, Copy, Default)]
struct Inks {
    tones: &'static str,
    paper: Rgb,
    colours: [Rgb; 4],
}

const fn inks(tones: &'static str, paper: u32, inks: [u32; 4]) -> Inks {
    let [one, two, three, four] = inks;
    Inks { tones, paper: hex(paper), colours: [hex(one), hex(two), hex(three), hex(four)] }
}

#[rustfmt::skip]
const SETS: [Inks; 14] = [
    inks("red, blue and yellow", 0xf2e8d5, [0x1d1d1f, 0x21478f, 0xd8352a, 0xf2b630]),
    inks("teal and coral", 0xf5ede0, [0x16383f, 0x2a7f86, 0xf0705a, 0xf6c58a]),
    inks("ochre and ink", 0xefe4cf, [0x20242c, 0x6b4a32, 0xc98a2e, 0xe9c98a]),
    inks("pink and forest green", 0xf7ece4, [0x1f3d33, 0x4f7f62, 0xef8ea0, 0xf9cfc4]),
    inks("black and vermilion", 0xf1ece2, [0x171717, 0x5a5753, 0xe4452b, 0xbdb5a6]),
    inks("navy and mustard", 0xf3ead6, [0x14213d, 0x3f5b88, 0xe0a526, 0xd9c9a5]),
    inks("plum and peach", 0xfaf0e4, [0x3b1c3f, 0x8a4b7a, 0xf29f76, 0xf8d9b4]),
    inks("sage and terracotta", 0xf1ebdd, [0x3a3f36, 0x8a9a7b, 0xc4653f, 0xe6c7a0]),
    inks("sky blue and tomato", 0xf6f1e6, [0x23303d, 0x5aa0c8, 0xea5b3c, 0xf7d79a]),
    inks("midnight and mint", 0x111a2b, [0xf0f0e4, 0x7fd0b4, 0xf2a65a, 0x3a5a80]),
    inks("charcoal and apricot", 0x26262a, [0xf6e7cf, 0xf2a36b, 0xc7553f, 0x6a7f86]),
    inks("lilac and lime", 0xf3eef6, [0x2e2747, 0x8d78c4, 0xb9cf45, 0xe3d5f0]),
    inks("petrol and rose", 0xf4e9e2, [0x0f3b46, 0x3d7c8a, 0xd96a7b, 0xf3c0b2]),
    inks("brown and cream", 0xf4ead8, [0x3c2415, 0x8a5a34, 0xd59a5a, 0xeccfa0]),
];

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let set = rng.pick(&SETS);
    for (_, mut row) in canvas.rows() {
        row.fill(set.paper);
    }
    let detail = match rng.below(6) {
        0 | 1 => grid(canvas, &set, rng),
        2 => sun(canvas, &set, rng),
        3 => arches(canvas, &set, rng),
        4 => hills(canvas, &set, rng),
        _ => balance(canvas, &set, rng),
    };
    paper(canvas, rng);
    Look {
        when: "",
        tones: set.tones,
        detail,
        finish: Finish { vignette: 0.08, grain: 1.5, contrast: 0.05 },
    }
}

/// Fibres and unevenly laid ink.
fn paper(canvas: &mut Canvas, rng: &mut Rng) {
    let (noise, scale) = (Noise(rng.seed()), canvas.scale());
    let mut shade = vec![0.0; canvas.width];
    for (down, mut row) in canvas.rows() {
        noise.cloud_row(Span::new(0.0, 70.0 / scale), down * 70.0 / scale, 3, &mut shade);
        for value in &mut shade {
            *value = 0.985 + *value * 0.05;
        }
        row.darken(&shade);
    }
}

/// A piece of a disc: from one turn to another.
fn slice(middle: Point, radius: f32, from: f32, to: f32) -> Vec<Point> {
    let arc = (0..=48_u16).map(|step| {
        let angle = mix(from, to, f32::from(step) / 48.0);
        (middle.0 + cosine(angle) * radius, middle.1 + sine(angle) * radius)
    });
    std::iter::once(middle).chain(arc).collect()
}

fn block(left: f32, top: f32, wide: f32, high: f32) -> [Point; 4] {
    [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)]
}

/// Squares, each with a quarter, a half, a ring, stripes or dots.
fn grid(canvas: &mut Canvas, set: &Inks, rng: &mut Rng) -> &'static str {
    let (wide, tall) = (canvas.wide(), canvas.tall());
    let margin = canvas.scale() * rng.pick(&[0.0, 0.06, 0.09]);
    let side = (canvas.scale() - 2.0 * margin) / float(3 + rng.below(4));
    let (columns, rows) = (
        index(((wide - 2.0 * margin) / side).round()),
        index(((tall - 2.0 * margin) / side).round()),
    );
    let (step, high) =
        ((wide - 2.0 * margin) / float(columns), (tall - 2.0 * margin) / float(rows));
    for row in 0..rows {
        for column in 0..columns {
            let mut pair =
                [set.paper, set.colours[0], set.colours[1], set.colours[2], set.colours[3]];
            rng.shuffle(&mut pair);
            let corner = (margin + float(column) * step, margin + float(row) * high);
            canvas.fill(&block(corner.0, corner.1, step, high), pair[0]);
            tile(canvas, corner, (step, high), &pair, rng);
        }
    }
    "a grid of quarters, rings and stripes"
}

fn tile(
    canvas: &mut Canvas,
    (x, y): Point,
    (wide, high): Point,
    colours: &[Rgb; 5],
    rng: &mut Rng,
) {
    let [_, ink, other, ..] = *colours;
    let radius = wide.min(high);
    let (right, low) = (x + wide, y + high);
    let corners = [((x, y), 0.0), ((right, y), 0.25), ((right, low), 0.5), ((x, low), 0.75)];
    let (corner, turn) = rng.pick(&corners);
    let middle = (x + wide * 0.5, y + high * 0.5);
    let quarter = |part: f32| slice(corner, radius * part, turn, turn + 0.25);
    match rng.below(8) {
        0 => canvas.fill(&quarter(1.0), ink),
        1 => {
            canvas.fill(&quarter(1.0), ink);
            canvas.fill(&quarter(0.5), other);
        }
        2 => {
            canvas.dot(middle, radius * 0.42, ink);
            canvas.dot(middle, radius * 0.2, other);
        }
        3 => [0.125, 0.375, 0.625, 0.875]
            .iter()
            .for_each(|down| canvas.fill(&block(x, y + high * down, wide, high * 0.125), ink)),
        4 => canvas.fill(&slice(middle, radius * 0.5, turn, turn + 0.5), ink),
        5 => canvas.fill(&[(x, y), (right, y), (x, low)], ink),
        6 => (0..9_u16).for_each(|dot| {
            let (column, row) = (f32::from(dot % 3), f32::from(dot / 3));
            let spot = (x + wide * (0.2 + 0.3 * column), y + high * (0.2 + 0.3 * row));
            canvas.dot(spot, radius * 0.085, ink);
        }),
        _ => {
            let other = (2.0 * middle.0 - corner.0, 2.0 * middle.1 - corner.1);
            let back = slice(other, radius, turn + 0.5, turn + 0.75);
            let sides = quarter(1.0).into_iter().skip(1).chain(back.into_iter().skip(1));
            canvas.fill(&sides.collect::<Vec<_>>(), ink);
        }
    }
}

/// A sun with rays over stripes.
fn sun(canvas: &mut Canvas, set: &Inks, rng: &mut Rng) -> &'static str {
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let level = tall * rng.range(0.52, 0.7);
    let middle = (wide * rng.pick(&[0.5, 0.36, 0.64]), level);
    let rays = rng.pick(&[16_u16, 20, 24]);
    let reach = wide + tall;
    for ray in 0..rays / 2 {
        let from = 0.5 + f32::from(ray) / f32::from(rays);
        canvas.fill(&slice(middle, reach, from, from + 0.5 / f32::from(rays)), set.colours[3]);
    }
    for (ring, ink) in [(0.36, set.colours[2]), (0.28, set.paper), (0.22, set.colours[2])] {
        canvas.dot(middle, scale * ring, ink);
    }
    canvas.fill(&block(0.0, level, wide, tall - level), set.colours[0]);
    let (mut down, mut bar) = (level + scale * 0.03, scale * 0.008);
    while down < tall {
        canvas.fill(&block(0.0, down, wide, bar), set.colours[1]);
        down += bar + scale * 0.04;
        bar *= 1.35;
    }
    "a striped sun"
}

/// Arches inside arches.
fn arches(canvas: &mut Canvas, set: &Inks, rng: &mut Rng) -> &'static str {
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let count = index((wide / scale * 2.0).round()).max(1) + rng.below(2);
    let margin = scale * 0.08;
    let gap = scale * 0.03;
    let each = (wide - 2.0 * margin - gap * float(count - 1)) / float(count);
    for number in 0..count {
        let mut colours = set.colours;
        rng.shuffle(&mut colours);
        let left = margin + float(number) * (each + gap);
        let top = tall * rng.range(0.1, 0.42);
        let bands = 3 + rng.below(3);
        for band in 0..bands {
            let half = each * 0.5 * (1.0 - float(band) / float(bands));
            let middle = (left + each * 0.5, top + each * 0.5);
            let colour = if band % 2 == 1 && rng.chance(0.5) {
                set.paper
            } else {
                colours.get(band % 4).copied().unwrap_or_default()
            };
            let mut outline: Vec<Point> =
                slice(middle, half, 0.5, 1.0).into_iter().skip(1).collect();
            outline.extend([(middle.0 + half, tall - margin), (middle.0 - half, tall - margin)]);
            canvas.fill(&outline, colour);
        }
        if rng.chance(0.6) {
            let dot = Disc {
                middle: (left + each * 0.5, top - each * 0.16),
                radius: each * 0.1,
                soft: 0.0,
                strength: 1.0,
            };
            canvas.disc(dot, (Ink::Paint, colours[1]));
        }
    }
    "arches inside arches"
}

/// Paper-cut hills and a moon.
fn hills(canvas: &mut Canvas, set: &Inks, rng: &mut Rng) -> &'static str {
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let moon = (wide * rng.range(0.25, 0.75), tall * rng.range(0.22, 0.36));
    for (part, ink) in [
        (0.3, set.paper.mix(set.colours[3], 0.35)),
        (0.23, set.paper.mix(set.colours[3], 0.7)),
        (0.15, set.colours[2]),
    ] {
        canvas.dot(moon, scale * part, ink);
    }
    let shades = [
        set.colours[3],
        set.colours[2].mix(set.colours[3], 0.4),
        set.colours[1],
        set.colours[1].mix(set.colours[0], 0.5),
        set.colours[0],
    ];
    for (number, shade) in (0_u16..).zip(shades) {
        let noise = Noise(rng.seed());
        let level = tall * (0.42 + 0.12 * f32::from(number));
        let mut outline: Vec<Point> = (0..=120_u16)
            .map(|step| {
                let part = f32::from(step) / 120.0;
                (part * wide, level - noise.cloud(part * 2.2 * wide / scale, 0.5, 2) * scale * 0.24)
            })
            .collect();
        outline.extend([(wide, tall), (0.0, tall)]);
        let shadow: Vec<Point> = outline.iter().map(|(x, y)| (*x, y - scale * 0.008)).collect();
        canvas.polygon(&shadow, 0.16, (Ink::Paint, set.colours[0].scale(0.4)));
        canvas.fill(&outline, shade);
    }
    "paper-cut hills and a round moon"
}

/// A disc, bars and lines that just about balance.
fn balance(canvas: &mut Canvas, set: &Inks, rng: &mut Rng) -> &'static str {
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let tilt = rng.range(0.03, 0.1) * if rng.chance(0.5) { 1.0 } else { -1.0 };
    let (over, up) = (cosine(tilt), sine(tilt));
    let at = |x: f32, y: f32| {
        (wide * 0.5 + (x * over - y * up) * scale, tall * 0.5 + (x * up + y * over) * scale)
    };
    let bar = |x: f32, y: f32, long: f32, thick: f32| {
        [at(x, y), at(x + long, y), at(x + long, y + thick), at(x, y + thick)]
    };
    let big = Disc {
        middle: at(rng.range(-0.16, 0.16), rng.range(-0.2, 0.05)),
        radius: scale * rng.range(0.2, 0.3),
        soft: 0.0,
        strength: 1.0,
    };
    canvas.disc(big, (Ink::Paint, set.colours[2]));
    for _ in 0..3 + rng.below(3) {
        let ink = rng.pick(&set.colours);
        let spot = (rng.range(-0.5, 0.1), rng.range(-0.4, 0.35));
        canvas.polygon(
            &bar(spot.0, spot.1, rng.range(0.25, 0.75), rng.range(0.02, 0.1)),
            0.94,
            (Ink::Paint, ink),
        );
    }
    for _ in 0..5 + rng.below(5) {
        let spot = (rng.range(-0.6, 0.2), rng.range(-0.5, 0.5));
        canvas.fill(&bar(spot.0, spot.1, rng.range(0.3, 0.9), 0.004), set.colours[0]);
    }
    let small = rng.range(0.05, 0.11);
    canvas.dot(at(0.3, -0.28), scale * small, set.colours[1]);
    canvas.dot(at(-0.32, 0.3), scale * small * 0.6, set.colours[0]);
    canvas.fill(&[at(0.1, 0.42), at(0.34, 0.42), at(0.22, 0.2)], set.colours[3]);
    "a disc and bars in balance"
}
