//! Small files that claim to be large. Each is refused by what it claims; if one were decoded, the
//! test would not fail but end with the process.

use crate::files::{
    anmf, bitstream, gif, jpeg, jpeg_with, lossy_webp, png, png_raw, riff, riff_chunk, vp8x, webp,
};
use crate::pixels::{RED, fading, gradient, plain, refused, sent, sizes};
use image::{DynamicImage, ImageBuffer, Rgba};
use imaging::{Limits, Refusal, process};

const DEFAULT: Limits = Limits { max_pixels: 100_000_000, max_side: 16_384 };

/// Sides are no obstacle, pixels are.
const WIDE: Limits = Limits { max_side: u32::MAX, ..DEFAULT };

fn too_long(side: u32) -> Refusal {
    Refusal::TooLong { side, max: DEFAULT.max_side }
}

fn too_many(pixels: u64) -> Result<imaging::Picture, Refusal> {
    Err(Refusal::TooManyPixels { pixels, max: DEFAULT.max_pixels })
}

#[test]
fn a_png_of_900_million_pixels() {
    let bytes = png_raw((30_000, 30_000), [8, 6], &[], &[0; 16]);
    assert_eq!(refused(&bytes), too_long(30_000));
    assert_eq!(process(&bytes, &WIDE), too_many(900_000_000));
    let bytes = png_raw((1 << 31, 1), [16, 6], &[], &[0; 16]);
    assert_eq!(refused(&bytes), too_long(1 << 31));
}

#[test]
fn a_jpeg_of_four_billion_pixels() {
    let mut bytes = jpeg(&gradient(16, 16));
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 9].fill(0xFF);
    assert_eq!(refused(&bytes), too_long(65_535));
    assert_eq!(process(&bytes, &WIDE), too_many(65_535 * 65_535));
}

#[test]
fn a_gif_of_four_billion_pixels_in_35_bytes() {
    let bytes = b"GIF89a\xFF\xFF\xFF\xFF\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x02D\x01\0;";
    assert_eq!(bytes.len(), 35);
    assert_eq!(refused(bytes), too_long(65_535));
    assert_eq!(process(bytes, &WIDE), too_many(65_535 * 65_535));
}

#[test]
fn a_webp_of_281_trillion_pixels() {
    let picture = bitstream(&webp(gradient(16, 16)));
    let bytes = riff(&[vp8x(0, 1 << 24, 1 << 24), picture]);
    assert_eq!(refused(&bytes), too_long(1 << 24));
    assert_eq!(process(&bytes, &WIDE), too_many(1 << 48));
}

#[test]
fn a_large_picture_on_a_small_canvas() {
    let broken = Refusal::Broken("a WebP picture larger than its canvas".to_owned());
    // Fourteen bits a side, after the signature.
    let mut lossless = bitstream(&webp(gradient(16, 16)));
    lossless[9..13].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x0F]);
    assert_eq!(refused(&riff(&[vp8x(0, 16, 16), lossless.clone()])), broken);
    let animation = riff_chunk(b"ANIM", &[0; 6]);
    assert_eq!(refused(&riff(&[vp8x(2, 16, 16), animation, anmf(16, 16, &lossless)])), broken);
    let mut lossy = bitstream(&riff(&[vec![]]));
    lossy.extend(riff_chunk(b"VP8 ", b"\x10\0\0\x9D\x01\x2A\xFF\x3F\xFF\x3F\0\0\0\0"));
    assert_eq!(refused(&riff(&[vp8x(0, 16, 16), lossy])), broken);

    // A GIF has no canvas its frames must fit on; the decoder counts the bytes itself.
    let mut bytes = gif(&[fading(16, 16)]);
    let frame = bytes.iter().position(|byte| *byte == b',').unwrap();
    bytes[frame + 5..frame + 9].fill(0xFF);
    assert_eq!(refused(&bytes), Refusal::TooBig);
}

