//! Pictures that move, as one animated WebP.

mod motion;
mod mux;

pub(crate) use motion::Motion;

use crate::colour::{self, Colours};
use crate::container::Container;
use crate::decode::{self, decoder_limits, refusal};
use crate::limits::{MAX_MEMORY, MAX_METADATA};
use crate::render::{fit, upright};
use crate::{Limits, MediaType, Refusal, Rendition, encode, resize};
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, Frame, Frames, ImageDecoder, Rgba, RgbaImage};
use mux::{Mux, Patch};
use std::io::Cursor;

/// The longer edges an animation may have, descending; its own, if that is less.
const EDGES: [u32; 5] = [1280, 960, 640, 480, 320];

/// Of each frame. The decoders hold up to four copies, of four bytes a pixel.
const MAX_CANVAS: u64 = 12_000_000;
const MAX_FRAMES: u32 = 1000;
/// What is decoded, over all frames: pixels, and the bytes they are packed in, which take as long.
/// A second or so each; one of WebP takes more than three times as long as of the others.
const MAX_DECODED: u64 = 100_000_000;
const MAX_DECODED_OF_WEBP: u64 = 30_000_000;
/// Pixels encoded: about a second if they are noise.
const MAX_ENCODED: u64 = 16_000_000;

/// A frame shorter than this is shown as long as [`SLOWED`] by every browser.
const SHORTEST: u32 = 11;
const SLOWED: u32 = 100;

/// What the still picture was decoded with.
pub(crate) struct Look {
    pub(crate) orientation: Orientation,
    pub(crate) colours: Colours,
}

/// All frames, if there are several and they can be had in a second or two, and if the file that was
/// sent would not do as well.
pub(crate) fn animation(
    container: &Container<'_>,
    motion: Motion,
    look: &Look,
    limits: &Limits,
) -> Option<Rendition> {
    let outline = &container.outline;
    if !decodable(container, motion.frames) {
        return None;
    }
    let edge = edge((outline.width, outline.height), motion.frames)?;
    let animated = animate(container, motion, (edge, look), limits).ok()?;
    let same = edge == outline.width.max(outline.height);
    (!same || animated.bytes.len() < outline.bytes.len()).then_some(animated)
}

fn decodable(container: &Container<'_>, frames: u32) -> bool {
    let outline = &container.outline;
    let pixels = u64::from(outline.width) * u64::from(outline.height) * u64::from(frames);
    let bytes = u64::try_from(outline.bytes.len()).unwrap_or(u64::MAX);
    let max = match container.media_type {
        MediaType::Webp => MAX_DECODED_OF_WEBP,
        _ => MAX_DECODED,
    };
    pixels.saturating_add(bytes) <= max
}

/// The longer edge of which as many frames can be afforded.
fn edge((width, height): (u32, u32), frames: u32) -> Option<u32> {
    let canvas = u64::from(width) * u64::from(height);
    if canvas > MAX_CANVAS || frames > MAX_FRAMES {
        return None;
    }
    let own = width.max(height);
    EDGES.into_iter().map(|edge| edge.min(own)).find(|edge| {
        let (width, height) = fit(width, height, *edge);
        u64::from(width) * u64::from(height) * u64::from(frames) <= MAX_ENCODED
    })
}

/// One frame in memory at a time, and the one before it to compare with.
fn animate(
    container: &Container<'_>,
    motion: Motion,
    (edge, look): (u32, &Look),
    limits: &Limits,
) -> Result<Rendition, Refusal> {
    let outline = &container.outline;
    let (width, height) = upright((outline.width, outline.height), look.orientation);
    let (width, height) = fit(width, height, edge);
    let mut mux = Mux::new(width, height, motion.plays);
    let mut before: Option<RgbaImage> = None;
    for frame in frames(container, limits)? {
        let frame = frame.map_err(|why| refusal(why, container.media_type))?;
        let lasts = duration(&frame);
        let now = shown(frame.into_buffer(), edge, look)?;
        match changed(before.as_ref(), &now) {
            Some(area) => mux.push(patch(&now, area)?, lasts),
            None => mux.prolong(lasts),
        }
        before = Some(now);
    }
    Ok(Rendition { width, height, media_type: MediaType::Webp, bytes: mux.finish() })
}

fn frames<'a>(container: &Container<'a>, limits: &Limits) -> Result<Frames<'a>, Refusal> {
    let bytes = Cursor::new(container.outline.bytes);
    let refuse = |why| refusal(why, container.media_type);
    let limits = |max_alloc| decoder_limits(limits, max_alloc);
    match container.media_type {
        MediaType::Gif => {
            let mut decoder = GifDecoder::new(bytes).map_err(refuse)?;
            decoder.set_limits(limits(MAX_MEMORY)).map_err(refuse)?;
            Ok(decoder.into_frames())
        }
        MediaType::Png => {
            let mut decoder =
                PngDecoder::with_limits(bytes, limits(MAX_METADATA)).map_err(refuse)?;
            decoder.set_limits(limits(MAX_MEMORY)).map_err(refuse)?;
            Ok(decoder.apng().map_err(refuse)?.into_frames())
        }
        MediaType::Webp => {
            let mut decoder = WebPDecoder::new(bytes).map_err(refuse)?;
            // The file's own is a hint that browsers do not take.
            decoder.set_background_color(Rgba([0; 4])).map_err(refuse)?;
            Ok(decoder.into_frames())
        }
        MediaType::Jpeg => Err(decode::unsupported(MediaType::Jpeg)),
    }
}

