//! Outlines and discs with soft edges: trees, boats, roofs, stars, lights out of focus.

use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::num::{float, index, ramp};

/// A place on the picture, in pixels.
pub(crate) type Point = (f32, f32);

/// Looks along each row so often: what makes slanting edges smooth.
const LINES: [f32; 4] = [0.125, 0.375, 0.625, 0.875];

/// A filled disc.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disc {
    pub(crate) middle: Point,
    pub(crate) radius: f32,
    /// How much of the radius its edge fades over: 0 is sharp, 1 is a soft glow.
    pub(crate) soft: f32,
    /// How strongly it covers or lights.
    pub(crate) strength: f32,
}

/// How a shape meets what is behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Covers it.
    Paint,
    /// Adds light to it.
    Light,
}

impl Canvas {
    fn ink(&mut self, row: usize, start: usize, cover: &[f32], (ink, colour): (Ink, Rgb)) {
        match ink {
            Ink::Paint => self.blend_at(row, start, cover, colour),
            Ink::Light => self.screen_at(row, start, cover, colour),
        }
    }

    /// Fills an outline; where it crosses itself, every second area stays empty.
    pub(crate) fn polygon(&mut self, outline: &[Point], strength: f32, ink: (Ink, Rgb)) {
        let Some((left, right)) = bounds(outline.iter().map(|point| point.0), self.wide()) else {
            return;
        };
        let Some((top, bottom)) = bounds(outline.iter().map(|point| point.1), self.tall()) else {
            return;
        };
        let mut cover = vec![0.0; right - left];
        let mut crossings = Vec::new();
        for row in top..bottom {
            cover.fill(0.0);
            for line in LINES {
                crossings.clear();
                crossings.extend(cross(outline, float(row) + line));
                crossings.sort_by(f32::total_cmp);
                for pair in crossings.chunks_exact(2) {
                    let [from, to] = *pair else { continue };
                    run(&mut cover, from - float(left), to - float(left), 0.25 * strength);
                }
            }
            self.ink(row, left, &cover, ink);
        }
    }

    /// Fills an outline with a colour, fully.
    pub(crate) fn fill(&mut self, outline: &[Point], colour: Rgb) {
        self.polygon(outline, 1.0, (Ink::Paint, colour));
    }

    /// Paints a sharp disc, fully.
    pub(crate) fn dot(&mut self, middle: Point, radius: f32, colour: Rgb) {
        self.disc(Disc { middle, radius, soft: 0.0, strength: 1.0 }, (Ink::Paint, colour));
    }

    /// Paints a disc.
    pub(crate) fn disc(&mut self, disc: Disc, ink: (Ink, Rgb)) {
        let (x, y) = disc.middle;
        let reach = disc.radius + 1.0;
        let Some((left, right)) = bounds([x - reach, x + reach].into_iter(), self.wide()) else {
            return;
        };
        let Some((top, bottom)) = bounds([y - reach, y + reach].into_iter(), self.tall()) else {
            return;
        };
        let fade = (disc.radius * disc.soft).max(1.0);
        let mut cover = vec![0.0; right - left];
        for row in top..bottom {
            let down = float(row) + 0.5 - y;
            for (column, value) in cover.iter_mut().enumerate() {
                let across = float(column + left) + 0.5 - x;
                let away = (across * across + down * down).sqrt();
                let part = ((disc.radius + 0.5 - away) / fade).clamp(0.0, 1.0);
                *value = part * part * (3.0 - 2.0 * part) * disc.strength;
            }
            self.ink(row, left, &cover, ink);
        }
    }

    /// Draws a straight line with round-looking ends.
    pub(crate) fn line(&mut self, from: Point, to: Point, thick: (f32, f32), ink: (Ink, Rgb)) {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let length = (across * across + down * down).sqrt().max(0.001);
        let (side, up) = (-down / length * 0.5, across / length * 0.5);
        let (start, end) = thick;
        // A line thinner than a pixel is drawn a pixel thick, and paler.
        let strength = ramp(0.0, 1.0, start.max(end));
        let (start, end) = (start.max(0.8), end.max(0.8));
        let outline = [
            (from.0 + side * start, from.1 + up * start),
            (to.0 + side * end, to.1 + up * end),
            (to.0 - side * end, to.1 - up * end),
            (from.0 - side * start, from.1 - up * start),
        ];
        self.polygon(&outline, strength, ink);
    }
}

/// The first pixel and the one past the last that these places touch; none where that is off the picture.
fn bounds(places: impl Iterator<Item = f32>, edge: f32) -> Option<(usize, usize)> {
    let (low, high) =
        places.fold((f32::MAX, f32::MIN), |(low, high), place| (low.min(place), high.max(place)));
    let (from, to) = (index(low.max(0.0)), index((high + 1.0).clamp(0.0, edge)));
    (from < to).then_some((from, to))
}

/// Where an outline crosses a level.
fn cross(outline: &[Point], level: f32) -> impl Iterator<Item = f32> {
    let next = outline.iter().cycle().skip(1);
    outline.iter().zip(next).filter_map(move |(from, to)| {
        let crosses = (from.1 <= level) != (to.1 <= level);
        crosses.then(|| from.0 + (to.0 - from.0) * (level - from.1) / (to.1 - from.1))
    })
}

/// Covers from one place to another, the end pixels in part.
fn run(cover: &mut [f32], from: f32, to: f32, strength: f32) {
    let from = from.max(0.0);
    let to = to.min(float(cover.len()));
    if from >= to {
        return;
    }
    let (first, last) = (index(from), index(to));
    for value in cover.iter_mut().take(last).skip(first) {
        *value += strength;
    }
    // What the whole pixels above cover too much on the left, and what they leave out on the right.
    if let Some(value) = cover.get_mut(first) {
        *value -= strength * (from - float(first));
    }
    if let Some(value) = cover.get_mut(last) {
        *value += strength * (to - float(last));
    }
}
