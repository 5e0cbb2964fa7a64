//! From pixels to files. Neither encoder is given anything but pixels, so neither can leak more.

use crate::render::SMALLEST;
use crate::{MediaType, Refusal, Rendition};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, RgbImage, RgbaImage};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

const JPEG_QUALITY: u8 = 82;
/// Of the smallest size, to which pictures are reduced in so many steps, each by a sharp filter,
/// that at the same quality it is larger, and more like the picture, than it needs to be.
const SMALL_QUALITY: u8 = 81;
/// Of a file that others are made from.
const LASTING_QUALITY: u8 = 94;
const WEBP_QUALITY: f32 = 80.0;
/// Of 0 to 6: half the time of the usual 4, for a file a few hundredths larger.
const WEBP_EFFORT: i32 = 2;
/// Of a picture that is seen for a tenth of a second.
const FRAME_QUALITY: f32 = 75.0;
const FRAME_EFFORT: i32 = 1;

/// WebP for RGBA, JPEG for the rest.
pub(crate) fn encode(image: &DynamicImage) -> Result<Rendition, Refusal> {
    match image {
        DynamicImage::ImageRgba8(p) => {
            let (width, height) = p.dimensions();
            let bytes = webp(p, width, height)?;
            Ok(Rendition { width, height, media_type: MediaType::Webp, bytes })
        }
        DynamicImage::ImageRgb8(p) => {
            let small = p.width().max(p.height()) <= SMALLEST;
            jpeg(p, if small { SMALL_QUALITY } else { JPEG_QUALITY })
        }
        _ => Err(unwritten("not eight bits")),
    }
}

/// Four samples of brightness for one of colour, as photographs bear.
pub(crate) fn jpeg(rgb: &RgbImage, quality: u8) -> Result<Rendition, Refusal> {
    let (width, height) = rgb.dimensions();
    let bytes = jpeg_bytes(rgb, quality, SamplingFactor::R_4_2_0)?;
    Ok(Rendition { width, height, media_type: MediaType::Jpeg, bytes })
}

/// To be kept and decoded again.
pub(crate) fn lasting(image: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    if let DynamicImage::ImageRgb8(rgb) = image {
        return jpeg_bytes(rgb, LASTING_QUALITY, SamplingFactor::R_4_4_4);
    }
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up);
    image.write_with_encoder(encoder).map_err(unwritten)?;
    Ok(bytes)
}

/// One baseline scan. With this encoder a progressive file is larger, and optimised tables mean a
/// scan for each colour, which not every decoder gets right (see `container/jpeg.rs`).
fn jpeg_bytes(rgb: &RgbImage, quality: u8, sampling: SamplingFactor) -> Result<Vec<u8>, Refusal> {
    let side = |side| u16::try_from(side).map_err(unwritten);
    let (width, height) = (side(rgb.width())?, side(rgb.height())?);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(sampling);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.encode(rgb, width, height, ColorType::Rgb).map_err(unwritten)?;
    Ok(bytes)
}

fn webp(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
    webp_bytes((rgba, width, height), WEBP_QUALITY, WEBP_EFFORT)
}

/// One of many.
pub(crate) fn webp_frame(rgba: &RgbaImage) -> Result<Vec<u8>, Refusal> {
    webp_bytes((rgba, rgba.width(), rgba.height()), FRAME_QUALITY, FRAME_EFFORT)
}

fn webp_bytes(
    (rgba, width, height): (&[u8], u32, u32),
    quality: f32,
    effort: i32,
) -> Result<Vec<u8>, Refusal> {
    let mut config = webp::WebPConfig::new().map_err(|()| unwritten("no settings"))?;
    config.quality = quality;
    config.method = effort;
    let encoder = webp::Encoder::from_rgba(rgba, width, height);
    let bytes = encoder.encode_advanced(&config).map_err(|why| unwritten(format!("{why:?}")))?;
    Ok(bytes.to_vec())
}

fn unwritten(why: impl std::fmt::Display) -> Refusal {
    Refusal::Broken(format!("it cannot be written: {why}"))
}
