//! A skyline with lit windows, mirrored in a river or not.

use crate::canvas::Canvas;
use crate::colour::{Rgb, hex};
use crate::kinds::Look;
use crate::mirror::Mirror;
use crate::noise::Noise;
use crate::num::{float, floor, index, mix};
use crate::palette::{Light, SKIES, Sky};
use crate::rng::Rng;
use crate::shape::{Disc, Ink};
use crate::sky::Dome;

const LAMPS: [u32; 7] = [0x00ff_d58a, 0x00ff_e7b4, 0x00ff_c06a, 0x00ff_f2d4, 0x00cf_e2ff, 0x00ff_b45e, 0x00ff_dc9c];

/// One row of houses.
#[derive(Clone, Copy)]
struct Street {
    /// The row their feet stand on.
    foot: f32,
    /// How high they are, in pixels, about.
    height: f32,
    width: f32,
    colour: Rgb,
    /// What their feet are lost in.
    haze: Rgb,
    /// How many windows are lit; none where it is 0.
    lit: f32,
    /// How high a storey is.
    storey: f32,
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let fitting: Vec<Sky> = SKIES.into_iter().filter(|sky| sky.light != Light::Day).collect();
    let sky = rng.pick(&fitting);
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let river = rng.chance(0.6);
    let foot = (tall * if river { rng.range(0.62, 0.76) } else { 1.02 }).floor();
    let dome = Dome::new(canvas, sky, foot.min(tall) * 0.95, rng);
    dome.paint(canvas);
    let haze = sky.air.last().copied().unwrap_or_default().mix(sky.air[2], 0.35);
    let layers = 4;
    let skyline = foot * rng.range(0.34, 0.52);
    for layer in 0..layers {
        let near = float(layer) / float(layers - 1);
        let street = Street {
            foot,
            height: skyline * if river { mix(1.0, 0.6, near) } else { mix(1.25, 0.55, near) },
            width: scale * mix(0.045, if river { 0.075 } else { 0.13 }, near),
            colour: haze.mix(sky.near, 0.22 + 0.75 * near),
            haze: haze.mix(sky.near, 0.7 * near),
            lit: if layer == 0 { 0.0 } else { lamps(&sky) * mix(0.4, 1.0, near) },
            storey: (scale * mix(0.0075, if river { 0.0105 } else { 0.015 }, near)).max(6.0),
        };
        build(canvas, &street, rng);
    }
    if river {
        quay(canvas, foot, sky.near, rng);
        let deep = sky.near.mix(sky.air[0], 0.4);
        Mirror { line: foot, deep, murk: (0.12, 0.5), rough: rng.pick(&[0.25, 0.5, 0.8]), noise: Noise(rng.seed()) }.paint(canvas);
    }
    if rng.chance(0.3) {
        crate::details::birds(canvas, (wide * rng.range(0.2, 0.8), tall * rng.range(0.12, 0.3)), sky.near, rng);
    }
    let detail = if river { "a river in front" } else { "roof behind roof" };
    Look { when: sky.when, tones: sky.tones, detail, ..Look::default() }
}

fn lamps(sky: &Sky) -> f32 {
    match sky.light {
        Light::Moon => 0.42,
        Light::Dusk => 0.38,
        Light::Low => 0.2,
        _ => 0.12,
    }
}

/// Houses side by side from edge to edge.
fn build(canvas: &mut Canvas, street: &Street, rng: &mut Rng) {
    let mut x = -street.width * rng.unit();
    let middle = rng.range(0.25, 0.75) * canvas.wide();
    while x < canvas.wide() {
        let width = (street.width * rng.range(0.55, 1.5)).round();
        let away = ((x - middle) / canvas.wide()).abs();
        let tower = if rng.chance(0.16) { rng.range(1.1, 1.7) } else { 1.0 };
        let height = street.height * rng.range(0.32, 0.85) * tower * (1.15 - away * 0.8);
        house(canvas, street, (x.round(), width, height.round()), rng);
        x += width + if rng.chance(0.25) { street.width * rng.range(0.0, 0.4) } else { 0.0 };
    }
}

fn house(canvas: &mut Canvas, street: &Street, (x, width, height): (f32, f32, f32), rng: &mut Rng) {
    let top = street.foot - height;
    let tint = street.colour.scale(rng.range(0.86, 1.14));
    wall(canvas, street, (x, top, width), tint);
    roof(canvas, (x, top, width), tint, (street, rng));
    if street.lit > 0.0 {
        windows(canvas, street, (x, top, width), rng);
    }
}

/// The wall, from clear at the top into the haze at its foot.
fn wall(canvas: &mut Canvas, street: &Street, (x, top, width): (f32, f32, f32), tint: Rgb) {
    let start = x.max(0.0);
    let count = index((x + width).min(canvas.wide()) - start);
    let cover = vec![1.0; count];
    let rows = index(street.foot.min(canvas.tall()));
    for row in index(top.max(0.0))..rows {
        let low = (float(row) - top) / (street.foot - top);
        let colour = tint.mix(street.haze, low * low * 0.6);
        canvas.blend_at(row, index(start), &cover, colour);
    }
}

