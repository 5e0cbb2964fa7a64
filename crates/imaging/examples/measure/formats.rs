//! JPEG against WebP at the same likeness to a lossless picture.

use crate::ssim::ssim;
use crate::usage::Usage;
use image::{GrayImage, RgbImage};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;

/// Of each encoding, so that the clock of hundredths has something to count.
const TIMES: u32 = 20;
/// What the site uses.
const JPEG_QUALITY: u8 = 82;

struct Tried {
    likeness: f64,
    bytes: usize,
    milliseconds: u64,
}

/// A line for each picture: JPEG's likeness, bytes and milliseconds of [`TIMES`], and for each effort
/// of WebP the quality at which it is as like, and the same again.
pub(crate) fn table(files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    for file in files {
        let image = image::open(file)?.into_rgb8();
        let jpeg = tried(&image, || jpeg(&image, JPEG_QUALITY))?;
        let told = |it: &Tried| format!("{:.5}\t{}\t{}", it.likeness, it.bytes, it.milliseconds);
        let mut line = format!("{}\t{}", file.display(), told(&jpeg));
        for effort in [1, 2, 4] {
            let quality = quality(&image, effort, jpeg.likeness)?;
            let webp = tried(&image, || webp(&image, effort, quality))?;
            write!(line, "\t{effort}\t{quality:.1}\t{}", told(&webp))?;
        }
        println!("{line}");
    }
    Ok(())
}

type Encoded = Result<Vec<u8>, Box<dyn Error>>;

fn tried(image: &RgbImage, encode: impl Fn() -> Encoded) -> Result<Tried, Box<dyn Error>> {
    let before = Usage::now()?;
    for _ in 0..TIMES {
        encode()?;
    }
    let milliseconds = Usage::now()?.since(&before).milliseconds;
    let bytes = encode()?;
    Ok(Tried { likeness: likeness(image, &bytes)?, bytes: bytes.len(), milliseconds })
}

fn likeness(image: &RgbImage, bytes: &[u8]) -> Result<f64, Box<dyn Error>> {
    let grey = |image: RgbImage| -> GrayImage { image::DynamicImage::from(image).into_luma8() };
    ssim(&grey(image.clone()), &image::load_from_memory(bytes)?.into_luma8())
}

fn quality(image: &RgbImage, effort: i32, wanted: f64) -> Result<f32, Box<dyn Error>> {
    let (mut low, mut high) = (20.0, 98.0);
    for _ in 0..7 {
        let middle = f32::midpoint(low, high);
        let reached = likeness(image, &webp(image, effort, middle)?)? >= wanted;
        if reached { high = middle } else { low = middle }
    }
    Ok(high)
}

fn webp(image: &RgbImage, effort: i32, quality: f32) -> Encoded {
    let mut config = webp::WebPConfig::new().map_err(|()| "no settings")?;
    config.quality = quality;
    config.method = effort;
    let encoder = webp::Encoder::from_rgb(image, image.width(), image.height());
    Ok(encoder.encode_advanced(&config).map_err(|why| format!("{why:?}"))?.to_vec())
}

fn jpeg(image: &RgbImage, quality: u8) -> Encoded {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    let side = |side: u32| u16::try_from(side);
    encoder.encode(image, side(image.width())?, side(image.height())?, ColorType::Rgb)?;
    Ok(bytes)
}
