//! Nothing that is not the picture survives, wherever it was written.

use crate::files::{
    anmf, bitstream, gif, jpeg, jpeg_segments, lossy_webp, png, png_chunk, png_chunks, riff,
    riff_chunk, segment, vp8x, webp, zlib,
};
use crate::metadata::{blob, exif, iptc, photoshop, ratio, short, text, xmp};
use crate::pixels::{corners, fading};
use crate::profiles::with_canaries;
use imaging::{Intake, Limits, take_in};

const CANARY: &str = "CANARY <script>alert(1)</script> <?php";

/// EXIF with the canary in texts, places, a maker's note and a small picture; it lies on its side.
pub(crate) fn full_exif() -> Vec<u8> {
    let first = [
        text(0x010E, CANARY),
        text(0x010F, CANARY),
        short(0x0112, 6),
        text(0x013B, CANARY),
        text(0x8298, CANARY),
        blob(0x9C9D, CANARY.as_bytes()),
    ];
    let second = [
        blob(0x927C, CANARY.as_bytes()),
        blob(0x9286, CANARY.as_bytes()),
        text(0xA430, CANARY),
        text(0xA431, CANARY),
        text(0xFDE8, CANARY),
    ];
    let places = [text(0x0001, "N"), ratio(0x0002, 48, 1), blob(0x001B, CANARY.as_bytes())];
    exif(&first, &second, &places, CANARY.as_bytes())
}

pub(crate) fn full_xmp() -> Vec<u8> {
    xmp(&format!("<photoshop:City>{}</photoshop:City>", CANARY.replace('<', "&lt;")))
}

fn full_iptc() -> Vec<u8> {
    let fields = [iptc(80, CANARY.as_bytes()), iptc(90, CANARY.as_bytes())].concat();
    photoshop(&[(0x0404, &fields), (0x040C, CANARY.as_bytes()), (0x0FA0, CANARY.as_bytes())])
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[track_caller]
fn check(bytes: &[u8], gone: &[&str]) -> Intake {
    assert!(holds(bytes, "CANARY"), "the canary was not sent");
    let intake = take_in(bytes, &Limits::default()).unwrap();
    for word in ["CANARY", "<script", "<?php", "script"] {
        assert!(!holds(&intake.original, word), "{word} survived");
    }
    for name in gone {
        assert!(intake.removed.iter().any(|found| found == name), "{name}: {:?}", intake.removed);
    }
    let again = take_in(&intake.original, &Limits::default()).unwrap();
    assert!(again.original == intake.original, "taking it in twice makes a difference");
    assert_eq!((again.removed, again.location), (vec![], false));
    assert_eq!((again.kept, again.profile), (intake.kept.clone(), intake.profile.clone()));
    assert_eq!((again.width, again.height), (intake.width, intake.height));
    intake
}

const EXIF: [&str; 13] = [
    "Exif.0xFDE8",
    "Exif.Artist",
    "Exif.BodySerialNumber",
    "Exif.CameraOwnerName",
    "Exif.Copyright",
    "Exif.GPSLatitude",
    "Exif.GPSProcessingMethod",
    "Exif.ImageDescription",
    "Exif.Make",
    "Exif.MakerNote",
    "Exif.Thumbnail",
    "Exif.UserComment",
    "Exif.XPAuthor",
];

fn jpeg_with_everything() -> Vec<u8> {
    let canary = CANARY.as_bytes();
    let profile = with_canaries();
    let (one, two) = profile.split_at(profile.len() / 2);
    let first = [
        segment(0xE0, &[b"JFIF\0CANARY<\x04\x04", canary].concat()),
        segment(0xE0, &[b"JFXX\0\x10", canary].concat()),
        segment(0xE1, &[b"Exif\0\0", &full_exif()[..]].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", &full_xmp()[..]].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xmp/extension/\0", canary].concat()),
        segment(0xE2, &[b"ICC_PROFILE\0\x02\x02", two].concat()),
        segment(0xE2, &[b"ICC_PROFILE\0\x01\x02", one].concat()),
        segment(0xE2, &[b"MPF\0", canary].concat()),
        segment(0xE3, &[b"_JPSJPS_", canary].concat()),
        segment(0xED, &full_iptc()),
        segment(0xEE, &[b"Adobe\0\x64CANA\x01", canary].concat()),
        segment(0xEF, canary),
        segment(0xFE, canary),
        segment(0xF0, canary),
        [canary, b"\xFF\xFF\xFF"].concat(),
    ];
    let plain = jpeg(&corners(60, 40));
    let end = plain.len() - 2;
    let late = [segment(0xFE, canary), canary.to_vec()].concat();
    let scanned = [&plain[..end], &late, &plain[end..]].concat();
    jpeg_segments(&scanned, &first)
}

