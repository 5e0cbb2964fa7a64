//! Water with things mirrored in it: what lies above the waterline, turned over, broken by waves, tinted by the depth.

use crate::canvas::{Canvas, Strip};
use crate::colour::Rgb;
use crate::noise::{Noise, Span};
use crate::num::{float, index, mix, ramp, sine};

/// A sheet of water from `line` down to the bottom of the picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mirror {
    /// The row the water begins at.
    pub(crate) line: f32,
    /// The water's own colour.
    pub(crate) deep: Rgb,
    /// How much of that is seen, far off and close by.
    pub(crate) murk: (f32, f32),
    /// How rough it is: 0 is glass, 1 is a breeze.
    pub(crate) rough: f32,
    pub(crate) noise: Noise,
}

impl Mirror {
    /// Paints it, from what is painted above it; `last` is told each row with its waves, to add sparkle.
    pub(crate) fn paint(&self, canvas: &mut Canvas) {
        let (wide, tall) = (canvas.wide(), canvas.tall());
        let mut waves = vec![0.0; canvas.width];
        let mut down = self.line.ceil();
        while down < tall {
            self.waves((wide, tall), down, &mut waves);
            let near = ramp(self.line, tall, down);
            let away = down - self.line;
            let spread = self.rough * (2.0 + away * mix(0.3, 0.55, near));
            let sway =
                sine(away * 0.043) * sine(away * 0.0171 + 0.3) * self.rough * (0.6 + near) * 3.0;
            let low = shifted(canvas.strip((self.line - 1.0 - away * 0.92).max(0.0)), sway);
            let high =
                shifted(canvas.strip((self.line - 1.0 - away * 0.92 - spread).max(0.0)), -sway);
            let murk = mix(self.murk.0, self.murk.1, near.sqrt());
            let shade = mix(1.0, 0.35, self.rough);
            for wave in &mut waves {
                *wave = (0.5 + *wave * mix(1.2, 2.2, near)).clamp(0.0, 1.0);
            }
            for (_, mut row) in canvas.rows_between(down, down + 1.0) {
                row.copy(&low);
                row.blend_strip(&waves, &high);
                for wave in &mut waves {
                    *wave = (murk * (shade + (1.0 - shade) * *wave * 1.6)).min(1.0);
                }
                row.blend(&waves, self.deep);
            }
            down += 1.0;
        }
    }

    /// The waves along a row, between about -1 and 1.
    pub(crate) fn waves(&self, (wide, tall): (f32, f32), down: f32, out: &mut [f32]) {
        let near = ramp(self.line, tall, down).max(0.004);
        let depth = 1.0 / (near + 0.015);
        let across = Span::new(-wide * 0.5 / tall * 5.0, 5.0 / tall).scale(depth);
        self.noise.cloud_row(across, depth * 11.0, 5, out);
    }
}

/// The strip, moved sideways by whole pixels; its ends are drawn out.
fn shifted(mut strip: Strip, by: f32) -> Strip {
    for plane in [&mut strip.red, &mut strip.green, &mut strip.blue] {
        let length = plane.len();
        let (right, left) = (index(by).min(length), index(-by).min(length));
        let first = plane.first().copied().unwrap_or_default();
        let last = plane.last().copied().unwrap_or_default();
        plane.copy_within(left..length - right, right);
        plane.iter_mut().take(right).for_each(|value| *value = first);
        plane.iter_mut().skip(length - left).for_each(|value| *value = last);
    }
    strip
}

/// A path of sparkling light on the water, under a sun or moon at this column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glitter {
    pub(crate) column: f32,
    pub(crate) light: Rgb,
    pub(crate) strength: f32,
    /// How wide it is, as a part of the picture's width.
    pub(crate) width: f32,
}

impl Glitter {
    pub(crate) fn paint(&self, canvas: &mut Canvas, water: &Mirror) {
        let size = (canvas.wide(), canvas.tall());
        let mut mask = vec![0.0; canvas.width];
        for (down, mut row) in canvas.rows_between(water.line, size.1) {
            water.waves(size, down, &mut mask);
            let near = ramp(water.line, size.1, down);
            let reach = 1.0 / (size.0 * self.width * mix(0.35, 1.0, near));
            let edge = mix(0.02, 0.16, near.sqrt());
            for (column, value) in mask.iter_mut().enumerate() {
                let away = (float(column) - self.column) * reach;
                let beam = 1.0 / (1.0 + away * away);
                let glint = ((*value - edge + 0.12 * beam * beam) * 7.0).clamp(0.0, 1.0);
                *value = self.strength * beam * beam * (0.22 + 0.78 * glint * glint);
            }
            row.screen(&mask, self.light);
        }
    }
}
