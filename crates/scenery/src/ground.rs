//! Land seen in perspective: heights and colours are worked out line by line from near to far, each line a row of the world
//! that runs straight across, and drawn front to back, so that what is hidden is never drawn.

use crate::canvas::{Canvas, Strip};
use crate::colour::Rgb;
use crate::noise::{Noise, Span};
use crate::num::{COUNT, float, floor, index};

/// Where the land is seen from. Distances are in any unit the land likes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Camera {
    /// The row of the horizon.
    pub(crate) horizon: f32,
    /// How high the eye is.
    pub(crate) eye: f32,
    /// How many pixels one unit is, one unit away.
    pub(crate) focal: f32,
    /// The nearest line.
    pub(crate) near: f32,
    /// How much farther than the one before each line is, and up to where: steep land wants short strides.
    pub(crate) strides: [(f32, f32); 3],
}

impl Camera {
    /// The row a place is seen at.
    fn row(&self, far: f32, height: f32) -> f32 {
        self.horizon + (self.eye - height) * self.focal / far
    }

    /// Stands this much above the highest place close by, and sees the ground down to the bottom of a picture this high.
    pub(crate) fn stand(&mut self, land: &impl Land, above: f32, tall: f32) {
        self.near = above * self.focal / (tall - self.horizon) * 0.97;
        let mut highest = f32::MIN;
        let mut heights = [0.0; 33];
        for number in 0..10_u16 {
            let far = self.near * (1.0 + 0.25 * f32::from(number));
            land.heights(far, Span::new(-far * 0.8, far * 0.05), &mut heights);
            highest = heights.iter().copied().fold(highest, f32::max);
        }
        self.eye = highest + above;
    }
}

/// The light of a sun: where it stands (to the right, up, ahead), as a direction of length 1.
pub(crate) type Sun = (f32, f32, f32);

/// One line of land.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// How far off it is.
    pub(crate) far: f32,
    /// The places along it.
    pub(crate) start: f32,
    pub(crate) step: f32,
    pub(crate) heights: Vec<f32>,
    /// How it is lit: 0 in full shade, 1 square to the sun.
    pub(crate) lit: Vec<f32>,
    /// How steep it is: 0 is level, 1 is a wall.
    pub(crate) steep: Vec<f32>,
}

impl Line {
    fn sized(width: usize) -> Self {
        let flat = vec![0.0; width];
        Self { lit: flat.clone(), steep: flat.clone(), heights: flat, ..Self::default() }
    }

    pub(crate) const fn across(&self) -> Span {
        Span::new(self.start, self.step)
    }
}

/// A land: how high it is and what it looks like.
pub(crate) trait Land {
    /// The heights along a line at this distance.
    fn heights(&self, far: f32, across: Span, out: &mut [f32]);
    /// The colours along a line.
    fn colours(&self, line: &Line, out: &mut Strip);
    /// Where the sun stands.
    fn sun(&self) -> Sun;
}

/// A direction brought to length 1.
pub(crate) fn sun(right: f32, up: f32, ahead: f32) -> Sun {
    let length = (right * right + up * up + ahead * ahead).sqrt();
    (right / length, up / length, ahead / length)
}

/// What rises less than this, in pixels, above what is in front waits for the next line.
const LEAST: f32 = 0.35;

/// Draws a land over the sky that is already there; the answer is the row it begins at, column by column.
pub(crate) fn draw(canvas: &mut Canvas, camera: Camera, land: &impl Land) -> Vec<f32> {
    let width = canvas.width;
    let bottom = vec![canvas.tall(); width];
    let mut view = View { rows: bottom.clone(), tops: bottom, last: Strip::sized(width) };
    let mut before: Vec<f32> = Vec::new();
    let mut colours = Strip::sized(width);
    let mut line = Line::sized(width);
    let mut far = camera.near;
    for (until, stride) in camera.strides {
        while far < until {
            line.far = far;
            line.step = far / camera.focal;
            line.start = -float(width) * 0.5 * line.step;
            land.heights(far, line.across(), &mut line.heights);
            let mut rows =
                line.heights.iter().map(|height| camera.row(far, *height)).zip(&view.tops);
            let seen = before.is_empty() || rows.any(|(row, top)| row + LEAST < *top);
            if seen {
                light(&mut line, &before, far * (1.0 - 1.0 / stride), land.sun());
                land.colours(&line, &mut colours);
            }
            if before.is_empty() {
                view.last.clone_from(&colours);
            }
            canvas.raise(&mut view, &line, camera, &colours);
            before.clone_from(&line.heights);
            if seen {
                std::mem::swap(&mut view.last, &mut colours);
            }
            far *= stride;
        }
    }
    canvas.soften(&view.tops);
    view.tops
}

