//! JPEG by two decoders: the faster one, and the one that can leave pixels out.
//!
//! `zune-jpeg` is the faster of the two but always returns every pixel: 300 MB for 100 million, and
//! as much again to hold a progressive picture's coefficients. `jpeg-decoder` returns a half, a
//! quarter or an eighth of each edge straight from the coefficients, in a tenth of the memory, and
//! for large pictures in less time as well. It also gives ink as ink, which `zune-jpeg` does not.

use super::{Decoded, afford, orientation, with_reduction};
use crate::colour::Colours;
use crate::container::Outline;
use crate::{Limits, MediaType, Refusal};
use image::{DynamicImage, ImageBuffer};
use jpeg_decoder::{ColorTransform, PixelFormat};
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

type Zune<'a> = JpegDecoder<ZCursor<&'a [u8]>>;

pub(super) fn decode(
    outline: &Outline<'_>,
    limits: &Limits,
    wanted: u32,
) -> Result<Decoded, Refusal> {
    let mut header = open(outline.bytes, limits);
    header.decode_headers().map_err(refusal)?;
    let narrow = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let size = header.dimensions().map(|(w, h)| (narrow(w), narrow(h))).unwrap_or_default();
    limits.admit(size.0, size.1)?;
    let space = header.input_colorspace().unwrap_or(ColorSpace::YCbCr);
    let plan = Plan::new(size, space, outline.workspace, limits, wanted)?;
    let orientation = orientation(header.exif().map_or(&[], Vec::as_slice));
    let profile = header.icc_profile();
    let image = match plan {
        Plan::Whole => whole(header, size, space)?,
        Plan::Reduced { divisor, or_whole } => {
            match reduced(outline.bytes, size, space, divisor) {
                // This decoder gives up on a scratch that the other one shows.
                Err(_) if or_whole => whole(header, size, space)?,
                image => image?,
            }
        }
    };
    let colours = match (space, profile) {
        (ColorSpace::CMYK | ColorSpace::YCCK, profile) => Colours::Ink(profile),
        (_, Some(profile)) => Colours::Embedded(profile),
        (_, None) => Colours::Srgb,
    };
    Ok(Decoded { image, size, orientation, colours })
}

enum Plan {
    /// By `zune-jpeg`.
    Whole,
    /// By `jpeg-decoder`, each edge divided by this; or whole after all, if memory allows.
    Reduced { divisor: u32, or_whole: bool },
}

impl Plan {
    fn new(
        size: (u32, u32),
        space: ColorSpace,
        coefficients: u64,
        limits: &Limits,
        wanted: u32,
    ) -> Result<Self, Refusal> {
        let longer = size.0.max(size.1);
        let channels = u64::try_from(space.num_components()).unwrap_or(u64::MAX);
        let pixels = u64::from(size.0) * u64::from(size.1);
        let ink = matches!(space, ColorSpace::CMYK | ColorSpace::YCCK);
        let whole =
            with_reduction(pixels * channels, size, wanted).max(pixels * channels + coefficients);
        let or_whole = !ink && afford(whole, limits).is_ok();
        if or_whole && longer < roomy(wanted, 2) {
            return Ok(Self::Whole);
        }
        // Planes and, made from them, pixels.
        let needed = |divisor: u32| {
            coefficients + 2 * channels * pixels / u64::from(divisor) / u64::from(divisor)
        };
        let preferred = [8, 4, 2].into_iter().find(|it| longer >= roomy(wanted, *it)).unwrap_or(1);
        let mut allowed = [1, 2, 4, 8].into_iter().filter(|it| *it >= preferred);
        let fits = |divisor: &u32| afford(needed(*divisor), limits).is_ok();
        let divisor = allowed.find(fits).ok_or(Refusal::TooBig)?;
        Ok(Self::Reduced { divisor, or_whole })
    }
}

/// The least edge of which a part is taken: a quarter more than wanted remains, for the filter that
/// follows to work on.
fn roomy(wanted: u32, divisor: u32) -> u32 {
    wanted.saturating_mul(divisor).saturating_add(wanted.saturating_mul(divisor) / 4)
}

fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Zune<'a> {
    let side = usize::try_from(limits.max_side).unwrap_or(usize::MAX);
    // Lenient, as browsers are: a photo with a scratch is still a photo.
    let options =
        DecoderOptions::default().set_strict_mode(false).set_max_width(side).set_max_height(side);
    JpegDecoder::new_with_options(ZCursor::new(bytes), options)
}

fn whole(
    mut decoder: Zune<'_>,
    (width, height): (u32, u32),
    space: ColorSpace,
) -> Result<DynamicImage, Refusal> {
    let grey = space == ColorSpace::Luma;
    let out = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(out));
    let pixels = decoder.decode().map_err(refusal)?;
    let image = if grey {
        ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8)
    } else {
        ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
    };
    image.ok_or_else(|| broken("the wrong number of pixels"))
}

/// Grey as L8, colours as RGB8; ink, of which 255 is full, as RGBA8, for want of a CMYK8.
fn reduced(
    bytes: &[u8],
    (width, height): (u32, u32),
    space: ColorSpace,
    divisor: u32,
) -> Result<DynamicImage, Refusal> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    // The same reading of the header as the other decoder's.
    match space {
        ColorSpace::RGB => decoder.set_color_transform(ColorTransform::RGB),
        ColorSpace::YCbCr => decoder.set_color_transform(ColorTransform::YCbCr),
        ColorSpace::CMYK => decoder.set_color_transform(ColorTransform::CMYK),
        ColorSpace::YCCK => decoder.set_color_transform(ColorTransform::YCCK),
        _ => {}
    }
    let part = |side: u32| u16::try_from(side.div_ceil(divisor)).map_err(broken);
    decoder.scale(part(width)?, part(height)?).map_err(broken)?;
    let pixels = decoder.decode().map_err(broken)?;
    let info = decoder.info().ok_or_else(|| broken("no header"))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let image = match info.pixel_format {
        PixelFormat::L8 => {
            ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8)
        }
        PixelFormat::RGB24 => {
            ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
        }
        PixelFormat::CMYK32 => {
            ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8)
        }
        PixelFormat::L16 => None,
    };
    image.ok_or_else(|| super::unsupported(MediaType::Jpeg))
}

fn refusal(why: DecodeErrors) -> Refusal {
    match why {
        DecodeErrors::Unsupported(_) => super::unsupported(MediaType::Jpeg),
        DecodeErrors::LargeDimensions(_) => Refusal::TooBig,
        why => Refusal::Broken(format!("{why:?}")),
    }
}

fn broken(why: impl std::fmt::Display) -> Refusal {
    Refusal::Broken(why.to_string())
}
