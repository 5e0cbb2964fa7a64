//! Files that claim to be harmless pictures.

use super::private::crc32;
use super::{gif, jpeg, png, webp};

/// A PNG of a few bytes that claims 30 000 × 30 000 pixels.
pub fn png_bomb() -> Vec<u8> {
    let mut bytes = png(8, 8, 1);
    for at in [16, 20] {
        bytes[at..at + 4].copy_from_slice(&30_000_u32.to_be_bytes());
    }
    let checksum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum.to_be_bytes());
    bytes
}

/// A JPEG of a few bytes that claims 60 000 × 60 000 pixels.
pub fn jpeg_bomb() -> Vec<u8> {
    let mut bytes = jpeg(8, 8, 1);
    let mut at = 2;
    // From segment to segment, to the start of the frame.
    while !(0xC0..=0xC2).contains(&bytes[at + 1]) {
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
    for side in [at + 5, at + 7] {
        bytes[side..side + 2].copy_from_slice(&60_000_u16.to_be_bytes());
    }
    bytes
}

/// A GIF of a few bytes that claims 65 535 × 65 535 pixels, the screen as well as the frame.
pub fn gif_bomb() -> Vec<u8> {
    let mut bytes = gif(8, 8, 1);
    bytes[6..10].fill(0xFF);
    let palette = if bytes[10] & 0x80 == 0 { 0 } else { 3 << ((bytes[10] & 7) + 1) };
    let mut at = 13 + palette;
    while bytes[at] == 0x21 {
        at += 2;
        while bytes[at] != 0 {
            at += 1 + usize::from(bytes[at]);
        }
        at += 1;
    }
    bytes[at + 5..at + 9].fill(0xFF);
    bytes
}

/// A WebP of a few bytes that claims 16 383 × 16 383 pixels.
pub fn webp_bomb() -> Vec<u8> {
    webp_that_claims(16_383)
}

/// A WebP of a few bytes that claims 16 384 × 16 384 pixels, the most there can be. The crate image-webp (0.2.4)
/// takes that for 0 × 0, which is below every limit.
pub fn webp_bomb_read_as_empty() -> Vec<u8> {
    webp_that_claims(16_384)
}

/// The header has 14 bits for each side less one.
fn webp_that_claims(side: u32) -> Vec<u8> {
    let mut bytes = webp(8, 8, 1);
    let bits = u32::from_le_bytes([bytes[21], bytes[22], bytes[23], bytes[24]]);
    let bits = bits & 0xF000_0000 | (side - 1) << 14 | (side - 1);
    bytes[21..25].copy_from_slice(&bits.to_le_bytes());
    bytes
}

/// The first half of a JPEG, as after a broken connection.
pub fn truncated_jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = jpeg(width, height, 1);
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// An SVG with a script in it.
pub fn svg() -> Vec<u8> {
    b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
      <script>alert(document.domain)</script><rect width=\"9\" height=\"9\"/></svg>"
        .to_vec()
}

/// A page of HTML with a script in it, which some browsers take a picture for when nobody tells them otherwise.
pub fn html() -> Vec<u8> {
    b"<!doctype html><title>x</title><script>alert(document.domain)</script>".to_vec()
}
