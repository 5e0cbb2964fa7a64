//! The picture while it is being painted: three planes of floats, worked on row by row through masks.

use crate::colour::Rgb;
use crate::num::{float, index};

/// A picture being painted.
#[derive(Debug)]
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) red: Vec<f32>,
    pub(crate) green: Vec<f32>,
    pub(crate) blue: Vec<f32>,
}

/// One row of it. A mask is one number per pixel: 0 leaves the pixel alone, 1 works on it fully.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) red: &'a mut [f32],
    pub(crate) green: &'a mut [f32],
    pub(crate) blue: &'a mut [f32],
}

/// Colours for one row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strip {
    pub(crate) red: Vec<f32>,
    pub(crate) green: Vec<f32>,
    pub(crate) blue: Vec<f32>,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let plane = || vec![0.0; width * height];
        Self { width, height, red: plane(), green: plane(), blue: plane() }
    }

    /// Width and height.
    pub(crate) const fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// A picture of half the size, to be painted and [`enlarged`](Self::enlarge): for what is soft.
    pub(crate) fn half(&self) -> Self {
        Self::new(self.width.div_ceil(2), self.height.div_ceil(2))
    }

    /// Fills this picture with one of half its size.
    pub(crate) fn enlarge(&mut self, small: &Self) {
        let (width, narrow) = (self.width, small.width);
        for (to, from) in [
            (&mut self.red, &small.red),
            (&mut self.green, &small.green),
            (&mut self.blue, &small.blue),
        ] {
            enlarge(to.chunks_exact_mut(width), from, narrow);
        }
    }

    /// Width as a float.
    pub(crate) const fn wide(&self) -> f32 {
        float(self.width)
    }

    /// Height as a float.
    pub(crate) const fn tall(&self) -> f32 {
        float(self.height)
    }

    /// The shorter edge: what things are sized by.
    pub(crate) fn scale(&self) -> f32 {
        self.wide().min(self.tall())
    }

    /// Every row from the top, with its place.
    pub(crate) fn rows(&mut self) -> impl Iterator<Item = (f32, Row<'_>)> {
        self.rows_between(0.0, f32::MAX)
    }

    /// The rows from one place to another.
    pub(crate) fn rows_between(
        &mut self,
        from: f32,
        to: f32,
    ) -> impl Iterator<Item = (f32, Row<'_>)> {
        let first = index(from).min(self.height);
        let last = index(to).min(self.height);
        let width = self.width;
        self.red
            .chunks_exact_mut(width)
            .zip(self.green.chunks_exact_mut(width))
            .zip(self.blue.chunks_exact_mut(width))
            .enumerate()
            .take(last)
            .skip(first)
            .map(|(row, ((red, green), blue))| (float(row), Row { red, green, blue }))
    }

    /// A copy of one row's colours; the nearest one where there is none.
    pub(crate) fn strip(&self, row: f32) -> Strip {
        let start = index(row).min(self.height.saturating_sub(1)) * self.width;
        let cut = |plane: &[f32]| plane.get(start..start + self.width).unwrap_or_default().to_vec();
        Strip { red: cut(&self.red), green: cut(&self.green), blue: cut(&self.blue) }
    }

    /// The colour of one pixel; the nearest one where there is none.
    pub(crate) fn colour(&self, across: f32, down: f32) -> Rgb {
        let column = index(across).min(self.width.saturating_sub(1));
        let at = index(down).min(self.height.saturating_sub(1)) * self.width + column;
        let read = |plane: &[f32]| plane.get(at).copied().unwrap_or_default();
        Rgb { red: read(&self.red), green: read(&self.green), blue: read(&self.blue) }
    }

    /// Paints over part of a row, `cover` being the mask from column `start` on.
    pub(crate) fn blend_at(&mut self, row: usize, start: usize, cover: &[f32], colour: Rgb) {
        let begin = row * self.width + start;
        let blend = |plane: &mut Vec<f32>, to: f32| {
            for (value, part) in plane.iter_mut().skip(begin).zip(cover) {
                *value += (to - *value) * part;
            }
        };
        blend(&mut self.red, colour.red);
        blend(&mut self.green, colour.green);
        blend(&mut self.blue, colour.blue);
    }

    /// Paints over part of a row with a colour between two, by `shade`, from this row and column on.
    pub(crate) fn blend_shaded_at(
        &mut self,
        (row, column): (usize, usize),
        cover: &[f32],
        shade: &[f32],
        between: (Rgb, Rgb),
    ) {
        let begin = row * self.width + column;
        let end = (begin + cover.len()).min((row + 1) * self.width);
        let (dark, light) = between;
        let blend = |plane: &mut Vec<f32>, dark: f32, light: f32| {
            shaded(plane.get_mut(begin..end).unwrap_or_default(), cover, shade, (dark, light));
        };
        blend(&mut self.red, dark.red, light.red);
        blend(&mut self.green, dark.green, light.green);
        blend(&mut self.blue, dark.blue, light.blue);
    }

    /// Lightens part of a row with a light of this colour, never past white.
    pub(crate) fn screen_at(&mut self, row: usize, start: usize, cover: &[f32], light: Rgb) {
        let begin = row * self.width + start;
        let screen = |plane: &mut Vec<f32>, with: f32| {
            for (value, part) in plane.iter_mut().skip(begin).zip(cover) {
                *value += with * part * (1.0 - *value).max(0.0);
            }
        };
        screen(&mut self.red, light.red);
        screen(&mut self.green, light.green);
        screen(&mut self.blue, light.blue);
    }
}

impl Strip {
    pub(crate) fn sized(width: usize) -> Self {
        Self { red: vec![0.0; width], green: vec![0.0; width], blue: vec![0.0; width] }
    }

