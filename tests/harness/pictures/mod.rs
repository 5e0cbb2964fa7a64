//! Pictures made in memory: good ones, ones with secrets in them, and hostile ones.

mod hostile;
mod private;

use std::io::Cursor;

use image::codecs::gif::{GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage};

pub use hostile::{
    gif_bomb, html, jpeg_bomb, png_bomb, svg, truncated_jpeg, webp_bomb, webp_bomb_read_as_empty,
};
pub use private::{CANARY, crc32, private_gif, private_jpeg, private_png, private_webp};

/// A JPEG. See [`painting`] for what it shows.
pub fn jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    painting(width, height, seed).write_with_encoder(encoder).expect("a JPEG");
    bytes
}

/// A PNG.
pub fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    encoded(width, height, seed, ImageFormat::Png)
}

/// A lossless WebP.
pub fn webp(width: u32, height: u32, seed: u32) -> Vec<u8> {
    encoded(width, height, seed, ImageFormat::WebP)
}

/// A GIF of one frame.
pub fn gif(width: u32, height: u32, seed: u32) -> Vec<u8> {
    animated_gif(width, height, seed, 1)
}

/// A GIF of so many frames, that repeats for ever.
pub fn animated_gif(width: u32, height: u32, seed: u32, frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    encoder.set_repeat(Repeat::Infinite).expect("a GIF");
    for number in 0..frames {
        let picture = DynamicImage::from(painting(width, height, seed.wrapping_add(number)));
        encoder.encode_frame(Frame::new(picture.into_rgba8())).expect("a frame");
    }
    drop(encoder);
    bytes
}

/// What all pictures show: quarters of red, green (above), blue and white (below), so that a turned picture is
/// recognised, under a pattern of squares that the seed chooses, so that no two pictures are the same.
pub fn painting(width: u32, height: u32, seed: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (right, below) = (x >= width / 2, y >= height / 2);
        let base = match (below, right) {
            (false, false) => [220, 40, 40],
            (false, true) => [40, 200, 60],
            (true, false) => [40, 70, 220],
            (true, true) => [225, 225, 225],
        };
        let shade = shade(x * 16 / width.max(1), y * 16 / height.max(1), seed);
        Rgb(base.map(|value: u8| value.saturating_sub(shade)))
    })
}

/// 0 to 31, by chance but always the same.
fn shade(column: u32, row: u32, seed: u32) -> u8 {
    let mixed = (seed.wrapping_mul(0x9E37_79B1) ^ (column << 8) ^ row).wrapping_mul(0x85EB_CA6B);
    u8::try_from(mixed >> 27).expect("five bits")
}

/// A JPEG of 72 squares whose colours the seed chooses: two of them do not even look alike.
pub fn mosaic(seed: u32) -> Vec<u8> {
    let squares = RgbImage::from_fn(72, 64, |x, y| {
        let place = seed.wrapping_mul(0x9E37_79B1) ^ ((x / 8) << 8) ^ (y / 8);
        let mixed = place.wrapping_mul(0x85EB_CA6B);
        let [_, red, green, blue] = (mixed ^ (mixed >> 13)).wrapping_mul(0xC2B2_AE35).to_be_bytes();
        Rgb([red, green, blue])
    });
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    squares.write_with_encoder(encoder).expect("a JPEG");
    bytes
}

fn encoded(width: u32, height: u32, seed: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    painting(width, height, seed).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageDecoder, ImageReader};

    fn decoder(bytes: &[u8]) -> impl ImageDecoder {
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap().into_decoder().unwrap()
    }

    #[test]
    fn good_pictures_are_good() {
        for bytes in [
            jpeg(60, 40, 1),
            png(60, 40, 1),
            webp(60, 40, 1),
            gif(60, 40, 1),
            animated_gif(60, 40, 1, 3),
        ] {
            let picture = image::load_from_memory(&bytes).unwrap().into_rgb8();
            assert_eq!(picture.dimensions(), (60, 40));
            let Rgb([red, green, _]) = *picture.get_pixel(5, 5);
            assert!(red > 150 && green < 90, "the upper left is red");
        }
        assert_ne!(jpeg(60, 40, 1), jpeg(60, 40, 2));
        assert_eq!(jpeg(60, 40, 1), jpeg(60, 40, 1));
    }

    #[test]
    fn private_pictures_are_good_and_full_of_secrets() {
        for bytes in [
            private_jpeg(60, 40, 6),
            private_png(60, 40),
            private_webp(60, 40),
            private_gif(60, 40),
        ] {
            assert!(bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
            assert_eq!(image::load_from_memory(&bytes).unwrap().to_rgb8().dimensions(), (60, 40));
        }
        let turned = decoder(&private_jpeg(60, 40, 6)).orientation().unwrap();
        assert_eq!(turned, image::metadata::Orientation::Rotate90);
        assert!(decoder(&private_png(60, 40)).exif_metadata().unwrap().is_some());
        assert!(decoder(&private_webp(60, 40)).exif_metadata().unwrap().is_some());
    }

    #[test]
    fn bombs_are_small_and_claim_to_be_huge() {
        for bytes in [png_bomb(), jpeg_bomb(), gif_bomb(), webp_bomb()] {
            assert!(bytes.len() < 2000, "{}", bytes.len());
            let (width, height) = decoder(&bytes).dimensions();
            assert!(width >= 16_000 && height >= 16_000, "{width}x{height}");
        }
        let claims = |bytes: &[u8]| {
            u32::from_le_bytes([bytes[21], bytes[22], bytes[23], bytes[24]]) & 0x0FFF_FFFF
        };
        assert_eq!(claims(&webp_bomb_read_as_empty()), 0x0FFF_FFFF);
    }
}
