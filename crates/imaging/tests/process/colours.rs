use crate::files::{
    bitstream, jpeg, jpeg_segments, png, png_chunk, png_chunks, png_raw, riff, riff_chunk, segment,
    vp8x, webp, zlib,
};
use crate::pixels::{assert_near, centre, fading, largest, plain, sent};
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageBuffer, Luma, LumaA, Rgb, Rgba};
use imaging::MediaType;
use moxcms::ColorProfile;

/// What a Display P3 colour is in sRGB: the matrix between the two sets of primaries, in light.
/// Written down here so that the library is not its own witness.
fn from_display_p3(colour: [u8; 3]) -> [u8; 3] {
    let [r, g, b] = colour.map(|sample| {
        let v = f64::from(sample) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    });
    [
        1.224_940 * r - 0.224_940 * g,
        -0.042_057 * r + 1.042_057 * g,
        -0.019_638 * r - 0.078_636 * g + 1.098_274 * b,
    ]
    .map(|v| byte(if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }))
}

/// The byte nearest to a part of one, without a cast.
fn byte(part: f64) -> u8 {
    (0..=255)
        .min_by(|a, b| {
            let off = |byte: &u8| (f64::from(*byte) - part * 255.0).abs();
            off(a).total_cmp(&off(b))
        })
        .unwrap()
}

fn p3() -> Vec<u8> {
    ColorProfile::new_display_p3().encode().unwrap()
}

fn profiled_png(png: &[u8], profile: &[u8]) -> Vec<u8> {
    let chunk = png_chunk(b"iCCP", &[b"profile\0\0", &zlib(profile)[..]].concat());
    png_chunks(png, &[chunk])
}

/// In several segments, as large profiles are.
fn profiled_jpeg(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    let pieces: Vec<&[u8]> = profile.chunks(200).collect();
    let count = u8::try_from(pieces.len()).unwrap();
    let segments: Vec<Vec<u8>> = (1..=count)
        .zip(pieces)
        .map(|(n, piece)| segment(0xE2, &[b"ICC_PROFILE\0", &[n, count][..], piece].concat()))
        .collect();
    jpeg_segments(jpeg, &segments)
}

fn profiled_webp(webp: &[u8], profile: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    riff(&[vp8x(32, width, height), riff_chunk(b"ICCP", profile), bitstream(webp)])
}

#[test]
fn a_wide_gamut_becomes_srgb_in_each_format() {
    for colour in [[200, 120, 80], [100, 160, 90], [60, 180, 40]] {
        let expected = from_display_p3(colour);
        assert!(colour.iter().zip(expected).any(|(c, e)| c.abs_diff(e) > 7), "nothing to see");
        let image = plain(64, 48, colour);
        let files = [
            profiled_jpeg(&jpeg(&image), &p3()),
            profiled_png(&png(image.clone()), &p3()),
            profiled_webp(&webp(image.clone()), &p3(), (64, 48)),
        ];
        for bytes in files {
            assert_near(centre(&largest(&sent(&bytes))), expected, 3);
        }
        // And of a picture that is reduced first.
        let large = profiled_png(&png(plain(2400, 100, colour)), &p3());
        assert_near(centre(&largest(&sent(&large))), expected, 3);
    }
}

#[test]
fn a_wide_gamut_becomes_srgb_in_sixteen_bits_and_behind_alpha() {
    let colour: [u8; 3] = [200, 120, 80];
    let expected = from_display_p3(colour);
    let deep = ImageBuffer::from_pixel(64, 48, Rgb(colour.map(|sample| u16::from(sample) * 257)));
    let deep = profiled_png(&png(DynamicImage::ImageRgb16(deep)), &p3());
    assert_near(centre(&largest(&sent(&deep))), expected, 3);

    let [r, g, b] = colour;
    let glass = image::RgbaImage::from_pixel(64, 48, Rgba([r, g, b, 200]));
    let glass = largest(&sent(&profiled_png(&png(glass), &p3())));
    assert_near(centre(&glass), expected, 6);
    assert!(glass.into_rgba8()[(30, 20)].0[3].abs_diff(200) < 3);
}

#[test]
fn a_grey_profile_is_heeded() {
    // Linear light: a quarter of the light is more than half of the way to white.
    let profile = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let eight = png(GrayImage::from_pixel(64, 48, Luma([64])));
    assert_near(centre(&largest(&sent(&profiled_png(&eight, &profile)))), [137; 3], 3);
    let sixteen = ImageBuffer::from_pixel(64, 48, Luma([64_u16 * 257]));
    let sixteen = png(DynamicImage::ImageLuma16(sixteen));
    assert_near(centre(&largest(&sent(&profiled_png(&sixteen, &profile)))), [137; 3], 3);
}

