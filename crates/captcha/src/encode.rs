//! Pixels become files, with nothing in them but pixels.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use png::{BitDepth, Compression, Filter};

use crate::num;
use crate::picture::Picture;
use crate::{HEIGHT, WIDTH};

/// Why no puzzle could be drawn: an encoder failed, which happens only without memory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The background could not be written.
    #[error("the background cannot be written as a JPEG")]
    Background(#[from] jpeg_encoder::EncodingError),
    /// The piece could not be written.
    #[error("the piece cannot be written as a PNG")]
    Piece(#[from] png::EncodingError),
}

/// A picture as a JPEG, grain and all.
pub(crate) fn jpeg(picture: &Picture) -> Result<Vec<u8>, Fault> {
    let bytes: Vec<u8> = picture.0.iter().flatten().map(|it| num::byte(*it)).collect();
    let mut file = Vec::with_capacity(40_000);
    let mut encoder = Encoder::new(&mut file, 80);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&bytes, num::edge(WIDTH), num::edge(HEIGHT), ColorType::Rgb)?;
    Ok(file)
}

/// Rows of red, green, blue and cover, as a PNG.
pub(crate) fn png(pixels: &[u8], width: usize, height: usize) -> Result<Vec<u8>, Fault> {
    let mut file = Vec::with_capacity(pixels.len());
    let (wide, high) = (u32::from(num::edge(width)), u32::from(num::edge(height)));
    let mut encoder = png::Encoder::new(&mut file, wide, high);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Paeth);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
