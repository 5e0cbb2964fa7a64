//! The original as it is kept: the same pixels bit for bit, and nothing about people.
//!
//! A file is taken apart by its format's own rules and put together again from an allow-list: what
//! is not known to draw the picture is not copied. No pixel is decoded on the way.

mod bytes;
mod exif;
mod gif;
mod icc;
mod icc_elements;
mod icc_name;
mod iptc;
mod jpeg;
mod jpeg_segment;
mod ledger;
mod png;
mod png_chunk;
mod text;
mod tiff;
mod tiff_excerpt;
mod webp;
mod xmp;

use crate::{Limits, MediaType, Refusal, container};
use ledger::Ledger;

/// The most pictures an animation may have, and the most pixels all of them may cover together:
/// a minute of video at a modest size, but no film and no bomb.
const MAX_FRAMES: u32 = 2000;
const MAX_MOVING_PIXELS: u64 = 4_000_000_000;

/// The most that is read of any block that a profile or a text may hide in.
const MAX_BLOCK: usize = 1 << 20;

/// A file that was sent, as it is kept, and what was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// What [`Self::original`] is, decided by its content.
    pub media_type: MediaType,
    /// In pixels, once the picture is the right way up.
    pub width: u32,
    /// In pixels, once the picture is the right way up.
    pub height: u32,
    /// One for a still; more for a picture that moves.
    pub frames: u32,
    /// The file as it is kept.
    pub original: Vec<u8>,
    /// What the colour profile that was kept is called, such as `Display P3`; `None` without one.
    pub profile: Option<String>,
    /// What was kept beside the pixels, sorted: `animation`, `colour-profile`, `orientation`.
    pub kept: Vec<&'static str>,
    /// The names of the fields and blocks that were removed, sorted: `Exif.GPSLatitude`, `XMP`.
    pub removed: Vec<String>,
    /// Whether a place was among them.
    pub location: bool,
    /// Facts about the camera, if there were any.
    pub camera: Option<Camera>,
    /// What somebody had written into the file about it.
    pub words: Words,
}

/// How a photo was taken: what a member may choose to show. Never where, and never by which one of
/// all the cameras of its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Camera {
    /// Make and model.
    pub camera: Option<String>,
    /// The lens's model.
    pub lens: Option<String>,
    /// Such as `f/2.8`.
    pub aperture: Option<String>,
    /// Such as `1/250 s`.
    pub shutter: Option<String>,
    /// The sensitivity.
    pub iso: Option<u32>,
    /// Such as `35 mm`.
    pub focal_length: Option<String>,
    /// In millimetres, as if on film of 35 mm.
    pub focal_length_35mm: Option<u32>,
    /// Local time without a zone, such as `2024-05-01T18:30:00`.
    pub taken_at: Option<String>,
}

/// Texts that describe the picture, cleaned and cut, but as untrustworthy as any input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// From XMP or IPTC.
    pub title: Option<String>,
    /// From XMP, IPTC or EXIF.
    pub caption: Option<String>,
    /// From XMP and IPTC, each once.
    pub keywords: Vec<String>,
    /// As in [`Camera::taken_at`], with the offset from UTC where the file gives it.
    pub taken_at: Option<String>,
}

/// What a format's module made of a file.
struct Rewritten {
    original: Vec<u8>,
    frames: u32,
    /// As in EXIF; 1 is upright.
    orientation: u8,
    profile: Option<&'static str>,
}

pub(crate) fn take_in(bytes: &[u8], limits: &Limits) -> Result<Intake, Refusal> {
    let container = container::open(bytes)?;
    let outline = &container.outline;
    let (width, height) = (outline.width, outline.height);
    limits.admit(width, height)?;
    let mut ledger = Ledger::default();
    let rewritten = match container.media_type {
        MediaType::Jpeg => jpeg::rewrite(outline.bytes, &mut ledger),
        MediaType::Png => png::rewrite(outline.bytes, &mut ledger),
        MediaType::Webp => webp::rewrite(outline.bytes, &mut ledger),
        MediaType::Gif => gif::rewrite(outline.bytes, &mut ledger),
    }?;
    admit_frames(rewritten.frames, width, height)?;
    ledger.trailer(bytes.get(outline.bytes.len()..).unwrap_or_default());
    if rewritten.frames > 1 {
        ledger.keep("animation");
    }
    // The second four of the eight orientations lie on their side.
    let (width, height) = if rewritten.orientation > 4 { (height, width) } else { (width, height) };
    Ok(ledger.close(container.media_type, (width, height), rewritten))
}

/// Players draw a whole canvas for each frame, however little of it changes.
fn admit_frames(frames: u32, width: u32, height: u32) -> Result<(), Refusal> {
    let canvas = (u64::from(width) * u64::from(height)).max(1);
    let fitting = u32::try_from(MAX_MOVING_PIXELS / canvas).unwrap_or(u32::MAX);
    let max = fitting.clamp(1, MAX_FRAMES);
    if frames > max { Err(Refusal::TooManyFrames { frames, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_the_canvas_the_fewer_the_frames() {
        assert_eq!(admit_frames(2000, 1000, 1000), Ok(()));
        let refused = |frames, max| Err(Refusal::TooManyFrames { frames, max });
        assert_eq!(admit_frames(2001, 10, 10), refused(2001, 2000));
        assert_eq!(admit_frames(40, 10_000, 10_000), Ok(()));
        assert_eq!(admit_frames(41, 10_000, 10_000), refused(41, 40));
        assert_eq!(admit_frames(1, u32::MAX, u32::MAX), Ok(()));
    }
}
