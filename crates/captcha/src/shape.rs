//! The outlines of pieces and holes, and their soft masks.

use std::f32::consts::{PI, TAU};

use crate::num::{self, float};
use crate::rng::Rng;

/// Families of outlines that a person tells apart at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Jigsaw,
    Star,
    Flower,
    Leaf,
    Polygon,
    Drop,
    Moon,
    Heart,
    Cross,
    Blob,
}

pub(crate) const FAMILIES: [Family; 10] = [
    Family::Jigsaw,
    Family::Star,
    Family::Flower,
    Family::Leaf,
    Family::Polygon,
    Family::Drop,
    Family::Moon,
    Family::Heart,
    Family::Cross,
    Family::Blob,
];

impl Family {
    /// Whether two shapes may look alike to a person who is in a hurry.
    pub(crate) fn is_like(self, other: Self) -> bool {
        self.kin() == other.kin()
    }

    const fn kin(self) -> u8 {
        match self {
            Self::Jigsaw => 0,
            Self::Star | Self::Flower | Self::Cross => 1,
            Self::Leaf | Self::Drop => 2,
            Self::Polygon | Self::Blob => 3,
            Self::Moon => 4,
            Self::Heart => 5,
        }
    }
}

/// Across and down.
pub(crate) type Point = (f32, f32);

/// How opaque a shape is at each pixel of its frame, between 0 and 1.
pub(crate) struct Mask {
    pub(crate) width: usize,
    pub(crate) height: usize,
    cover: Vec<f32>,
}

/// Empty pixels around a shape, into which its edge fades.
const MARGIN: usize = 3;
/// How many lines are looked at in each row of pixels.
const LINES: usize = 4;

impl Mask {
    /// An outline as wide or as high as `size` pixels, whichever is more, turned by an angle in radians.
    pub(crate) fn draw(outline: &[Point], size: f32, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let turn = |(x, y): Point| (x * cos - y * sin, x * sin + y * cos);
        let points: Vec<Point> = outline.iter().copied().map(turn).collect();
        let least = points.iter().fold((9.0_f32, 9.0_f32), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        let most = points.iter().fold((-9.0_f32, -9.0_f32), |a, b| (a.0.max(b.0), a.1.max(b.1)));
        let scale = size / (most.0 - least.0).max(most.1 - least.1);
        let edge = float(MARGIN);
        let place = |(x, y): &Point| ((x - least.0) * scale + edge, (y - least.1) * scale + edge);
        let span = |from: f32, to: f32| num::index(((to - from) * scale).ceil()) + 2 * MARGIN;
        let (width, height) = (span(least.0, most.0), span(least.1, most.1));
        let points: Vec<Point> = points.iter().map(place).collect();
        let mut mask = Self { width, height, cover: vec![0.0; width * height] };
        mask.rasterise(&points);
        mask.soften();
        mask
    }

    /// The cover at a place, 0 outside of the frame.
    pub(crate) fn at(&self, column: i32, row: i32) -> f32 {
        match (usize::try_from(column), usize::try_from(row)) {
            (Ok(column), Ok(row)) if column < self.width => {
                self.cover.get(row * self.width + column).copied().unwrap_or(0.0)
            }
            _ => 0.0,
        }
    }

    /// Bites off what lies beyond a straight line through a place near the middle.
    pub(crate) fn bitten(mut self, rng: &mut Rng) -> Self {
        let (down, across) = rng.between(0.0, TAU).sin_cos();
        let from = rng.between(-0.06, 0.1) * float(self.width.max(self.height));
        let middle = (float(self.width) / 2.0, float(self.height) / 2.0);
        for (row, pixels) in self.cover.chunks_exact_mut(self.width).enumerate() {
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let x = (float(column) + 0.5 - middle.0) * across;
                let y = (float(row) + 0.5 - middle.1) * down;
                *pixel *= 1.0 - num::smooth(from - 1.5, from + 1.5, x + y);
            }
        }
        self
    }

