//! Skies: the air's colours, clouds in perspective, the sun or moon and its glow. Most outdoor scenes begin with one.

use crate::canvas::{Canvas, Row};
use crate::colour::{Rgb, along};
use crate::field::Field;
use crate::noise::{Noise, Span};
use crate::num::{float, mix, smooth};
use crate::palette::{Light, Sky};
use crate::rng::Rng;
use crate::shape::{Disc, Ink, Point};

/// How clouds lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Clouds {
    /// None at all.
    #[default]
    Clear,
    /// Long thin ones.
    Streaks,
    /// Heaped ones.
    Heaps,
    /// Nearly everywhere.
    Deck,
}

impl Clouds {
    /// Clouds that go with a light.
    fn pick(light: Light, rng: &mut Rng) -> Self {
        let fitting: &[Self] = match light {
            Light::Grey => &[Self::Deck, Self::Deck, Self::Streaks],
            Light::Moon => &[Self::Clear, Self::Streaks],
            Light::Day => &[Self::Heaps, Self::Heaps, Self::Streaks],
            _ => &[Self::Clear, Self::Streaks, Self::Streaks, Self::Heaps, Self::Deck],
        };
        rng.pick(fitting)
    }
}

/// A sky over a picture.
#[derive(Debug)]
pub(crate) struct Dome {
    pub(crate) sky: Sky,
    /// The row the sky ends at.
    pub(crate) horizon: f32,
    pub(crate) sun: Point,
    pub(crate) radius: f32,
    /// Whether its disc is to be seen.
    pub(crate) disc: bool,
    pub(crate) clouds: Clouds,
    noise: Noise,
    cover: f32,
}

impl Dome {
    /// A sky down to `horizon`, all else by chance.
    pub(crate) fn new(canvas: &Canvas, sky: Sky, horizon: f32, rng: &mut Rng) -> Self {
        let height = match sky.light {
            Light::Day | Light::Grey => rng.range(0.55, 0.9),
            Light::Low => rng.range(0.08, 0.34),
            Light::Dusk => rng.range(-0.02, 0.03),
            Light::Moon => rng.range(0.45, 0.8),
        };
        let side = rng.pick(&[0.2, 0.3, 0.38, 0.5, 0.62, 0.68, 0.78]);
        let sun = (canvas.wide() * (side + rng.range(-0.04, 0.04)), horizon * (1.0 - height));
        let clouds = Clouds::pick(sky.light, rng);
        let sizes = if sky.light == Light::Moon { (0.022, 0.05) } else { (0.028, 0.055) };
        let radius = canvas.scale() * rng.range(sizes.0, sizes.1);
        let disc = match sky.light {
            Light::Low | Light::Moon => true,
            Light::Grey => rng.chance(0.2),
            _ => false,
        };
        Self {
            sky,
            horizon,
            sun,
            radius,
            disc,
            clouds,
            noise: Noise(rng.seed()),
            cover: rng.range(-0.08, 0.1),
        }
    }

    /// Paints it.
    pub(crate) fn paint(&self, canvas: &mut Canvas) {
        // The last colour goes on below the horizon, for what is drawn from there on and does not quite reach it.
        let bottom = self.horizon + 40.0;
        for (down, mut row) in canvas.rows() {
            row.fill(self.air(down));
        }
        if self.disc && self.sky.light != Light::Moon {
            self.sun_disc(canvas);
        }
        if self.clouds != Clouds::Clear {
            self.paint_clouds(canvas);
        }
        if self.disc && self.sky.light == Light::Moon {
            self.moon_disc(canvas);
        }
        self.glow(canvas, bottom);
    }

    /// The air's colour along a row.
    pub(crate) fn air(&self, down: f32) -> Rgb {
        along(&self.sky.air, down / self.horizon)
    }

    fn sun_disc(&self, canvas: &mut Canvas) {
        let colour = self.sky.sun.mix(Rgb::WHITE, 0.35);
        let disc = Disc { middle: self.sun, radius: self.radius, soft: 0.12, strength: 0.95 };
        canvas.disc(disc, (Ink::Paint, colour));
    }

