//! Small things far off: birds, a sail, a headland.

use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::noise::{Noise, Span};
use crate::num::{float, ramp, smooth};
use crate::rng::Rng;
use crate::shape::{Ink, Point};

/// A loose flock of birds around a place.
pub(crate) fn birds(canvas: &mut Canvas, around: Point, colour: Rgb, rng: &mut Rng) {
    let scale = canvas.scale();
    for _ in 0..4 + rng.below(9) {
        let x = around.0 + rng.range(-0.13, 0.13) * scale;
        let y = around.1 + rng.range(-0.07, 0.07) * scale;
        let span = scale * rng.range(0.006, 0.013);
        let (lift, tilt) = (rng.range(-0.1, 0.55), rng.range(-0.25, 0.25));
        let thick = (span * 0.09, span * 0.3);
        canvas.line((x - span, y - span * (lift + tilt)), (x, y), thick, (Ink::Paint, colour));
        canvas.line((x + span, y - span * (lift - tilt)), (x, y), thick, (Ink::Paint, colour));
    }
}

/// A sailing boat, with its likeness in the water.
pub(crate) fn boat(canvas: &mut Canvas, at: Point, size: f32, colours: (Rgb, Rgb)) {
    let (hull, sail) = colours;
    let (x, y) = at;
    let shape = |points: &[Point], flip: f32| -> Vec<Point> {
        points.iter().map(|(across, up)| (x + across * size, y - up * size * flip)).collect()
    };
    let body = [(-0.32, 0.12), (0.4, 0.13), (0.28, 0.0), (-0.26, 0.0)];
    let main = [(0.02, 0.16), (0.02, 1.0), (-0.3, 0.18)];
    let jib = [(0.06, 0.9), (0.06, 0.18), (0.36, 0.17)];
    for (flip, strength) in [(1.0, 1.0), (-0.75, 0.28)] {
        canvas.polygon(&shape(&body, flip), strength, (Ink::Paint, hull));
        canvas.polygon(&shape(&main, flip), strength * 0.95, (Ink::Paint, sail));
        canvas.polygon(&shape(&jib, flip), strength * 0.9, (Ink::Paint, sail.mix(hull, 0.15)));
    }
}

/// Land standing out of the horizon on one side, its foot at `line`.
pub(crate) fn headland(canvas: &mut Canvas, line: f32, colour: Rgb, rng: &mut Rng) {
    let (wide, scale) = (canvas.wide(), canvas.scale());
    let height = scale * rng.range(0.025, 0.11);
    let (from, to) =
        if rng.chance(0.25) { (0.3, 0.8) } else { (rng.range(0.0, 0.3), rng.range(-0.5, 0.7)) };
    let left = rng.chance(0.5);
    let mut edge = vec![0.0; canvas.width];
    let span = Span::new(rng.range(0.0, 50.0), 3.2 / scale);
    Noise(rng.seed()).ridge_row(span, 0.4, 7, &mut edge);
    for (column, value) in edge.iter_mut().enumerate() {
        let part = float(column) / wide;
        let part = if left { part } else { 1.0 - part };
        let shape = if to > 0.7 {
            smooth(from - 0.2, from, part) * smooth(1.0, to - 0.2, part)
        } else {
            smooth(from + 0.35, from - 0.3, part)
        };
        *value = line + 1.0 - height * (shape * (1.1 + *value * 1.2)).max(0.0);
    }
    let mut mask = vec![0.0; canvas.width];
    for (down, mut row) in canvas.rows_between(line - height * 2.0, line + 1.0) {
        for (value, top) in mask.iter_mut().zip(&edge) {
            *value = ramp(0.0, 1.0, down + 1.0 - top);
        }
        row.blend(&mask, colour);
    }
}
