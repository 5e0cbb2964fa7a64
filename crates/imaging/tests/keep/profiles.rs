//! Colour profiles: the same colours, and none of the words.

use crate::files::{jpeg, jpeg_segments, png, png_chunk, png_chunks, segment, zlib};
use crate::pixels::gradient;
use imaging::{Intake, Limits, take_in};
use moxcms::{ColorProfile, Layout, TransformOptions};

/// The profile with its tables moved apart, a canary in every gap, text and unknown tag.
pub(crate) fn with_canaries() -> Vec<u8> {
    laden(&ColorProfile::new_display_p3().encode().unwrap())
}

fn laden(profile: &[u8]) -> Vec<u8> {
    let canary = b"CANARY<script><?php ";
    let number = |at: usize| {
        usize::try_from(u32::from_be_bytes(profile[at..at + 4].try_into().unwrap())).unwrap()
    };
    let count = number(128);
    let own = [(*b"targ", canary.to_vec()), (*b"CANA", canary.to_vec())];
    let found = (0..count).map(|index| {
        let entry = 132 + 12 * index;
        let data = &profile[number(entry + 4)..number(entry + 4) + number(entry + 8)];
        let kind: [u8; 4] = profile[entry..entry + 4].try_into().unwrap();
        let text = [b"text\0\0\0\0", &canary[..]].concat();
        (kind, if matches!(&kind, b"desc" | b"cprt") { text } else { data.to_vec() })
    });
    let tags: Vec<([u8; 4], Vec<u8>)> = found.chain(own).collect();
    let mut header = profile[..128].to_vec();
    header[4..8].copy_from_slice(b"CANA");
    header[48..56].copy_from_slice(b"CANARYCA");
    header[80..128]
        .copy_from_slice(&b"CANARY<script>CANARY<script>CANARY<script>CANARY<script>"[..48]);
    let mut table = u32::try_from(tags.len()).unwrap().to_be_bytes().to_vec();
    let mut data = canary.to_vec();
    for (kind, element) in tags {
        let place = 132 + 12 * (count + 2) + data.len();
        table.extend(kind);
        table.extend(u32::try_from(place).unwrap().to_be_bytes());
        table.extend(u32::try_from(element.len()).unwrap().to_be_bytes());
        data.extend([&element[..], canary].concat());
    }
    let mut laden = [header, table, data].concat();
    let length = u32::try_from(laden.len()).unwrap();
    laden[..4].copy_from_slice(&length.to_be_bytes());
    laden
}

fn png_with(profile: &[u8]) -> Vec<u8> {
    let chunk = png_chunk(b"iCCP", &[b"p\0\0", &zlib(profile)[..]].concat());
    png_chunks(&png(gradient(16, 16)), &[chunk])
}

fn taken(profile: &[u8]) -> Intake {
    take_in(&png_with(profile), &Limits::default()).unwrap()
}

/// The profile as it is kept, by way of a JPEG, in which it is not compressed.
fn kept(profile: &[u8]) -> Vec<u8> {
    let parts = profile.chunks(60_000);
    let count = u8::try_from(parts.len()).unwrap();
    let segments: Vec<Vec<u8>> = (1..=count)
        .zip(parts)
        .map(|(n, part)| segment(0xE2, &[b"ICC_PROFILE\0", &[n, count][..], part].concat()))
        .collect();
    let bytes = jpeg_segments(&jpeg(&gradient(16, 16)), &segments);
    let original = take_in(&bytes, &Limits::default()).unwrap().original;
    let mut decoder = image::ImageReader::new(std::io::Cursor::new(original))
        .with_guessed_format()
        .unwrap()
        .into_decoder()
        .unwrap();
    image::ImageDecoder::icc_profile(&mut decoder).unwrap().unwrap()
}

fn ramp(profile: &[u8], layout: Layout) -> Vec<u8> {
    let samples: Vec<u8> = (0..=255)
        .flat_map(|n: u8| [n, n.wrapping_mul(7), n.wrapping_mul(31), n.wrapping_mul(101)])
        .take(1020)
        .collect();
    let profile = ColorProfile::new_from_slice(profile).unwrap();
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, options).unwrap();
    let mut converted = vec![0; samples.len() / layout.channels() * 3];
    transform.transform(&samples, &mut converted).unwrap();
    converted
}

#[track_caller]
fn check(profile: &ColorProfile, name: &str) {
    let profile = profile.encode().unwrap();
    for profile in [laden(&profile), profile] {
        assert_eq!(taken(&profile).profile.as_deref(), Some(name));
        let kept = kept(&profile);
        assert!(!kept.windows(6).any(|window| window == b"CANARY"));
        assert!(kept.windows(2).any(|window| window == &name.as_bytes()[..2]) || kept[8] >= 4);
        assert_eq!(ramp(&kept, Layout::Rgb), ramp(&profile, Layout::Rgb), "{name}");
    }
}

#[test]
fn the_usual_spaces_are_known_by_their_colours_and_keep_them() {
    check(&ColorProfile::new_srgb(), "sRGB");
    check(&ColorProfile::new_display_p3(), "Display P3");
    check(&ColorProfile::new_adobe_rgb(), "Adobe RGB (1998)");
    check(&ColorProfile::new_pro_photo_rgb(), "ProPhoto RGB");
    check(&ColorProfile::new_bt2020(), "Rec. 2020");
}

