//! From a container to pixels, within limits.

mod jpeg;
mod other;
mod png;
mod shrinker;

use crate::animate::Look;
use crate::colour::Colours;
use crate::container::Container;
use crate::limits::MAX_MEMORY;
use crate::{Limits, MediaType, Refusal};
use image::DynamicImage;
use image::error::ImageError;
use image::metadata::Orientation;

pub(crate) use other::decoder_limits;

/// Pixels as they are in the file, or fewer, and what must happen to them before they can be shown.
pub(crate) struct Decoded {
    pub(crate) image: DynamicImage,
    /// Of the whole picture, before it is turned.
    pub(crate) size: (u32, u32),
    pub(crate) orientation: Orientation,
    pub(crate) colours: Colours,
}

impl Decoded {
    /// What other frames of the same file must go through.
    pub(crate) fn look(&self) -> Look {
        Look { orientation: self.orientation, colours: self.colours.clone() }
    }
}

/// The first frame, if the picture fits within `limits`.
///
/// A picture whose longer edge is a multiple of `wanted` may come back smaller, but not below it:
/// what is going to be reduced anyway need not be held in memory whole. Below it comes only what
/// could not be held otherwise.
pub(crate) fn decode(
    container: &Container<'_>,
    limits: &Limits,
    wanted: u32,
) -> Result<Decoded, Refusal> {
    let outline = &container.outline;
    limits.admit(outline.width, outline.height)?;
    match container.media_type {
        MediaType::Jpeg => jpeg::decode(outline, limits, wanted),
        MediaType::Png => png::decode(outline, limits, wanted),
        MediaType::Webp | MediaType::Gif => other::decode(container, limits),
    }
}

/// What decoding and the step after it take together: the picture as decoded, the same as wide as
/// it will be but still as high, and the result.
fn with_reduction(bytes: u64, (width, height): (u32, u32), wanted: u32) -> u64 {
    let (longer, wanted) = (u64::from(width.max(height)).max(1), u64::from(wanted));
    if longer <= wanted {
        return bytes;
    }
    let part = |bytes: u64| bytes / longer * wanted;
    bytes.saturating_add(part(bytes)).saturating_add(part(part(bytes)))
}

/// The memory that is left when `needed` is paid for.
fn afford(needed: u64, limits: &Limits) -> Result<u64, Refusal> {
    limits.max_memory().min(MAX_MEMORY).checked_sub(needed).ok_or(Refusal::TooBig)
}

/// EXIF that cannot be read turns nothing.
fn orientation(exif: &[u8]) -> Orientation {
    // The prefix belongs to JPEG, but some write it elsewhere as well.
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms)
}

pub(crate) fn refusal(why: ImageError, media_type: MediaType) -> Refusal {
    match why {
        ImageError::Limits(_) => Refusal::TooBig,
        ImageError::Unsupported(_) => unsupported(media_type),
        why => Refusal::Broken(why.to_string()),
    }
}

pub(crate) fn unsupported(media_type: MediaType) -> Refusal {
    Refusal::Unsupported(match media_type {
        MediaType::Jpeg => "this variant of JPEG",
        MediaType::Png => "this variant of PNG",
        MediaType::Webp => "this variant of WebP",
        MediaType::Gif => "this variant of GIF",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container;
    use image::ImageEncoder;
    use image::codecs::png::PngEncoder;

    /// Whether there is a profile left of one of so many zeros, which pack into very few.
    fn left(size: usize) -> bool {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(vec![0; size]).unwrap();
        encoder.write_image(&[0; 12], 2, 2, image::ExtendedColorType::Rgb8).unwrap();
        assert!(bytes.len() < size / 50);
        let container = container::open(&bytes).unwrap();
        let decoded = decode(&container, &Limits::default(), 2048).unwrap();
        matches!(decoded.colours, Colours::Embedded(profile) if profile.len() == size)
    }

    #[test]
    fn a_profile_that_unpacks_beyond_measure_is_dropped() {
        assert!(left(1 << 20));
        assert!(!left(60 << 20));
    }
}