    fn moon_disc(&self, canvas: &mut Canvas) {
        let disc = Disc { middle: self.sun, radius: self.radius, soft: 0.05, strength: 0.97 };
        canvas.disc(disc, (Ink::Paint, self.sky.sun));
        for (across, down, size) in [
            (-0.3, -0.25, 0.34),
            (0.2, -0.4, 0.24),
            (0.15, 0.1, 0.3),
            (-0.15, 0.4, 0.22),
            (-0.5, 0.1, 0.2),
        ] {
            let middle = (self.sun.0 + across * self.radius, self.sun.1 + down * self.radius);
            let sea = Disc { middle, radius: size * self.radius, soft: 0.8, strength: 0.2 };
            canvas.disc(sea, (Ink::Paint, self.sky.air.first().copied().unwrap_or_default()));
        }
    }

    fn glow(&self, canvas: &mut Canvas, bottom: f32) {
        let (strength, size, flat) = match self.sky.light {
            Light::Low => (0.75, 0.22, 1.0),
            Light::Dusk => (0.6, 0.3, 0.35),
            Light::Day => (0.4, 0.4, 1.0),
            Light::Grey => (0.25, 0.4, 0.7),
            Light::Moon => (0.4, 0.14, 1.0),
        };
        let reach = 1.0 / (size * canvas.scale());
        let mut mask = vec![0.0; canvas.width];
        for (down, mut row) in canvas.rows_between(0.0, bottom) {
            let tall = (down - self.sun.1) * reach;
            let across = Span::new(-self.sun.0 * reach * flat, reach * flat);
            round_glow(across, tall * tall, strength, &mut mask);
            row.screen(&mask, self.sky.sun);
        }
    }

    /// The clouds' noise along a row, `down` pixels from the top.
    fn density(&self, tall: f32, down: f32, span: Span, out: &mut [f32]) {
        let height = ((self.horizon - down) / tall).max(0.0);
        let depth = 1.0 / (height + 0.16);
        let (wide, deep, octaves) = match self.clouds {
            Clouds::Streaks => (0.42, 2.7, 6),
            Clouds::Heaps => (0.95, 1.5, 7),
            _ => (0.6, 1.7, 6),
        };
        let place = Span::new(span.start / tall, span.step / tall).scale(depth * wide);
        self.noise.cloud_row(place, depth * deep, octaves, out);
    }

    fn paint_clouds(&self, canvas: &mut Canvas) {
        let (wide, tall) = (canvas.wide(), canvas.tall());
        let step = 3;
        let span = Span::new(-wide * 0.5, float(step));
        let size = (canvas.width, crate::num::index(self.horizon));
        // The light comes from the sun: clouds lit from below have it below them.
        let lean = if self.sun.1 > self.horizon * 0.6 { 0.025 } else { -0.03 } * tall;
        let body = Field::new(size, step, |down, out| self.density(tall, down, span, out));
        let toward = Field::new(size, step, |down, out| {
            self.density(tall, (down + lean).min(self.horizon), span, out);
        });
        let (mut mask, mut shade) = (vec![0.0; canvas.width], vec![0.0; canvas.width]);
        for (down, mut row) in canvas.rows_between(0.0, self.horizon) {
            body.row(down, &mut mask);
            toward.row(down, &mut shade);
            self.blend_clouds(down / self.horizon, &mut mask, &mut shade, &mut row);
        }
    }

    fn blend_clouds(&self, part: f32, mask: &mut [f32], shade: &mut [f32], row: &mut Row<'_>) {
        let (from, to, full) = match self.clouds {
            Clouds::Streaks => (-0.02, 0.42, 0.7),
            Clouds::Heaps => (0.02, 0.3, 0.92),
            _ => (-0.35, 0.35, 0.85),
        };
        let (from, to) = (from - self.cover, to - self.cover);
        let full = full * mix(1.0, 0.25, smooth(0.75, 1.0, part));
        for (cover, lit) in mask.iter_mut().zip(shade.iter_mut()) {
            let body = ((*cover - from) / (to - from)).clamp(0.0, 1.0);
            let edge = 1.0 - body;
            *lit = (0.45 + (*cover - *lit) * 1.9 + edge * 0.3 - 0.1).clamp(0.0, 1.0);
            *cover = body * body * (3.0 - 2.0 * body) * full;
        }
        row.blend_shaded(mask, shade, (self.sky.shade, self.sky.lit));
    }
}

/// A round glow along one row, `tall` being the square of how far the row lies from its middle.
pub(crate) fn round_glow(across: Span, tall: f32, strength: f32, out: &mut [f32]) {
    for (value, count) in out.iter_mut().zip(&crate::num::COUNT) {
        let side = across.start + across.step * count;
        let fade = 1.0 / (1.0 + side * side + tall);
        *value = strength * fade * fade;
    }
}
