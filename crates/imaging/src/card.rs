//! The picture that stands for a page where its link is shared, in the one shape that all who
//! show such previews agree on.

use crate::{Refusal, Rendition, encode, resize};
use image::{DynamicImage, Rgb, RgbImage, imageops};

/// Width and height, as `OpenGraph` has it.
pub const CARD_SIZE: (u32, u32) = (1200, 630);

/// Of the picture, in hundredths: what may be cut off without losing what it is of. Cuts a photo of
/// 3:2 or 4:3, but not a square one, a portrait or a panorama.
const MAX_LOSS: u64 = 35;

/// Some who show previews load no more than this, or not at once.
const MAX_BYTES: usize = 150_000;
const QUALITIES: [u8; 5] = [82, 72, 60, 45, 25];

/// Made from the smallest of `images` that is large enough, or the largest there is.
pub(crate) fn card(images: &[DynamicImage], colour: [u8; 3]) -> Result<Rendition, Refusal> {
    let fits = |image: &&DynamicImage| {
        let (crop, room) = (crop(image.width(), image.height()), CARD_SIZE);
        if crops(image) {
            crop.0 >= room.0 && crop.1 >= room.1
        } else {
            image.width() >= room.0 || image.height() >= room.1
        }
    };
    let image = images.iter().find(fits).or(images.last());
    let image = image.ok_or_else(|| Refusal::Broken("nothing to show".to_owned()))?;
    let card = if crops(image) && fits(&image) { cut(image)? } else { placed(image, colour)? };
    smallest_enough(&card)
}

/// The largest part of the card's shape.
fn crop(width: u32, height: u32) -> (u32, u32) {
    let (w, h) = (u64::from(width), u64::from(height));
    let (cw, ch) = (u64::from(CARD_SIZE.0), u64::from(CARD_SIZE.1));
    let side = |side| u32::try_from(side).unwrap_or(u32::MAX).max(1);
    if w * ch > h * cw { (side(h * cw / ch), height) } else { (width, side(w * ch / cw)) }
}

/// Cutting loses little, and there is nothing to put a backdrop behind.
fn crops(image: &DynamicImage) -> bool {
    let (width, height) = crop(image.width(), image.height());
    let area = |width: u32, height: u32| u64::from(width) * u64::from(height);
    let kept = 100 * area(width, height);
    kept >= (100 - MAX_LOSS) * area(image.width(), image.height()) && !image.color().has_alpha()
}

fn cut(image: &DynamicImage) -> Result<RgbImage, Refusal> {
    let (width, height) = crop(image.width(), image.height());
    let (left, top) = ((image.width() - width) / 2, (image.height() - height) / 2);
    let part = image.crop_imm(left, top, width, height);
    Ok(resize::straight(&part, CARD_SIZE)?.into_rgb8())
}

/// In the middle, whole, and no larger than it is.
fn placed(image: &DynamicImage, colour: [u8; 3]) -> Result<RgbImage, Refusal> {
    let (width, height) = (u64::from(image.width()), u64::from(image.height()));
    let (room_w, room_h) = (u64::from(CARD_SIZE.0), u64::from(CARD_SIZE.1));
    let size = if width <= room_w && height <= room_h {
        (width, height)
    } else if width * room_h > height * room_w {
        (room_w, (height * room_w / width).max(1))
    } else {
        ((width * room_h / height).max(1), room_h)
    };
    let narrow = |side| u32::try_from(side).unwrap_or(1);
    let small = resize::straight(image, (narrow(size.0), narrow(size.1)))?;
    let (left, top) = ((room_w - size.0) / 2, (room_h - size.1) / 2);
    let mut card = RgbImage::from_pixel(CARD_SIZE.0, CARD_SIZE.1, Rgb(backdrop(colour)));
    lay(&mut card, &small, (narrow(left), narrow(top)));
    Ok(card)
}

/// Darker than the picture, so that its edges are seen, but not black.
fn backdrop(colour: [u8; 3]) -> [u8; 3] {
    colour.map(|sample| u8::try_from(u16::from(sample) * 5 / 9 + 12).unwrap_or(u8::MAX))
}

fn lay(card: &mut RgbImage, image: &DynamicImage, (left, top): (u32, u32)) {
    let DynamicImage::ImageRgba8(glass) = image else {
        return imageops::replace(card, &image.to_rgb8(), left.into(), top.into());
    };
    for (x, y, over) in glass.enumerate_pixels() {
        if let Some(under) = card.get_pixel_mut_checked(left + x, top + y) {
            let alpha = u32::from(over.0[3]);
            for (under, over) in under.0.iter_mut().zip(over.0) {
                let mixed = u32::from(over) * alpha + u32::from(*under) * (255 - alpha);
                *under = u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX);
            }
        }
    }
}

/// Foliage and noise pack badly; a preview may be coarse.
fn smallest_enough(card: &RgbImage) -> Result<Rendition, Refusal> {
    let mut tried = Err(Refusal::Broken("no quality to try".to_owned()));
    for quality in QUALITIES {
        tried = encode::jpeg(card, quality);
        if tried.as_ref().is_ok_and(|card| card.bytes.len() <= MAX_BYTES) {
            break;
        }
    }
    tried
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cropped(width: u32, height: u32) -> bool {
        crops(&RgbImage::new(width, height).into())
    }

    #[test]
    fn ordinary_shapes_are_cut_and_others_are_not() {
        assert!(cropped(1920, 1080) && cropped(1500, 1000) && cropped(1600, 1200));
        assert!(cropped(1200, 630) && cropped(2000, 800));
        assert!(!cropped(1000, 1000) && !cropped(1000, 1500) && !cropped(3000, 1000));
    }

    #[test]
    fn the_cut_has_the_shape_of_the_card() {
        assert_eq!(crop(1200, 630), (1200, 630));
        assert_eq!(crop(2400, 2400), (2400, 1260));
        assert_eq!(crop(4000, 630), (1200, 630));
        assert_eq!(crop(1, 1), (1, 1));
    }
}
