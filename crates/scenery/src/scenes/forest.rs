//! Trunks in fog, the light coming from somewhere behind them.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::{Rgb, along, hex};
use crate::field::Field;
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{COUNT, float, index, mix, ramp, sine, smooth};
use crate::rng::Rng;
use crate::shape::Ink;
use crate::sky::round_glow;

/// The colours of one wood.
#[derive(Clone, Copy, Default)]
struct Wood {
    when: &'static str,
    tones: &'static str,
    /// From the top to the ground, far off.
    fog: [Rgb; 3],
    light: Rgb,
    trunk: Rgb,
    leaves: Rgb,
    floor: Rgb,
}

const fn wood(words: [&'static str; 2], fog: [u32; 3], rest: [u32; 4]) -> Wood {
    let [when, tones] = words;
    let [top, middle, low] = fog;
    let [light, trunk, leaves, floor] = rest;
    let fog = [hex(top), hex(middle), hex(low)];
    Wood {
        when,
        tones,
        fog,
        light: hex(light),
        trunk: hex(trunk),
        leaves: hex(leaves),
        floor: hex(floor),
    }
}

#[rustfmt::skip]
const WOODS: [Wood; 11] = [
    wood(["on a foggy morning", "grey-green"], [0x9fb0a8, 0xcdd6cc, 0xb4beac], [0xfdfbe8, 0x1d2622, 0x4f6650, 0x3b4a34]),
    wood(["early in the day", "green and gold"], [0x7f9a6a, 0xd8d79a, 0x9aa56a], [0xfff6c4, 0x241f16, 0x5d7a35, 0x46552a]),
    wood(["in October", "orange and russet"], [0xc58a56, 0xf2cf9c, 0xc99a66], [0xfff0c8, 0x2c1c16, 0xb5602a, 0x7c4424]),
    wood(["in the snow", "white and slate"], [0xb9c4cd, 0xe6ebee, 0xdfe5e9], [0xffffff, 0x2b3038, 0x8fa0a8, 0xd8e0e6]),
    wood(["before dawn", "blue"], [0x2c4258, 0x6b8ba3, 0x4d6a80], [0xd4e6ee, 0x0c151e, 0x2a4250, 0x22343f]),
    wood(["in the evening", "rust and rose"], [0x8f5d62, 0xe6a78c, 0xa97468], [0xffe0b0, 0x221319, 0x6b4038, 0x4c2d2c]),
    wood(["after the rain", "deep green"], [0x3f5f4c, 0x93b58f, 0x64855f], [0xeaf6cf, 0x0e1713, 0x2f5a38, 0x2c4a2c]),
    wood(["on a winter afternoon", "sepia"], [0xa89c8c, 0xdccfba, 0xbcae98], [0xfff6e2, 0x2a231d, 0x7a6a58, 0x6e5f4d]),
    wood(["in the last light", "violet and gold"], [0x5d5078, 0xd9a58f, 0x8a6c7c], [0xffe1a0, 0x171222, 0x4b3d58, 0x3a2f3f]),
    wood(["in May", "fresh green"], [0xa9c68c, 0xe9efc2, 0xb9cf92], [0xfffff0, 0x2e2b22, 0x86ab4a, 0x6a8a40]),
    wood(["in November", "pewter"], [0x70777d, 0xb4b9ba, 0x8c9190], [0xf2f2ee, 0x15181b, 0x51585a, 0x3c4142]),
];

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let wood = rng.pick(&WOODS);
    let (wide, tall) = (canvas.wide(), canvas.tall());
    let sun = (wide * rng.range(0.25, 0.75), tall * rng.range(0.15, 0.5));
    fog(canvas, &wood, sun, rng);
    let layers = 6 + rng.below(2);
    let thick = rng.range(0.8, 1.35);
    let path = rng.chance(0.35);
    let leaves = Noise(rng.seed());
    let bark = bark(Noise(rng.seed()));
    let moss = moss(canvas, Noise(rng.seed()));
    let stand = Stand { wood, sun, thick, path, bark };
    for (layer, number) in (0..layers).zip(1_u32..) {
        let near = float(layer) / float(layers - 1);
        let dark = 0.1 + 0.9 * near * (0.4 + 0.6 * near);
        let ground = canvas.tall() * mix(0.68, 1.06, near * near * 0.6 + near * 0.4);
        stand.plant(canvas, ground, (near, dark), rng);
        let below = (ground, dark * (0.55 + 0.45 * dark));
        floor(canvas, &wood, below, (&moss, Noise(leaves.0 ^ number)));
        if layer % 2 == 1 && layer + 2 < layers {
            canopy(canvas, (leaves, &wood), (near, dark));
        }
    }
    rays(canvas, &wood, sun, rng);
    let detail = if path { "a way between the trees" } else { "light behind the trunks" };
    Look { when: wood.when, tones: wood.tones, detail, ..Look::default() }
}

