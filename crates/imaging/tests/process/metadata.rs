//! Whatever a file carries beside its pixels stays behind.

use crate::files::{
    bitstream, exif, gif, jpeg, jpeg_segments, png, png_chunk, png_chunks, riff, riff_chunk,
    segment, vp8x, webp, zlib,
};
use crate::pixels::{corners, fading, sent};
use image::DynamicImage;
use imaging::{MediaType, Rendition};

const CANARY: &[u8] = b"CANARY <script>alert(1)</script> <?php";

#[track_caller]
fn check(bytes: &[u8]) {
    assert!(bytes.windows(6).any(|window| window == b"CANARY"), "the canary was not sent");
    let picture = sent(bytes);
    assert!(!picture.placeholder.windows(6).any(|window| window == b"CANARY"));
    for rendition in &picture.renditions {
        assert!(!rendition.bytes.windows(6).any(|window| window == b"CANARY"));
        match rendition.media_type {
            MediaType::Jpeg => only_pixels_in_jpeg(rendition),
            _ => only_pixels_in_webp(rendition),
        }
    }
}

/// Nothing but tables, the frame and one scan; `APP0` is the fourteen bytes that say JFIF.
fn only_pixels_in_jpeg(rendition: &Rendition) {
    let mut rest = &rendition.bytes[2..];
    while let [0xFF, marker, high, low, after @ ..] = rest {
        assert!(matches!(marker, 0xE0 | 0xDB | 0xC0 | 0xC4 | 0xDA), "{marker:X}");
        let length = usize::from(u16::from_be_bytes([*high, *low])) - 2;
        assert!(*marker != 0xE0 || (length == 14 && after.starts_with(b"JFIF\0")));
        rest = &after[length..];
        if *marker == 0xDA {
            let end = rest.windows(2).position(|pair| pair[0] == 0xFF && pair[1] != 0).unwrap();
            rest = &rest[end..];
            break;
        }
    }
    assert_eq!(rest, [0xFF, 0xD9]);
}

fn only_pixels_in_webp(rendition: &Rendition) {
    let mut rest = &rendition.bytes[12..];
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let kind = &head[..4];
        assert!([b"VP8X", b"ALPH", b"VP8 "].iter().any(|known| *known == kind), "{kind:?}");
        let length = u32::from_le_bytes(head[4..].try_into().unwrap());
        rest = &after[usize::try_from(length.next_multiple_of(2)).unwrap()..];
    }
    assert!(rest.is_empty());
}

#[test]
fn of_a_jpeg() {
    let text = String::from_utf8(CANARY.to_vec()).unwrap();
    let segments = [
        segment(0xE1, &[b"Exif\0\0", &exif(6, &text)[..]].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", CANARY].concat()),
        segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", CANARY].concat()),
        segment(0xE2, &[b"MPF\0", CANARY].concat()),
        segment(0xED, &[b"Photoshop 3.0\0", CANARY].concat()),
        segment(0xEF, CANARY),
        segment(0xFE, CANARY),
    ];
    let full = jpeg_segments(&jpeg(&corners(700, 500)), &segments);
    check(&full);
    check(&[&full, CANARY].concat());
}

#[test]
fn of_a_png_with_and_without_alpha() {
    let text = String::from_utf8(CANARY.to_vec()).unwrap();
    let chunks = [
        png_chunk(b"tEXt", &[b"Comment\0", CANARY].concat()),
        png_chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", CANARY].concat()),
        png_chunk(b"zTXt", &[b"Comment\0\0", &zlib(CANARY)[..]].concat()),
        png_chunk(b"iCCP", &[b"CANARY\0\0", &zlib(CANARY)[..]].concat()),
        png_chunk(b"eXIf", &exif(3, &text)),
        png_chunk(b"caNa", CANARY),
    ];
    for image in [DynamicImage::from(corners(700, 500)), fading(700, 500).into()] {
        let full = png_chunks(&png(image), &chunks);
        check(&full);
        check(&[&full, CANARY].concat());
    }
}

#[test]
fn of_a_webp() {
    let text = String::from_utf8(CANARY.to_vec()).unwrap();
    let full = riff(&[
        vp8x(8 + 4 + 32, 700, 500),
        riff_chunk(b"ICCP", CANARY),
        bitstream(&webp(corners(700, 500))),
        riff_chunk(b"EXIF", &exif(8, &text)),
        riff_chunk(b"XMP ", CANARY),
        riff_chunk(b"CANA", CANARY),
    ]);
    check(&full);
    check(&[&full, CANARY].concat());
}

#[test]
fn of_a_gif() {
    let gif = gif(&[fading(60, 40)]);
    let (header, blocks) = gif.split_at(gif.len() - 1);
    let length = [u8::try_from(CANARY.len()).unwrap()];
    let comment = [b"!\xFE", &length[..], CANARY, b"\0"].concat();
    let application = [b"!\xFF\x0BXMP DataXMP", &length[..], CANARY, b"\0"].concat();
    let full = [header, &comment, &application, blocks].concat();
    check(&full);
    check(&[&full, CANARY].concat());
}
