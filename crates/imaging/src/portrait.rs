//! The small square picture that stands for somebody.

use crate::{Limits, Refusal, Rendition, container, decode, encode, guarded, render, resize};
use image::{DynamicImage, RgbImage};

/// Its edge, in pixels: twice the largest that is drawn.
pub const PORTRAIT: u32 = 256;

const QUALITY: u8 = 82;
/// What is seen where the picture lets something shine through.
const GROUND: u8 = 236;

/// Makes of `bytes` the square in its middle, upright, in sRGB: a JPEG of [`PORTRAIT`] a side with pixels and nothing else. Of
/// what moves, the first frame.
///
/// # Errors
/// As [`crate::process`].
pub fn portrait(bytes: &[u8], limits: &Limits) -> Result<Rendition, Refusal> {
    guarded(|| {
        let container = container::open(bytes)?;
        let decoded = decode::decode(&container, limits, render::LARGEST)?;
        let (width, height) = render::upright(decoded.size, decoded.orientation);
        let held = decoded.image.width().max(decoded.image.height());
        let (longer, shorter) = (width.max(height), width.min(height).max(1));
        // The shorter side decides; a strip that would be too long for that is enlarged in the end.
        let wanted = u64::from(PORTRAIT) * u64::from(longer) / u64::from(shorter);
        let edge = u32::try_from(wanted).unwrap_or(u32::MAX).min(held).min(render::LARGEST);
        let image = render::base(decoded, render::fit(width, height, edge.max(1)))?;
        let side = image.width().min(image.height()).max(1);
        let (left, top) = ((image.width() - side) / 2, (image.height() - side) / 2);
        let square =
            resize::straight(&image.crop_imm(left, top, side, side), (PORTRAIT, PORTRAIT))?;
        encode::jpeg(&opaque(square), QUALITY)
    })
}

fn opaque(image: DynamicImage) -> RgbImage {
    let DynamicImage::ImageRgba8(image) = image else { return image.into_rgb8() };
    let mut ground = RgbImage::from_pixel(image.width(), image.height(), image::Rgb([GROUND; 3]));
    for (below, above) in ground.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = above.0;
        let mix = |sample: u8| {
            let (sample, alpha) = (u32::from(sample), u32::from(alpha));
            let mixed = (sample * alpha + u32::from(GROUND) * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        below.0 = [mix(red), mix(green), mix(blue)];
    }
    ground
}