/// What all trunks of a picture share.
struct Stand {
    wood: Wood,
    sun: (f32, f32),
    thick: f32,
    /// Whether the middle stays free.
    path: bool,
    bark: Vec<f32>,
}

impl Stand {
    /// One layer of trunks, their feet on this row.
    fn plant(&self, canvas: &mut Canvas, ground: f32, (near, dark): (f32, f32), rng: &mut Rng) {
        let (wide, scale) = (canvas.wide(), canvas.scale());
        let [_, fog, _] = self.wood.fog;
        let gap = if self.path { wide * 0.05 * (1.0 + 4.0 * near) } else { 0.0 };
        let size = scale * mix(0.0035, 0.03, near * near) * self.thick;
        for _ in 0..index(mix(24.0, 2.6, near.sqrt()) * (wide / scale).sqrt()) {
            let x = rng.range(-0.05, 1.05) * wide;
            let aside = x - wide * 0.5;
            let x = if aside.abs() < gap { x + gap.copysign(aside) } else { x };
            let trunk = Trunk {
                half: size * rng.range(0.6, 1.4),
                foot: (x, ground + rng.range(0.0, 0.012) * canvas.tall()),
                lean: rng.range(-0.05, 0.05),
                colour: fog.mix(self.wood.trunk, dark),
                sun: self.sun,
                mist: mix(0.16, 0.012, near.sqrt()),
            };
            trunk.paint(canvas, (&self.wood, &self.bark), rng);
        }
    }
}

fn fog(canvas: &mut Canvas, wood: &Wood, sun: (f32, f32), rng: &mut Rng) {
    let (tall, reach) = (canvas.tall(), 1.0 / (canvas.scale() * rng.range(0.3, 0.5)));
    let mut mask = vec![0.0; canvas.width];
    for (down, mut row) in canvas.rows() {
        row.fill(along(&wood.fog, down / tall));
        let away = (down - sun.1) * reach;
        round_glow(Span::new(-sun.0 * reach, reach), away * away, 0.8, &mut mask);
        row.screen(&mask, wood.light);
    }
}

/// What grows on the ground, for the whole picture.
fn moss(canvas: &Canvas, noise: Noise) -> Field {
    let spread = 3.0 * 16.0 / canvas.scale();
    Field::new(canvas.size(), 3, |down, out| {
        noise.cloud_row(Span::new(7.0, spread), down * spread * 0.7, 4, out);
    })
}

