//! Holes: where a piece was taken out, or seems to have been.

use crate::num::{self, float, mix, signed};
use crate::picture::{Picture, luma};
use crate::rng::Rng;
use crate::shape::{FAMILIES, Family, Mask, Point, outline};
use crate::{HEIGHT, WIDTH};

/// A shape somewhere on the picture; it may reach over the border.
pub(crate) struct Hole {
    pub(crate) mask: Mask,
    pub(crate) left: i32,
    pub(crate) top: i32,
    /// How far it is turned, in radians.
    pub(crate) angle: f32,
    /// The shape's longer side, in pixels.
    pub(crate) size: f32,
}

impl Hole {
    /// Whether two frames come nearer than `gap` pixels.
    fn meets(&self, other: &Self, gap: i32) -> bool {
        let apart = |a: i32, long: usize, b: i32, wide: usize| {
            a + signed(long) + gap <= b || b + signed(wide) + gap <= a
        };
        !apart(self.left, self.mask.width, other.left, other.mask.width)
            && !apart(self.top, self.mask.height, other.top, other.mask.height)
    }

    /// Another shape with the same middle.
    pub(crate) fn with(&self, mask: Mask) -> Self {
        let shift = |old: usize, new: usize| (signed(old) - signed(new)).div_euclid(2);
        let left = self.left + shift(self.mask.width, mask.width);
        let top = self.top + shift(self.mask.height, mask.height);
        Self { mask, left, top, ..*self }
    }

    /// How far the picture strays from its blurred self there, in grey values: on a busy ground a hole must stand out more.
    fn busyness(&self, picture: &Picture, blurred: &Picture) -> f32 {
        let (mut sum, mut count) = (0.0, 1.0);
        for row in (0..signed(self.mask.height)).step_by(3) {
            for column in (0..signed(self.mask.width)).step_by(3) {
                let (column, row) = (self.left + column, self.top + row);
                sum += (luma(picture.at(column, row)) - luma(blurred.at(column, row))).abs();
                count += 1.0;
            }
        }
        sum / count
    }

    /// Darkens or lightens the place: what lies in the hole is half out of focus and half from beside it, so that no detail of
    /// the piece is found there again, and yet there is detail; how much it stands out changes from one side to the other, so that no edge is the same all the way round.
    /// The sources are the picture without holes and the same blurred.
    pub(crate) fn paint(
        &self,
        rng: &mut Rng,
        picture: &mut Picture,
        sources: (&Picture, &Picture),
        step: f32,
    ) {
        let (before, blurred) = sources;
        let (width, height) = (float(self.mask.width), float(self.mask.height));
        let middle =
            (self.left + signed(self.mask.width / 2), self.top + signed(self.mask.height / 2));
        let step = step + 0.8 * self.busyness(before, blurred);
        let around = luma(blurred.at(middle.0, middle.1));
        // Shadows can only be lightened, lights only darkened; between them either will do.
        let step = if around < 95.0 || (around < 135.0 && rng.chance(0.5)) { step } else { -step };
        let (down, across) = rng.between(0.0, std::f32::consts::TAU).sin_cos();
        let (slope, shadow) = (rng.between(0.15, 0.35), rng.between(4.0, 9.0));
        let aside =
            (num::floor(rng.sign() * rng.between(12.0, 30.0)), num::floor(rng.between(-9.0, 10.0)));
        let tint = [rng.between(-9.0, 9.0), rng.between(-4.0, 4.0), rng.between(-9.0, 9.0)];
        for row in 0..signed(self.mask.height) {
            for column in 0..signed(self.mask.width) {
                let cover = self.mask.at(column, row);
                if cover <= 0.0 {
                    continue;
                }
                let x = num::float_i32(column) / width - 0.5;
                let y = num::float_i32(row) / height - 0.5;
                let rim = cover - self.mask.at(column - 2, row - 2);
                let light = step * (1.0 + 2.0 * slope * (x * across + y * down)) - shadow * rim;
                let (column, row) = (self.left + column, self.top + row);
                let behind = blurred.at(column, row);
                let beside = before.at(column + aside.0, row + aside.1);
                let soft = blurred.at(column + aside.0, row + aside.1);
                picture.change(column, row, |pixel| {
                    for (which, channel) in pixel.iter_mut().enumerate() {
                        let of = |colour: &[f32; 3]| colour.get(which).copied().unwrap_or(0.0);
                        let detail = 0.6 * (of(&beside) - of(&soft));
                        let inside = of(&behind) + detail + light + of(&tint);
                        *channel = mix(*channel, inside, cover);
                    }
                });
            }
        }
    }
}

/// Holes that lead astray: in the row of the true one one that is only half of its
/// shape, one that is only its rim, and one of another shape, one
/// elsewhere, and one that is half outside. All stand apart from it and from each other; what finds no room is left out.
pub(crate) fn decoys(rng: &mut Rng, family: Family, twin: &[Point], real: &Hole) -> Vec<Hole> {
    let mut families: Vec<Family> = FAMILIES.into_iter().filter(|it| !it.is_like(family)).collect();
    let mut found: Vec<Hole> = Vec::new();
    for place in [Place::Rim, Place::Half, Place::Row, Place::Anywhere, Place::Border] {
        let (size, angle) = (rng.between(44.0, 58.0), rng.between(-0.6, 0.6));
        let (near, same) = (real.size * rng.between(0.97, 1.03), real.angle + 0.1 * angle);
        // The rim of a sickle is too much like a sickle.
        let mask = match place {
            Place::Rim if family != Family::Moon => {
                Mask::draw(twin, near, same).hollow(size * rng.between(0.07, 0.11))
            }
            Place::Rim | Place::Half => Mask::draw(twin, near, same).bitten(rng),
            _ => {
                let family = families.swap_remove(rng.below(families.len()));
                Mask::draw(&outline(rng, family), size, angle)
            }
        };
        let mut hole = Hole { mask, left: 0, top: 0, angle, size };
        for _ in 0..24 {
            (hole.left, hole.top) = place.draw(rng, &hole.mask, real.top);
            if !hole.meets(real, 6) && !found.iter().any(|it| hole.meets(it, 3)) {
                found.push(hole);
                break;
            }
        }
    }
    found
}

/// Where a decoy goes.
#[derive(Clone, Copy)]
enum Place {
    Half,
    Rim,
    Row,
    Anywhere,
    Border,
}

impl Place {
    /// The upper left corner for a shape.
    fn draw(self, rng: &mut Rng, mask: &Mask, row: i32) -> (i32, i32) {
        let (right, bottom) = (WIDTH - mask.width, HEIGHT - mask.height);
        let left = signed(rng.within(0, right));
        let top = signed(rng.within(0, bottom));
        match self {
            Self::Half | Self::Rim | Self::Row => {
                let near = row + signed(rng.below(13)) - 6;
                (signed(rng.within(30, right)), near.clamp(3, signed(bottom) - 3))
            }
            Self::Anywhere => (left, top),
            Self::Border => {
                let out = signed(rng.within(mask.width / 3, mask.width * 2 / 3));
                match rng.below(4) {
                    0 => (-out, top),
                    1 => (signed(WIDTH) - out, top),
                    2 => (left, -out),
                    _ => (left, signed(HEIGHT) - out),
                }
            }
        }
    }
}