#[test]
fn of_a_jpeg() {
    let gone = [
        "Bytes after the end",
        "Bytes between segments",
        "Comment",
        "IPTC.By-line",
        "IPTC.City",
        "JFIF.Thumbnail",
        "JPEG.0xF0",
        "JPEG.APP15",
        "JPEG.APP3",
        "MPF",
        "Photoshop",
        "Photoshop.Thumbnail",
        "XMP",
    ];
    let intake = check(&[&jpeg_with_everything(), CANARY.as_bytes()].concat(), &gone);
    assert!(EXIF.iter().all(|name| intake.removed.iter().any(|found| found == name)));
    assert!(intake.location);
    assert_eq!(intake.kept, ["colour-profile", "orientation"]);
    assert_eq!(intake.profile.as_deref(), Some("Display P3"));
    assert_eq!((intake.width, intake.height), (40, 60));
}

#[test]
fn a_video_behind_a_photo_is_gone() {
    let video = [b"\0\0\0\x18ftypmp42", CANARY.as_bytes()].concat();
    check(&[jpeg(&corners(60, 40)), video.clone()].concat(), &["Motion photo"]);
    // A second picture, as phones write them for the depth.
    let second = [jpeg(&corners(8, 8)), CANARY.as_bytes().to_vec()].concat();
    check(&[jpeg(&corners(60, 40)), second].concat(), &["Bytes after the end"]);
}

#[test]
fn of_a_png() {
    let canary = CANARY.as_bytes();
    let chunks = [
        png_chunk(b"tEXt", &[b"CANARY<script>\0", canary].concat()),
        png_chunk(b"tEXt", &[b"Author\0", canary].concat()),
        png_chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", &full_xmp()[..]].concat()),
        png_chunk(b"zTXt", &[b"Comment\0\0", &zlib(canary)[..]].concat()),
        png_chunk(b"iCCP", &[b"CANARY\0\0", &zlib(&with_canaries())[..]].concat()),
        png_chunk(b"eXIf", &full_exif()),
        png_chunk(b"sPLT", canary),
        png_chunk(b"PLTE", &CANARY.as_bytes()[..36]),
        png_chunk(b"caNa", canary),
        png_chunk(b"gAMA", b"CANARY"),
        png_chunk(b"cHRM", &CANARY.as_bytes()[..32]),
        png_chunk(b"fcTL", canary),
    ];
    for image in [image::DynamicImage::from(corners(60, 40)), fading(60, 40).into()] {
        let full = png_chunks(&png(image), &chunks);
        let end = full.len() - 12;
        let late = [png_chunk(b"tIME", canary), png_chunk(b"IEND", canary), canary.to_vec()];
        let full = [&full[..end], &late.concat()].concat();
        let gone = ["Bytes after the end", "PNG.PLTE", "PNG.caNa", "PNG.fcTL", "PNG.gAMA"];
        let intake = check(&full, &gone);
        let names = ["PNG.sPLT", "PNG.tEXt:Author", "PNG.tEXt:CANARYscript", "PNG.tIME", "XMP"];
        for name in names.iter().chain(&EXIF) {
            assert!(intake.removed.iter().any(|found| found == name), "{name}");
        }
        assert!(intake.location);
        assert_eq!(intake.kept, ["colour-profile", "orientation"]);
        assert_eq!((intake.width, intake.height), (40, 60));
    }
}

