//! High mountains in the sun: rock, snow, meadow, sometimes a lake at their foot.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::{Canvas, Strip};
use crate::colour::{Rgb, hex};
use crate::ground::{self, Camera, Land, Line, Sun};
use crate::kinds::Look;
use crate::mirror::Mirror;
use crate::noise::{Noise, Span};
use crate::num::{COUNT, fall, mix, ramp, smooth};
use crate::palette::{Light, Sky};
use crate::plants::pine;
use crate::rng::Rng;
use crate::shape::Ink;
use crate::sky::Dome;
use crate::stars::ridge;

struct Alps {
    shape: Noise,
    detail: Noise,
    sun: Sun,
    /// Colours: rock, snow, grass, each in the shade and in the light.
    rock: (Rgb, Rgb),
    snow: (Rgb, Rgb),
    grass: (Rgb, Rgb),
    haze: Rgb,
    thick: f32,
    /// The height snow lies from.
    line: f32,
    size: f32,
    /// Where the highest ones stand.
    middle: f32,
}

impl Land for Alps {
    fn heights(&self, far: f32, across: Span, out: &mut [f32]) {
        out.fill(0.0);
        self.shape.ridge_row(across.scale(0.16), far * 0.16, 6, out);
        let mut roll = vec![0.0; out.len()];
        self.detail.cloud_row(across.scale(0.5), far * 0.5, 4, &mut roll);
        let wall = smooth(7.0, 17.0, far) * self.size;
        for ((height, roll), count) in out.iter_mut().zip(&roll).zip(&COUNT) {
            let aside = (across.start + across.step * count) / far - self.middle;
            let peak = 1.25 / (1.0 + aside * aside * 5.0);
            let high = (*height * 2.1 + 0.42).max(-0.1);
            *height = high * wall * (0.5 + peak) + roll * (0.3 + 0.12 * wall);
        }
    }

    fn colours(&self, line: &Line, out: &mut Strip) {
        let mut speckle = vec![0.0; line.heights.len()];
        self.detail.cloud_row(
            line.across().scale(1.7),
            line.far * 1.7,
            if line.far < 6.0 { 6 } else { 4 },
            &mut speckle,
        );
        let clear = fall((line.far - 4.0).max(0.0) * self.thick);
        let places = line.heights.iter().zip(&line.lit).zip(&line.steep).zip(&speckle);
        out.set(places.map(|(((height, lit), steep), speckle)| {
            let lit = (lit * 1.25).min(1.0);
            let rock = self.rock.0.mix(self.rock.1, lit).scale(1.0 + speckle * 0.5);
            let grass = self.grass.0.mix(self.grass.1, lit * 0.8 + speckle * 0.6 + 0.1);
            let snow = self.snow.0.mix(self.snow.1, lit);
            let high = height + speckle * 1.1;
            let ground = grass.mix(rock, smooth(0.5, 1.5, high + steep * 0.8));
            let cover = smooth(self.line - 0.25, self.line + 0.35, high)
                * smooth(0.62, 0.4, steep - speckle * 0.25);
            let low = fall((height * 0.45).max(0.0));
            ground.mix(snow, cover).mix(self.haze, (1.0 - clear) * mix(0.7, 1.0, low))
        }));
    }

