use crate::files::{
    bitstream, exif, exif_little, jpeg, jpeg_segments, png, png_chunk, png_chunks, riff,
    riff_chunk, segment, vp8x, webp,
};
use crate::pixels::{BLUE, GREEN, RED, WHITE, assert_near, corners, look, quarters, sent};

/// Where the colours of [`corners`] must be seen, by EXIF orientation (CIPA DC-008, tag 0x0112).
const SEEN: [[[u8; 3]; 4]; 8] = [
    [RED, GREEN, BLUE, WHITE],
    [GREEN, RED, WHITE, BLUE],
    [WHITE, BLUE, GREEN, RED],
    [BLUE, WHITE, RED, GREEN],
    [RED, BLUE, GREEN, WHITE],
    [BLUE, RED, WHITE, GREEN],
    [WHITE, GREEN, BLUE, RED],
    [GREEN, WHITE, RED, BLUE],
];

/// Checks every size of a picture that is wider than high in the file.
#[track_caller]
fn check(bytes: &[u8], orientation: u8) {
    let picture = sent(bytes);
    let turned = orientation > 4;
    assert_eq!(picture.height > picture.width, turned, "orientation {orientation}");
    for rendition in &picture.renditions {
        assert_eq!(rendition.height > rendition.width, turned);
        let seen = quarters(&look(rendition));
        for (seen, expected) in seen.into_iter().zip(SEEN[usize::from(orientation) - 1]) {
            assert_near(seen, expected, 16);
        }
    }
}

fn turned_jpeg(tiff: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    let app1 = segment(0xE1, &[b"Exif\0\0", tiff].concat());
    jpeg_segments(&jpeg(&corners(width, height)), &[app1])
}

#[test]
fn all_eight_of_a_jpeg() {
    for orientation in 1..=8 {
        check(&turned_jpeg(&exif(orientation, ""), (400, 240)), orientation);
        check(&turned_jpeg(&exif_little(orientation), (400, 240)), orientation);
    }
}

#[test]
fn all_eight_of_a_jpeg_that_is_reduced_before_it_is_turned() {
    for orientation in 1..=8 {
        check(&turned_jpeg(&exif(orientation, ""), (2400, 1500)), orientation);
    }
}

#[test]
fn all_eight_of_a_png() {
    for orientation in 1..=8 {
        let chunk = png_chunk(b"eXIf", &exif(orientation, ""));
        check(&png_chunks(&png(corners(400, 240)), &[chunk]), orientation);
    }
}

#[test]
fn all_eight_of_a_webp() {
    for orientation in 1..=8 {
        for prefix in [&b""[..], b"Exif\0\0"] {
            let exif = riff_chunk(b"EXIF", &[prefix, &exif(orientation, "")].concat());
            let picture = bitstream(&webp(corners(400, 240)));
            check(&riff(&[vp8x(8, 400, 240), picture, exif]), orientation);
        }
    }
}

#[test]
fn an_orientation_that_cannot_be_read_turns_nothing() {
    for tiff in [exif(0, ""), exif(9, ""), b"MM\0*".to_vec(), b"not EXIF at all".to_vec(), vec![]] {
        check(&turned_jpeg(&tiff, (400, 240)), 1);
        let chunk = png_chunk(b"eXIf", &tiff);
        check(&png_chunks(&png(corners(400, 240)), &[chunk]), 1);
    }
}
