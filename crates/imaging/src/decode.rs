//! From a container to pixels, within limits.

use crate::container::Container;
use crate::{Limits, MediaType, Refusal};
use image::error::ImageError;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use std::io::Cursor;

/// What a decoder may spend on profiles and texts: a profile of 258 MB packs into 250 kB.
const MAX_METADATA: u64 = 16 << 20;

/// The pixels as they are in the file, and what must happen to them before they can be shown.
pub(crate) struct Decoded {
    pub(crate) image: DynamicImage,
    pub(crate) orientation: Orientation,
    /// An ICC profile that nobody has checked.
    pub(crate) profile: Option<Vec<u8>>,
}

/// The first frame, if the picture fits within `limits`.
pub(crate) fn decode(container: &Container<'_>, limits: &Limits) -> Result<Decoded, Refusal> {
    let outline = &container.outline;
    limits.admit(outline.width, outline.height)?;
    let refuse = |why| refusal(why, container.media_type);
    let mut decoder = open(container, limits).map_err(refuse)?;
    // The decoder reads the header again; what it makes of it is what counts.
    let (width, height) = decoder.dimensions();
    limits.admit(width, height)?;
    let spare = spare(&decoder, outline.workspace, limits)?;
    decoder.set_limits(decoder_limits(limits, spare)).map_err(refuse)?;
    let orientation = orientation(&mut decoder);
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(refuse)?;
    Ok(Decoded { image, orientation, profile })
}

fn open<'a>(
    container: &Container<'a>,
    limits: &Limits,
) -> Result<impl ImageDecoder + use<'a>, ImageError> {
    let format = match container.media_type {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Png => ImageFormat::Png,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Gif => ImageFormat::Gif,
    };
    let mut reader = ImageReader::with_format(Cursor::new(container.outline.bytes), format);
    // Only the PNG decoder heeds the memory limit here, and spends it on metadata alone: what
    // does not fit of a profile is dropped, what does not fit of a text is refused.
    reader.limits(decoder_limits(limits, MAX_METADATA));
    reader.into_decoder()
}

fn decoder_limits(limits: &Limits, max_alloc: u64) -> image::Limits {
    let mut decoder = image::Limits::default();
    decoder.max_image_width = Some(limits.max_side);
    decoder.max_image_height = Some(limits.max_side);
    decoder.max_alloc = Some(max_alloc);
    decoder
}

/// The memory that is left when all we know of is paid for.
///
/// `DynamicImage::from_decoder` does not heed `image::Limits::max_alloc`: it allocates whatever
/// the decoder says it returns. This is the only place that says no.
fn spare(decoder: &impl ImageDecoder, workspace: u64, limits: &Limits) -> Result<u64, Refusal> {
    let (width, height) = decoder.dimensions();
    // These are copied to eight bits a channel as they are, if anything shines through them.
    let copied = match decoder.color_type() {
        ColorType::La8 | ColorType::La16 | ColorType::Rgba16 => 4,
        _ => 0,
    };
    let copy = u64::from(width) * u64::from(height) * copied;
    let needed = decoder.total_bytes().saturating_add(workspace).saturating_add(copy);
    limits.max_memory().checked_sub(needed).ok_or(Refusal::TooBig)
}

/// EXIF that cannot be read turns nothing.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    let exif = decoder.exif_metadata().ok().flatten().unwrap_or_default();
    // The prefix belongs to JPEG, but some write it in a WebP as well.
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(&exif);
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms)
}

fn refusal(why: ImageError, media_type: MediaType) -> Refusal {
    match why {
        ImageError::Limits(_) => Refusal::TooBig,
        ImageError::Unsupported(_) => Refusal::Unsupported(match media_type {
            MediaType::Jpeg => "this variant of JPEG",
            MediaType::Png => "this variant of PNG",
            MediaType::Webp => "this variant of WebP",
            MediaType::Gif => "this variant of GIF",
        }),
        why => Refusal::Broken(why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container;
    use image::ImageEncoder;
    use image::codecs::png::PngEncoder;

    /// The profile that is left of one of so many zeros, which pack into very few.
    fn left(size: usize) -> Option<usize> {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(vec![0; size]).unwrap();
        encoder.write_image(&[0; 12], 2, 2, image::ExtendedColorType::Rgb8).unwrap();
        assert!(bytes.len() < size / 50);
        let container = container::open(&bytes).unwrap();
        let decoded = decode(&container, &Limits::default()).unwrap();
        decoded.profile.map(|profile| profile.len())
    }

    #[test]
    fn a_profile_that_unpacks_beyond_measure_is_dropped() {
        assert_eq!(left(1 << 20), Some(1 << 20));
        assert_eq!(left(60 << 20), None);
    }
}
