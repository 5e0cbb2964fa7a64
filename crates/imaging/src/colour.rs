//! From whatever colours a file is in to sRGB, eight bits a channel.

use image::{DynamicImage, ImageBuffer, RgbImage, RgbaImage};
use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, CmsError, ColorPrimaries, ColorProfile,
    DataColorSpace, Layout, MatrixCoefficients, ToneReprCurve, TransferCharacteristics,
    Transform8BitExecutor, TransformOptions, XyY,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What a file says about its colours.
#[derive(Clone)]
pub(crate) enum Colours {
    /// Nothing, or that they are sRGB.
    Srgb,
    /// An ICC profile that nobody has checked.
    Embedded(Vec<u8>),
    Described(Described),
    /// RGBA is cyan, magenta, yellow and black here, of which 255 is full; perhaps with a profile.
    Ink(Option<Vec<u8>>),
}

/// A colour space in a few numbers, as a PNG may have it.
#[derive(Clone)]
pub(crate) enum Described {
    /// Of ITU-T H.273.
    CodePoints { primaries: u8, transfer: u8 },
    /// Light to the power of `exponent` is stored; white, red, green and blue if they are not those
    /// of sRGB.
    Gamma { exponent: f32, points: Option<[(f32, f32); 4]> },
}

/// The picture in sRGB, as RGB or RGBA with eight bits each.
///
/// A profile that is broken, or meant for other pixels than these, is ignored: strange colours are
/// better than no picture.
pub(crate) fn to_srgb(image: DynamicImage, colours: &Colours) -> DynamicImage {
    let converted = catch_unwind(AssertUnwindSafe(|| convert(&image, colours))).ok().flatten();
    let image = match (converted, colours) {
        (Some(converted), _) => converted,
        (None, Colours::Ink(_)) => plain_ink(&image.into_rgba8()).into(),
        (None, _) => image,
    };
    if image.color().has_alpha() { image.into_rgba8().into() } else { image.into_rgb8().into() }
}

fn convert(image: &DynamicImage, colours: &Colours) -> Option<DynamicImage> {
    match colours {
        Colours::Srgb | Colours::Ink(None) => None,
        Colours::Embedded(bytes) => {
            let profile = ColorProfile::new_from_slice(bytes).ok()?;
            match profile.color_space {
                DataColorSpace::Gray => from_grey(image, &profile),
                DataColorSpace::Rgb => from_rgb(image, &profile),
                _ => None,
            }
        }
        Colours::Described(described) => {
            let profile = described.profile()?;
            match image {
                DynamicImage::ImageLuma8(_) => from_rgb(&image.to_rgb8().into(), &profile),
                DynamicImage::ImageLuma16(_) => from_rgb(&image.to_rgb16().into(), &profile),
                _ => from_rgb(image, &profile),
            }
        }
        Colours::Ink(Some(bytes)) => {
            let profile = ColorProfile::new_from_slice(bytes).ok()?;
            let cmyk = profile.color_space == DataColorSpace::Cmyk;
            let rgb = cmyk.then(|| eight(&profile, Layout::Rgba, Layout::Rgb))?.ok()?;
            rebuilt_rgb(image, applied(rgb.as_ref(), image.as_bytes(), 4, 3).ok()?)
        }
    }
}

/// Sixteen bits stay sixteen bits: profiles with much room between their colours need them.
fn from_rgb(image: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let (width, height) = (image.width(), image.height());
    match image {
        DynamicImage::ImageRgb8(p) => {
            let transform = eight(profile, Layout::Rgb, Layout::Rgb).ok()?;
            if changes_nothing(transform.as_ref()) {
                return None;
            }
            rebuilt_rgb(image, applied(transform.as_ref(), p, 3, 3).ok()?)
        }
        DynamicImage::ImageRgba8(p) => {
            let transform = eight(profile, Layout::Rgba, Layout::Rgba).ok()?;
            let rgba = applied(transform.as_ref(), p, 4, 4).ok()?;
            ImageBuffer::from_raw(width, height, rgba).map(DynamicImage::ImageRgba8)
        }
        DynamicImage::ImageRgb16(p) => {
            let rgb = sixteen(profile, Layout::Rgb, p).ok()?;
            ImageBuffer::from_raw(width, height, rgb).map(DynamicImage::ImageRgb16)
        }
        _ => None,
    }
}

