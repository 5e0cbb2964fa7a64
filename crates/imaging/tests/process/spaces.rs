//! Colour spaces that are told otherwise than by an RGB or grey profile.

use crate::files::{jpeg_segments, png, png_chunk, png_chunks, segment};
use crate::pixels::{assert_near, centre, largest, plain, sent};
use image::{GrayAlphaImage, GrayImage, Luma, LumaA};
use jpeg_encoder::{ColorType, Encoder};
use moxcms::ColorProfile;

/// Adobe's way: of each ink, what is left of the paper.
fn cmyk(size: u16, [c, m, y, k]: [u8; 4], encoding: ColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = [c, m, y, k].repeat(usize::from(size) * usize::from(size));
    Encoder::new(&mut bytes, 95).encode(&pixels, size, size, encoding).unwrap();
    bytes
}

#[test]
fn ink_without_a_profile_is_taken_off_white() {
    for size in [40, 2500] {
        for encoding in [ColorType::Cmyk, ColorType::CmykAsYcck] {
            let shown = |ink| centre(&largest(&sent(&cmyk(size, ink, encoding))));
            let tolerance = 6;
            assert_near(shown([0, 0, 0, 0]), [255; 3], tolerance);
            assert_near(shown([255, 0, 0, 0]), [0, 255, 255], tolerance);
            assert_near(shown([0, 0, 255, 128]), [127, 127, 0], tolerance);
            assert_near(shown([0, 0, 0, 255]), [0; 3], tolerance);
        }
    }
}

/// A profile of four inks whose table has two points for each: every colour is Lab, and all of them
/// are greens but for the paper.
fn ink_profile() -> Vec<u8> {
    let mut table = vec![];
    for corner in 0..16_u8 {
        // L, a and b in eight bits; a and b are zero at 128.
        table.extend(if corner == 0 { [255, 128, 128] } else { [128, 60, 180] });
    }
    let identity: Vec<u8> = (0..=255).collect();
    let one = [0, 1, 0, 0];
    let zero = [0; 4];
    let matrix = [one, zero, zero, zero, one, zero, zero, zero, one].concat();
    let lut = [
        b"mft1\0\0\0\0\x04\x03\x02\0",
        &matrix[..],
        &identity.repeat(4),
        &table,
        &identity.repeat(3),
    ]
    .concat();
    let mut header = vec![0; 128];
    header[8] = 2;
    header[12..24].copy_from_slice(b"prtrCMYKLab ");
    header[36..40].copy_from_slice(b"acsp");
    header[68..80].copy_from_slice(&[0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D]);
    let offset = 128 + 4 + 12;
    let length = u32::try_from(lut.len()).unwrap();
    let tags = [&1_u32.to_be_bytes()[..], b"A2B0", &144_u32.to_be_bytes(), &length.to_be_bytes()];
    let mut profile = [header, tags.concat(), lut].concat();
    assert_eq!(offset, 144);
    let size = u32::try_from(profile.len()).unwrap();
    profile[..4].copy_from_slice(&size.to_be_bytes());
    profile
}

#[test]
fn ink_is_shown_as_its_profile_says() {
    let profile = [b"ICC_PROFILE\0\x01\x01", &ink_profile()[..]].concat();
    for encoding in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let with = |ink| {
            let bytes = jpeg_segments(&cmyk(40, ink, encoding), &[segment(0xE2, &profile)]);
            centre(&largest(&sent(&bytes)))
        };
        let [r, g, b] = with([0; 4]);
        assert!(r > 245 && g > 245 && b > 245, "paper is {r} {g} {b}");
        // Without the profile this would be cyan.
        let [r, g, b] = with([255, 0, 0, 0]);
        assert!(g > 110 && r < 60 && b < 60, "ink is {r} {g} {b}");
    }
}

#[test]
fn grey_with_alpha_heeds_its_profile() {
    let profile = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let chunk = png_chunk(b"iCCP", &[b"grey\0\0", &crate::files::zlib(&profile)[..]].concat());
    let glass = png(GrayAlphaImage::from_pixel(64, 48, LumaA([64, 200])));
    let found = largest(&sent(&png_chunks(&glass, std::slice::from_ref(&chunk)))).into_rgba8();
    let [r, g, b, alpha] = found[(30, 20)].0;
    assert_near([r, g, b], [137; 3], 5);
    assert!(alpha.abs_diff(200) < 3);
}

fn gamma(hundred_thousandths: u32) -> Vec<u8> {
    png_chunk(b"gAMA", &hundred_thousandths.to_be_bytes())
}

#[test]
fn a_png_that_says_it_holds_light_is_believed() {
    let of = |chunks: &[Vec<u8>]| {
        let bytes = png_chunks(&png(plain(64, 48, [64, 128, 200])), chunks);
        centre(&largest(&sent(&bytes)))
    };
    assert_near(of(&[gamma(100_000)]), [137, 188, 229], 3);
    // What everybody writes who means sRGB changes nothing, and sRGB itself overrules.
    assert_near(of(&[gamma(45_455)]), [64, 128, 200], 2);
    let srgb = png_chunk(b"sRGB", &[0]);
    assert_near(of(&[srgb, gamma(100_000)]), [64, 128, 200], 2);
    let grey = png_chunks(&png(GrayImage::from_pixel(64, 48, Luma([64]))), &[gamma(100_000)]);
    assert_near(centre(&largest(&sent(&grey))), [137; 3], 3);
    // Not to be believed.
    assert_near(of(&[gamma(0)]), [64, 128, 200], 2);
    assert_near(of(&[gamma(u32::MAX)]), [64, 128, 200], 2);
}

#[test]
fn a_png_that_names_its_primaries_is_believed() {
    let of = |chunks: &[Vec<u8>]| {
        let bytes = png_chunks(&png(plain(64, 48, [200, 120, 80])), chunks);
        centre(&largest(&sent(&bytes)))
    };
    // Display P3 by number and by chromaticities; the same colour as from its profile.
    let points = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000_u32];
    let chromaticities = png_chunk(b"cHRM", &points.map(u32::to_be_bytes).concat());
    assert_near(of(&[png_chunk(b"cICP", &[12, 13, 0, 1])]), [212, 118, 73], 3);
    assert_near(of(&[gamma(45_455), chromaticities]), [212, 118, 73], 4);
    // The curves of high dynamic range do not say how bright white is.
    assert_near(of(&[png_chunk(b"cICP", &[9, 16, 0, 1])]), [200, 120, 80], 3);
    assert_near(of(&[png_chunk(b"cICP", &[200, 200, 0, 1])]), [200, 120, 80], 3);
}
