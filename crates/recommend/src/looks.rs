//! What a picture looks like, in 56 bytes: a layout of 4 by 4 mean colours, and a hash that is nearly the same for
//! nearly the same picture.

use crate::num::{float, tiny};

/// How many cells the layout has to each side.
const CELLS: usize = 4;
/// How many numbers the layout has: three for each cell.
const NUMBERS: usize = CELLS * CELLS * 3;

/// A picture's colours in their places, and its perceptual hash. Compare those made by the same version only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// L* less 50, a* and b* of each cell, row by row.
    layout: [i8; NUMBERS],
    /// 8 by 8 bits, row by row: whether it is lighter on the right.
    hash: u64,
}

impl Looks {
    /// How many bytes it is kept in.
    pub const BYTES: usize = NUMBERS + 8;

    /// What a small picture of three bytes per pixel looks like; `None` where bytes are missing. 32 pixels to each
    /// side are plenty.
    pub fn from_rgb(width: usize, height: usize, rgb: &[u8]) -> Option<Self> {
        let pixels = width.checked_mul(height).filter(|it| *it > 0)?;
        let rgb = rgb.get(..pixels.checked_mul(3)?)?;
        let lab: Vec<[f32; 3]> = rgb
            .chunks_exact(3)
            .map(|it| match it {
                [red, green, blue] => lab([*red, *green, *blue]),
                _ => [0.0; 3],
            })
            .collect();
        let mut layout = [0; NUMBERS];
        let cells = (0..CELLS * CELLS)
            .map(|it| mean(&lab, (width, height), (it % CELLS, CELLS), (it / CELLS, CELLS)));
        for (cell, [light, red, yellow]) in layout.chunks_exact_mut(3).zip(cells) {
            cell.copy_from_slice(&[tiny(light - 50.0), tiny(red), tiny(yellow)]);
        }
        Some(Self { layout, hash: hash(&lab, (width, height)) })
    }

    /// As bytes, to be kept.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let all = self.layout.iter().map(|it| it.cast_unsigned()).chain(self.hash.to_le_bytes());
        for (byte, value) in bytes.iter_mut().zip(all) {
            *byte = value;
        }
        bytes
    }

    /// From what [`Looks::to_bytes`] made; `None` from anything of another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (layout, hash) = bytes.split_at_checked(NUMBERS)?;
        let hash = u64::from_le_bytes(hash.try_into().ok()?);
        let layout: [u8; NUMBERS] = layout.try_into().ok()?;
        Some(Self { layout: layout.map(u8::cast_signed), hash })
    }

    /// The perceptual hash.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// How many bits of the two hashes differ.
    pub fn differs(&self, other: &Self) -> u32 {
        (self.hash ^ other.hash).count_ones()
    }

    /// How far the colours are apart, cell by cell in the mean, by lightness and both hues together: 0 for the same, 3
    /// hardly seen, 50 black and grey.
    pub fn distance(&self, other: &Self) -> f32 {
        let apart = self.layout.iter().zip(&other.layout).map(|(a, b)| u16::from(a.abs_diff(*b)));
        f32::from(apart.sum::<u16>()) / float(CELLS * CELLS)
    }

    /// How alike the colours are: 1 for the same, 0 from a distance of 40 on.
    pub(crate) fn alike(&self, other: &Self) -> f32 {
        (1.0 - self.distance(other) / 40.0).max(0.0)
    }

    /// The overall colour, coarsely.
    pub(crate) fn cell(&self) -> [i8; 3] {
        let mut sums = [0i16; 3];
        for cell in self.layout.chunks_exact(3) {
            for (sum, value) in sums.iter_mut().zip(cell) {
                *sum += i16::from(*value);
            }
        }
        sums.map(|it| i8::try_from(it.div_euclid(16 * 20)).unwrap_or(0))
    }

    /// The overall colour and those beside it.
    pub(crate) fn cells(&self) -> Vec<[i8; 3]> {
        let [light, red, yellow] = self.cell();
        let beside = [0i8, -1, 1];
        let all = beside.iter().flat_map(|l| beside.iter().map(move |r| (l, r)));
        let all = all.flat_map(|(l, r)| beside.iter().map(move |y| (l, r, y)));
        all.map(|(l, r, y)| [light + l, red + r, yellow + y]).collect()
    }

    /// The hash in eight pieces, each with its place.
    pub(crate) fn eighths(&self) -> [(u8, u8); 8] {
        let mut places = 0..;
        self.hash.to_le_bytes().map(|it| (places.next().unwrap_or(0), it))
    }
}

/// One step of `parts` along `length` pixels, as a span of at least one pixel.
fn span((part, parts): (usize, usize), length: usize) -> (usize, usize) {
    let start = (part * length / parts).min(length.saturating_sub(1));
    let end = ((part + 1) * length / parts).clamp(start + 1, length.max(start + 1));
    (start, end - start)
}

fn mean(
    lab: &[[f32; 3]],
    (width, height): (usize, usize),
    column: (usize, usize),
    row: (usize, usize),
) -> [f32; 3] {
    let ((left, wide), (top, high)) = (span(column, width), span(row, height));
    let mut sums = [0.0f32; 3];
    for line in lab.chunks_exact(width).skip(top).take(high) {
        for pixel in line.iter().skip(left).take(wide) {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += value;
            }
        }
    }
    sums.map(|it| it / float(wide * high))
}

/// Whether each of 8 by 8 places is lighter than its left neighbour (Krawetz's dHash): with few details in a small
/// picture this says more than high frequencies would.
fn hash(lab: &[[f32; 3]], size: (usize, usize)) -> u64 {
    // Less than half a step of lightness is noise, and the same on both sides of an even sky.
    let lighter = |left: f32, right: f32| right > left + 0.5;
    let mut hash = 0;
    for row in 0..8 {
        for column in 0..8 {
            let [left, ..] = mean(lab, size, (column, 9), (row, 8));
            let [right, ..] = mean(lab, size, (column + 1, 9), (row, 8));
            hash = (hash << 1) | u64::from(lighter(left, right));
        }
    }
    hash
}

/// A colour of sRGB in CIELAB, by the white of D65.
fn lab(rgb: [u8; 3]) -> [f32; 3] {
    let [red, green, blue] = rgb.map(|it| {
        let it = f32::from(it) / 255.0;
        if it <= 0.040_45 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) }
    });
    let x = 0.412_4 * red + 0.357_6 * green + 0.180_5 * blue;
    let y = 0.212_6 * red + 0.715_2 * green + 0.072_2 * blue;
    let z = 0.019_3 * red + 0.119_2 * green + 0.950_5 * blue;
    let [x, y, z] = [x / 0.950_5, y, z / 1.089]
        .map(|it: f32| if it > 0.008_856 { it.cbrt() } else { 7.787 * it + 16.0 / 116.0 });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}
