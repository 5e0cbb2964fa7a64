//! A road through an empty land, running to the horizon.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::{Canvas, Strip};
use crate::colour::{Rgb, hex};
use crate::ground::{self, Camera, Land, Line, Sun};
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{COUNT, fall, fract, mix, smooth};
use crate::palette::{Light, SKIES, Sky};
use crate::rng::Rng;
use crate::shape::{Disc, Ink};
use crate::sky::Dome;

struct Plain {
    shape: Noise,
    scrub: Noise,
    sun: Sun,
    soil: (Rgb, Rgb),
    plant: Rgb,
    asphalt: (Rgb, Rgb),
    paint: Rgb,
    haze: Rgb,
    thick: f32,
    /// How high the tables of rock far off are.
    mesas: f32,
    /// How the road bends.
    bend: f32,
    /// How far left or right of the eye it lies.
    aside: f32,
    dash: f32,
}

impl Plain {
    /// The middle of the road at this distance.
    fn middle(&self, far: f32) -> f32 {
        let away = (far - 6.0).max(0.0);
        self.aside + self.bend * away * away / (1.0 + 0.03 * away)
    }
}

/// Half the width of the road.
const HALF: f32 = 0.62;

impl Land for Plain {
    fn heights(&self, far: f32, across: Span, out: &mut [f32]) {
        out.fill(0.0);
        self.shape.cloud_row(across.scale(0.05), far * 0.05, 6, out);
        let mut bumps = vec![0.0; out.len()];
        self.scrub.cloud_row(across.scale(1.3), far * 1.3, 4, &mut bumps);
        let (table, middle) = (smooth(26.0, 34.0, far) * self.mesas, self.middle(far));
        let dip = smooth(4.0, 18.0, far) * 0.25;
        for ((height, bump), count) in out.iter_mut().zip(&bumps).zip(&COUNT) {
            let away = (across.start + across.step * count - middle).abs();
            let cliff = smooth(0.04, 0.075, *height) * 0.75 + smooth(0.16, 0.19, *height) * 0.45;
            let roll = smooth(HALF, HALF * 5.0, away);
            let table = table * smooth(HALF, HALF * 7.0, away);
            *height = cliff * table
                + (*height * 0.4 * dip + (bump * 0.05 + 0.02) * smooth(HALF, HALF * 1.6, away))
                    * (0.15 + roll);
        }
    }

    fn colours(&self, line: &Line, out: &mut Strip) {
        let mut patch = vec![0.0; line.heights.len()];
        self.scrub.cloud_row(line.across().scale(6.3), line.far * 3.1, 5, &mut patch);
        let clear = fall((line.far - 3.0).max(0.0) * self.thick);
        let middle = self.middle(line.far);
        let places = line.heights.iter().zip(&line.lit).zip(&patch).zip(&COUNT);
        out.set(places.map(|(((height, lit), patch), count)| {
            let away = (line.start + line.step * count - middle).abs();
            let strata = if *height > 0.4 {
                1.0 + 0.1 * crate::num::sine(height * 1.3 + patch * 0.2)
            } else {
                1.0
            };
            let soil = self
                .soil
                .0
                .mix(self.soil.1, (lit * 1.15 + patch * 0.35).clamp(0.0, 1.0))
                .scale(strata);
            let green = smooth(0.0, 0.3, *patch + 0.12 * smooth(HALF * 1.2, HALF * 2.0, away))
                * smooth(0.5, 0.2, *height);
            soil.mix(self.plant.scale(0.7 + lit * 0.5), green * 0.4).mix(self.haze, 1.0 - clear)
        }));
    }