#[test]
fn others_are_called_after_their_kind() {
    check(&ColorProfile::new_aces_cg_linear(), "RGB profile");
    let mut linear = ColorProfile::new_srgb();
    let grey = ColorProfile::new_gray_with_gamma(1.0);
    linear.red_trc.clone_from(&grey.gray_trc);
    linear.green_trc.clone_from(&grey.gray_trc);
    linear.blue_trc.clone_from(&grey.gray_trc);
    check(&linear, "RGB profile");
    let grey = grey.encode().unwrap();
    assert_eq!(taken(&grey).profile.as_deref(), Some("Grey profile"));
    assert_eq!(ramp(&kept(&grey), Layout::Gray), ramp(&grey, Layout::Gray));
}

/// A header of a profile from one space to another, and its tags.
fn assembled(version: u8, space: [u8; 4], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut profile = ColorProfile::new_srgb().encode().unwrap()[..128].to_vec();
    profile[8] = version;
    profile[12..16].copy_from_slice(b"prtr");
    profile[16..20].copy_from_slice(&space);
    profile[20..24].copy_from_slice(b"Lab ");
    profile.extend(u32::try_from(tags.len()).unwrap().to_be_bytes());
    let mut place = 132 + 12 * tags.len();
    for (kind, data) in tags {
        profile.extend(*kind);
        profile.extend(u32::try_from(place).unwrap().to_be_bytes());
        profile.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        place += data.len();
    }
    profile.extend(tags.iter().flat_map(|(_, data)| data.clone()));
    let length = u32::try_from(profile.len()).unwrap();
    profile[..4].copy_from_slice(&length.to_be_bytes());
    profile
}

/// An old table of eight bits from four inks, two points each, to three numbers.
fn table() -> Vec<u8> {
    let identity =
        b"\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0";
    let curve: Vec<u8> = (0..=255).collect();
    let points: Vec<u8> = (0..48).map(|n| n * 5).collect();
    let head = [b"mft1CANA\x04\x03\x02C", &identity[..]].concat();
    [head, curve.repeat(4), points, curve.repeat(3)].concat()
}

/// The new kind, its parts in an order of their own with canaries between them.
fn pipeline() -> Vec<u8> {
    let curve = b"para\0\0\0\0\0\0\0\0\0\x01\x80\0CANARYCA";
    let curve = &curve[..16];
    let clut =
        [&[2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0][..], &[90; 24]].concat();
    let rows = curve.repeat(3);
    let head = [0_u32, 0, 0, 0, 0];
    let mut places = head;
    let mut data = Vec::new();
    // B, matrix, M, table, A.
    for (index, part) in [(3, &clut), (0, &rows), (4, &rows)] {
        data.extend(b"CANARY<s");
        places[index] = 32 + u32::try_from(data.len()).unwrap();
        data.extend(part);
    }
    let places: Vec<u8> = places.iter().flat_map(|place| place.to_be_bytes()).collect();
    [b"mAB CANA\x03\x03CA".to_vec(), places, data].concat()
}

#[test]
fn tables_are_kept_in_both_of_their_forms() {
    let old = assembled(2, *b"CMYK", &[(b"A2B0", table())]);
    let kept_old = kept(&old);
    assert_eq!(ramp(&kept_old, Layout::Rgba), ramp(&old, Layout::Rgba));
    assert_eq!(taken(&old).profile.as_deref(), Some("CMYK profile"));
    let new = assembled(4, *b"RGB ", &[(b"A2B0", pipeline())]);
    let kept_new = kept(&new);
    assert_eq!(ramp(&kept_new, Layout::Rgb), ramp(&new, Layout::Rgb));
    for kept in [kept_old, kept_new] {
        assert!(!kept.windows(4).any(|window| window == b"CANA"));
    }
}

#[test]
fn what_is_not_sane_or_too_large_is_dropped() {
    let sane = ColorProfile::new_srgb().encode().unwrap();
    let broken = |at: usize, bytes: &[u8]| {
        let mut broken = sane.clone();
        broken[at..at + bytes.len()].copy_from_slice(bytes);
        broken
    };
    let red = sane.windows(4).position(|kind| kind == b"rXYZ").unwrap();
    let curve = sane.windows(8).position(|kind| kind == b"para\0\0\0\0").unwrap();
    let mut large = [sane.clone(), vec![0; 2 << 20]].concat();
    let length = u32::try_from(large.len()).unwrap();
    large[..4].copy_from_slice(&length.to_be_bytes());
    let profiles = [
        b"not a profile".to_vec(),
        sane[..200].to_vec(),
        broken(0, &[0xFF; 4]),
        broken(12, b"link"),
        broken(36, b"CANA"),
        broken(64, &[0xFF; 4]),
        broken(128, &[0; 4]),
        broken(red + 4, &[0xFF; 4]),
        broken(red + 8, &[0xFF; 4]),
        broken(curve, b"none"),
        large,
    ];
    for (index, profile) in profiles.iter().enumerate() {
        let intake = taken(profile);
        assert_eq!(intake.removed, ["ICC profile"], "number {index}");
        assert_eq!((intake.profile, intake.kept), (None, vec![]));
        let again = take_in(&intake.original, &Limits::default()).unwrap();
        assert!(again.original == intake.original);
    }
}
