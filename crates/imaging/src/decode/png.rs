//! PNG, row by row, so that a picture too large to hold is averaged down while it is read.

use super::shrinker::{Shrinker, divisor};
use super::{Decoded, afford, orientation, with_reduction};
use crate::colour::{Colours, Described};
use crate::container::Outline;
use crate::limits::MAX_METADATA;
use crate::{Limits, MediaType, Refusal};
use image::{DynamicImage, ImageBuffer};
use png::{BitDepth, ColorType, DecodingError, Info, Reader, Transformations};
use std::io::Cursor;

type Png<'a> = Reader<Cursor<&'a [u8]>>;

pub(super) fn decode(
    outline: &Outline<'_>,
    limits: &Limits,
    wanted: u32,
) -> Result<Decoded, Refusal> {
    let mut reader = open(outline.bytes)?;
    let size = reader.info().size();
    limits.admit(size.0, size.1)?;
    let format = Format::of(&reader)?;
    let twice = if format.sixteen && reader.info().interlaced { 2 } else { 1 };
    let needed = needed(size, format, wanted).saturating_mul(twice);
    let image = if afford(needed, limits).is_ok() {
        whole(&mut reader, size, format)?
    } else if reader.info().interlaced {
        // Its rows come from everywhere.
        return Err(Refusal::TooBig);
    } else {
        shrunk(&mut reader, size, format, (limits, wanted))?
    };
    let info = reader.info();
    let orientation = orientation(info.exif_metadata.as_deref().unwrap_or_default());
    Ok(Decoded { image, size, orientation, colours: colours(info) })
}

/// How samples lie in a row.
#[derive(Clone, Copy)]
pub(super) struct Format {
    pub(super) channels: usize,
    pub(super) sixteen: bool,
}

impl Format {
    fn of(reader: &Png<'_>) -> Result<Self, Refusal> {
        let (kind, depth) = reader.output_color_type();
        let channels = match kind {
            ColorType::Grayscale => 1,
            ColorType::GrayscaleAlpha => 2,
            ColorType::Rgb => 3,
            ColorType::Rgba => 4,
            ColorType::Indexed => return Err(super::unsupported(MediaType::Png)),
        };
        match depth {
            BitDepth::Eight => Ok(Self { channels, sixteen: false }),
            BitDepth::Sixteen => Ok(Self { channels, sixteen: true }),
            _ => Err(super::unsupported(MediaType::Png)),
        }
    }

    pub(super) fn has_alpha(self) -> bool {
        self.channels.is_multiple_of(2)
    }

    fn bytes_per_pixel(self) -> usize {
        self.channels * if self.sixteen { 2 } else { 1 }
    }
}

fn open(bytes: &[u8]) -> Result<Png<'_>, Refusal> {
    let limits = png::Limits { bytes: usize::try_from(MAX_METADATA).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    // Palettes are looked up, and fewer than eight bits become eight.
    decoder.set_transformations(Transformations::EXPAND);
    decoder.read_info().map_err(|why| refusal(&why))
}

/// What it takes to hold all pixels and go on from there.
fn needed(size: (u32, u32), format: Format, wanted: u32) -> u64 {
    let bytes = |per_pixel| u64::from(size.0) * u64::from(size.1) * per_pixel;
    let decoded = bytes(u64::try_from(format.bytes_per_pixel()).unwrap_or(u64::MAX));
    if format.has_alpha() && (format.sixteen || format.channels == 2) {
        // Copied to eight bits a channel and four channels, if anything shines through.
        decoded + bytes(4)
    } else {
        with_reduction(decoded, size, wanted)
    }
}

fn whole(
    reader: &mut Png<'_>,
    (width, height): (u32, u32),
    format: Format,
) -> Result<DynamicImage, Refusal> {
    let length = reader.output_buffer_size().ok_or(Refusal::TooBig)?;
    let image = if format.sixteen {
        deep(width, height, format.channels, words(reader, length)?)
    } else {
        let mut bytes = vec![0; length];
        reader.next_frame(&mut bytes).map_err(|why| refusal(&why))?;
        flat(width, height, format.channels, bytes)
    };
    image.ok_or_else(|| Refusal::Broken("the wrong number of pixels".to_owned()))
}

/// All samples; row by row where that saves having them twice.
fn words(reader: &mut Png<'_>, length: usize) -> Result<Vec<u16>, Refusal> {
    let word = |bytes: &[u8; 2]| u16::from_be_bytes(*bytes);
    if reader.info().interlaced {
        let mut bytes = vec![0; length];
        reader.next_frame(&mut bytes).map_err(|why| refusal(&why))?;
        return Ok(bytes.as_chunks().0.iter().map(word).collect());
    }
    let mut words = Vec::with_capacity(length / 2);
    while let Some(row) = reader.next_row().map_err(|why| refusal(&why))? {
        words.extend(row.data().as_chunks().0.iter().map(word));
    }
    Ok(words)
}

fn shrunk(
    reader: &mut Png<'_>,
    size: (u32, u32),
    format: Format,
    (limits, wanted): (&Limits, u32),
) -> Result<DynamicImage, Refusal> {
    let eight = Format { sixteen: false, ..format };
    let fits = |divisor: u32| {
        let part = (size.0.div_ceil(divisor), size.1.div_ceil(divisor));
        afford(needed(part, eight, wanted), limits).is_ok()
    };
    let divisor = divisor(size.0.max(size.1), wanted, fits).ok_or(Refusal::TooBig)?;
    let mut shrinker = Shrinker::new(size, format, divisor);
    while let Some(row) = reader.next_row().map_err(|why| refusal(&why))? {
        shrinker.push(row.data());
    }
    let ((width, height), bytes) = shrinker.finish();
    flat(width, height, format.channels, bytes)
        .ok_or_else(|| Refusal::Broken("the wrong number of pixels".to_owned()))
}

fn flat(width: u32, height: u32, channels: usize, bytes: Vec<u8>) -> Option<DynamicImage> {
    match channels {
        1 => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8),
        2 => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageLumaA8),
        3 => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
        _ => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8),
    }
}

fn deep(width: u32, height: u32, channels: usize, words: Vec<u16>) -> Option<DynamicImage> {
    match channels {
        1 => ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageLuma16),
        2 => ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageLumaA16),
        3 => ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageRgb16),
        _ => ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageRgba16),
    }
}

/// In the order of precedence that the PNG specification gives: cICP, iCCP, sRGB, gAMA and cHRM.
fn colours(info: &Info<'_>) -> Colours {
    let srgb = info.srgb.is_some();
    if let Some(points) = &info.coding_independent_code_points {
        return Colours::Described(Described::CodePoints {
            primaries: points.color_primaries,
            transfer: points.transfer_function,
        });
    }
    if let Some(profile) = &info.icc_profile {
        return Colours::Embedded(profile.to_vec());
    }
    match info.gama_chunk {
        Some(gamma) if !srgb => {
            let points = info.chrm_chunk.map(|it| {
                [it.white, it.red, it.green, it.blue].map(|(x, y)| (x.into_value(), y.into_value()))
            });
            Colours::Described(Described::Gamma { exponent: gamma.into_value(), points })
        }
        _ => Colours::Srgb,
    }
}

fn refusal(why: &DecodingError) -> Refusal {
    match why {
        DecodingError::LimitsExceeded => Refusal::TooBig,
        why => Refusal::Broken(why.to_string()),
    }
}