    fn sun(&self) -> Sun {
        self.sun
    }
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let sky = rng.pick(&SKIES);
    let horizon = canvas.tall() * rng.range(0.42, 0.62);
    let dome = Dome::new(canvas, sky, horizon, rng);
    dome.paint(canvas);
    let side = if dome.sun.0 > canvas.wide() * 0.5 { 1.0 } else { -1.0 };
    let land = plain(&sky, side, rng);
    let focal = canvas.scale() * rng.range(0.85, 1.25);
    let eye = rng.range(0.34, 0.6);
    let near = eye * 0.85 * focal / (canvas.tall() - horizon);
    let camera = Camera {
        horizon,
        eye,
        focal,
        near,
        strides: [(25.0, 1.028), (36.0, 1.009), (300.0, 1.05)],
    };
    ground::draw(canvas, camera, &land);
    tarmac(canvas, camera, &land);
    shrubs(canvas, camera, &land, rng);
    let poles = rng.chance(0.5);
    if poles {
        pole_line(canvas, camera, &land, sky.near, rng);
    }
    let detail = if poles {
        "telegraph poles along it"
    } else if land.mesas > 1.0 {
        "tables of rock far off"
    } else {
        "not a car in sight"
    };
    sky.look(detail)
}

/// The road itself, row by row, so that its edges and lines are sharp.
fn tarmac(canvas: &mut Canvas, camera: Camera, land: &Plain) {
    let (middle, tall) = (canvas.wide() * 0.5, canvas.tall());
    let mut grain = vec![0.0; canvas.width];
    let (mut cover, mut mark) = (grain.clone(), grain.clone());
    for (down, mut row) in
        canvas.rows_between(camera.horizon + camera.eye * camera.focal / 27.0, tall)
    {
        let far = camera.eye * camera.focal / (down + 0.5 - camera.horizon).max(0.5);
        let step = far / camera.focal;
        let start = -middle * step - land.middle(far);
        land.scrub.cloud_row(Span::new(start * 2.0, step * 2.0), far * 3.0, 5, &mut grain);
        // Lines are at least as wide as a pixel; nearer than a dash is long, they are sharp.
        let soft = step * 0.7;
        let gap = (fract(far * land.dash) - 0.5).abs();
        let dashed = smooth(0.27, 0.27 - (step * 0.5).max(0.012), gap) * smooth(20.0, 12.0, far);
        let clear = fall((far - 3.0).max(0.0) * land.thick);
        for (((grain, cover), mark), count) in
            grain.iter_mut().zip(&mut cover).zip(&mut mark).zip(&COUNT)
        {
            let away = (start + step * count).abs();
            let line = |at: f32| (1.0 - ((away - at).abs() - 0.022) / soft).clamp(0.0, 1.0);
            *mark =
                line(HALF * 0.9).max(line(0.0) * dashed) * (0.75 + *grain).clamp(0.3, 1.0) * clear;
            *cover = (0.5 - (away - HALF) / soft * 0.5).clamp(0.0, 1.0);
            let track = smooth(0.12, 0.0, (away - HALF * 0.45).abs());
            *grain = (0.5 + *grain * 0.7 - track * 0.12).clamp(0.0, 1.0);
        }
        let between = (land.haze.mix(land.asphalt.0, clear), land.haze.mix(land.asphalt.1, clear));
        row.blend_shaded(&cover, &grain, between);
        row.blend(&mark, land.paint);
    }
}

/// Shrubs beside the road, the far ones first.
fn shrubs(canvas: &mut Canvas, camera: Camera, land: &Plain, rng: &mut Rng) {
    let mut places: Vec<f32> = (0..70).map(|_| 1.0 / rng.range(0.05, 0.55)).collect();
    places.sort_by(|one, other| other.total_cmp(one));
    for far in places {
        let scale = camera.focal / far;
        let hand = if rng.chance(0.5) { 1.0 } else { -1.0 };
        let x = canvas.wide() * 0.5
            + (land.middle(far) + hand * rng.range(1.25, 1.6 + far * 0.6)) * scale;
        let foot = camera.horizon + camera.eye * scale;
        let size = scale * rng.range(0.05, 0.13);
        let clear = fall((far - 3.0).max(0.0) * land.thick);
        let colour =
            land.haze.mix(land.plant.scale(rng.range(0.5, 0.8)).mix(land.soil.0, 0.3), clear);
        let shade =
            Disc { middle: (x - land.sun.0 * size, foot), radius: size, soft: 1.0, strength: 0.3 };
        canvas.disc(shade, (Ink::Paint, land.haze.mix(land.soil.0, clear)));
        for _ in 0..9 {
            let middle = (x + rng.range(-0.8, 0.8) * size, foot - rng.range(0.0, 0.6) * size);
            let lit =
                1.0 + 0.35 * (foot - middle.1) / size + 0.15 * land.sun.0 * (middle.0 - x) / size;
            let leaf =
                Disc { middle, radius: size * rng.range(0.2, 0.45), soft: 0.7, strength: 0.8 };
            canvas.disc(leaf, (Ink::Paint, colour.scale(lit)));
        }
    }
}

