//! Surfaces close up: marble, planed wood, woven cloth.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::{Canvas, Row};
use crate::colour::{Rgb, hex};
use crate::finish::Finish;
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{COUNT, float, floor, fract, index, mix, ramp, sine, smooth, unit};
use crate::rng::{Rng, scramble};

/// What a surface is called, and its colours from dark to light, the last one being its accent.
type Stuff = (&'static str, [u32; 4]);

#[rustfmt::skip]
const MARBLES: [Stuff; 7] = [
    ("white with grey veins", [0x8d9299, 0xdfe0e0, 0xfaf9f6, 0x6a6f76]),
    ("black with gold veins", [0x0c0d10, 0x1d1f25, 0x3a3d45, 0xe0b668]),
    ("green", [0x0e2a22, 0x1f5142, 0x4c8a70, 0xe6efe2]),
    ("rose", [0xb98b86, 0xe6c4bb, 0xf8e8e0, 0x8a4f4c]),
    ("blue with gold veins", [0x0f2440, 0x24486f, 0x5f86a8, 0xe8c584]),
    ("cream and rust", [0xc9a67c, 0xecd9bb, 0xfaf1e0, 0x9c5b33]),
    ("teal and white", [0x0b3b44, 0x1f6f78, 0x7cb9b8, 0xf6f3e6]),
];

#[rustfmt::skip]
const WOODS: [Stuff; 6] = [
    ("oak", [0x7a5230, 0xb98a55, 0xdcb47c, 0x4a2f1a]),
    ("walnut", [0x3a2418, 0x6a4630, 0x96694a, 0x20130c]),
    ("weathered grey", [0x55534e, 0x8a8780, 0xb9b5ab, 0x33312d]),
    ("cherry", [0x6b2f1c, 0xa95a36, 0xd08a5c, 0x3f1a10]),
    ("pine", [0xb07f45, 0xddb377, 0xf2d6a4, 0x7d5428]),
    ("painted blue", [0x2f5468, 0x4f8098, 0x86aebc, 0x6f5238]),
];

#[rustfmt::skip]
const CLOTHS: [Stuff; 8] = [
    ("linen", [0xa8977a, 0xcdbfa3, 0xe6dcc6, 0x8a7a60]),
    ("indigo and white", [0x1f2f5c, 0x33508c, 0xe8e6dc, 0xb7c3da]),
    ("red tartan", [0x14301f, 0x8f1d22, 0xc2352f, 0xf0d9a0]),
    ("green tartan", [0x0f2230, 0x1f4a38, 0x3c6e4a, 0xd9b24a]),
    ("mustard and grey", [0x4a4d52, 0x8b8c8a, 0xd9a83a, 0xf0e8d4]),
    ("rose and wine", [0x5a1a34, 0x9a4660, 0xe3a8ac, 0xf6e4dc]),
    ("teal and sand", [0x12424a, 0x2f7a7c, 0xd8c49a, 0xf3ead2]),
    ("charcoal tweed", [0x26282b, 0x4a4c50, 0x7c7d7e, 0xb08a5a]),
];

fn colours(codes: [u32; 4]) -> [Rgb; 4] {
    codes.map(hex)
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let (what, name) = match rng.below(3) {
        0 => ("marble", marble(canvas, rng)),
        1 => ("wood", wood(canvas, rng)),
        _ => ("cloth", cloth(canvas, rng)),
    };
    Look {
        when: what,
        tones: name,
        detail: what,
        finish: Finish { vignette: 0.26, grain: 1.6, contrast: 0.15 },
    }
}

fn marble(canvas: &mut Canvas, rng: &mut Rng) -> &'static str {
    let (name, codes) = rng.pick(&MARBLES);
    let [dark, middle, light, vein] = colours(codes);
    let (scale, width) = (canvas.scale(), canvas.width);
    let (cloud, veins, fine) = (Noise(rng.seed()), Noise(rng.seed()), Noise(rng.seed()));
    let lean = rng.range(0.5, 1.3) * if rng.chance(0.5) { 1.0 } else { -1.0 };
    let (size, bold) = (rng.range(0.7, 1.2), rng.range(0.5, 1.0));
    let (mut body, mut crack, mut thin) = (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
    let ones = vec![1.0; width];
    for (down, mut row) in canvas.rows() {
        // The whole slab leans: each row is read a little farther to the side than the one above.
        let tall = down / scale;
        let across = Span::new(tall * lean, 1.0 / scale);
        cloud.cloud_row(across.scale(1.3 * size), tall * 2.1 * size, 6, &mut body);
        veins.cloud_row(across.scale(0.75 * size), tall * 1.5 * size, 7, &mut crack);
        fine.cloud_row(across.scale(1.8 * size), tall * 2.6 * size, 6, &mut thin);
        for ((crack, thin), body) in crack.iter_mut().zip(&mut thin).zip(&mut body) {
            let wide = 0.012 + 0.03 * (*body + 0.4).clamp(0.0, 1.0);
            let main = ramp(wide, 0.0, crack.abs()) * smooth(-0.3, 0.25, *body);
            let hair = ramp(0.014, 0.0, thin.abs()) * smooth(0.1, 0.45, *body + 0.25);
            let halo = ramp(0.16, 0.0, crack.abs());
            *body = (0.5 + *body * 1.1 - halo * 0.28).clamp(0.0, 1.0);
            *crack = (main * bold + hair * 0.45).min(1.0);
            *thin = *body * *body * (3.0 - 2.0 * *body);
        }
        row.shade(&body, dark.mix(middle, 0.45), middle);
        row.blend_shaded(&thin, &ones, (middle, light));
        row.blend(&crack, vein);
    }
    name
}

fn wood(canvas: &mut Canvas, rng: &mut Rng) -> &'static str {
    let (name, codes) = rng.pick(&WOODS);
    let tones = colours(codes);
    let (scale, width) = (canvas.scale(), canvas.width);
    let (grain, rings) = (Noise(rng.seed()), Noise(rng.seed()));
    let planks = rng.range(3.4, 7.5);
    let (seed, stretch) = (rng.bits(), rng.range(0.5, 0.9));
    let mut lines = [vec![0.0; width], vec![0.0; width], vec![0.0; width]];
    for (down, mut row) in canvas.rows() {
        let place = down / scale * planks;
        let plank = floor(place);
        let lot = scramble(seed ^ u64::from(crate::num::bits(plank)));
        let (shift, tint) = (unit(crate::num::low(lot)) * 90.0, unit(crate::num::low(lot >> 32)));
        let level = down / scale;
        let across = Span::new(shift, 1.0 / scale);
        let [figure, fibre, shade] = &mut lines;
        rings.cloud_row(across.scale(stretch), level * 5.5 + shift, 3, figure);
        grain.cloud_row(across.scale(5.0), level * 190.0, 2, fibre);
        for ((figure, fibre), shade) in figure.iter_mut().zip(fibre.iter()).zip(shade.iter_mut()) {
            let year = fract(*figure * 9.0 + tint * 3.0);
            let late = smooth(0.55, 0.95, year) * smooth(1.0, 0.96, year);
            *shade = (0.62 + (tint - 0.5) * 0.35 - late * 0.34 + *fibre * 0.42).clamp(0.0, 1.0);
            *figure = ramp(0.3, 0.6, -*fibre) * 0.35;
        }
        let [dark, middle, light, deep] = tones;
        row.shade(shade, dark, light.mix(middle, 0.3));
        row.blend(figure, deep);
        joints(&mut row, (fract(place), planks / scale), (deep, light), (lot, shade));
    }
    name
}