fn roof(canvas: &mut Canvas, (x, top, width): (f32, f32, f32), tint: Rgb, (street, rng): (&Street, &mut Rng)) {
    let ink = (Ink::Paint, tint);
    let middle = x + width * 0.5;
    let part = |from: f32, to: f32, up: f32| [(x + width * from, top + 1.0), (x + width * from, top - up), (x + width * to, top - up), (x + width * to, top + 1.0)];
    match rng.below(7) {
        0 => canvas.polygon(&[(x, top + 1.0), (middle, top - width * 0.45), (x + width, top + 1.0)], 1.0, ink),
        1 => canvas.polygon(&[(x, top + 1.0), (x, top - width * 0.3), (x + width, top + 1.0)], 1.0, ink),
        2 => {
            canvas.polygon(&part(0.15, 0.85, width * 0.2), 1.0, ink);
            canvas.polygon(&part(0.32, 0.68, width * 0.42), 1.0, ink);
        }
        3 => {
            let mast = street.storey * rng.range(3.0, 8.0);
            let thick = (street.storey * 0.3, street.storey * 0.12);
            canvas.line((middle, top), (middle, top - mast), thick, ink);
            if street.lit > 0.1 {
                let lamp = Disc { middle: (middle, top - mast), radius: street.storey * 0.28, soft: 0.8, strength: 0.9 };
                canvas.disc(lamp, (Ink::Paint, hex(0x00ff_5a4a)));
            }
        }
        4 => canvas.polygon(&part(rng.range(0.1, 0.4), rng.range(0.6, 0.9), street.storey * 1.2), 1.0, ink),
        _ => {}
    }
}

/// Windows: storey by storey; some storeys are lit from end to end, most here and there.
fn windows(canvas: &mut Canvas, street: &Street, (x, top, width): (f32, f32, f32), rng: &mut Rng) {
    let tall = street.storey;
    let pitch = tall * rng.range(0.7, 1.15);
    let count = floor((width - tall * 0.6) / pitch).max(0);
    let margin = (width - crate::num::float_i32(count) * pitch) * 0.5;
    let (wide, high) = (pitch * rng.range(0.4, 0.72), tall * rng.range(0.42, 0.62));
    let often = street.lit * rng.range(0.25, 1.5);
    let home = hex(rng.pick(&LAMPS));
    let mut down = top + tall * 0.7;
    while down + tall < street.foot {
        let whole = rng.chance(0.05);
        for number in 0..count {
            if !rng.chance(if whole { 0.85 } else { often }) {
                continue;
            }
            let left = x + margin + crate::num::float_i32(number) * pitch + (pitch - wide) * 0.5;
            let lamp = if rng.chance(0.7) { home } else { hex(rng.pick(&LAMPS)) };
            canvas.pane((left, down), (wide, high), rng.range(0.45, 1.0), lamp);
        }
        down += tall;
    }
}

/// A line of street lamps along the water.
fn quay(canvas: &mut Canvas, foot: f32, near: Rgb, rng: &mut Rng) {
    let scale = canvas.scale();
    let wall = scale * 0.008;
    let edge = canvas.wide();
    canvas.polygon(&[(0.0, foot - wall), (edge, foot - wall), (edge, foot + 1.0), (0.0, foot + 1.0)], 1.0, (Ink::Paint, near));
    let gap = scale * rng.range(0.035, 0.07);
    let lamp = hex(rng.pick(&[0x00ff_c978, 0x00ff_e2b0, 0x00ff_b060]));
    let mut x = gap * rng.unit();
    while x < edge {
        let middle = (x, foot - wall - scale * 0.012);
        canvas.disc(Disc { middle, radius: scale * 0.02, soft: 1.0, strength: 0.35 }, (Ink::Light, lamp));
        canvas.disc(Disc { middle, radius: scale * 0.0028, soft: 0.4, strength: 1.0 }, (Ink::Paint, lamp.mix(Rgb::WHITE, 0.5)));
        x += gap;
    }
}

impl Canvas {
    /// A small upright rectangle.
    fn pane(&mut self, (left, top): (f32, f32), (wide, high): (f32, f32), strength: f32, colour: Rgb) {
        if left < 0.0 || left + wide >= self.wide() || top < 0.0 {
            return;
        }
        let (start, right) = (index(left), left + wide);
        let cover: Vec<f32> = (start..=index(right)).map(|column| ((float(column) + 1.0).min(right) - float(column).max(left)) * strength).collect();
        for row in index(top)..index(top + high).min(self.height) {
            self.blend_at(row, start, &cover, colour);
        }
    }
}