    /// Leaves a rim so many pixels wide.
    pub(crate) fn hollow(self, rim: f32) -> Self {
        let mut hollow = Vec::with_capacity(self.cover.len());
        for row in 0..num::signed(self.height) {
            for column in 0..num::signed(self.width) {
                let reach = |step: usize| {
                    let (down, across) = (float(step) / 12.0 * TAU).sin_cos();
                    let (right, below) =
                        (num::floor(rim * across + 0.5), num::floor(rim * down + 0.5));
                    self.at(column + right, row + below)
                };
                let inner = (0..12).map(reach).fold(1.0, f32::min);
                hollow.push(self.at(column, row) * (1.0 - inner));
            }
        }
        Self { cover: hollow, ..self }
    }

    /// Fills the outline, by the even-odd rule, with smooth edges.
    fn rasterise(&mut self, points: &[Point]) {
        for (row, pixels) in self.cover.chunks_exact_mut(self.width).enumerate() {
            for line in 0..LINES {
                let y = float(row) + (float(line) + 0.5) / float(LINES);
                let crossings = crossings(points, y);
                let (pairs, _) = crossings.as_chunks::<2>();
                for [from, to] in pairs {
                    for (column, pixel) in pixels.iter_mut().enumerate() {
                        let left = float(column);
                        let part = (to.min(left + 1.0) - from.max(left)).max(0.0);
                        *pixel += part / float(LINES);
                    }
                }
            }
        }
    }

    /// Takes each pixel's mean with its eight neighbours.
    fn soften(&mut self) {
        let mut soft = Vec::with_capacity(self.cover.len());
        for row in 0..num::signed(self.height) {
            for column in 0..num::signed(self.width) {
                let line = |row: i32| {
                    self.at(column - 1, row) + 2.0 * self.at(column, row) + self.at(column + 1, row)
                };
                soft.push((line(row - 1) + 2.0 * line(row) + line(row + 1)) / 16.0);
            }
        }
        self.cover = soft;
    }
}

/// Where an outline crosses a level, from left to right.
fn crossings(points: &[Point], level: f32) -> Vec<f32> {
    let next = points.iter().cycle().skip(1);
    let mut found: Vec<f32> = points
        .iter()
        .zip(next)
        .filter(|(from, to)| (from.1 <= level) != (to.1 <= level))
        .map(|(from, to)| from.0 + (level - from.1) / (to.1 - from.1) * (to.0 - from.0))
        .collect();
    found.sort_by(f32::total_cmp);
    found
}

/// The outline of one shape, about 1 from its middle.
pub(crate) fn outline(rng: &mut Rng, family: Family) -> Vec<Point> {
    match family {
        Family::Jigsaw => jigsaw(rng),
        Family::Star => {
            let points = float(rng.within(5, 6));
            let depth = rng.between(0.22, 0.3);
            round(|angle| {
                1.0 + depth * (points * angle).cos() + 0.06 * (2.0 * points * angle).cos()
            })
        }
        Family::Flower => {
            let petals = float(rng.within(3, 5));
            round(|angle| 0.62 + 0.42 * (petals * angle / 2.0).cos().abs())
        }
        Family::Leaf => leaf(rng.between(0.42, 0.56)),
        Family::Polygon => polygon(float(rng.within(3, 6)), rng.between(0.05, 0.14)),
        Family::Drop => drop(rng.between(1.3, 1.7)),
        Family::Moon => moon(rng.between(0.45, 0.6)),
        Family::Heart => heart(),
        Family::Cross => {
            let power = rng.between(0.75, 1.0);
            round(|angle| 0.52 + 0.5 * (2.0 * angle).cos().abs().powf(2.2 * power))
        }
        Family::Blob => blob(rng),
    }
}

/// An outline by its distance from the middle in each direction.
fn round(radius: impl Fn(f32) -> f32) -> Vec<Point> {
    let steps = 120;
    let point = |step: usize| {
        let angle = float(step) / float(steps) * TAU;
        let reach = radius(angle);
        (reach * angle.cos(), reach * angle.sin())
    };
    (0..steps).map(point).collect()
}

