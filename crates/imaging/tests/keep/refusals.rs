use crate::files::{gif, jpeg, jpeg_with, lossy_webp, png, png_chunk, png_raw, webp};
use crate::pixels::{fading, gradient};
use imaging::{Limits, Refusal, take_in};

fn refused(bytes: &[u8]) -> Refusal {
    take_in(bytes, &Limits::default()).unwrap_err()
}

#[test]
fn other_files_are_refused_by_name() {
    assert_eq!(refused(b"\0\0\0\x18ftypheic\0\0\0\0"), Refusal::Unsupported("HEIC"));
    assert_eq!(refused(b"\0\0\0\x18ftypavif\0\0\0\0"), Refusal::Unsupported("AVIF"));
    assert_eq!(refused(b"<svg/>"), Refusal::Unsupported("SVG"));
    assert_eq!(refused(b"hello"), Refusal::NotAPicture);
    assert_eq!(refused(b""), Refusal::NotAPicture);
}

#[test]
fn a_file_cut_anywhere_is_incomplete() {
    let files = [
        jpeg(&gradient(20, 20)),
        jpeg_with(&gradient(20, 20), |e| e.set_progressive(true)),
        png(gradient(20, 20)),
        webp(gradient(20, 20)),
        lossy_webp(&fading(20, 20)),
        gif(&[fading(20, 20), fading(20, 20)]),
    ];
    for bytes in files {
        for end in 12..bytes.len() {
            assert_eq!(refused(&bytes[..end]), Refusal::Truncated, "{end} of {}", bytes.len());
        }
    }
}

#[test]
fn limits_hold() {
    let small = Limits { max_pixels: 399, ..Limits::default() };
    let refused = take_in(&png(gradient(20, 20)), &small);
    assert_eq!(refused, Err(Refusal::TooManyPixels { pixels: 400, max: 399 }));
}

#[test]
fn broken_files_are_said_to_be_broken() {
    let plain = png(gradient(20, 20));
    let end = plain.len() - 12;
    let mut wrong = plain.clone();
    wrong[60] ^= 1;
    let rows = [0, 0xFF, 0x00, 0, 0xFF, 0x00];
    let scattered =
        [&plain[..end], &png_chunk(b"tIME", b""), &png_chunk(b"IDAT", b""), &plain[end..]];
    let jpeg = jpeg(&gradient(20, 20));
    let scan = jpeg.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    let files = [
        (wrong, "a PNG with a wrong checksum"),
        (scattered.concat(), "a PNG whose pixels are scattered"),
        (png_raw((16, 2), [1, 3], &[], &rows), "a PNG without its palette"),
        (png_raw((16, 2), [3, 0], &[], &rows), "a PNG of a kind that there is not"),
        (
            png_raw((16, 2), [8, 4], &[png_chunk(b"tRNS", &[0; 4])], &rows),
            "a PNG with a strange transparency",
        ),
        (
            [&jpeg[..jpeg.len() - 2], b"\xFF\x01\xFF\xD9"].concat(),
            "a JPEG with a stray mark in a scan",
        ),
        ([&jpeg[..scan], b"\xFF\xD9"].concat(), "a JPEG without a scan"),
        ([&jpeg[..frame], &jpeg[scan..]].concat(), "a JPEG without a frame"),
        ([&jpeg[..scan], &jpeg[frame..]].concat(), "a JPEG of more than one frame"),
        (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "a GIF without a picture"),
    ];
    for (bytes, why) in files {
        assert_eq!(refused(&bytes), Refusal::Broken(why.to_owned()));
    }
    let critical = png_raw((16, 2), [1, 0], &[png_chunk(b"CANA", b"")], &rows);
    assert_eq!(refused(&critical), Refusal::Unsupported("this variant of PNG"));
}
