//! Smaller pictures: Lanczos3, on the samples as they are.

use crate::Refusal;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{MulDiv, PixelType, ResizeOptions, Resizer};
use image::{ColorType, DynamicImage, ImageBuffer, RgbaImage};
use std::fmt::Display;

/// A picture whose alpha, if it has any, says nothing.
pub(crate) fn opaque(image: DynamicImage, size: (u32, u32)) -> Result<DynamicImage, Refusal> {
    if (image.width(), image.height()) == size {
        return Ok(image);
    }
    convolve(&image, size, false)
}

/// A picture that something shines through. Colours that are not seen must not bleed into those
/// that are, so each is weighed by its alpha: in place, since it may be too large to have twice.
pub(crate) fn premultiplied(
    mut image: RgbaImage,
    size: (u32, u32),
) -> Result<DynamicImage, Refusal> {
    if image.dimensions() == size {
        return Ok(image.into());
    }
    alpha(&mut image, |weigher, image| weigher.multiply_alpha_inplace(image))?;
    let mut small = convolve(&image.into(), size, false)?.into_rgba8();
    alpha(&mut small, |weigher, image| weigher.divide_alpha_inplace(image))?;
    Ok(small.into())
}

/// A picture with or without alpha, of a size that may be had twice.
pub(crate) fn straight(image: &DynamicImage, size: (u32, u32)) -> Result<DynamicImage, Refusal> {
    convolve(image, size, true)
}

fn alpha<E: Display>(
    image: &mut RgbaImage,
    change: impl FnOnce(&MulDiv, &mut Image<'_>) -> Result<(), E>,
) -> Result<(), Refusal> {
    let (width, height) = image.dimensions();
    let mut view = Image::from_slice_u8(width, height, image, PixelType::U8x4).map_err(refusal)?;
    change(&MulDiv::new(), &mut view).map_err(refusal)
}

fn convolve(
    image: &DynamicImage,
    (width, height): (u32, u32),
    weigh: bool,
) -> Result<DynamicImage, Refusal> {
    let kind = match image.color() {
        ColorType::L8 => PixelType::U8,
        ColorType::La8 => PixelType::U8x2,
        ColorType::Rgb8 => PixelType::U8x3,
        ColorType::Rgba8 => PixelType::U8x4,
        ColorType::L16 => PixelType::U16,
        ColorType::La16 => PixelType::U16x2,
        ColorType::Rgb16 => PixelType::U16x3,
        ColorType::Rgba16 => PixelType::U16x4,
        other => return Err(refusal(format!("{other:?}"))),
    };
    let from =
        ImageRef::new(image.width(), image.height(), image.as_bytes(), kind).map_err(refusal)?;
    let mut to = Image::new(width, height, kind);
    let options = ResizeOptions::new().use_alpha(weigh);
    Resizer::new().resize(&from, &mut to, &options).map_err(refusal)?;
    rebuilt(image.color(), (width, height), to.into_vec())
        .ok_or_else(|| refusal("the wrong number of pixels"))
}

fn rebuilt(colour: ColorType, (width, height): (u32, u32), bytes: Vec<u8>) -> Option<DynamicImage> {
    match colour {
        ColorType::L8 => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8),
        ColorType::La8 => {
            ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageLumaA8)
        }
        ColorType::Rgb8 => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
        ColorType::Rgba8 => {
            ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8)
        }
        _ => {
            let words = bytes.as_chunks().0.iter().map(|word| u16::from_ne_bytes(*word)).collect();
            rebuilt_sixteen(colour, (width, height), words)
        }
    }
}

fn rebuilt_sixteen(
    colour: ColorType,
    (width, height): (u32, u32),
    words: Vec<u16>,
) -> Option<DynamicImage> {
    match colour {
        ColorType::L16 => {
            ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageLuma16)
        }
        ColorType::La16 => {
            ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageLumaA16)
        }
        ColorType::Rgb16 => {
            ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageRgb16)
        }
        _ => ImageBuffer::from_raw(width, height, words).map(DynamicImage::ImageRgba16),
    }
}

fn refusal(why: impl Display) -> Refusal {
    Refusal::Broken(format!("it cannot be resized: {why}"))
}