/// Roughens what lies below these rows: steep faces are seen so slantwise that what they are painted with is drawn out.
pub(crate) fn roughen(canvas: &mut Canvas, tops: &[f32], noise: Noise, bottom: f32) {
    let scale = canvas.scale();
    let highest = tops.iter().copied().fold(f32::MAX, f32::min);
    let mut shade = vec![0.0; canvas.width];
    for (down, mut row) in canvas.rows_between(highest, bottom) {
        noise.cloud_row(
            Span::new(down * 0.35 / scale, 42.0 / scale),
            down * 68.0 / scale,
            2,
            &mut shade,
        );
        for (value, top) in shade.iter_mut().zip(tops) {
            *value = 1.0 + *value * 0.24 * (down - top).clamp(0.0, 1.0);
        }
        row.darken(&shade);
    }
}

/// What is already drawn, column by column.
struct View {
    /// The highest row drawn.
    tops: Vec<f32>,
    /// The row of the line before, drawn or hidden.
    rows: Vec<f32>,
    /// The colours of the line before.
    last: Strip,
}

/// Works out how each place is lit from the heights around it, and what lies in the shadow of its neighbours.
fn light(line: &mut Line, before: &[f32], gap: f32, sun: Sun) {
    let (right, up, ahead) = sun;
    let behind = if before.is_empty() { line.heights.clone() } else { before.to_vec() };
    let left = line.heights.first().copied().into_iter().chain(line.heights.iter().copied());
    let next = line.heights.iter().skip(1).copied().chain(line.heights.last().copied());
    let places = line.heights.iter().zip(left).zip(next).zip(&behind).zip(&COUNT);
    let (double, each) = (0.5 / line.step, line.step / line.far);
    let from = line.start / line.far;
    for ((((((here, left), next), behind), count), lit), steep) in
        places.zip(&mut line.lit).zip(&mut line.steep)
    {
        let lean = (next - left) * double;
        let rise = (here - behind) / gap - lean * (from + each * count);
        let length = (1.0 + lean * lean + rise * rise).sqrt();
        *lit = ((up - lean * right - rise * ahead) / length).max(0.0);
        *steep = 1.0 - 1.0 / length;
    }
    let drop = line.step * up / right.abs().max(0.05);
    if right > 0.0 {
        shadow(line.heights.iter().rev().zip(line.lit.iter_mut().rev()), drop);
    } else {
        shadow(line.heights.iter().zip(line.lit.iter_mut()), drop);
    }
}

/// Walks away from the sun: what lies under the line of its rays is in shade.
fn shadow<'a>(places: impl Iterator<Item = (&'a f32, &'a mut f32)>, drop: f32) {
    let mut ray = f32::MIN;
    for (height, lit) in places {
        ray = (ray - drop).max(*height);
        let under = (ray - height) / (drop * 14.0).max(0.04);
        *lit *= (1.0 - under).clamp(0.0, 1.0);
    }
}

impl Canvas {
    /// Draws what a line adds above what is already drawn.
    fn raise(&mut self, view: &mut View, line: &Line, camera: Camera, colours: &Strip) {
        let columns = view.tops.iter_mut().zip(&mut view.rows).zip(&line.heights);
        for (column, ((top, before), height)) in columns.enumerate() {
            let row = camera.row(line.far, *height).max(0.0);
            if row + LEAST < *top {
                let here = colours.at(column);
                // Where the line before was hidden, there is nothing to shade over from.
                let near = if *before > *top { here } else { view.last.at(column) };
                self.pillar(column, (row, *top), (near, here));
                *top = row;
            }
            *before = row;
        }
    }

    /// Draws one column from one row down to another; the pixel it ends in is shared with what is in front.
    fn pillar(&mut self, column: usize, (from, to): (f32, f32), (near, here): (Rgb, Rgb)) {
        let (first, last) = (floor(from), floor(to));
        let shared = crate::num::fract(to);
        let start = index(from) * self.width + column;
        let count = usize::try_from(last - first + 1).unwrap_or_default();
        let each = 1.0 / (to - from).max(1.0);
        let width = self.width;
        let draw = |plane: &mut Vec<f32>, near: f32, here: f32| {
            let Some(rest) = plane.get_mut(start..) else { return };
            for (number, value) in rest.iter_mut().step_by(width).take(count).enumerate() {
                let colour = here + (near - here) * (float(number) * each).min(1.0);
                let part = if number + 1 == count { shared } else { 1.0 };
                *value += (colour - *value) * part;
            }
        };
        draw(&mut self.red, near.red, here.red);
        draw(&mut self.green, near.green, here.green);
        draw(&mut self.blue, near.blue, here.blue);
    }

    /// Lets the sky into the uppermost pixel of each column, as far as the land leaves it room.
    fn soften(&mut self, tops: &[f32]) {
        for (column, top) in tops.iter().enumerate() {
            let sky = self.colour(float(column), *top - 1.0);
            let part = crate::num::fract(*top);
            if index(*top) < self.height {
                self.blend_at(index(*top), column, &[part], sky);
            }
        }
    }
}
