//! WebP and GIF, by way of the `image` crate.

use super::{Decoded, afford, orientation, refusal};
use crate::colour::Colours;
use crate::container::Container;
use crate::limits::{MAX_EFFORT, MAX_METADATA};
use crate::{Limits, MediaType, Refusal};
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use std::io::Cursor;

pub(super) fn decode(container: &Container<'_>, limits: &Limits) -> Result<Decoded, Refusal> {
    let refuse = |why| refusal(why, container.media_type);
    let mut decoder = open(container, limits).map_err(refuse)?;
    // The decoder reads the header again; what it makes of it is what counts.
    let size = decoder.dimensions();
    limits.admit(size.0, size.1)?;
    if container.outline.effort > MAX_EFFORT {
        return Err(Refusal::TooBig);
    }
    // `DynamicImage::from_decoder` does not heed `image::Limits::max_alloc`: it allocates whatever
    // the decoder says it returns. This is the only place that says no.
    let needed = decoder.total_bytes().saturating_add(container.outline.workspace);
    let spare = afford(needed, limits)?;
    decoder.set_limits(decoder_limits(limits, spare)).map_err(refuse)?;
    let orientation = orientation(&decoder.exif_metadata().ok().flatten().unwrap_or_default());
    let colours = decoder.icc_profile().ok().flatten().map_or(Colours::Srgb, Colours::Embedded);
    let image = DynamicImage::from_decoder(decoder).map_err(refuse)?;
    Ok(Decoded { image, size, orientation, colours })
}

fn open<'a>(
    container: &Container<'a>,
    limits: &Limits,
) -> Result<impl ImageDecoder + use<'a>, ImageError> {
    let bytes = Cursor::new(container.outline.bytes);
    let mut reader = ImageReader::with_format(bytes, image_format(container.media_type));
    reader.limits(decoder_limits(limits, MAX_METADATA));
    reader.into_decoder()
}

fn image_format(media_type: MediaType) -> ImageFormat {
    match media_type {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Png => ImageFormat::Png,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Gif => ImageFormat::Gif,
    }
}

pub(crate) fn decoder_limits(limits: &Limits, max_alloc: u64) -> image::Limits {
    let mut decoder = image::Limits::default();
    decoder.max_image_width = Some(limits.max_side);
    decoder.max_image_height = Some(limits.max_side);
    decoder.max_alloc = Some(max_alloc);
    decoder
}