    /// The colour in one column.
    pub(crate) fn at(&self, column: usize) -> Rgb {
        let read = |plane: &[f32]| plane.get(column).copied().unwrap_or_default();
        Rgb { red: read(&self.red), green: read(&self.green), blue: read(&self.blue) }
    }

    /// Sets the colours one by one.
    pub(crate) fn set(&mut self, colours: impl Iterator<Item = Rgb>) {
        let planes = self.red.iter_mut().zip(&mut self.green).zip(&mut self.blue);
        for (((red, green), blue), colour) in planes.zip(colours) {
            (*red, *green, *blue) = (colour.red, colour.green, colour.blue);
        }
    }
}

impl Row<'_> {
    /// One colour all along.
    pub(crate) fn fill(&mut self, colour: Rgb) {
        self.red.fill(colour.red);
        self.green.fill(colour.green);
        self.blue.fill(colour.blue);
    }

    /// A strip's colours as they are.
    pub(crate) fn copy(&mut self, strip: &Strip) {
        for (plane, from) in [
            (&mut *self.red, &strip.red),
            (&mut *self.green, &strip.green),
            (&mut *self.blue, &strip.blue),
        ] {
            for (value, with) in plane.iter_mut().zip(from) {
                *value = *with;
            }
        }
    }

    /// Paints over with one colour.
    pub(crate) fn blend(&mut self, mask: &[f32], colour: Rgb) {
        blend(self.red, mask, colour.red);
        blend(self.green, mask, colour.green);
        blend(self.blue, mask, colour.blue);
    }

    /// Paints over with a colour between two, by `shade`.
    pub(crate) fn blend_shaded(&mut self, mask: &[f32], shade: &[f32], between: (Rgb, Rgb)) {
        let (dark, light) = between;
        shaded(self.red, mask, shade, (dark.red, light.red));
        shaded(self.green, mask, shade, (dark.green, light.green));
        shaded(self.blue, mask, shade, (dark.blue, light.blue));
    }

    /// Between two colours all along, by `shade`.
    pub(crate) fn shade(&mut self, shade: &[f32], dark: Rgb, light: Rgb) {
        set(self.red, shade, dark.red, light.red);
        set(self.green, shade, dark.green, light.green);
        set(self.blue, shade, dark.blue, light.blue);
    }

    /// Paints over with a strip of colours.
    pub(crate) fn blend_strip(&mut self, mask: &[f32], strip: &Strip) {
        blend_to(self.red, mask, &strip.red);
        blend_to(self.green, mask, &strip.green);
        blend_to(self.blue, mask, &strip.blue);
    }

    /// Lightens with a light of this colour, never past white.
    pub(crate) fn screen(&mut self, mask: &[f32], light: Rgb) {
        screen(self.red, mask, light.red);
        screen(self.green, mask, light.green);
        screen(self.blue, mask, light.blue);
    }

    /// Multiplies by the mask: shadows.
    pub(crate) fn darken(&mut self, mask: &[f32]) {
        for plane in [&mut *self.red, &mut *self.green, &mut *self.blue] {
            for (value, by) in plane.iter_mut().zip(mask) {
                *value *= by;
            }
        }
    }
}

fn blend(plane: &mut [f32], mask: &[f32], to: f32) {
    for (value, part) in plane.iter_mut().zip(mask) {
        *value += (to - *value) * part;
    }
}

fn blend_to(plane: &mut [f32], mask: &[f32], strip: &[f32]) {
    for ((value, part), to) in plane.iter_mut().zip(mask).zip(strip) {
        *value += (to - *value) * part;
    }
}

fn shaded(plane: &mut [f32], mask: &[f32], shade: &[f32], between: (f32, f32)) {
    let (dark, light) = between;
    for ((value, part), lit) in plane.iter_mut().zip(mask).zip(shade) {
        let to = dark + (light - dark) * lit;
        *value += (to - *value) * part;
    }
}

fn set(plane: &mut [f32], shade: &[f32], dark: f32, light: f32) {
    for (value, lit) in plane.iter_mut().zip(shade) {
        *value = dark + (light - dark) * lit;
    }
}

fn screen(plane: &mut [f32], mask: &[f32], light: f32) {
    for (value, part) in plane.iter_mut().zip(mask) {
        *value += light * part * (1.0 - *value).max(0.0);
    }
}

/// Twice as wide and high; each new pixel lies a quarter of the way from one to the next.
fn enlarge<'a>(rows: impl Iterator<Item = &'a mut [f32]>, from: &[f32], narrow: usize) {
    let lines: Vec<&[f32]> = from.chunks_exact(narrow).collect();
    let mut mixed = vec![0.0; narrow + 1];
    for (row, out) in rows.enumerate() {
        let Some(near) = lines.get(row / 2) else { continue };
        let other = if row % 2 == 0 { (row / 2).saturating_sub(1) } else { row / 2 + 1 };
        let other = lines.get(other).unwrap_or(near);
        for ((value, near), other) in mixed.iter_mut().zip(*near).zip(*other) {
            *value = near * 0.75 + other * 0.25;
        }
        let last = mixed.iter().rev().nth(1).copied().unwrap_or_default();
        if let Some(end) = mixed.last_mut() {
            *end = last;
        }
        let mut before = mixed.first().copied().unwrap_or_default();
        for (pair, ahead) in out.chunks_mut(2).zip(mixed.windows(2)) {
            let [here, next] = *ahead else { continue };
            for (value, side) in pair.iter_mut().zip([before, next]) {
                *value = here * 0.75 + side * 0.25;
            }
            before = here;
        }
    }
}