#[test]
fn a_profile_that_is_broken_or_not_for_these_pixels_is_ignored() {
    let colour = [200, 120, 80];
    let grey = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let mut cut = p3();
    cut.truncate(150);
    let mut lying = p3();
    lying[128..132].copy_from_slice(&[0xFF; 4]);
    for profile in [b"not a profile".to_vec(), cut, lying, grey] {
        let image = plain(64, 48, colour);
        let files = [
            profiled_jpeg(&jpeg(&image), &profile),
            profiled_png(&png(image.clone()), &profile),
            profiled_webp(&webp(image.clone()), &profile, (64, 48)),
        ];
        for bytes in files {
            assert_near(centre(&largest(&sent(&bytes))), colour, 3);
        }
    }
}

#[test]
fn sixteen_bits_are_reduced_to_eight() {
    let deep = ImageBuffer::from_fn(300, 20, |x, _| {
        let sample = u16::try_from(x * 65_535 / 299).unwrap();
        Rgb([sample, 65_535 - sample, 0x8000])
    });
    let found = largest(&sent(&png(DynamicImage::ImageRgb16(deep)))).into_rgb8();
    assert_near(found[(1, 10)].0, [0, 255, 128], 8);
    assert_near(found[(149, 10)].0, [127, 128, 128], 8);
    assert_near(found[(298, 10)].0, [255, 0, 128], 8);
}

#[test]
fn sixteen_bits_with_alpha_are_reduced_to_eight() {
    let deep = ImageBuffer::from_pixel(2500, 40, Rgba([0xC000_u16, 0x4000, 0x2000, 0x8000]));
    let picture = sent(&png(DynamicImage::ImageRgba16(deep)));
    let found = largest(&picture).into_rgba8();
    let [r, g, b, alpha] = found[(1000, 16)].0;
    assert_near([r, g, b], [192, 64, 32], 6);
    assert!(alpha.abs_diff(128) < 3, "{alpha}");

    let solid = ImageBuffer::from_pixel(2500, 40, Rgba([0xC000_u16, 0x4000, 0x2000, 0xFFFF]));
    let picture = sent(&png(DynamicImage::ImageRgba16(solid)));
    assert!(picture.renditions.iter().all(|r| r.media_type == MediaType::Jpeg));
    assert_near(centre(&largest(&picture)), [192, 64, 32], 3);
}

#[test]
fn grey_stays_grey() {
    for width in [64, 2500] {
        let plain = png(GrayImage::from_pixel(width, 48, Luma([90])));
        assert_near(centre(&largest(&sent(&plain))), [90; 3], 2);
        let deep = ImageBuffer::from_pixel(width, 48, Luma([90_u16 * 257]));
        let deep = png(DynamicImage::ImageLuma16(deep));
        assert_near(centre(&largest(&sent(&deep))), [90; 3], 2);
        let solid = png(GrayAlphaImage::from_pixel(width, 48, LumaA([90, 255])));
        assert_near(centre(&largest(&sent(&solid))), [90; 3], 2);
        let glass = png(GrayAlphaImage::from_pixel(width, 48, LumaA([90, 100])));
        let glass = largest(&sent(&glass)).into_rgba8();
        assert_near([glass[(9, 9)].0[0]; 3], [90; 3], 4);
        assert!(glass[(9, 9)].0[3].abs_diff(100) < 3);
    }
}

#[test]
fn a_grey_jpeg_stays_grey_and_heeds_its_profile() {
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.encode(&[64; 64 * 48], 64, 48, jpeg_encoder::ColorType::Luma).unwrap();
    assert_near(centre(&largest(&sent(&bytes))), [64; 3], 2);
    let profile = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    assert_near(centre(&largest(&sent(&profiled_jpeg(&bytes, &profile)))), [137; 3], 3);
}

#[test]
fn a_palette_is_looked_up() {
    let palette = png_chunk(b"PLTE", &[200, 40, 40, 40, 60, 200]);
    // Two rows of sixteen pixels, a bit each, behind a filter byte.
    let rows = [0, 0xFF, 0x00, 0, 0xFF, 0x00];
    let found = largest(&sent(&png_raw((16, 2), [1, 3], std::slice::from_ref(&palette), &rows)))
        .into_rgb8();
    assert_near(found[(3, 0)].0, [40, 60, 200], 30);
    assert_near(found[(13, 0)].0, [200, 40, 40], 30);

    let clear = png_chunk(b"tRNS", &[0]);
    let found = largest(&sent(&png_raw((16, 2), [1, 3], &[palette, clear], &rows))).into_rgba8();
    assert_eq!((found[(3, 0)].0[3], found[(13, 0)].0[3]), (255, 0));
}

#[test]
fn the_placeholder_is_a_blur_of_the_picture() {
    let average = |bytes: &[u8]| thumbhash::thumb_hash_to_average_rgba(&sent(bytes).placeholder);
    let (red, green, blue, alpha) = average(&png(plain(900, 500, [200, 40, 40]))).unwrap();
    assert!(red > 0.6 && green < 0.3 && blue < 0.3 && alpha > 0.99);
    let (.., alpha) = average(&png(fading(900, 500))).unwrap();
    assert!((0.4..0.6).contains(&alpha), "{alpha}");
}
