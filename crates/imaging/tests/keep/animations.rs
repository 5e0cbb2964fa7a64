//! Pictures that move keep moving.

use crate::files::{
    anmf, bitstream, gif, lossy_webp, png, png_chunk, riff, riff_chunk, vp8x, webp,
};
use crate::pixels::{BLUE, GREEN, RED, fading, plain};
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, Frame, RgbaImage};
use imaging::{Intake, Limits, Refusal, take_in};
use std::io::Cursor;

fn frames<'a>(decoder: impl AnimationDecoder<'a>) -> Vec<(Vec<u8>, (u32, u32))> {
    let shown = |frame: Frame| (frame.buffer().as_raw().clone(), frame.delay().numer_denom_ms());
    decoder.into_frames().map(|frame| shown(frame.unwrap())).collect()
}

#[track_caller]
fn check(bytes: &[u8], look: impl Fn(&[u8]) -> Vec<(Vec<u8>, (u32, u32))>) -> Intake {
    let intake = take_in(bytes, &Limits::default()).unwrap();
    assert!(look(bytes) == look(&intake.original), "not the same frames");
    assert_eq!(look(bytes).len(), usize::try_from(intake.frames).unwrap());
    assert_eq!(intake.kept, ["animation"]);
    let again = take_in(&intake.original, &Limits::default()).unwrap();
    assert!(again.original == intake.original, "taking it in twice makes a difference");
    intake
}

fn three() -> Vec<RgbaImage> {
    [RED, GREEN, BLUE].map(|c| DynamicImage::from(plain(40, 30, c)).into_rgba8()).to_vec()
}

fn refused(bytes: &[u8]) -> Refusal {
    take_in(bytes, &Limits::default()).unwrap_err()
}

#[test]
fn a_gif() {
    let look = |bytes: &[u8]| frames(GifDecoder::new(Cursor::new(bytes)).unwrap());
    check(&gif(&three()), look);
    check(&gif(&[fading(40, 30), fading(40, 30)]), look);
    let mut more = gif(&three());
    let control = more.windows(2).position(|pair| pair == b"!\xF9").unwrap();
    more.splice(control + 7..control + 7, *b"\x03CAN");
    assert_eq!(refused(&more), Refusal::Broken("a GIF with a strange frame".to_owned()));
    let mut outside = gif(&three());
    let frame = outside.iter().position(|byte| *byte == b',').unwrap();
    outside[frame + 1] = 9;
    assert_eq!(refused(&outside), Refusal::Broken("a GIF frame outside its canvas".to_owned()));
}

fn moving_webp(bitstream: &[u8]) -> Vec<u8> {
    let frame = anmf(40, 30, bitstream);
    let animation = riff_chunk(b"ANIM", &[1, 2, 3, 4, 5, 0]);
    riff(&[vp8x(2 + 16, 40, 30), animation, frame.clone(), frame.clone(), frame])
}

#[test]
fn a_webp() {
    let look = |bytes: &[u8]| frames(WebPDecoder::new(Cursor::new(bytes)).unwrap());
    check(&moving_webp(&bitstream(&webp(fading(40, 30)))), look);
    let lossy = lossy_webp(&fading(40, 30));
    let bytes = moving_webp(&lossy[30..]);
    assert!(check(&bytes, look).original == bytes, "there was nothing to remove");
    let mut outside = moving_webp(&lossy[30..]);
    let frame = outside.windows(4).position(|kind| kind == b"ANMF").unwrap();
    outside[frame + 8] = 1;
    let why = "a WebP frame outside its canvas".to_owned();
    assert_eq!(refused(&outside), Refusal::Broken(why));
}

/// Number, size, place, a tenth of a second.
fn control(number: u32, x: u32) -> Vec<u8> {
    let numbers = [number, 40, 30, x, 0].map(u32::to_be_bytes).concat();
    png_chunk(b"fcTL", &[&numbers, &[0, 1, 0, 10, 0, 0][..]].concat())
}

/// The stream of pixels of a PNG.
fn stream(png: &[u8]) -> Vec<u8> {
    png[41..png.len() - 16].to_vec()
}

pub(crate) fn moving_png(frames: u32, x: u32) -> Vec<u8> {
    let images = three().into_iter().map(png).collect::<Vec<_>>();
    let mut bytes = images[0][..33].to_vec();
    bytes.extend(png_chunk(b"acTL", &[frames.to_be_bytes(), [0; 4]].concat()));
    bytes.extend(control(0, 0));
    bytes.extend(&images[0][33..images[0].len() - 12]);
    for (image, number) in images[1..].iter().zip([1, 3]) {
        bytes.extend(control(number, x));
        let number: [u8; 4] = (number + 1_u32).to_be_bytes();
        bytes.extend(png_chunk(b"fdAT", &[&number[..], &stream(image)].concat()));
        bytes.extend(png_chunk(b"tEXt", b"between\0frames"));
    }
    bytes.extend(png_chunk(b"IEND", b""));
    bytes
}

#[test]
fn a_png() {
    let look = |bytes: &[u8]| frames(PngDecoder::new(Cursor::new(bytes)).unwrap().apng().unwrap());
    let intake = check(&moving_png(3, 0), look);
    assert_eq!((intake.frames, &intake.removed[..]), (3, &["PNG.tEXt:between".to_owned()][..]));
    let why = |why: &str| Refusal::Broken(why.to_owned());
    assert_eq!(refused(&moving_png(3, 1)), why("a PNG with a strange frame"));
    assert_eq!(refused(&moving_png(2, 0)), why("a PNG that miscounts its frames"));
}

#[test]
fn too_many_frames_are_refused() {
    let one = gif(&[fading(4, 4)]);
    let (head, blocks) = one.split_at(13);
    let frame = &blocks[..blocks.len() - 1];
    let with = |count| [head, &frame.repeat(count), b";"].concat();
    assert_eq!(take_in(&with(2000), &Limits::default()).unwrap().frames, 2000);
    assert_eq!(refused(&with(2001)), Refusal::TooManyFrames { frames: 2001, max: 2000 });
    // A large screen on which little happens.
    let mut large = with(41);
    large[6..10].copy_from_slice(&[0x10, 0x27, 0x10, 0x27]);
    assert_eq!(refused(&large), Refusal::TooManyFrames { frames: 41, max: 40 });
}