/// The dark gap between planks with a thin light edge, and where two planks of a row meet.
fn joints(
    row: &mut Row<'_>,
    (part, each): (f32, f32),
    (deep, light): (Rgb, Rgb),
    (lot, mask): (u64, &mut [f32]),
) {
    let gap = smooth(each * 3.0, each * 1.2, part.min(1.0 - part));
    let edge = smooth(each * 6.0, each * 3.5, part) * 0.25;
    let butt = unit(crate::num::low(lot >> 16)) * float(mask.len()) * 1.6;
    for (value, count) in mask.iter_mut().zip(&COUNT) {
        let end = ramp(2.6, 1.0, (count - butt).abs());
        *value = gap.max(end) * 0.9;
    }
    row.blend(mask, deep.scale(0.45));
    mask.fill(edge * (1.0 - gap));
    row.blend(mask, light);
}

/// The colour of each thread: stripes mirrored around their middle, as tartans are.
fn sett(codes: [u32; 4], rng: &mut Rng) -> Vec<Rgb> {
    let [dark, middle, light, accent] = colours(codes);
    let mut half = Vec::new();
    for colour in [middle, dark, middle, light, accent, light, dark] {
        let count = if colour == accent { 1 + rng.below(3) } else { 2 + rng.below(13) };
        half.extend(std::iter::repeat_n(colour, count));
    }
    let back: Vec<Rgb> = half.iter().rev().copied().collect();
    half.extend(back);
    half
}

fn cloth(canvas: &mut Canvas, rng: &mut Rng) -> &'static str {
    let (name, codes) = rng.pick(&CLOTHS);
    let threads = sett(codes, rng);
    let pitch = (canvas.scale() * rng.pick(&[0.008, 0.012, 0.018, 0.026])).round().max(7.0);
    let (twill, weft_shift) = (rng.pick(&[1_i32, 2, 2]), rng.below(threads.len()));
    let (fuzz, folds, scale) = (Noise(rng.seed()), Noise(rng.seed()), canvas.scale());
    let mut strip = crate::canvas::Strip::sized(canvas.width);
    let (mut fibre, mut fold) = (vec![0.0; canvas.width], vec![0.0; canvas.width]);
    let thread =
        |number: usize| threads.get(number % threads.len().max(1)).copied().unwrap_or_default();
    for (down, mut row) in canvas.rows() {
        let weft = floor(down / pitch);
        let under = round_thread(fract(down / pitch));
        let weft_colour = thread(index(down / pitch) + weft_shift);
        fuzz.cloud_row(Span::new(0.0, 2.2 / pitch), down * 2.2 / pitch, 2, &mut fibre);
        folds.cloud_row(Span::new(0.0, 1.6 / scale), down * 0.9 / scale, 3, &mut fold);
        strip.set(fibre.iter().zip(&fold).zip(&COUNT).map(|((fibre, fold), count)| {
            let place = count / pitch;
            let over = (floor(place) + weft * if twill == 1 { 1 } else { 3 }).rem_euclid(twill * 2)
                < twill;
            let (colour, along, across) = if over {
                (thread(index(place)), fract(down / pitch), round_thread(fract(place)))
            } else {
                (weft_colour, fract(place), under)
            };
            let dip = 0.86 + 0.14 * sine(along * 0.5);
            let strand = 1.0 + 0.07 * sine(along * 0.7 + across * 1.6);
            colour.scale(
                (0.52 + 0.5 * across) * dip * strand * (1.0 + fibre * 0.24) * (0.97 + fold * 0.22),
            )
        }));
        row.copy(&strip);
    }
    name
}

/// How bright a thread is across its width.
fn round_thread(part: f32) -> f32 {
    let side = (part - 0.46) * 2.0;
    mix(1.0, 0.0, (side * side).min(1.0))
}
