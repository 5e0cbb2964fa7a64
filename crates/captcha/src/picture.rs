//! A scene in its colours: tones through a palette, darker towards the corners.

use crate::num::{self, float};
use crate::palette::{PALETTES, ramp};
use crate::rng::Rng;
use crate::scenes::{SCENES, Scene};
use crate::{HEIGHT, WIDTH};

/// Red, green and blue between 0 and 255 (a little beyond is cut when it is written), row by row.
#[derive(Clone)]
pub(crate) struct Picture(pub(crate) Vec<[f32; 3]>);

impl Picture {
    /// Draws a scene, one of endlessly many, in one palette.
    pub(crate) fn draw(rng: &mut Rng, scene: Scene, palette: &[u32; 5]) -> Self {
        let mut plane = scene(rng);
        if rng.chance(0.5) {
            plane.mirror();
        }
        let (colours, dark) = (ramp(palette), rng.between(0.15, 0.4));
        let (middle, centre) = (float(WIDTH) / 2.0, float(HEIGHT) / 2.0);
        let develop = |(place, tone): (usize, &f32)| {
            let (column, row) = (float(place % WIDTH), float(place / WIDTH));
            let (x, y) = (column / middle - 1.0, row / centre - 1.0);
            let light = 1.0 - dark * (x * x + y * y).powi(2) / 4.0;
            let tone = num::index((tone.clamp(0.0, 1.0) * light * 0.94 + 0.03) * 255.0);
            colours.get(tone).copied().unwrap_or_default()
        };
        Self(plane.0.iter().enumerate().map(develop).collect())
    }

    /// Draws any scene in any palette.
    pub(crate) fn any(rng: &mut Rng) -> Self {
        let (scene, palette) = (rng.below(SCENES.len()), rng.below(PALETTES.len()));
        match (SCENES.get(scene), PALETTES.get(palette)) {
            (Some(scene), Some(palette)) => Self::draw(rng, *scene, palette),
            _ => Self(vec![[128.0; 3]; WIDTH * HEIGHT]),
        }
    }

    /// The colour at a place, or of the nearest place within the picture.
    pub(crate) fn at(&self, column: i32, row: i32) -> [f32; 3] {
        let column = usize::try_from(column).unwrap_or(0).min(WIDTH - 1);
        let row = usize::try_from(row).unwrap_or(0).min(HEIGHT - 1);
        self.0.get(row * WIDTH + column).copied().unwrap_or_default()
    }

    /// Changes the colour at a place, if it is within the picture.
    pub(crate) fn change(&mut self, column: i32, row: i32, to: impl FnOnce(&mut [f32; 3])) {
        if let (Ok(column), Ok(row)) = (usize::try_from(column), usize::try_from(row))
            && column < WIDTH
            && let Some(pixel) = self.0.get_mut(row * WIDTH + column)
        {
            to(pixel);
        }
    }

    /// The picture out of focus: each pixel is the mean of those within `reach`, twice over.
    pub(crate) fn blurred(&self, reach: usize) -> Self {
        let once = transpose(&slide(&self.0, WIDTH, reach), WIDTH);
        let both = transpose(&slide(&once, HEIGHT, reach), HEIGHT);
        Self(both)
    }
}

/// The sliding mean along each row.
fn slide(pixels: &[[f32; 3]], width: usize, reach: usize) -> Vec<[f32; 3]> {
    let mut result = Vec::with_capacity(pixels.len());
    let share = 1.0 / float(2 * reach + 1);
    for row in pixels.chunks_exact(width) {
        let at = |place: usize| {
            row.get(place.saturating_sub(reach).min(width - 1)).copied().unwrap_or_default()
        };
        let mut sum = [0.0; 3];
        for place in 0..=2 * reach {
            add(&mut sum, at(place), 1.0);
        }
        for place in 0..width {
            result.push(sum.map(|it| it * share));
            add(&mut sum, at(place + 2 * reach + 1), 1.0);
            add(&mut sum, at(place), -1.0);
        }
    }
    result
}

fn add(sum: &mut [f32; 3], pixel: [f32; 3], times: f32) {
    for (sum, channel) in sum.iter_mut().zip(pixel) {
        *sum += channel * times;
    }
}

/// Rows become columns.
fn transpose(pixels: &[[f32; 3]], width: usize) -> Vec<[f32; 3]> {
    let column = |start: usize| pixels.iter().skip(start).step_by(width).copied();
    (0..width).flat_map(column).collect()
}

/// How bright a colour looks, between 0 and 255 (Rec. 601 weights).
pub(crate) fn luma(colour: [f32; 3]) -> f32 {
    0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
}
