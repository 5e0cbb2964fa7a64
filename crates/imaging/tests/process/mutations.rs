//! Files that somebody shook: whatever happens, it is an answer.

use crate::files::{
    anmf, bitstream, exif, gif, jpeg, jpeg_segments, jpeg_with, lossy_webp, png, png_chunk,
    png_chunks, png_repaired, riff, riff_chunk, segment, vp8x, webp, zlib,
};
use crate::pixels::{fading, gradient, look};
use imaging::{Limits, process};
use moxcms::ColorProfile;

/// Small, so that a size that was shaken is not waited for.
const LIMITS: Limits = Limits { max_pixels: 250_000, max_side: 4000 };

/// Marsaglia's xorshift: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap()
    }

    fn shaken(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.roll(6) {
            let at = self.roll(bytes.len());
            match self.roll(8) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes.insert(at, self.byte()),
                2 => drop(bytes.remove(at)),
                3 => bytes[at] = [0, 0x7F, 0x80, 0xFF][self.roll(4)],
                4 => bytes[at] ^= 1 << self.roll(8),
                _ => bytes[at] = self.byte(),
            }
            bytes.push(0);
        }
        bytes
    }
}

fn check(seed: u64, times: usize, bytes: &[u8], repair: impl Fn(Vec<u8>) -> Vec<u8>) {
    let mut dice = Dice(seed);
    process(bytes, &LIMITS).unwrap();
    for _ in 0..times {
        let shaken = repair(dice.shaken(bytes));
        if let Ok(picture) = process(&shaken, &LIMITS) {
            picture.renditions.iter().for_each(|rendition| drop(look(rendition)));
        }
    }
}

fn profile() -> Vec<u8> {
    ColorProfile::new_display_p3().encode().unwrap()
}

#[test]
fn shaken_jpegs_are_answered() {
    let exif = segment(0xE1, &[b"Exif\0\0", &exif(6, "")[..]].concat());
    let icc = segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile()[..]].concat());
    check(1, 600, &jpeg_segments(&jpeg(&gradient(40, 24)), &[exif, icc]), |b| b);
    check(2, 600, &jpeg_with(&gradient(40, 24), |e| e.set_progressive(true)), |b| b);
}

#[test]
fn shaken_pngs_are_answered() {
    let icc = png_chunk(b"iCCP", &[b"p\0\0", &zlib(&profile())[..]].concat());
    let exif = png_chunk(b"eXIf", &exif(5, ""));
    let bytes = png_chunks(&png(fading(24, 16)), &[icc, exif]);
    check(3, 300, &bytes, |b| b);
    check(4, 900, &bytes, png_repaired);
}

#[test]
fn shaken_webps_are_answered() {
    let exif = riff_chunk(b"EXIF", &exif(7, ""));
    let icc = riff_chunk(b"ICCP", &profile());
    let still = riff(&[vp8x(40, 24, 16), icc, bitstream(&webp(gradient(24, 16))), exif]);
    check(5, 500, &still, |b| b);
    check(6, 500, &lossy_webp(&fading(24, 16)), |b| b);
    let frame = anmf(24, 16, &bitstream(&webp(fading(24, 16))));
    let moving = riff(&[vp8x(18, 24, 16), riff_chunk(b"ANIM", &[0; 6]), frame.clone(), frame]);
    check(7, 500, &moving, |b| b);
}

#[test]
fn shaken_gifs_are_answered() {
    check(8, 900, &gif(&[fading(24, 16), fading(24, 16)]), |b| b);
}