#[test]
fn of_a_webp() {
    let canary = CANARY.as_bytes();
    let extra = |picture| {
        riff(&[
            vp8x(8 + 4 + 32, 60, 40),
            riff_chunk(b"ICCP", &with_canaries()),
            picture,
            riff_chunk(b"EXIF", &full_exif()),
            riff_chunk(b"XMP ", &full_xmp()),
            riff_chunk(b"CANA", canary),
            riff_chunk(b"EXIF", canary),
        ])
    };
    let lossy = bitstream(&lossy_webp(&fading(60, 40)));
    let alpha = lossy[18..].to_vec();
    for picture in [bitstream(&webp(corners(60, 40))), alpha] {
        let full = [extra(picture).as_slice(), canary].concat();
        let intake = check(&full, &["Bytes after the end", "Exif", "WebP.CANA", "XMP"]);
        assert!(EXIF.iter().all(|name| intake.removed.iter().any(|found| found == name)));
        assert!(intake.location);
        assert_eq!(intake.kept, ["colour-profile", "orientation"]);
        assert_eq!((intake.width, intake.height), (40, 60));
    }
    let simple = riff(&[bitstream(&webp(corners(60, 40))), riff_chunk(b"CANA", canary)]);
    check(&simple, &["WebP.CANA"]);
}

#[test]
fn of_a_moving_webp() {
    let canary = CANARY.as_bytes();
    let inside = [
        riff_chunk(b"CANA", canary),
        bitstream(&webp(corners(60, 40))),
        riff_chunk(b"XMP ", &full_xmp()),
        riff_chunk(b"EXIF", &full_exif()),
        b"CANARY".to_vec(),
    ];
    let frame = anmf(60, 40, &inside.concat());
    let animation = riff_chunk(b"ANIM", &[&[0; 6], canary].concat());
    let full = riff(&[vp8x(2, 60, 40), animation, frame.clone(), frame]);
    let intake = check(&full, &["Exif.GPSLatitude", "WebP.CANA", "XMP"]);
    assert_eq!((intake.kept, intake.frames), (vec!["animation"], 2));
}

#[test]
fn of_a_gif() {
    let canary = CANARY.as_bytes();
    let pieces = |data: &[u8]| {
        let piece = |p: &[u8]| [&[u8::try_from(p.len()).unwrap()], p].concat();
        [data.chunks(255).flat_map(piece).collect(), vec![0]].concat()
    };
    let trap: Vec<u8> = (0..=255).rev().collect();
    let packet = [b"\x0BXMP DataXMP", &full_xmp()[..], b"\x01", &trap, b"\0"].concat();
    let extensions = [
        [b"!\xFE", &pieces(canary)[..]].concat(),
        [b"!\x01", &pieces(canary)[..]].concat(),
        [b"!\xFF", &packet[..]].concat(),
        [b"!\xFF\x0BCANARY<scri", &pieces(canary)[..]].concat(),
        [b"!\xFF\x0BNETSCAPE2.0", &pieces(b"\x01\x05\0")[..4], &pieces(canary)].concat(),
        [b"!\x77", &pieces(canary)[..]].concat(),
    ]
    .concat();
    let plain = gif(&[fading(60, 40)]);
    let (header, blocks) = plain.split_at(plain.len() - 1);
    let full = [header, &extensions, &header[13..], blocks, canary].concat();
    let gone = [
        "Bytes after the end",
        "Comment",
        "GIF.0x77",
        "GIF.Application:CANARYscri",
        "GIF.PlainText",
        "XMP",
    ];
    let intake = check(&full, &gone);
    assert!(intake.location);
    assert_eq!((intake.kept, intake.frames), (vec!["animation"], 2));
}