#[test]
fn a_chunk_larger_than_its_file() {
    let mut exif = riff_chunk(b"EXIF", b"MM\0*");
    exif[4..8].fill(0xFF);
    let picture = bitstream(&webp(gradient(16, 16)));
    let inside = riff(&[vp8x(8, 16, 16), picture.clone(), exif.clone()]);
    assert_eq!(refused(&inside), Refusal::Truncated);
    // Behind the end of the file, where a decoder that does not stop there would find it.
    let behind = [riff(&[vp8x(0, 16, 16), picture.clone()]), exif.clone()].concat();
    sent(&behind);
    let frame = anmf(16, 16, &[picture, exif].concat());
    let within = riff(&[vp8x(2, 16, 16), riff_chunk(b"ANIM", &[0; 6]), frame]);
    assert_eq!(refused(&within), Refusal::Truncated);
}

#[test]
fn from_decoder_allocates_whatever_it_is_told_so_the_guard_is_ours() {
    // Fewer pixels than allowed, each of eight bytes: `DynamicImage::from_decoder` would do it.
    let deep = |side| png(DynamicImage::ImageRgba16(ImageBuffer::new(side, side)));
    let flat =
        |side| png(DynamicImage::ImageRgba8(ImageBuffer::from_pixel(side, side, Rgba([9; 4]))));
    let limits = Limits { max_pixels: 10_000, max_side: 100 };
    assert_eq!(process(&deep(90), &limits), Err(Refusal::TooBig));
    assert!(process(&flat(90), &limits).is_ok());
    assert!(process(&deep(60), &limits).is_ok());
}

#[test]
fn what_a_decoder_holds_beside_its_output_counts() {
    let limits = Limits { max_pixels: 10_000, max_side: 100 };
    let progressive = |side| jpeg_with(&gradient(side, side), |e| e.set_progressive(true));
    assert!(process(&jpeg(&gradient(100, 100)), &limits).is_ok());
    assert_eq!(process(&progressive(100), &limits), Err(Refusal::TooBig));
    assert!(process(&progressive(70), &limits).is_ok());
    assert_eq!(process(&lossy_webp(&fading(100, 100)), &limits), Err(Refusal::TooBig));
    assert!(process(&lossy_webp(&fading(60, 60)), &limits).is_ok());
    // Each of eight bytes, and of four more when it is made into eight bits.
    let deep = png(DynamicImage::ImageRgba16(ImageBuffer::new(80, 80)));
    assert_eq!(process(&deep, &limits), Err(Refusal::TooBig));
}

#[test]
fn a_jpeg_that_goes_over_its_picture_again_and_again() {
    let bytes = jpeg_with(&gradient(16, 16), |e| e.set_progressive(true));
    let scan = bytes.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let end = bytes.len() - 2;
    let with = |more| [&bytes[..end], &bytes[scan..end].repeat(more), &bytes[end..]].concat();
    sent(&with(10));
    assert_eq!(refused(&with(40)), Refusal::Broken("a JPEG of too many scans".to_owned()));
}

#[test]
fn a_gif_frame_may_take_what_its_screen_leaves() {
    let mut bytes = gif(&[DynamicImage::from(plain(2100, 2100, RED)).into_rgba8()]);
    // The screen's sides, in the header.
    bytes[6..10].copy_from_slice(&[0x98, 0x08, 0x98, 0x08]);
    assert_eq!(sizes(&sent(&bytes)).last(), Some(&(2048, 2048)));
    let limits = Limits { max_pixels: 5_000_000, ..DEFAULT };
    assert_eq!(process(&bytes, &limits), Err(Refusal::TooBig));
}

#[test]
fn a_lossy_webp_that_would_take_too_long() {
    let head = b"\x10\0\0\x9D\x01\x2A\x40\x1F\x58\x1B";
    // 56 million pixels of noise: little memory, but more than three seconds.
    let noise = |bytes| riff(&[riff_chunk(b"VP8 ", &[&head[..], &vec![7; bytes]].concat())]);
    assert_eq!(refused(&noise(9_000_000)), Refusal::TooBig);
    let alpha = riff_chunk(b"ALPH", &[0; 8]);
    let inside = bitstream(&noise(9_000_000));
    assert_eq!(refused(&riff(&[vp8x(0, 8000, 7000), alpha, inside])), Refusal::TooBig);
}
