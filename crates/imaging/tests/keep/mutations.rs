//! Files that somebody shook: whatever happens, it is an answer, and the same answer twice.

use crate::canaries::{full_exif, full_xmp};
use crate::files::{
    anmf, bitstream, gif, jpeg, jpeg_segments, lossy_webp, png, png_chunk, png_chunks,
    png_repaired, riff, riff_chunk, segment, vp8x, webp, zlib,
};
use crate::pixels::{fading, gradient};
use crate::profiles::with_canaries;
use imaging::{Limits, take_in};

/// Marsaglia's xorshift: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn shaken(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.roll(4) {
            let at = self.roll(bytes.len());
            match self.roll(6) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, [0, 1, 0x7F, 0x80, 0xFF][self.roll(5)]),
                2 => bytes[at] = [0, 1, 0x7F, 0x80, 0xFF][self.roll(5)],
                3 => bytes[at] ^= 1 << self.roll(8),
                _ => bytes[at] = u8::try_from(self.roll(256)).unwrap(),
            }
        }
        bytes
    }
}

fn check(seed: u64, bytes: &[u8], repair: impl Fn(Vec<u8>) -> Vec<u8>) {
    let mut dice = Dice(seed);
    take_in(bytes, &Limits::default()).unwrap();
    let mut taken = 0;
    for _ in 0..4000 {
        let shaken = repair(dice.shaken(bytes));
        let Ok(intake) = take_in(&shaken, &Limits::default()) else { continue };
        let again = take_in(&intake.original, &Limits::default()).unwrap();
        assert!(again.original == intake.original);
        assert_eq!(again.removed, Vec::<String>::new());
        taken += 1;
    }
    assert!(taken > 100, "only {taken} of them said anything");
}

#[test]
fn jpegs() {
    let profile = [b"ICC_PROFILE\0\x01\x01", &with_canaries()[..]].concat();
    let segments = [
        segment(0xE1, &[b"Exif\0\0", &full_exif()[..]].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", &full_xmp()[..]].concat()),
        segment(0xE2, &profile),
    ];
    check(1, &jpeg_segments(&jpeg(&gradient(8, 8)), &segments), |bytes| bytes);
}

#[test]
fn pngs() {
    let chunks = [
        png_chunk(b"iCCP", &[b"p\0\0", &zlib(&with_canaries())[..]].concat()),
        png_chunk(b"eXIf", &full_exif()),
        png_chunk(b"tEXt", b"Author\0x"),
    ];
    check(2, &png_chunks(&png(fading(8, 8)), &chunks), png_repaired);
}

#[test]
fn webps() {
    let still = riff(&[
        vp8x(44, 8, 8),
        riff_chunk(b"ICCP", &with_canaries()),
        bitstream(&webp(gradient(8, 8))),
        riff_chunk(b"EXIF", &full_exif()),
        riff_chunk(b"XMP ", &full_xmp()),
    ]);
    check(3, &still, |bytes| bytes);
    let frame = anmf(8, 8, &lossy_webp(&fading(8, 8))[30..]);
    let moving = riff(&[vp8x(18, 8, 8), riff_chunk(b"ANIM", &[0; 6]), frame.clone(), frame]);
    check(4, &moving, |bytes| bytes);
}

#[test]
fn gifs() {
    check(5, &gif(&[fading(8, 8), fading(8, 8)]), |bytes| bytes);
}