/// A regular polygon whose corners are rounded by taking the smooth least of its sides' distances.
fn polygon(corners: f32, soft: f32) -> Vec<Point> {
    let sector = TAU / corners;
    round(|angle| {
        let within = angle.rem_euclid(sector) - sector / 2.0;
        let straight = (sector / 2.0).cos() / within.cos();
        let corner = (within.abs() / (sector / 2.0)).powi(4);
        straight * (1.0 - soft * corner)
    })
}

/// A square with a bump, a bay or nothing at each side.
fn jigsaw(rng: &mut Rng) -> Vec<Point> {
    let mut points = Vec::new();
    let mut plain = 0;
    for side in 0..4 {
        let mut bump = float(rng.below(3)) - 1.0;
        if bump == 0.0 {
            plain += 1;
        }
        if bump == 0.0 && plain > 1 {
            bump = rng.sign();
        }
        let (sin, cos) = (float(side) * PI / 2.0).sin_cos();
        let half = 0.7;
        let place = |along: f32, out: f32| {
            let (x, y) = (along - half, -half - out);
            (x * cos - y * sin, x * sin + y * cos)
        };
        points.push(place(0.0, 0.0));
        if bump != 0.0 {
            let shift = half + rng.between(-0.1, 0.1);
            points.extend((0..=20).map(|step| {
                let angle = (225.0 - 13.5 * float(step)).to_radians();
                place(shift + 0.27 * angle.cos(), bump * (0.17 + 0.27 * angle.sin()))
            }));
        }
    }
    points
}

/// Two arcs that meet in two tips.
fn leaf(belly: f32) -> Vec<Point> {
    let side = |step: usize| (float(step) / 40.0 * PI).sin().powf(0.9) * belly;
    let there = (0..40).map(|it| (float(it) / 20.0 - 1.0, -side(it)));
    let back = (0..40).map(|it| (1.0 - float(it) / 20.0, side(it)));
    there.chain(back).collect()
}

/// A drop: the sharper, the larger the number.
fn drop(sharp: f32) -> Vec<Point> {
    let point = |step: usize| {
        let angle = float(step) / 80.0 * TAU;
        (0.9 * angle.sin() * (angle / 2.0).sin().powf(sharp), -angle.cos())
    };
    (0..80).map(point).collect()
}

/// A crescent: a disc less another one, shifted by so much.
fn moon(shift: f32) -> Vec<Point> {
    let tip = (shift / 2.0).acos();
    let outer = (0..60).map(|it| {
        let angle = num::mix(tip, TAU - tip, float(it) / 60.0);
        (angle.cos(), angle.sin())
    });
    let inner = (0..60).map(|it| {
        let angle = num::mix(PI + tip, PI - tip, float(it) / 60.0);
        (shift + angle.cos(), angle.sin())
    });
    outer.chain(inner).collect()
}

fn heart() -> Vec<Point> {
    let point = |step: usize| {
        let angle = float(step) / 80.0 * TAU;
        let down = 13.0 * angle.cos() - 5.0 * (2.0 * angle).cos() - 2.0 * (3.0 * angle).cos();
        (angle.sin().powi(3), -(down - (4.0 * angle).cos()) / 16.0)
    };
    (0..80).map(point).collect()
}

/// A pebble by its first few Fourier terms.
fn blob(rng: &mut Rng) -> Vec<Point> {
    let mut term = |strength: f32| (rng.between(0.4, 1.0) * strength, rng.between(0.0, TAU));
    let terms = [term(0.2), term(0.17), term(0.1)];
    round(|angle| {
        let waves = terms.iter().zip([2.0, 3.0, 4.0]);
        1.0 + waves.map(|(term, times)| term.0 * (times * angle + term.1).cos()).sum::<f32>()
    })
}
