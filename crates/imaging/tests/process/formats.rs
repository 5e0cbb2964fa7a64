use crate::files::{
    self, anmf, bitstream, gif, jpeg, jpeg_with, png, riff, riff_chunk, vp8x, webp,
};
use crate::pixels::{
    BLUE, GREEN, RED, assert_near, centre, corners, fading, gradient, largest, look, near, plain,
    quarters, sent, sizes,
};
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, RgbaImage};
use imaging::{Limits, MediaType, Picture, process};
use jpeg_encoder::SamplingFactor;

fn check(bytes: &[u8], expected: &[(u32, u32)]) -> Picture {
    let picture = sent(bytes);
    assert_eq!(sizes(&picture), expected);
    assert!(!picture.placeholder.is_empty());
    picture
}

fn opaque(image: &image::RgbImage) -> RgbaImage {
    DynamicImage::from(image.clone()).into_rgba8()
}

#[test]
fn each_format_gives_every_size_up_to_its_own() {
    let image = corners(1000, 500);
    let files = [jpeg(&image), png(image.clone()), webp(image.clone()), gif(&[opaque(&image)])];
    for bytes in files {
        let picture = check(&bytes, &[(320, 160), (640, 320), (1000, 500)]);
        assert_eq!((picture.width, picture.height), (1000, 500));
        for rendition in &picture.renditions {
            assert_eq!(rendition.media_type, MediaType::Jpeg);
            for (found, painted) in
                quarters(&look(rendition)).into_iter().zip(quarters(&image.clone().into()))
            {
                assert_near(found, painted, 12);
            }
        }
    }
}

#[test]
fn a_large_picture_gives_all_four_sizes() {
    check(&jpeg(&gradient(3000, 2000)), &[(320, 213), (640, 427), (1280, 853), (2048, 1365)]);
}

#[test]
fn a_small_picture_stays_as_it_is() {
    check(&png(gradient(100, 70)), &[(100, 70)]);
    check(&png(gradient(320, 200)), &[(320, 200)]);
    check(&jpeg(&gradient(1, 1)), &[(1, 1)]);
}

#[test]
fn no_edge_vanishes_however_long_the_other_is() {
    check(&png(plain(16_000, 3, RED)), &[(320, 1), (640, 1), (1280, 1), (2048, 1)]);
    check(&png(plain(2, 5000, RED)), &[(1, 320), (1, 640), (1, 1280), (1, 2048)]);
    check(&png(fading(9000, 2)), &[(320, 1), (640, 1), (1280, 1), (2048, 1)]);
}

#[test]
fn jpeg_in_its_usual_forms() {
    let image = corners(203, 155);
    let sampled = |factor| jpeg_with(&image, |encoder| encoder.set_sampling_factor(factor));
    let files = [
        sampled(SamplingFactor::R_4_2_0),
        sampled(SamplingFactor::R_4_2_2),
        sampled(SamplingFactor::R_4_4_0),
        jpeg_with(&image, |encoder| encoder.set_progressive(true)),
        jpeg_with(&image, |encoder| encoder.set_restart_interval(3)),
        // A scan for each colour.
        jpeg_with(&image, |encoder| encoder.set_optimized_huffman_tables(true)),
    ];
    for bytes in files {
        let found = quarters(&largest(&sent(&bytes)));
        let painted = quarters(&image.clone().into());
        assert!(found.into_iter().zip(painted).all(|(f, p)| near(f, p, 12)), "{found:?}");
    }
}

#[test]
fn a_cmyk_jpeg_is_shown_in_roughly_its_colours() {
    let pixels = [0, 230, 230, 20].repeat(64 * 64);
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.encode(&pixels, 64, 64, jpeg_encoder::ColorType::Cmyk).unwrap();
    let [red, green, blue] = centre(&largest(&sent(&bytes)));
    assert!(red > 180 && green < 80 && blue < 80, "{:?}", [red, green, blue]);
}

#[test]
fn alpha_is_kept_in_every_size_and_hidden_colours_stay_hidden() {
    let image = fading(700, 200);
    for bytes in [png(image.clone()), webp(image.clone()), files::lossy_webp(&image)] {
        let picture = check(&bytes, &[(320, 91), (640, 183), (700, 200)]);
        for rendition in &picture.renditions {
            assert_eq!(rendition.media_type, MediaType::Webp);
            let image = look(rendition).into_rgba8();
            let [red, green, _, alpha] = image[(image.width() / 2, image.height() / 2)].0;
            assert!(alpha.abs_diff(127) < 6 && red > 200 && green < 50, "{red} {green} {alpha}");
            let [.., alpha] = image[(0, 0)].0;
            assert!(alpha < 6, "{alpha}");
        }
    }
}

#[test]
fn what_cannot_be_seen_does_not_bleed_into_what_can() {
    // One is reduced before anything else happens to it, the other is not.
    for width in [3000, 1000] {
        // Columns of red, and of green that cannot be seen.
        let image = RgbaImage::from_fn(width, 40, |x, _| {
            image::Rgba(if x % 2 == 0 { [220, 30, 30, 255] } else { [0, 255, 0, 0] })
        });
        let picture = sent(&png(image));
        for rendition in picture.renditions.iter().filter(|r| r.width != width) {
            let [red, green, _] = centre(&look(rendition));
            assert!(red > 190 && green < 60, "{red} {green} of {}", rendition.width);
        }
    }
}

#[test]
fn alpha_that_says_nothing_is_dropped() {
    for bytes in [png(opaque(&corners(400, 300))), webp(opaque(&corners(400, 300)))] {
        let picture = sent(&bytes);
        assert!(picture.renditions.iter().all(|r| r.media_type == MediaType::Jpeg));
    }
}

#[test]
fn of_a_moving_gif_the_first_frame_is_kept() {
    let frames = [RED, GREEN, BLUE].map(|colour| opaque(&plain(40, 30, colour)));
    assert_near(centre(&largest(&sent(&gif(&frames)))), RED, 8);
}

#[test]
fn a_gif_frame_smaller_than_its_screen_leaves_the_rest_clear() {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.encode_frame(Frame::new(opaque(&plain(40, 40, BLUE)))).unwrap();
    drop(encoder);
    // The screen's size, in the header.
    bytes[6] = 80;
    bytes[8] = 80;
    let image = largest(&sent(&bytes)).into_rgba8();
    assert_eq!(image.dimensions(), (80, 80));
    assert_eq!((image[(20, 20)].0[3], image[(60, 60)].0[3]), (255, 0));
}

#[test]
fn of_a_moving_webp_the_first_frame_is_kept() {
    let frame = |colour| anmf(40, 30, &bitstream(&webp(plain(40, 30, colour))));
    let animation = riff_chunk(b"ANIM", &[0; 6]);
    let bytes = riff(&[vp8x(2, 40, 30), animation, frame(GREEN), frame(RED)]);
    assert_near(centre(&largest(&sent(&bytes))), GREEN, 8);
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let bytes = jpeg(&gradient(700, 500));
    assert_eq!(process(&bytes, &Limits::default()), process(&bytes, &Limits::default()));
}

#[test]
fn a_large_jpeg_with_a_scratch_is_still_shown() {
    let whole = jpeg(&gradient(5600, 400));
    let scan = whole.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    for part in 2..6 {
        let mut bytes = whole.clone();
        let at = scan + (whole.len() - scan) * part / 8;
        bytes[at..at + 24].fill(0x7F);
        assert_eq!(sizes(&sent(&bytes)).last(), Some(&(2048, 146)));
    }
}
