//! From whatever colours a file is in to sRGB, eight bits a channel.

use image::{DynamicImage, ImageBuffer};
use moxcms::{CmsError, ColorProfile, DataColorSpace, Layout, TransformOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The picture in sRGB, as RGB or RGBA with eight bits each.
///
/// A profile that is broken, or meant for other pixels than these (a CMYK JPEG keeps its profile
/// but is decoded to RGB), is ignored: strange colours are better than no picture.
pub(crate) fn to_srgb(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let converted = profile.and_then(|profile| {
        catch_unwind(AssertUnwindSafe(|| convert(&image, profile))).ok().flatten()
    });
    let image = converted.unwrap_or(image);
    if image.color().has_alpha() { image.into_rgba8().into() } else { image.into_rgb8().into() }
}

/// Sixteen bits stay sixteen bits: profiles with much room between their colours need them.
fn convert(image: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let grey = profile.color_space == DataColorSpace::Gray;
    if !grey && profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let (width, height) = (image.width(), image.height());
    match image {
        DynamicImage::ImageLuma8(p) if grey => {
            let rgb = eight(&profile, Layout::Gray, Layout::Rgb, p).ok()?;
            ImageBuffer::from_raw(width, height, rgb).map(DynamicImage::ImageRgb8)
        }
        DynamicImage::ImageRgb8(p) if !grey => {
            let rgb = eight(&profile, Layout::Rgb, Layout::Rgb, p).ok()?;
            ImageBuffer::from_raw(width, height, rgb).map(DynamicImage::ImageRgb8)
        }
        DynamicImage::ImageRgba8(p) if !grey => {
            let rgba = eight(&profile, Layout::Rgba, Layout::Rgba, p).ok()?;
            ImageBuffer::from_raw(width, height, rgba).map(DynamicImage::ImageRgba8)
        }
        DynamicImage::ImageLuma16(p) if grey => {
            let rgb = sixteen(&profile, Layout::Gray, p).ok()?;
            ImageBuffer::from_raw(width, height, rgb).map(DynamicImage::ImageRgb16)
        }
        DynamicImage::ImageRgb16(p) if !grey => {
            let rgb = sixteen(&profile, Layout::Rgb, p).ok()?;
            ImageBuffer::from_raw(width, height, rgb).map(DynamicImage::ImageRgb16)
        }
        _ => None,
    }
}

fn eight(
    profile: &ColorProfile,
    from: Layout,
    to: Layout,
    samples: &[u8],
) -> Result<Vec<u8>, CmsError> {
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default())?;
    let mut converted = vec![0; samples.len() / from.channels() * to.channels()];
    transform.transform(samples, &mut converted)?;
    Ok(converted)
}

fn sixteen(profile: &ColorProfile, from: Layout, samples: &[u16]) -> Result<Vec<u16>, CmsError> {
    let (srgb, to) = (ColorProfile::new_srgb(), Layout::Rgb);
    let transform = profile.create_transform_16bit(from, &srgb, to, TransformOptions::default())?;
    let mut converted = vec![0; samples.len() / from.channels() * to.channels()];
    transform.transform(samples, &mut converted)?;
    Ok(converted)
}
