//! What every picture gets last: a gentle vignette, a little contrast, film grain (which also keeps skies from banding), JPEG.

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor};

use crate::canvas::{Canvas, Strip};
use crate::num::{below, byte, edge, float, unit};
use crate::rng::{Rng, scramble};

/// How a picture is finished.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Finish {
    /// How much darker the corners are: 0 to 1.
    pub(crate) vignette: f32,
    /// How strong the grain is, in steps of 255.
    pub(crate) grain: f32,
    /// How much contrast is added: 0 to 1.
    pub(crate) contrast: f32,
}

impl Default for Finish {
    fn default() -> Self {
        Self { vignette: 0.18, grain: 2.0, contrast: 0.2 }
    }
}

const QUALITY: u8 = 87;
const GRAINS: usize = 16_384;

/// The finished picture as a JPEG.
pub(crate) fn finish(canvas: &Canvas, look: Finish, rng: &mut Rng) -> Vec<u8> {
    let (width, height) = canvas.size();
    let mut jpeg = Vec::with_capacity(width * height / 6);
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let across =
        (0..width).map(|column| square(float(column) / float(width) * 2.0 - 1.0)).collect();
    let grain = grains(look.grain, rng);
    // Writing to memory cannot fail, and the edges are never 0.
    let _ = encoder.encode_image(Print { canvas, look, across, grain, salt: rng.bits() });
    jpeg
}

/// The picture on its way into the encoder, which asks for it row by row.
struct Print<'a> {
    canvas: &'a Canvas,
    look: Finish,
    across: Vec<f32>,
    grain: Vec<f32>,
    salt: u64,
}

impl ImageBuffer for Print<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        edge(self.canvas.width)
    }

    fn height(&self) -> u16 {
        edge(self.canvas.height)
    }

    fn fill_buffers(&self, row: u16, buffers: &mut [Vec<u8>; 4]) {
        let down = f32::from(row);
        let mut strip = self.canvas.strip(down);
        let Strip { red, green, blue } = &mut strip;
        let fall = square(down / self.canvas.tall() * 2.0 - 1.0);
        for plane in [&mut *red, &mut *green, &mut *blue] {
            for (value, side) in plane.iter_mut().zip(&self.across) {
                let corner = side + fall;
                *value = tone(
                    *value * (1.0 - self.look.vignette * 0.25 * corner * corner),
                    self.look.contrast,
                );
            }
        }
        let from = below(scramble(self.salt ^ u64::from(row)), GRAINS - self.canvas.width);
        let grain = self.grain.iter().skip(from);
        let colours = red.iter().zip(green.iter()).zip(blue.iter());
        let [luma, cyan, rose, _] = buffers;
        luma.extend(colours.clone().zip(grain.clone()).map(|(((red, green), blue), noise)| {
            byte(0.299 * red + 0.587 * green + 0.114 * blue + noise)
        }));
        cyan.extend(colours.clone().map(|((red, green), blue)| {
            byte(128.0 - 0.168_736 * red - 0.331_264 * green + 0.5 * blue)
        }));
        rose.extend(colours.map(|((red, green), blue)| {
            byte(128.0 + 0.5 * red - 0.418_688 * green - 0.081_312 * blue)
        }));
    }
}

fn square(value: f32) -> f32 {
    value * value
}

/// A gentle S-curve, and the scale of bytes.
fn tone(value: f32, contrast: f32) -> f32 {
    let clamped = value.clamp(0.0, 1.0);
    let curve = clamped * clamped * (3.0 - 2.0 * clamped);
    (clamped + (curve - clamped) * contrast) * 255.0
}

/// Grain to be laid over rows from random places; bell-shaped, and a little longer than one pixel.
fn grains(strength: f32, rng: &mut Rng) -> Vec<f32> {
    let raw: Vec<f32> = (0..=GRAINS)
        .map(|_| {
            let word = rng.seed();
            unit(word) + unit(word << 8) + unit(word << 16) - 1.5
        })
        .collect();
    raw.array_windows().map(|[left, right]| strength * (1.3 * left + 0.7 * right)).collect()
}
