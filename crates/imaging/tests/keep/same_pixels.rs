//! Before and after, a decoder sees the same.

use crate::canaries::full_exif;
use crate::files::{
    bitstream, encoded, exif, jpeg, jpeg_segments, jpeg_with, lossy_webp, png, png_chunk,
    png_chunks, png_raw, riff, riff_chunk, segment, vp8x, webp,
};
use crate::pixels::{fading, gradient};
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageBuffer, ImageFormat, Luma, LumaA, Rgba};
use imaging::{Intake, Limits, process, take_in};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

#[track_caller]
fn check(bytes: &[u8]) -> Intake {
    let intake = take_in(bytes, &Limits::default()).unwrap();
    let before = image::load_from_memory(bytes).unwrap();
    let after = image::load_from_memory(&intake.original).unwrap();
    assert_eq!(before.color(), after.color());
    assert!(before.as_bytes() == after.as_bytes(), "not the same pixels");
    let again = take_in(&intake.original, &Limits::default()).unwrap();
    assert!(again.original == intake.original, "taking it in twice makes a difference");
    let (sent, kept) =
        (process(bytes, &Limits::default()), process(&intake.original, &Limits::default()));
    assert!(sent == kept, "not the same renditions");
    let picture = sent.unwrap();
    assert_eq!((intake.width, intake.height), (picture.width, picture.height));
    intake
}

#[test]
fn of_jpegs() {
    let image = gradient(75, 51);
    let files = [
        jpeg(&image),
        jpeg_with(&image, |e| e.set_sampling_factor(SamplingFactor::R_4_2_0)),
        jpeg_with(&image, |e| e.set_progressive(true)),
        jpeg_with(&image, |e| e.set_restart_interval(3)),
        jpeg_with(&image, |e| e.set_optimized_huffman_tables(true)),
    ];
    for bytes in files {
        let intake = check(&bytes);
        assert_eq!((&intake.removed[..], intake.frames), (&[][..], 1));
        assert!(intake.original == bytes, "there was nothing to remove");
    }
}

#[test]
fn of_grey_and_cmyk_jpegs() {
    for (kind, channels) in [(ColorType::Luma, 1), (ColorType::Cmyk, 4), (ColorType::CmykAsYcck, 4)]
    {
        let samples: Vec<u8> = (0..=255).cycle().take(64 * 48 * channels).collect();
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 95).encode(&samples, 64, 48, kind).unwrap();
        check(&bytes);
    }
}

#[test]
fn of_pngs_of_every_kind() {
    let files = [
        png(gradient(75, 51)),
        png(fading(75, 51)),
        png(GrayImage::from_fn(75, 51, |x, y| Luma([u8::try_from(x + y).unwrap()]))),
        png(GrayAlphaImage::from_fn(75, 51, |x, _| LumaA([9, u8::try_from(x).unwrap()]))),
        png(DynamicImage::ImageRgba16(ImageBuffer::from_fn(75, 51, |x, y| {
            Rgba([u16::try_from(x * 800).unwrap(), u16::try_from(y * 999).unwrap(), 3, 40_000])
        }))),
    ];
    for bytes in files {
        assert!(check(&bytes).original == bytes, "there was nothing to remove");
    }
    let rows = [0, 0xFF, 0x00, 0, 0xFF, 0x00];
    let palette = png_chunk(b"PLTE", &[200, 40, 40, 40, 60, 200]);
    check(&png_raw((16, 2), [1, 3], &[palette.clone(), png_chunk(b"tRNS", &[0])], &rows));
    check(&png_raw((16, 2), [1, 0], &[png_chunk(b"tRNS", &[0, 1])], &rows));
    // More colours than a pixel can name.
    let more = png_chunk(b"PLTE", &[200, 40, 40, 40, 60, 200, b'C', b'A', b'N']);
    assert_eq!(check(&png_raw((16, 2), [1, 3], &[more], &rows)).original, {
        png_raw((16, 2), [1, 3], &[palette], &rows)
    });
}

#[test]
fn what_says_how_a_png_is_to_be_shown_is_kept() {
    let chunks = [
        png_chunk(b"gAMA", &45_455_u32.to_be_bytes()),
        png_chunk(b"cHRM", &[0, 0, 0x7A, 0x26].repeat(8)),
        png_chunk(b"sBIT", &[5, 6, 5]),
        png_chunk(b"sRGB", &[0]),
        png_chunk(b"pHYs", &[0; 9]),
        png_chunk(b"gAMA", &[0; 4]),
    ];
    let intake = check(&png_chunks(&png(gradient(16, 16)), &chunks));
    assert_eq!(intake.kept, ["chromaticities", "gamma", "significant-bits", "srgb"]);
    assert_eq!(intake.removed, ["PNG.gAMA", "PNG.pHYs"]);
}

#[test]
fn of_webps() {
    for bytes in [webp(gradient(75, 51)), webp(fading(75, 51)), lossy_webp(&fading(75, 51))] {
        assert!(check(&bytes).original == bytes, "there was nothing to remove");
    }
    let opaque = DynamicImage::from(gradient(75, 51)).into_rgba8();
    check(&lossy_webp(&opaque));
    // An extended file without a reason to be one.
    let simple = webp(gradient(75, 51));
    let extended = riff(&[vp8x(4, 75, 51), bitstream(&simple), riff_chunk(b"XMP ", b"x")]);
    assert!(check(&extended).original == simple);
}

#[test]
fn alpha_that_the_header_of_a_webp_denies_stays_denied() {
    let lossy = lossy_webp(&fading(75, 51));
    let denied = check(&riff(&[vp8x(0, 75, 51), lossy[30..].to_vec()]));
    assert_eq!(denied.removed, ["WebP.ALPH"]);
    check(&riff(&[vp8x(0, 75, 51), bitstream(&webp(fading(75, 51)))]));
}

#[test]
fn of_gifs() {
    let bytes = encoded(DynamicImage::from(fading(75, 51)), ImageFormat::Gif);
    check(&bytes);
}

#[test]
fn each_orientation_is_kept_in_each_format() {
    let image = gradient(30, 20);
    for orientation in 1..=8 {
        let tiff = exif(orientation, "text");
        let prefixed = [b"Exif\0\0", &tiff[..]].concat();
        let picture = bitstream(&webp(image.clone()));
        let files = [
            jpeg_segments(&jpeg(&image), &[segment(0xE1, &prefixed)]),
            png_chunks(&png(image.clone()), &[png_chunk(b"eXIf", &tiff)]),
            riff(&[vp8x(8, 30, 20), picture, riff_chunk(b"EXIF", &prefixed)]),
        ];
        for bytes in files {
            let intake = check(&bytes);
            assert_eq!(intake.kept.contains(&"orientation"), orientation > 1);
            let expected = if orientation > 4 { (20, 30) } else { (30, 20) };
            assert_eq!((intake.width, intake.height), expected);
        }
    }
    let full = segment(0xE1, &[b"Exif\0\0", &full_exif()[..]].concat());
    check(&jpeg_segments(&jpeg(&image), &[segment(0xE1, b"Exif\0\0MM"), full]));
}

#[test]
fn filling_is_dropped_and_the_scan_is_the_same() {
    let plain = jpeg(&gradient(40, 30));
    let filled =
        [&plain[..2], &[0xFF; 5], &plain[2..plain.len() - 2], &[0xFF; 9], b"\xD9"].concat();
    assert!(check(&filled).original == plain);
}