    fn sun(&self) -> Sun {
        self.sun
    }
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let sky = Sky::pick(&[Light::Day, Light::Low, Light::Dusk, Light::Moon], rng);
    let tall = canvas.tall();
    let lake = rng.chance(0.65);
    let horizon = tall * if lake { rng.range(0.6, 0.68) } else { rng.range(0.54, 0.68) };
    let dome = Dome::new(canvas, sky, horizon, rng);
    dome.paint(canvas);
    let land = land(&sky, &dome, canvas, rng);
    let focal = canvas.scale() * rng.range(1.15, 1.6);
    let strides = [(6.0, 1.022), (22.0, 1.0085), (60.0, 1.03)];
    let mut camera = Camera { horizon, eye: 0.0, focal, near: 1.2, strides };
    camera.stand(&land, rng.range(0.5, 0.9), tall);
    let tops = ground::draw(canvas, camera, &land);
    ground::roughen(canvas, &tops, land.detail, horizon + tall * 0.06);
    if lake {
        let line = (horizon + tall * rng.range(0.02, 0.06)).floor();
        let deep = sky.near.mix(sky.top(), 0.35);
        let rough = rng.pick(&[0.05, 0.2, 0.5]);
        Mirror { line, deep, murk: (0.1, 0.5), rough, noise: Noise(rng.seed()) }.paint(canvas);
    }
    let wood = !lake || rng.chance(0.5);
    if wood {
        if !lake {
            woods(canvas, (sky.near, land.haze), rng);
        }
        pines(canvas, sky.near.scale(0.75), rng);
    }
    let detail = match (lake, wood) {
        (true, _) => "a lake that mirrors them",
        (_, true) => "pines close by",
        _ => "snow on the heights",
    };
    sky.look(detail)
}

fn land(sky: &Sky, dome: &Dome, canvas: &Canvas, rng: &mut Rng) -> Alps {
    let side = if dome.sun.0 > canvas.wide() * 0.5 { 1.0 } else { -1.0 };
    let (bright, warm) = match sky.light {
        Light::Day => (1.0, 0.12),
        Light::Low => (0.92, 0.5),
        Light::Dusk => (0.76, 0.55),
        _ => (0.5, 0.6),
    };
    let [top, high, low, horizon] = sky.air;
    let dark = top.mix(sky.near, 0.4);
    let lamp = |code: u32| hex(code).mix(sky.sun.mix(sky.lit, 0.6), warm).scale(bright);
    let summer = rng.chance(0.5);
    let green = rng.pick(&[0x627a3c, 0x787f45, 0x8a7a48, 0x4f6b45]);
    Alps {
        shape: Noise(rng.seed()),
        detail: Noise(rng.seed()),
        sun: ground::sun(side * rng.range(0.6, 1.0), rng.range(0.35, 0.6), rng.range(-0.5, 0.1)),
        rock: (dark.mix(sky.near, 0.35), lamp(0x9b9088)),
        snow: (high.mix(dark, 0.45).mix(hex(0x8aa0c4).scale(bright), 0.4), lamp(0xfffdf8)),
        grass: (sky.near.mix(hex(green).scale(bright * 0.3), 0.5), lamp(green)),
        haze: low.mix(horizon, 0.5).mix(high, 0.25),
        thick: rng.range(0.012, 0.04),
        line: if summer { rng.range(1.6, 2.6) } else { rng.range(0.2, 1.2) },
        size: rng.range(2.4, 4.2),
        middle: rng.range(-0.35, 0.35),
    }
}

/// Wooded hills along the bottom.
fn woods(canvas: &mut Canvas, (near, haze): (Rgb, Rgb), rng: &mut Rng) {
    let (tall, scale) = (canvas.tall(), canvas.scale());
    ridge(
        canvas,
        (tall * rng.range(0.86, 0.92), tall * 0.05),
        scale * 0.03,
        near.mix(haze, 0.14),
        rng,
    );
    ridge(canvas, (tall * 0.96, tall * 0.04), scale * 0.05, near.scale(0.85), rng);
}

/// Pines close by, on one side or both.
fn pines(canvas: &mut Canvas, colour: Rgb, rng: &mut Rng) {
    let (wide, tall, scale) = (canvas.wide(), canvas.tall(), canvas.scale());
    let both = rng.chance(0.5);
    let first = rng.chance(0.5);
    for _ in 0..18 {
        let place = rng.unit() * rng.unit() * 0.3;
        let left = if both { rng.chance(0.5) } else { first };
        let x = if left { place } else { 1.0 - place };
        let height = scale * mix(0.42, 0.12, ramp(0.0, 0.3, place)) * rng.range(0.6, 1.15);
        let outline = pine((wide * x, tall * rng.range(1.0, 1.04)), height, rng);
        canvas.polygon(&outline, 1.0, (Ink::Paint, colour));
    }
}