/// The ground from a row down, its edge grown over.
fn floor(
    canvas: &mut Canvas,
    wood: &Wood,
    (ground, dark): (f32, f32),
    (moss, noise): (&Field, Noise),
) {
    let scale = canvas.scale();
    let mut edge = vec![0.0; canvas.width];
    noise.cloud_row(Span::new(0.0, 5.0 / scale), 0.4, 4, &mut edge);
    let mut tufts = vec![0.0; canvas.width];
    noise.cloud_row(Span::new(0.0, mix(160.0, 60.0, dark) / scale), 0.7, 3, &mut tufts);
    let rough = scale * mix(0.012, 0.05, dark);
    for (value, tuft) in edge.iter_mut().zip(&tufts) {
        *value = ground - rough * (0.45 + *value * 1.2 + tuft * 0.6);
    }
    let colour = wood.fog.last().copied().unwrap_or_default().mix(wood.floor, dark);
    let deep = colour.mix(wood.trunk, 0.4 * dark);
    let (mut mask, mut shade) = (vec![0.0; canvas.width], vec![0.0; canvas.width]);
    let soft = 1.0 / (1.5 + rough * 0.25 + (1.0 - dark) * scale * 0.02);
    // Farther down, the next layer's ground covers this one.
    let bottom = ground + canvas.tall() * 0.12;
    for (down, mut row) in canvas.rows_between((ground - rough * 2.0).max(0.0), bottom) {
        moss.row(down, &mut shade);
        for ((mask, shade), edge) in mask.iter_mut().zip(&mut shade).zip(&edge) {
            *mask = ((down - edge) * soft).clamp(0.0, 1.0);
            *shade = (0.55 + *shade * 0.9 + (down - edge) * 0.1 / rough).clamp(0.0, 1.0);
        }
        row.blend_shaded(&mask, &shade, (deep, colour));
    }
}

/// Bark: long cracks, [`BARK`] pixels wide.
fn bark(noise: Noise) -> Vec<f32> {
    let mut plane = vec![0.0; BARK * 512];
    for (line, down) in plane.chunks_exact_mut(BARK).zip(&COUNT) {
        noise.cloud_row(Span::new(0.0, 0.16), down * 0.022, 3, line);
    }
    plane
}

const BARK: usize = 256;

struct Trunk {
    foot: (f32, f32),
    half: f32,
    lean: f32,
    colour: Rgb,
    sun: (f32, f32),
    /// How far up from its foot it is lost in mist, as a part of its height.
    mist: f32,
}

impl Trunk {
    fn paint(&self, canvas: &mut Canvas, (wood, bark): (&Wood, &[f32]), rng: &mut Rng) {
        let tall = self.foot.1;
        let side = if self.sun.0 > self.foot.0 { 1.0 } else { -1.0 };
        let rim = self.colour.mix(wood.light, 0.3);
        let count = index(self.half * 3.0) + 5;
        let (mut cover, mut shade) = (vec![0.0; count], vec![0.0; count]);
        let soft = 1.0 / (1.0 + self.half * 0.06);
        let (first, phase) = (rng.below(BARK - count.min(BARK - 1)), rng.unit());
        // There and back again, so that no seam shows.
        let cracks =
            bark.chunks_exact(BARK).chain(bark.chunks_exact(BARK).rev()).cycle().skip(first);
        for (row, crack) in (0..index(tall).min(canvas.height)).zip(cracks) {
            let up = 1.0 - float(row) / tall;
            let bend =
                (sine(up * 0.8 + phase) + 0.4 * sine(up * 2.3 + phase * 3.0)) * self.half * 0.32;
            let flare = 1.0 + 0.5 * smooth(0.07, 0.0, up) - 0.35 * up;
            let (middle, half) =
                (self.foot.0 + self.lean * tall * up * 0.5 + bend, self.half * flare);
            let start = (middle - half - 2.0).max(0.0).floor();
            if start >= canvas.wide() {
                continue;
            }
            // Far ones stand in mist to their knees.
            let clear = smooth(0.0, self.mist, up + 0.01);
            let cracks = crack.iter().skip(first);
            for (((cover, shade), count), crack) in
                cover.iter_mut().zip(&mut shade).zip(&COUNT).zip(cracks)
            {
                let across = start + count - middle;
                *cover = ((half - across.abs()) * soft + 0.5).clamp(0.0, 1.0) * clear;
                let lit = ramp(0.2, 1.0, across * side / half);
                *shade = (0.15 + *crack * 0.55 + lit * 0.55).clamp(0.0, 1.0);
            }
            canvas.blend_shaded_at((row, index(start)), &cover, &shade, (self.colour, rim));
        }
        self.boughs(canvas, rng);
    }

