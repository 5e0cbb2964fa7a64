use crate::files::{exif, jpeg, jpeg_segments, jpeg_with, png, png_chunk, png_chunks, segment};
use crate::pixels::{BLUE, GREEN, RED, WHITE, assert_near, corners, fading, gradient, quarters};
use image::{DynamicImage, ImageFormat};
use imaging::{Limits, Refusal, shrink};

fn shrunk(bytes: &[u8], max_pixels: u64) -> (ImageFormat, DynamicImage) {
    let file = shrink(bytes, &Limits::default(), max_pixels).unwrap();
    let format = image::guess_format(&file).unwrap();
    let image = image::load_from_memory(&file).unwrap();
    assert!(u64::from(image.width()) * u64::from(image.height()) <= max_pixels);
    (format, image)
}

#[test]
fn a_photo_becomes_a_smaller_one_and_is_turned() {
    let app1 = segment(0xE1, &[b"Exif\0\0", &exif(6, "")[..]].concat());
    let (format, image) = shrunk(&jpeg_segments(&jpeg(&corners(1200, 800)), &[app1]), 240_000);
    assert_eq!((format, image.width(), image.height()), (ImageFormat::Jpeg, 400, 600));
    for (seen, expected) in quarters(&image).into_iter().zip([BLUE, RED, WHITE, GREEN]) {
        assert_near(seen, expected, 6);
    }
}

#[test]
fn what_is_decoded_in_part_is_right_as_well() {
    let image = corners(5200, 2600);
    let progressive = jpeg_with(&image, |encoder| encoder.set_progressive(true));
    for bytes in [jpeg(&image), progressive, png(image.clone())] {
        let (_, image) = shrunk(&bytes, 500_000);
        assert_eq!((image.width(), image.height()), (1000, 500));
        for (seen, expected) in quarters(&image).into_iter().zip([RED, GREEN, BLUE, WHITE]) {
            assert_near(seen, expected, 6);
        }
    }
}

#[test]
fn alpha_is_kept() {
    let (format, image) = shrunk(&png(fading(800, 400)), 80_000);
    assert_eq!((format, image.width(), image.height()), (ImageFormat::Png, 400, 200));
    assert!(image.into_rgba8()[(200, 100)].0[3].abs_diff(127) < 4);
}

#[test]
fn a_picture_that_fits_keeps_its_pixels() {
    let (_, image) = shrunk(&png(gradient(300, 200)), 60_000);
    assert_eq!((image.width(), image.height()), (300, 200));
    let (_, image) = shrunk(&png(gradient(300, 200)), 0x0001_0000);
    assert_eq!((image.width(), image.height()), (300, 200));
}

#[test]
fn the_hard_limits_hold() {
    let limits = Limits { max_pixels: 10_000, max_side: 200 };
    let too_many = Err(Refusal::TooManyPixels { pixels: 40_000, max: 10_000 });
    assert_eq!(shrink(&png(gradient(200, 200)), &limits, 100), too_many);
    let too_long = Err(Refusal::TooLong { side: 201, max: 200 });
    assert_eq!(shrink(&png(gradient(201, 2)), &limits, 100), too_long);
    assert_eq!(shrink(b"hello", &limits, 100), Err(Refusal::NotAPicture));
    let orientation = png_chunk(b"eXIf", &exif(6, ""));
    assert!(shrink(&png_chunks(&png(gradient(20, 10)), &[orientation]), &limits, 1).is_ok());
}
