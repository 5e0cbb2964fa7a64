use crate::files::{bitstream, gif, jpeg, png, png_chunk, riff, riff_chunk, vp8x, webp};
use crate::pixels::{BLUE, GREEN, RED, assert_near, fading, plain, sent};
use image::codecs::gif::{GifEncoder, Repeat};
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, Delay, DynamicImage, Frame, Rgba, RgbaImage};
use imaging::{MediaType, Rendition};
use std::io::Cursor;

/// Each frame: how long it is shown, and its pixels.
type Shown = Vec<(u32, RgbaImage)>;

/// Looks at an animation with a decoder that is not the one it was made with.
fn shown(animation: &Rendition) -> Shown {
    assert_eq!(animation.media_type, MediaType::Webp);
    let mut decoder = WebPDecoder::new(Cursor::new(&animation.bytes)).unwrap();
    assert!(decoder.has_animation());
    decoder.set_background_color(Rgba([0; 4])).unwrap();
    let frames = decoder.into_frames().map(|frame| {
        let frame = frame.unwrap();
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        assert_eq!(frame.buffer().dimensions(), (animation.width, animation.height));
        (numerator / denominator, frame.into_buffer())
    });
    frames.collect()
}

fn plays(animation: &Rendition) -> u16 {
    let at = animation.bytes.windows(4).position(|kind| kind == b"ANIM").unwrap();
    u16::from_le_bytes([animation.bytes[at + 12], animation.bytes[at + 13]])
}

/// Full of detail, so that the GIF is no smaller than what is made of it.
fn busy(width: u32, height: u32, shift: u32) -> RgbaImage {
    let mut seed = shift + 1;
    let byte = |n: u32| u8::try_from(n % 256).unwrap();
    RgbaImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = u32::from(seed.to_be_bytes()[0]) / 8;
        Rgba([byte(x / 2 + noise), byte(y / 2 + noise), byte(shift * 40), 255])
    })
}

fn gif_of(frames: Vec<(RgbaImage, u32)>, repeat: Option<Repeat>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    if let Some(repeat) = repeat {
        encoder.set_repeat(repeat).unwrap();
    }
    let frames = frames
        .into_iter()
        .map(|(image, lasts)| Frame::from_parts(image, 0, 0, Delay::from_numer_denom_ms(lasts, 1)));
    encoder.encode_frames(frames).unwrap();
    drop(encoder);
    bytes
}

#[test]
fn a_gif_keeps_its_frames_its_pace_and_its_repeats() {
    let frames = || vec![(busy(200, 120, 0), 70), (busy(200, 120, 3), 250), (busy(200, 120, 6), 0)];
    for (repeat, expected) in [(None, 1), (Some(Repeat::Infinite), 0), (Some(Repeat::Finite(4)), 5)]
    {
        let picture = sent(&gif_of(frames(), repeat));
        assert_eq!(picture.frames, 3);
        let animation = picture.animation.unwrap();
        assert_eq!(plays(&animation), expected);
        let shown = shown(&animation);
        // Nothing is what browsers show for a tenth of a second.
        assert_eq!(shown.iter().map(|frame| frame.0).collect::<Vec<_>>(), [70, 250, 100]);
        for (frame, shift) in shown.iter().zip([0, 3, 6]) {
            assert!(frame.1[(100, 60)].0[2].abs_diff(shift * 40) < 30);
        }
    }
}

#[test]
fn a_large_one_is_made_smaller_and_a_small_one_is_not() {
    let frames = vec![(busy(1600, 800, 0), 100), (busy(1600, 800, 4), 100)];
    let animation = sent(&gif_of(frames, None)).animation.unwrap();
    assert_eq!((animation.width, animation.height), (1280, 640));
    assert_eq!(shown(&animation).len(), 2);
}

/// Frames that cover parts, are taken away again, or show what was there before.
#[test]
fn what_a_frame_leaves_behind_is_right() {
    let dot = |x: u32, colour| {
        move |image: &mut RgbaImage| {
            for (dx, dy) in (0..32_u32).flat_map(|dx| (0..32_u32).map(move |dy| (dx, dy))) {
                image.put_pixel(x + dx, 32 + dy, colour);
            }
        }
    };
    let solid = |[r, g, b]: [u8; 3]| Rgba([r, g, b, 255]);
    let mut first = busy(160, 96, 0);
    dot(0, solid(RED))(&mut first);
    let mut second = first.clone();
    dot(64, solid(GREEN))(&mut second);
    let mut third = first.clone();
    dot(96, solid(BLUE))(&mut third);
    let frames = vec![(first, 40), (second, 50), (third.clone(), 60), (third, 70)];
    let shown = shown(&sent(&gif_of(frames, None)).animation.unwrap());
    // The last two are one.
    assert_eq!(shown.iter().map(|frame| frame.0).collect::<Vec<_>>(), [40, 50, 130]);
    let at = |frame: usize, x: u32| {
        let [r, g, b, _] = shown[frame].1[(x, 48)].0;
        [r, g, b]
    };
    assert_near(at(1, 16), RED, 30);
    assert_near(at(1, 80), GREEN, 30);
    assert_near(at(2, 112), BLUE, 30);
    assert!(at(2, 80)[1] < 150, "the green is gone");
}

