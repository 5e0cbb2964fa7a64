//! Dunes in low light: sharp crests, long shadows, ripples in the sand.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::canvas::{Canvas, Strip};
use crate::colour::{Rgb, hex};
use crate::ground::{self, Camera, Land, Line, Sun};
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{fall, sine, smooth};
use crate::palette::{Light, Sky};
use crate::rng::Rng;
use crate::sky::{Clouds, Dome};

struct Dunes {
    shape: Noise,
    swell: Noise,
    ripple: Noise,
    sun: Sun,
    shade: Rgb,
    lit: Rgb,
    haze: Rgb,
    thick: f32,
    size: f32,
}

impl Land for Dunes {
    fn heights(&self, far: f32, across: Span, out: &mut [f32]) {
        // Dunes wander sideways as they go, so that no crest runs straight at the eye.
        let across = Span::new(
            across.start + 1.6 * self.swell.at(far * 0.22, 5.5) + 0.35 * far,
            across.step,
        );
        out.fill(0.0);
        let mut bend = vec![0.0; out.len()];
        self.shape.add_row(across.scale(0.11), far * 0.17, 1.0, out);
        self.swell.cloud_row(across.scale(0.3), far * 0.34, 2, &mut bend);
        // Crests are as sharp as the lines are close; the farthest dunes are but a haze.
        let round = (0.0045 * far) * (0.0045 * far);
        let size = self.size * fall((far - 25.0).max(0.0) * 0.02);
        for (height, bend) in out.iter_mut().zip(&bend) {
            let fold = *height + bend * 0.22;
            let crest = 1.0 - (fold * fold + round).sqrt() * 1.5;
            let rounded = if crest > 0.0 { crest * (0.35 + 0.65 * crest) } else { crest * 0.35 };
            *height = size * (rounded + bend * 0.12);
        }
    }

    fn colours(&self, line: &Line, out: &mut Strip) {
        let mut drift = vec![0.0; line.heights.len()];
        self.ripple.cloud_row(line.across().scale(0.5), line.far * 0.5, 4, &mut drift);
        let clear = fall((line.far - 3.0).max(0.0) * self.thick);
        let fine = smooth(8.0, 2.0, line.far) * 0.055;
        let places = line.heights.iter().zip(&line.lit).zip(&drift);
        out.set(places.map(|((height, lit), drift)| {
            let wave = sine(line.far * 8.5 + drift * 3.4 + height * 2.0);
            let lit = (lit * 1.6 + wave * fine * (0.3 + lit)).clamp(0.0, 1.0);
            let sand = self.shade.mix(self.lit, lit).scale(1.0 + drift * 0.06);
            sand.mix(self.haze, 1.0 - clear)
        }));
    }

    fn sun(&self) -> Sun {
        self.sun
    }
}

/// Sand in the shade and in the light.
const SANDS: [(u32, u32); 7] = [
    (0x573427, 0xf2b874),
    (0x6b3d2e, 0xf7a35c),
    (0x4d3a38, 0xecc9a0),
    (0x5e4a55, 0xf6d7c3),
    (0x482526, 0xe27d4f),
    (0x5c4a3c, 0xfbe6bd),
    (0x463038, 0xebb080),
];

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let sky = Sky::pick(&[Light::Day, Light::Low, Light::Dusk, Light::Moon], rng);
    let horizon = canvas.tall() * rng.range(0.26, 0.46);
    let mut dome = Dome::new(canvas, sky, horizon, rng);
    if rng.chance(0.6) {
        dome.clouds = Clouds::Clear;
    }
    dome.paint(canvas);
    let side = if dome.sun.0 > canvas.wide() * 0.5 { 1.0 } else { -1.0 };
    let (dark, light) = rng.pick(&SANDS);
    let (bright, tint) = match sky.light {
        Light::Moon => (0.85, 0.8),
        Light::Dusk => (0.75, 0.35),
        _ => (1.0, 0.15),
    };
    let [top, high, low, last] = sky.air;
    let land = Dunes {
        shape: Noise(rng.seed()),
        swell: Noise(rng.seed()),
        ripple: Noise(rng.seed()),
        sun: ground::sun(side, rng.range(0.3, 0.5), rng.range(-0.2, 0.35)),
        shade: hex(dark).mix(top.mix(high, 0.4), 0.22).scale(bright),
        lit: hex(light).mix(sky.lit, tint).scale(bright),
        haze: low.mix(last, 0.93),
        thick: rng.range(0.02, 0.045),
        size: rng.range(0.9, 1.7),
    };
    let focal = canvas.scale() * rng.range(1.0, 1.5);
    let strides = [(30.0, 1.008), (100.0, 1.02), (400.0, 1.06)];
    let mut camera = Camera { horizon, eye: 0.0, focal, near: 1.6, strides };
    camera.stand(&land, rng.range(0.45, 1.0), canvas.tall());
    ground::draw(canvas, camera, &land);
    sky.look("wind ripples in the sand")
}
