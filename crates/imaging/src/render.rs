//! From pixels of any kind to the sizes we serve.

use crate::colour::Colours;
use crate::decode::Decoded;
use crate::{Picture, Refusal, card, colour, encode, resize, swatch};
use image::metadata::Orientation;
use image::{DynamicImage, RgbaImage};

/// The longer edges of what we serve, ascending. Nothing is enlarged to reach one.
pub const SIZES: [u32; 4] = [SMALLEST, 640, 1280, LARGEST];

pub(crate) const SMALLEST: u32 = 320;

/// The longest edge of what we serve.
pub(crate) const LARGEST: u32 = 2048;

/// The most a `ThumbHash` looks at.
const PLACEHOLDER_EDGE: u32 = 100;

/// Every rendition of a picture, each made from the next larger one.
pub(crate) fn render(decoded: Decoded) -> Result<Picture, Refusal> {
    let (width, height) = upright(decoded.size, decoded.orientation);
    // What could only be held in part may have fewer pixels than the largest size asks for.
    let held = decoded.image.width().max(decoded.image.height());
    let (largest, smaller) = edges(width.max(height).min(held));
    let mut images = vec![base(decoded, fit(width, height, largest))?];
    for edge in smaller {
        let larger = images.last().ok_or_else(nothing)?;
        images.push(resize::straight(larger, fit(width, height, edge))?);
    }
    images.reverse();
    let smallest = thumbnail(images.first().ok_or_else(nothing)?)?;
    let colour = swatch::dominant(&smallest);
    let card = card::card(&images, colour)?;
    let renditions = images.iter().map(encode::encode).collect::<Result<_, _>>()?;
    let placeholder = placeholder(&smallest);
    Ok(Picture { width, height, placeholder, colour, renditions, card, frames: 1, animation: None })
}

fn nothing() -> Refusal {
    Refusal::Broken("nothing to show".to_owned())
}

/// Pixels of this size: upright, sRGB, with alpha only if something shines through.
///
/// The reduction comes first, on the pixels as they were decoded: turning and converting three
/// million pixels is cheap, fifty million are not, and the large picture can go.
pub(crate) fn base(decoded: Decoded, size: (u32, u32)) -> Result<DynamicImage, Refusal> {
    let Decoded { image, orientation, colours, .. } = decoded;
    // Before it is turned.
    let size = upright(size, orientation);
    let ink = matches!(colours, Colours::Ink(_));
    let mut image = if !ink && shines_through(&image) {
        resize::premultiplied(image.into_rgba8(), size)?
    } else {
        let image = resize::opaque(image, size)?;
        if ink { image } else { without_alpha(image) }
    };
    image.apply_orientation(orientation);
    Ok(colour::to_srgb(image, &colours))
}

/// The sides as they are seen; turning them twice gives them back.
pub(crate) fn upright((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}

/// The longer edge of the largest rendition, and those of the others, descending.
fn edges(longer: u32) -> (u32, impl Iterator<Item = u32>) {
    let largest = LARGEST.min(longer);
    (largest, SIZES.into_iter().rev().filter(move |edge| *edge < largest))
}

/// The size with this longer edge and the same shape, but never without pixels.
pub(crate) fn fit(width: u32, height: u32, edge: u32) -> (u32, u32) {
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

/// As large as a `ThumbHash` may be.
fn thumbnail(image: &DynamicImage) -> Result<RgbaImage, Refusal> {
    let edge = PLACEHOLDER_EDGE.min(image.width().max(image.height()));
    let size = fit(image.width(), image.height(), edge);
    Ok(resize::straight(image, size)?.into_rgba8())
}

fn placeholder(small: &RgbaImage) -> Vec<u8> {
    let side = |side| usize::try_from(side).unwrap_or_default();
    thumbhash::rgba_to_thumb_hash(side(small.width()), side(small.height()), small)
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