fn from_grey(image: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let (width, height) = (image.width(), image.height());
    let lit =
        |grey: &[u8]| applied(eight(profile, Layout::Gray, Layout::Rgb)?.as_ref(), grey, 1, 3);
    match image {
        DynamicImage::ImageLuma8(p) => rebuilt_rgb(image, lit(p).ok()?),
        DynamicImage::ImageLuma16(p) => {
            let rgb = sixteen(profile, Layout::Gray, p).ok()?;
            ImageBuffer::from_raw(width, height, rgb).map(DynamicImage::ImageRgb16)
        }
        // Grey with alpha comes with its grey three times.
        DynamicImage::ImageRgba8(p) => {
            let grey: Vec<u8> = p.pixels().map(|pixel| pixel.0[0]).collect();
            let rgb = RgbImage::from_raw(width, height, lit(&grey).ok()?)?;
            let mut image: RgbaImage = DynamicImage::from(rgb).into_rgba8();
            image.pixels_mut().zip(p.pixels()).for_each(|(to, from)| to.0[3] = from.0[3]);
            Some(image.into())
        }
        _ => None,
    }
}

impl Described {
    fn profile(&self) -> Option<ColorProfile> {
        match *self {
            Self::CodePoints { primaries, transfer } => code_points(primaries, transfer),
            Self::Gamma { exponent, points } => gamma(exponent, points),
        }
    }
}

/// Not for the curves of high dynamic range, which say nothing about how bright white is.
fn code_points(primaries: u8, transfer: u8) -> Option<ColorProfile> {
    const HIGH_DYNAMIC_RANGE: [TransferCharacteristics; 2] =
        [TransferCharacteristics::Smpte2084, TransferCharacteristics::Hlg];
    let color_primaries = CicpColorPrimaries::try_from(primaries).ok()?;
    let transfer_characteristics = TransferCharacteristics::try_from(transfer).ok()?;
    if HIGH_DYNAMIC_RANGE.contains(&transfer_characteristics) {
        return None;
    }
    let matrix_coefficients = MatrixCoefficients::Identity;
    Some(ColorProfile::new_from_cicp(CicpProfile {
        color_primaries,
        transfer_characteristics,
        matrix_coefficients,
        full_range: true,
    }))
}

fn gamma(exponent: f32, points: Option<[(f32, f32); 4]>) -> Option<ColorProfile> {
    /// One part in a hundred: a gAMA of 1/2.2 is how most programs write sRGB.
    const SRGB: std::ops::RangeInclusive<f32> = 0.45..=0.46;
    if !(0.1..=10.0).contains(&exponent) {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    if let Some([white, red, green, blue]) = points {
        let [red, green, blue] = [red, green, blue].map(|(x, y)| Chromaticity { x, y });
        let white = XyY { x: white.0.into(), y: white.1.into(), yb: 1.0 };
        profile.update_rgb_colorimetry(white, ColorPrimaries { red, green, blue });
    }
    if !SRGB.contains(&exponent) {
        let curve = Some(ToneReprCurve::Parametric(vec![1.0 / exponent]));
        profile.cicp = None;
        (profile.red_trc, profile.green_trc) = (curve.clone(), curve.clone());
        profile.blue_trc = curve;
    }
    Some(profile)
}

/// Without a profile: what ink leaves of white paper.
fn plain_ink(ink: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(ink.width(), ink.height(), |x, y| {
        let [c, m, y, k] = ink.get_pixel(x, y).0.map(|ink| u16::from(u8::MAX - ink));
        image::Rgb([c, m, y].map(|left| u8::try_from((left * k + 127) / 255).unwrap_or(u8::MAX)))
    })
}

/// Whether colours from all over the cube stay where they are, but for rounding: sRGB has many
/// names, and is the profile of most photos that have one.
fn changes_nothing(transform: &Transform8BitExecutor) -> bool {
    let levels = || (0..=u8::MAX).step_by(15);
    let cube: Vec<u8> = levels()
        .flat_map(|r| levels().flat_map(move |g| levels().flat_map(move |b| [r, g, b])))
        .collect();
    applied(transform, &cube, 3, 3)
        .is_ok_and(|moved| cube.iter().zip(moved).all(|(from, to)| from.abs_diff(to) <= 1))
}

fn rebuilt_rgb(like: &DynamicImage, rgb: Vec<u8>) -> Option<DynamicImage> {
    ImageBuffer::from_raw(like.width(), like.height(), rgb).map(DynamicImage::ImageRgb8)
}

fn eight(
    profile: &ColorProfile,
    from: Layout,
    to: Layout,
) -> Result<Arc<Transform8BitExecutor>, CmsError> {
    profile.create_transform_8bit(from, &ColorProfile::new_srgb(), to, TransformOptions::default())
}

fn applied(
    transform: &Transform8BitExecutor,
    samples: &[u8],
    from: usize,
    to: usize,
) -> Result<Vec<u8>, CmsError> {
    let mut converted = vec![0; samples.len() / from * to];
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