    /// Dead boughs, as those of pines in the shade are.
    fn boughs(&self, canvas: &mut Canvas, rng: &mut Rng) {
        for _ in 0..rng.below(7) {
            let up = rng.range(0.35, 1.0) * self.foot.1;
            let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
            let from = (self.foot.0 + self.lean * up * 0.5, self.foot.1 - up);
            let reach = self.half * rng.range(2.0, 6.0);
            let knee = (from.0 + side * reach * 0.6, from.1 - reach * rng.range(-0.06, 0.2));
            let tip = (from.0 + side * reach, knee.1 + reach * rng.range(-0.08, 0.12));
            let thick = self.half * rng.range(0.1, 0.2);
            canvas.line(from, knee, (thick * 1.4, thick * 0.7), (Ink::Paint, self.colour));
            canvas.line(knee, tip, (thick * 0.7, thick * 0.2), (Ink::Paint, self.colour));
        }
    }
}

/// Leaves at the top, as far off as this layer.
fn canopy(canvas: &mut Canvas, (noise, wood): (Noise, &Wood), (near, dark): (f32, f32)) {
    let (scale, tall) = (canvas.scale(), canvas.tall() * mix(0.5, 0.34, near));
    let size = mix(13.0, 7.0, near);
    let noise = Noise(noise.0 ^ crate::num::bits(crate::num::floor(near * 97.0)));
    let clumps = Field::new((canvas.width, index(tall)), 2, |down, out| {
        noise.cloud_row(Span::new(0.0, 2.0 * size / scale), down * size * 1.25 / scale, 7, out);
    });
    let [_, fog, _] = wood.fog;
    let (dim, lit) = (
        fog.mix(wood.leaves.mix(wood.trunk, 0.45), dark),
        fog.mix(wood.leaves.mix(wood.light, 0.25), dark * 0.85),
    );
    let (mut mask, mut shade) = (vec![0.0; canvas.width], vec![0.0; canvas.width]);
    for (down, mut row) in canvas.rows_between(0.0, tall) {
        clumps.row(down, &mut mask);
        let open = mix(-0.35, 0.75, ramp(0.0, tall, down));
        for (mask, shade) in mask.iter_mut().zip(&mut shade) {
            *shade = ramp(0.5, -0.1, *mask - open * 0.4);
            *mask = smooth(open, open + 0.2, *mask) * 0.85;
        }
        row.blend_shaded(&mask, &shade, (dim, lit));
    }
}

/// Light falling slantwise through the fog.
fn rays(canvas: &mut Canvas, wood: &Wood, sun: (f32, f32), rng: &mut Rng) {
    let (noise, strength) = (Noise(rng.seed()), rng.range(0.0, 0.34));
    let above = (sun.0, sun.1 - canvas.tall() * 0.35);
    let reach = 1.0 / (canvas.scale() * 0.8);
    let beams = Field::new(canvas.size(), 8, |down, out| {
        let drop = (down - above.1).max(1.0);
        for (value, count) in out.iter_mut().zip(&COUNT) {
            let across = count * 8.0 - above.0;
            let away = (across * across + drop * drop).sqrt() * reach;
            let beam = noise.cloud(across / drop * 5.0, 0.5, 3);
            *value =
                smooth(-0.1, 0.5, beam) * strength * smooth(0.15, 0.6, away) / (1.0 + away * away);
        }
    });
    let mut mask = vec![0.0; canvas.width];
    for (down, mut row) in canvas.rows() {
        beams.row(down, &mut mask);
        row.screen(&mask, wood.light);
    }
}
