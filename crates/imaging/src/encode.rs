//! From pixels to files. Neither encoder is given anything but pixels, so neither can leak more.

use crate::{MediaType, Refusal, Rendition};
use image::DynamicImage;
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

const JPEG_QUALITY: u8 = 82;
const WEBP_QUALITY: f32 = 80.0;
/// Of 0 to 6: half the time of the usual 4, for a file a few hundredths larger.
const WEBP_EFFORT: i32 = 2;

/// WebP for RGBA, JPEG for the rest.
pub(crate) fn encode(image: &DynamicImage) -> Result<Rendition, Refusal> {
    let (width, height) = (image.width(), image.height());
    let (media_type, bytes) = match image {
        DynamicImage::ImageRgba8(p) => (MediaType::Webp, webp(p, width, height)?),
        DynamicImage::ImageRgb8(p) => (MediaType::Jpeg, jpeg(p, width, height)?),
        _ => return Err(unwritten("not eight bits")),
    };
    Ok(Rendition { width, height, media_type, bytes })
}

/// One baseline scan. With this encoder a progressive file is larger, and optimised tables mean a
/// scan for each colour, which not every decoder gets right (see `container/jpeg.rs`).
fn jpeg(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
    let side = |side| u16::try_from(side).map_err(unwritten);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, JPEG_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.encode(rgb, side(width)?, side(height)?, ColorType::Rgb).map_err(unwritten)?;
    Ok(bytes)
}

fn webp(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
    let mut config = webp::WebPConfig::new().map_err(|()| unwritten("no settings"))?;
    config.quality = WEBP_QUALITY;
    config.method = WEBP_EFFORT;
    let encoder = webp::Encoder::from_rgba(rgba, width, height);
    let bytes = encoder.encode_advanced(&config).map_err(|why| unwritten(format!("{why:?}")))?;
    Ok(bytes.to_vec())
}

fn unwritten(why: impl std::fmt::Display) -> Refusal {
    Refusal::Broken(format!("it cannot be written: {why}"))
}