fn plain(sky: &Sky, side: f32, rng: &mut Rng) -> Plain {
    let (bright, tint) = match sky.light {
        Light::Moon => (0.36, 0.4),
        Light::Dusk => (0.62, 0.4),
        Light::Grey => (0.72, 0.35),
        Light::Low => (0.95, 0.25),
        Light::Day => (1.0, 0.1),
    };
    let [top, high, low, last] = sky.air;
    let (dark, light, green) = rng.pick(&[
        (0x633b2b, 0xd99a66, 0x686a46),
        (0x5a4433, 0xd8b98a, 0x7c7a4a),
        (0x4d4436, 0xc9b585, 0x5d7346),
        (0x6e3526, 0xd27b50, 0x706650),
        (0x554a40, 0xd6c3a0, 0x707858),
    ]);
    let tone =
        |code: u32, part: f32| hex(code).mix(sky.lit.mix(high, 0.5), tint * part).scale(bright);
    Plain {
        shape: Noise(rng.seed()),
        scrub: Noise(rng.seed()),
        sun: ground::sun(side, rng.range(0.4, 0.7), rng.range(-0.3, 0.2)),
        soil: (tone(dark, 0.6).mix(top, 0.1), tone(light, 1.0)),
        plant: tone(green, 0.7),
        asphalt: (tone(0x38383c, 1.0), tone(0x706e6e, 1.0)),
        paint: tone(rng.pick(&[0xf2efe6, 0xf2c14e]), 0.6),
        haze: low.mix(last, 0.85),
        thick: rng.range(0.008, 0.03),
        mesas: rng.pick(&[0.0, 2.6, 4.2, 6.0]),
        bend: rng.pick(&[0.0, 0.0, 0.012, -0.012, 0.03, -0.03]),
        aside: rng.pick(&[0.0, -0.25, 0.3]),
        dash: rng.range(0.45, 0.7),
    }
}

/// Telegraph poles along the road, with their wires.
fn pole_line(canvas: &mut Canvas, camera: Camera, land: &Plain, colour: Rgb, rng: &mut Rng) {
    let side = if rng.chance(0.5) { 1.9 } else { -1.9 };
    let mut ends: Option<[(f32, f32); 2]> = None;
    for number in 0..14_u16 {
        let far = 46.0 - f32::from(number) * 3.2;
        let scale = camera.focal / far;
        let x = canvas.wide() * 0.5 + (land.middle(far) + side) * scale;
        let foot = camera.horizon + camera.eye * scale;
        let top = foot - 1.75 * scale;
        let shade = land.haze.mix(colour, fall((far - 3.0).max(0.0) * land.thick * 1.5));
        let thick = 0.055 * scale;
        canvas.line((x, foot), (x, top), (thick, thick * 0.7), (Ink::Paint, shade));
        let arm = top + 0.14 * scale;
        canvas.line(
            (x - 0.3 * scale, arm),
            (x + 0.3 * scale, arm),
            (thick * 0.6, thick * 0.6),
            (Ink::Paint, shade),
        );
        let tips = [(x - 0.28 * scale, arm), (x + 0.28 * scale, arm)];
        if let Some(before) = ends {
            for (from, to) in before.into_iter().zip(tips) {
                wire(canvas, from, to, (0.012 * scale, shade));
            }
        }
        ends = Some(tips);
    }
}

fn wire(canvas: &mut Canvas, from: (f32, f32), to: (f32, f32), (thick, colour): (f32, Rgb)) {
    let sag = (to.0 - from.0).abs() * 0.05 + 1.0;
    let at = |part: f32| {
        (mix(from.0, to.0, part), mix(from.1, to.1, part) + sag * 4.0 * part * (1.0 - part))
    };
    for piece in 0..8_u16 {
        let part = f32::from(piece) / 8.0;
        canvas.line(at(part), at(part + 0.125), (thick, thick), (Ink::Paint, colour));
    }
}