fn duration(frame: &Frame) -> u32 {
    let (numerator, denominator) = frame.delay().numer_denom_ms();
    let lasts = (numerator + denominator / 2).checked_div(denominator).unwrap_or(0);
    if lasts < SHORTEST { SLOWED } else { lasts }
}

fn shown(frame: RgbaImage, edge: u32, look: &Look) -> Result<RgbaImage, Refusal> {
    let size = fit(frame.width(), frame.height(), edge);
    let mut image = resize::premultiplied(frame, size)?;
    image.apply_orientation(look.orientation);
    Ok(colour::to_srgb(image, &look.colours).into_rgba8())
}

/// Left, top, width and height.
type Area = (u32, u32, u32, u32);

/// The smallest part that holds all that is new, beginning at even places, as the format demands.
fn changed(before: Option<&RgbaImage>, now: &RgbaImage) -> Option<Area> {
    let Some(before) = before else { return Some((0, 0, now.width(), now.height())) };
    let row_length = usize::try_from(now.width()).ok()? * 4;
    let differs = |rows: &(u32, (&[u8], &[u8]))| rows.1.0 != rows.1.1;
    let rows = || {
        let pairs = before.chunks_exact(row_length).zip(now.chunks_exact(row_length));
        (0..now.height()).zip(pairs)
    };
    let top = rows().find(differs)?.0;
    let bottom = rows().rfind(differs)?.0;
    let (mut left, mut right) = (now.width(), 0);
    for (_, (before, now)) in rows().filter(differs) {
        let pixels = || (0..).zip(before.as_chunks::<4>().0.iter().zip(now.as_chunks::<4>().0));
        let differs = |it: &(u32, (&[u8; 4], &[u8; 4]))| it.1.0 != it.1.1;
        left = left.min(pixels().find(differs).map_or(left, |it| it.0));
        right = right.max(pixels().filter(differs).last().map_or(right, |it| it.0));
    }
    let (left, top) = (left & !1, top & !1);
    Some((left, top, right + 1 - left, bottom + 1 - top))
}

fn patch(now: &RgbaImage, (left, top, width, height): Area) -> Result<Patch, Refusal> {
    let part = image::imageops::crop_imm(now, left, top, width, height).to_image();
    let alpha = part.pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let webp = encode::webp_frame(&part)?;
    Ok(Patch { area: (left, top, width, height), alpha, webp })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::Outline;

    #[test]
    fn many_frames_are_made_smaller_and_too_many_are_not_made() {
        assert_eq!(edge((480, 270), 100), Some(480));
        assert_eq!(edge((4000, 2000), 2), Some(1280));
        assert_eq!(edge((1280, 720), 50), Some(640));
        assert_eq!(edge((1280, 720), 1000), None);
        assert_eq!(edge((10, 10), 1000), Some(10));
        assert_eq!(edge((10, 10), 1001), None);
        assert_eq!(edge((4000, 4000), 2), None);
    }

    #[test]
    fn bytes_count_as_much_as_pixels_and_those_of_a_webp_for_more() {
        let affords = |media_type, frames, bytes: usize| {
            let bytes = &vec![0; bytes];
            let outline = Outline { width: 4000, height: 2500, workspace: 0, effort: 0, bytes };
            decodable(&Container { media_type, outline }, frames)
        };
        assert!(affords(MediaType::Png, 9, 10_000_000));
        assert!(!affords(MediaType::Png, 9, 10_000_001));
        assert!(affords(MediaType::Gif, 10, 0) && !affords(MediaType::Gif, 11, 0));
        assert!(affords(MediaType::Webp, 2, 10_000_000));
        assert!(!affords(MediaType::Webp, 3, 1));
    }

    #[test]
    fn only_what_changed_is_kept() {
        let before = RgbaImage::new(20, 10);
        assert_eq!(changed(None, &before), Some((0, 0, 20, 10)));
        assert_eq!(changed(Some(&before), &before), None);
        let mut now = before.clone();
        now.put_pixel(7, 3, Rgba([1; 4]));
        assert_eq!(changed(Some(&before), &now), Some((6, 2, 2, 2)));
        now.put_pixel(19, 9, Rgba([1; 4]));
        assert_eq!(changed(Some(&before), &now), Some((6, 2, 14, 8)));
    }
}
