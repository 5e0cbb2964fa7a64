use crate::files::{
    bitstream, exif, gif, jpeg, jpeg_segments, jpeg_with, lossy_webp, png, riff, riff_chunk,
    segment, vp8x, webp,
};
use crate::pixels::{fading, gradient, plain, refused, sent};
use imaging::Refusal;
use jpeg_encoder::SamplingFactor;

fn one_of_each() -> [(&'static str, Vec<u8>); 6] {
    let image = gradient(40, 30);
    [
        ("jpeg", jpeg(&image)),
        ("progressive", jpeg_with(&image, |encoder| encoder.set_progressive(true))),
        ("png", png(image.clone())),
        ("webp", webp(image)),
        ("lossy webp", lossy_webp(&fading(40, 30))),
        ("gif", gif(&[fading(40, 30), fading(40, 30)])),
    ]
}

#[test]
fn a_file_that_was_cut_anywhere_is_refused() {
    for (name, bytes) in one_of_each() {
        sent(&bytes);
        for end in 12..bytes.len() {
            assert_eq!(refused(&bytes[..end]), Refusal::Truncated, "{name} cut at {end}");
        }
    }
}

#[test]
fn a_cut_jpeg_is_refused_although_its_thumbnail_has_an_end() {
    let thumbnail = segment(0xE1, &[b"Exif\0\0", &jpeg(&gradient(16, 16))[..]].concat());
    let bytes = jpeg_segments(&jpeg(&gradient(40, 30)), &[thumbnail]);
    sent(&bytes);
    assert_eq!(refused(&bytes[..bytes.len() - 2]), Refusal::Truncated);
    assert_eq!(refused(&bytes[..bytes.len() / 2]), Refusal::Truncated);
}

#[test]
fn what_follows_the_end_changes_nothing() {
    for (name, bytes) in one_of_each() {
        let more = [&bytes, &b"<script>"[..], &bytes].concat();
        assert_eq!(sent(&more), sent(&bytes), "{name}");
    }
    // The WebP decoder would read on here, and turn the picture.
    let bytes = riff(&[vp8x(0, 40, 30), bitstream(&webp(gradient(40, 30)))]);
    let more = [bytes.clone(), riff_chunk(b"EXIF", &exif(6, ""))].concat();
    assert_eq!(sent(&more), sent(&bytes));
}

#[test]
fn what_is_not_a_picture_is_named_where_it_can_be() {
    let files: [(&[u8], &str); 8] = [
        (b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
        (b"\n <svg onload=alert(1)>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
        (b"<?xml version=\"1.0\"?><feed/>", "XML"),
        (b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n", "PDF"),
        (b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf", "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"II*\0\x08\0\0\0\0\0", "TIFF"),
    ];
    for (bytes, name) in files {
        assert_eq!(refused(bytes), Refusal::Unsupported(name));
    }
    for bytes in [&b""[..], b"hello", b"\x89PNG", b"PK\x03\x04", &[0; 4096]] {
        assert_eq!(refused(bytes), Refusal::NotAPicture);
    }
}

#[test]
fn a_signature_alone_is_an_incomplete_picture() {
    let starts: [&[u8]; 4] =
        [b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n", b"GIF89a", b"RIFF\xFF\0\0\0WEBP"];
    for bytes in starts {
        assert_eq!(refused(bytes), Refusal::Truncated);
    }
}

#[test]
fn a_script_in_the_clothes_of_a_picture_is_refused() {
    let starts: [&[u8]; 3] = [b"\xFF\xD8\xFF\xFE", b"\x89PNG\r\n\x1A\n", b"GIF89a"];
    for start in starts {
        let bytes = [start, b"=1;/*<script>alert(1)</script><?php system('id'); ?>*/"].concat();
        assert!(matches!(refused(&bytes), Refusal::Truncated | Refusal::Broken(_)));
    }
}

#[test]
fn a_jpeg_that_the_decoder_would_stripe_green_is_refused() {
    let bytes = jpeg_with(&plain(64, 64, [200, 90, 40]), |encoder| {
        encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
        encoder.set_optimized_huffman_tables(true);
    });
    assert_eq!(refused(&bytes), Refusal::Unsupported("this variant of JPEG"));
}

#[test]
fn a_jpeg_of_a_rare_kind_is_refused() {
    let mut bytes = jpeg(&gradient(40, 30));
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    for kind in [0xC3, 0xC5, 0xC9, 0xCA] {
        bytes[frame + 1] = kind;
        assert_eq!(refused(&bytes), Refusal::Unsupported("this variant of JPEG"), "{kind:X}");
    }
}

#[test]
fn a_refusal_can_be_read() {
    assert_eq!(refused(b"%PDF-1.4").to_string(), "PDF is not supported");
    assert_eq!(refused(b"GIF89a").to_string(), "the picture is incomplete");
}
