//! The puzzle: a picture with a hole, and the piece that belongs there.

use std::fmt;

use crate::encode::{self, Fault};
use crate::hole::{self, Hole};
use crate::noise::Noise;
use crate::num::{self, float, signed};
use crate::picture::Picture;
use crate::rng::{Grain, Rng};
use crate::shape::{FAMILIES, Family, Mask, outline};
use crate::{HEIGHT, NEAREST, WIDTH};

/// Rows that stay free above and below the piece, and columns right of it, in pixels.
const BORDER: usize = 6;

/// One puzzle. All lengths are in pixels of the background.
#[derive(Clone, PartialEq, Eq)]
pub struct Puzzle {
    /// The picture with its holes: a JPEG.
    pub background: Vec<u8>,
    /// The piece with its soft outline: a PNG with an alpha channel, `piece_width` by `piece_height`.
    pub piece: Vec<u8>,
    /// The picture's width: [`WIDTH`].
    pub width: u16,
    /// The picture's height: [`HEIGHT`].
    pub height: u16,
    /// The width of the piece's frame, between 26 and 66.
    pub piece_width: u16,
    /// The height of the piece's frame, between 26 and 66.
    pub piece_height: u16,
    /// How far down the upper border of the piece's frame belongs: told to the person.
    pub y: u16,
    /// How far right the left border of the piece's frame belongs: the answer, told to nobody. At least [`NEAREST`], and
    /// evenly spread from there to 6 pixels before the piece would touch the right border.
    pub x: u16,
}

/// Says everything but the answer, so that no log gives it away.
impl fmt::Debug for Puzzle {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Puzzle")
            .field("piece_width", &self.piece_width)
            .field("piece_height", &self.piece_height)
            .field("y", &self.y)
            .finish_non_exhaustive()
    }
}

impl Puzzle {
    /// Draws the puzzle of a seed: the same one for the same seed. The seed is as secret as the answer, and must come from the
    /// operating system's random numbers.
    ///
    /// # Errors
    ///
    /// [`Fault`], if an encoder fails; no seed is known for which one does.
    pub fn draw(seed: [u8; 32]) -> Result<Self, Fault> {
        let rng = &mut Rng::new(seed);
        let family = FAMILIES.get(rng.below(FAMILIES.len())).copied().unwrap_or(Family::Star);
        let (size, angle) = (rng.between(46.0, 58.0), rng.between(-0.45, 0.45));
        let points = outline(rng, family);
        let mask = Mask::draw(&points, size, angle);
        let left = rng.within(NEAREST, WIDTH - mask.width - BORDER);
        let top = rng.within(BORDER, HEIGHT - mask.height - BORDER);
        let real = Hole { mask, left: signed(left), top: signed(top), angle, size };
        let mut picture = Picture::any(rng);
        let piece = cut(rng, &picture, &real)?;
        let (larger, turned) = (size * rng.between(0.97, 1.06), angle + rng.between(-0.07, 0.07));
        let hole = real.with(Mask::draw(&points, larger, turned));
        let decoys = hole::decoys(rng, family, &points, &hole);
        dig(rng, &mut picture, &hole, &decoys);
        Ok(Self {
            background: encode::jpeg(&picture)?,
            piece,
            width: num::edge(WIDTH),
            height: num::edge(HEIGHT),
            piece_width: num::edge(real.mask.width),
            piece_height: num::edge(real.mask.height),
            y: num::edge(top),
            x: num::edge(left),
        })
    }
}

/// Paints the holes, and over everything grain, coarse and fine, as of a plate that was poured by hand.
fn dig(rng: &mut Rng, picture: &mut Picture, real: &Hole, decoys: &[Hole]) {
    let before = picture.clone();
    let blurred = before.blurred(7);
    let sources = (&before, &blurred);
    let step = rng.between(25.0, 35.0);
    real.paint(rng, picture, sources, step);
    for decoy in decoys {
        let step = rng.between(30.0, 42.0);
        decoy.paint(rng, picture, sources, step);
    }
    let (mut grain, strength) = (Grain::new(rng), rng.between(8.0, 12.0));
    let (mottle, coarse) = (Noise::new(rng), rng.between(13.0, 19.0));
    for (row, line) in picture.0.chunks_exact_mut(WIDTH).enumerate() {
        for (column, pixel) in line.iter_mut().enumerate() {
            let (x, y) = (float(column), float(row));
            let clump = mottle.soft(0.2 * x + 0.13 * y, 0.2 * y - 0.13 * x)
                + mottle.soft(0.37 * x - 0.16 * y + 99.0, 0.37 * y + 0.16 * x)
                - 1.0;
            let noise = grain.next() * strength + clump * coarse;
            *pixel = pixel.map(|it| it + noise);
        }
    }
}

/// The piece as a PNG. It shows what is a few pixels beside its place, in another light: who compares the piece's pixels with the
/// picture's finds the wrong place. The colours go on where it is transparent: who forgets the cover sees no outline. The
/// page draws a bright rim round it.
fn cut(rng: &mut Rng, picture: &Picture, real: &Hole) -> Result<Vec<u8>, Fault> {
    let mask = &real.mask;
    let across = real.left + num::floor(rng.sign() * rng.between(9.0, 24.0));
    let down = real.top + num::floor(rng.between(-8.0, 9.0));
    let (contrast, light) = (rng.between(0.82, 1.05), rng.between(4.0, 18.0));
    let tint = [rng.between(-7.0, 7.0), rng.between(-4.0, 4.0), rng.between(-7.0, 7.0)];
    let (mut grain, strength) = (Grain::new(rng), rng.between(8.0, 13.0));
    let mut pixels = Vec::with_capacity(4 * mask.width * mask.height);
    for row in 0..signed(mask.height) {
        for column in 0..signed(mask.width) {
            let noise = grain.next() * strength;
            for (channel, tint) in picture.at(across + column, down + row).into_iter().zip(tint) {
                pixels.push(num::byte((channel - 128.0) * contrast + 128.0 + light + tint + noise));
            }
            pixels.push(num::byte(255.0 * mask.at(column, row)));
        }
    }
    encode::png(&pixels, mask.width, mask.height)
}
