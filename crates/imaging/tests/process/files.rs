//! Files of the four formats, and the pieces they are made of.

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use std::io::Cursor;

pub(crate) fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    encoded(image, ImageFormat::Png)
}

/// Lossless.
pub(crate) fn webp(image: impl Into<DynamicImage>) -> Vec<u8> {
    encoded(image, ImageFormat::WebP)
}

pub(crate) fn lossy_webp(image: &RgbaImage) -> Vec<u8> {
    webp::Encoder::from_rgba(image, image.width(), image.height()).encode(90.0).to_vec()
}

pub(crate) fn gif(frames: &[RgbaImage]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.encode_frames(frames.iter().cloned().map(Frame::new)).unwrap();
    drop(encoder);
    bytes
}

pub(crate) fn jpeg(image: &RgbImage) -> Vec<u8> {
    jpeg_with(image, |_| {})
}

pub(crate) fn jpeg_with(image: &RgbImage, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let [width, height] = [image.width(), image.height()].map(|side| side.try_into().unwrap());
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 95);
    encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
    set(&mut encoder);
    encoder.encode(image, width, height, ColorType::Rgb).unwrap();
    bytes
}

/// Marker, length, data.
pub(crate) fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], data].concat()
}

pub(crate) fn jpeg_segments(jpeg: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}

/// EXIF with an orientation and, behind it, any text.
pub(crate) fn exif(orientation: u8, text: &str) -> Vec<u8> {
    let tiff: &[u8] = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    [tiff, &[orientation], b"\0\0\0\0\0\0", text.as_bytes()].concat()
}

/// The same in the other byte order, behind another entry.
pub(crate) fn exif_little(orientation: u8) -> Vec<u8> {
    let tiff: &[u8] =
        b"II*\0\x08\0\0\0\x02\0\x00\x01\x03\0\x01\0\0\0\x07\0\0\0\x12\x01\x03\0\x01\0\0\0";
    [tiff, &[orientation], b"\0\0\0\0\0\0\0"].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

/// Length, kind, data, checksum.
pub(crate) fn png_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let body = [kind, data].concat();
    [&length, &body[..], &crc(&body).to_be_bytes()].concat()
}

/// Puts chunks behind the header.
pub(crate) fn png_chunks(png: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    [&png[..33], &chunks.concat(), &png[33..]].concat()
}

/// Makes every checksum right again.
pub(crate) fn png_repaired(mut png: Vec<u8>) -> Vec<u8> {
    let mut at = 8;
    while let Some(length) = png.get(at..at + 4) {
        let length = u32::from_be_bytes(length.try_into().unwrap());
        let end = at + 8 + usize::try_from(length).unwrap();
        let Some(sum) = png.get(at + 4..end).map(crc) else { break };
        let Some(place) = png.get_mut(end..end + 4) else { break };
        place.copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
    png
}

/// A PNG of any depth and kind from its rows, each of which begins with a filter byte.
pub(crate) fn png_raw(size: (u32, u32), kind: [u8; 2], chunks: &[Vec<u8>], rows: &[u8]) -> Vec<u8> {
    let header = [&size.0.to_be_bytes()[..], &size.1.to_be_bytes(), &kind, &[0, 0, 0]].concat();
    let mut png = [&b"\x89PNG\r\n\x1A\n"[..], &png_chunk(b"IHDR", &header)].concat();
    png.extend(chunks.concat());
    png.extend(png_chunk(b"IDAT", &zlib(rows)));
    png.extend(png_chunk(b"IEND", b""));
    png
}

/// Not compressed, only wrapped.
pub(crate) fn zlib(data: &[u8]) -> Vec<u8> {
    let mut wrapped = vec![0x78, 0x01];
    let mut pieces = data.chunks(0xFFFF).peekable();
    while let Some(piece) = pieces.next() {
        let length = u16::try_from(piece.len()).unwrap();
        wrapped.push(u8::from(pieces.peek().is_none()));
        wrapped.extend(length.to_le_bytes());
        wrapped.extend((!length).to_le_bytes());
        wrapped.extend(piece);
    }
    let (low, high) = data.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    wrapped.extend(((high << 16) | low).to_be_bytes());
    wrapped
}

/// Kind, length, data, padding.
pub(crate) fn riff_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    [kind, &length, data, &[0][..data.len() % 2]].concat()
}

pub(crate) fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [&b"WEBP"[..], &chunks.concat()].concat();
    riff_chunk(b"RIFF", &body)
}

/// The header of an extended WebP; flags: 2 moves, 4 XMP, 8 EXIF, 16 alpha, 32 profile.
pub(crate) fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let [w0, w1, w2, _] = (width - 1).to_le_bytes();
    let [h0, h1, h2, _] = (height - 1).to_le_bytes();
    riff_chunk(b"VP8X", &[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2])
}

/// The only chunk of a simple WebP.
pub(crate) fn bitstream(webp: &[u8]) -> Vec<u8> {
    webp[12..].to_vec()
}

/// One picture of a moving WebP.
pub(crate) fn anmf(width: u32, height: u32, bitstream: &[u8]) -> Vec<u8> {
    let [w0, w1, w2, _] = (width - 1).to_le_bytes();
    let [h0, h1, h2, _] = (height - 1).to_le_bytes();
    let header = [0, 0, 0, 0, 0, 0, w0, w1, w2, h0, h1, h2, 100, 0, 0, 0];
    riff_chunk(b"ANMF", &[&header, bitstream].concat())
}