#[test]
fn alpha_moves_too() {
    let glass = |shift: u32| {
        let mut image = busy(1400, 400, shift);
        image.enumerate_pixels_mut().for_each(|(x, _, pixel)| {
            if x / 100 % 2 == shift % 2 {
                *pixel = Rgba([0; 4]);
            }
        });
        image
    };
    let frame = |image: &RgbaImage| {
        let (width, height) = (image.width() - 1, image.height() - 1);
        let [w0, w1, w2, _] = width.to_le_bytes();
        let [h0, h1, h2, _] = height.to_le_bytes();
        let header = [0, 0, 0, 0, 0, 0, w0, w1, w2, h0, h1, h2, 80, 0, 0, 2];
        riff_chunk(b"ANMF", &[&header[..], &bitstream(&webp(image.clone()))].concat())
    };
    let control = riff_chunk(b"ANIM", &[9, 9, 9, 9, 7, 0]);
    let frames = [frame(&glass(0)), frame(&glass(1))];
    let bytes = riff(&[vp8x(18, 1400, 400), control, frames.concat()]);
    let animation = sent(&bytes).animation.unwrap();
    assert_eq!((animation.width, plays(&animation)), (1280, 7));
    let shown = shown(&animation);
    let alphas = |frame: usize| [45, 135].map(|x| shown[frame].1[(x, 100)].0[3]);
    assert_eq!((alphas(0), alphas(1)), ([0, 255], [255, 0]));
}

/// The data of the one IDAT of a PNG.
fn pixels_of(png: &[u8]) -> Vec<u8> {
    let at = png.windows(4).position(|kind| kind == b"IDAT").unwrap();
    let length = u32::from_be_bytes(png[at - 4..at].try_into().unwrap());
    png[at + 4..at + 4 + usize::try_from(length).unwrap()].to_vec()
}

#[test]
fn an_apng_moves() {
    let (red, blue) = (png(busy(1300, 90, 0)), png(busy(1300, 90, 5)));
    let control = |sequence: u32| {
        let place = [sequence, 1300, 90, 0, 0].map(u32::to_be_bytes).concat();
        png_chunk(b"fcTL", &[&place[..], &[0, 3, 0, 10, 0, 0]].concat())
    };
    let data = [&2_u32.to_be_bytes()[..], &pixels_of(&blue)].concat();
    let bytes = [
        &red[..33],
        &png_chunk(b"acTL", &[2_u32, 0].map(u32::to_be_bytes).concat()),
        &control(0),
        &png_chunk(b"IDAT", &pixels_of(&red)),
        &control(1),
        &png_chunk(b"fdAT", &data),
        &png_chunk(b"IEND", b""),
    ]
    .concat();
    let picture = sent(&bytes);
    let animation = picture.animation.unwrap();
    assert_eq!((picture.frames, plays(&animation), animation.width), (2, 0, 1280));
    let shown = shown(&animation);
    assert_eq!(shown.iter().map(|frame| frame.0).collect::<Vec<_>>(), [300, 300]);
    assert!(shown[0].1[(600, 40)].0[2] < 60 && shown[1].1[(600, 40)].0[2] > 150);
}

#[test]
fn what_does_not_move_has_no_animation() {
    let image = plain(400, 300, RED);
    let still = DynamicImage::from(image.clone()).into_rgba8();
    for bytes in [jpeg(&image), png(image.clone()), webp(image.clone()), gif(&[still])] {
        let picture = sent(&bytes);
        assert_eq!((picture.frames, picture.animation), (1, None));
    }
}

#[test]
fn too_many_frames_are_counted_but_not_made() {
    let frames: Vec<RgbaImage> = (0..1001).map(|_| fading(2, 2)).collect();
    let picture = sent(&gif(&frames));
    assert_eq!((picture.frames, picture.animation), (1001, None));
}
