//! A skyline with lit windows, mirrored in a river or not.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::Canvas;
use crate::colour::{Rgb, hex};
use crate::details::birds;
use crate::kinds::Look;
use crate::mirror::Mirror;
use crate::noise::Noise;
use crate::num::{float, floor, index, mix};
use crate::palette::{Light, Sky};
use crate::rng::Rng;
use crate::shape::{Disc, Ink};
use crate::sky::Dome;

const LAMPS: [u32; 7] = [0xffd58a, 0xffe7b4, 0xffc06a, 0xfff2d4, 0xcfe2ff, 0xffb45e, 0xffdc9c];

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
    let sky = Sky::pick(&[Light::Low, Light::Dusk, Light::Grey, Light::Moon], rng);
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let river = rng.chance(0.6);
    let foot = (tall * if river { rng.range(0.62, 0.76) } else { 1.02 }).floor();
    let dome = Dome::new(canvas, sky, foot.min(tall) * 0.95, rng);
    dome.paint(canvas);
    let skyline = foot * rng.range(0.34, 0.52);
    for near in [0.0, 0.33, 0.67, 1.0] {
        build(canvas, &street(&sky, (foot, skyline), (near, river), scale), rng);
    }
    if river {
        quay(canvas, foot, sky.near, rng);
        let deep = sky.near.mix(sky.top(), 0.4);
        let rough = rng.pick(&[0.25, 0.5, 0.8]);
        let noise = Noise(rng.seed());
        Mirror { line: foot, deep, murk: (0.12, 0.5), rough, noise }.paint(canvas);
    }
    if rng.chance(0.3) {
        let around = (wide * rng.range(0.2, 0.8), tall * rng.range(0.12, 0.3));
        birds(canvas, around, sky.near, rng);
    }
    sky.look(if river { "a river in front" } else { "roof behind roof" })
}

/// A row of houses: `near` is 0 for the farthest, 1 for the nearest.
fn street(
    sky: &Sky,
    (foot, skyline): (f32, f32),
    (near, river): (f32, bool),
    scale: f32,
) -> Street {
    let [_, _, low, last] = sky.air;
    let haze = last.mix(low, 0.35);
    let (high, wide, storey) =
        if river { ((1.0, 0.6), 0.075, 0.0105) } else { ((1.25, 0.55), 0.13, 0.015) };
    Street {
        foot,
        height: skyline * mix(high.0, high.1, near),
        width: scale * mix(0.045, wide, near),
        colour: haze.mix(sky.near, 0.22 + 0.75 * near),
        haze: haze.mix(sky.near, 0.7 * near),
        lit: if near > 0.0 { lamps(sky) * mix(0.4, 1.0, near) } else { 0.0 },
        storey: (scale * mix(0.0075, storey, near)).max(6.0),
    }
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

fn roof(
    canvas: &mut Canvas,
    (x, top, width): (f32, f32, f32),
    tint: Rgb,
    (street, rng): (&Street, &mut Rng),
) {
    let (middle, low) = (x + width * 0.5, top + 1.0);
    let mut part = |from: f32, to: f32, up: f32| {
        let (left, right) = (x + width * from, x + width * to);
        canvas.fill(&[(left, low), (left, top - up), (right, top - up), (right, low)], tint);
    };
    match rng.below(9) {
        2 => {
            part(0.15, 0.85, width * 0.2);
            part(0.32, 0.68, width * 0.42);
        }
        3 => mast(canvas, (middle, top), tint, (street, rng)),
        4 | 5 => part(rng.range(0.1, 0.4), rng.range(0.6, 0.9), street.storey * 1.2),
        6 | 7 => {
            part(0.12, 0.3, street.storey * rng.range(0.6, 1.4));
            part(0.62, 0.72, street.storey * rng.range(0.8, 2.0));
            part(0.45, 0.46, street.storey * 2.2);
        }
        0 if width < street.width => {
            canvas.fill(&[(x, low), (middle, top - width * 0.4), (x + width, low)], tint);
        }
        1 if width < street.width => {
            canvas.fill(&[(x, low), (x, top - width * 0.25), (x + width, low)], tint);
        }
        _ => {}
    }
}

/// A mast with a red lamp at its tip.
fn mast(canvas: &mut Canvas, foot: (f32, f32), tint: Rgb, (street, rng): (&Street, &mut Rng)) {
    let tip = (foot.0, foot.1 - street.storey * rng.range(3.0, 8.0));
    let thick = (street.storey * 0.3, street.storey * 0.12);
    canvas.line(foot, tip, thick, (Ink::Paint, tint));
    if street.lit > 0.1 {
        let lamp = Disc { middle: tip, radius: street.storey * 0.28, soft: 0.8, strength: 0.9 };
        canvas.disc(lamp, (Ink::Paint, hex(0xff5a4a)));
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
    canvas.polygon(
        &[(0.0, foot - wall), (edge, foot - wall), (edge, foot + 1.0), (0.0, foot + 1.0)],
        1.0,
        (Ink::Paint, near),
    );
    let gap = scale * rng.range(0.035, 0.07);
    let lamp = hex(rng.pick(&[0xffc978, 0xffe2b0, 0xffb060]));
    let mut x = gap * rng.unit();
    while x < edge {
        let middle = (x, foot - wall - scale * 0.012);
        canvas.disc(
            Disc { middle, radius: scale * 0.02, soft: 1.0, strength: 0.35 },
            (Ink::Light, lamp),
        );
        canvas.disc(
            Disc { middle, radius: scale * 0.0028, soft: 0.4, strength: 1.0 },
            (Ink::Paint, lamp.mix(Rgb::WHITE, 0.5)),
        );
        x += gap;
    }
}

impl Canvas {
    /// A small upright rectangle.
    fn pane(
        &mut self,
        (left, top): (f32, f32),
        (wide, high): (f32, f32),
        strength: f32,
        colour: Rgb,
    ) {
        if left < 0.0 || left + wide >= self.wide() || top < 0.0 {
            return;
        }
        let (start, right) = (index(left), left + wide);
        let cover: Vec<f32> = (start..=index(right))
            .map(|column| ((float(column) + 1.0).min(right) - float(column).max(left)) * strength)
            .collect();
        for row in index(top)..index(top + high).min(self.height) {
            self.blend_at(row, start, &cover, colour);
        }
    }
}
