//! From pixels of any kind to the sizes we serve.

use crate::decode::Decoded;
use crate::{Picture, Refusal, colour, encode, resize};
use image::DynamicImage;
use image::metadata::Orientation;

/// The longer edges of what we serve, ascending. Nothing is enlarged to reach one.
pub const SIZES: [u32; 4] = [320, 640, 1280, 2048];

/// The most a `ThumbHash` looks at.
const PLACEHOLDER_EDGE: u32 = 100;

/// Every rendition of a picture, each made from the next larger one.
pub(crate) fn render(decoded: Decoded) -> Result<Picture, Refusal> {
    let (width, height) = upright(&decoded.image, decoded.orientation);
    let (largest, smaller) = edges(width.max(height));
    let mut image = base(decoded, largest)?;
    let mut renditions = vec![encode::encode(&image)?];
    for edge in smaller {
        image = resize::straight(&image, fit(width, height, edge))?;
        renditions.push(encode::encode(&image)?);
    }
    renditions.reverse();
    Ok(Picture { width, height, placeholder: placeholder(&image)?, renditions })
}

/// The largest rendition's pixels: upright, sRGB, with alpha only if something shines through.
///
/// The reduction comes first, on the pixels as they were decoded: turning and converting three
/// million pixels is cheap, fifty million are not, and the large picture can go.
fn base(decoded: Decoded, edge: u32) -> Result<DynamicImage, Refusal> {
    let Decoded { image, orientation, profile } = decoded;
    let size = fit(image.width(), image.height(), edge);
    let mut image = if shines_through(&image) {
        resize::premultiplied(image.into_rgba8(), size)?
    } else {
        without_alpha(resize::opaque(image, size)?)
    };
    image.apply_orientation(orientation);
    Ok(colour::to_srgb(image, profile.as_deref()))
}

fn upright(image: &DynamicImage, orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (image.height(), image.width()),
        _ => (image.width(), image.height()),
    }
}

/// The longer edge of the largest rendition, and those of the others, descending.
fn edges(longer: u32) -> (u32, impl Iterator<Item = u32>) {
    let largest = SIZES.into_iter().max().unwrap_or(longer).min(longer);
    (largest, SIZES.into_iter().rev().filter(move |edge| *edge < largest))
}

/// The size with this longer edge and the same shape, but never without pixels.
fn fit(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let longer = u64::from(width.max(height)).max(1);
    let scaled = |side| (u64::from(side) * u64::from(edge) + longer / 2) / longer;
    let side = |side| u32::try_from(scaled(side)).unwrap_or(edge).max(1);
    (side(width), side(height))
}

fn shines_through(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageLumaA8(p) => p.pixels().any(|p| p.0[1] < u8::MAX),
        DynamicImage::ImageLumaA16(p) => p.pixels().any(|p| p.0[1] < u16::MAX),
        DynamicImage::ImageRgba8(p) => p.pixels().any(|p| p.0[3] < u8::MAX),
        DynamicImage::ImageRgba16(p) => p.pixels().any(|p| p.0[3] < u16::MAX),
        _ => false,
    }
}

fn without_alpha(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLumaA8(_) => image.into_luma8().into(),
        DynamicImage::ImageLumaA16(_) => image.into_luma16().into(),
        DynamicImage::ImageRgba8(_) => image.into_rgb8().into(),
        DynamicImage::ImageRgba16(_) => image.into_rgb16().into(),
        image => image,
    }
}

fn placeholder(image: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let edge = PLACEHOLDER_EDGE.min(image.width().max(image.height()));
    let small = resize::straight(image, fit(image.width(), image.height(), edge))?.into_rgba8();
    let side = |side| usize::try_from(side).unwrap_or_default();
    Ok(thumbhash::rgba_to_thumb_hash(side(small.width()), side(small.height()), &small))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(longer: u32) -> Vec<u32> {
        let (largest, smaller) = edges(longer);
        std::iter::once(largest).chain(smaller).collect()
    }

    #[test]
    fn sizes_stop_at_the_source() {
        assert_eq!(all(6000), [2048, 1280, 640, 320]);
        assert_eq!(all(2048), [2048, 1280, 640, 320]);
        assert_eq!(all(2047), [2047, 1280, 640, 320]);
        assert_eq!(all(1280), [1280, 640, 320]);
        assert_eq!(all(1000), [1000, 640, 320]);
        assert_eq!(all(320), [320]);
        assert_eq!(all(100), [100]);
        assert_eq!(all(1), [1]);
    }

    #[test]
    fn the_shape_is_kept_and_no_edge_vanishes() {
        assert_eq!(fit(6000, 4000, 2048), (2048, 1365));
        assert_eq!(fit(4000, 6000, 320), (213, 320));
        assert_eq!(fit(16_000, 3, 320), (320, 1));
        assert_eq!(fit(3, 16_000, 2048), (1, 2048));
        assert_eq!(fit(1, 1, 1), (1, 1));
        assert_eq!(fit(u32::MAX, u32::MAX, 320), (320, 320));
    }
}
