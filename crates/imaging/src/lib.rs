#![doc = include_str!("../README.md")]

mod animate;
mod card;
mod colour;
mod container;
mod decode;
mod encode;
mod keep;
mod limits;
mod media_type;
mod portrait;
mod refusal;
mod render;
mod resize;
mod shrink;
mod sniff;
mod swatch;

pub use card::CARD_SIZE;
pub use keep::{Camera, Intake, Words};
pub use limits::Limits;
pub use media_type::MediaType;
pub use portrait::{PORTRAIT, portrait};
pub use refusal::Refusal;
pub use render::SIZES;
pub use shrink::shrink;
pub use swatch::unfold;

use animate::Motion;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One size of a picture, encoded, as it is stored and served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What [`Self::bytes`] are: JPEG, or WebP where something shines through.
    pub media_type: MediaType,
    /// The file: pixels and nothing else.
    pub bytes: Vec<u8>,
}

/// A picture as we keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Of the picture that was sent, once it is the right way up.
    pub width: u32,
    /// Of the picture that was sent, once it is the right way up.
    pub height: u32,
    /// A `ThumbHash`: some 25 bytes that draw a blur of the picture.
    pub placeholder: Vec<u8>,
    /// What most of it looks like: red, green and blue of sRGB.
    pub colour: [u8; 3],
    /// Smallest first; at least one.
    pub renditions: Vec<Rendition>,
    /// For previews of links: [`CARD_SIZE`], always JPEG.
    pub card: Rendition,
    /// One, unless it moves.
    pub frames: u32,
    /// All frames, as an animated WebP. `None` for a still picture, for one that would take too
    /// long, and for one whose own file is as small: that can be served instead.
    pub animation: Option<Rendition>,
}

/// Makes of `bytes` what we serve, or says why not.
///
/// Takes up to a second or so of one core, three for the worst file, and up to 300 MB of memory;
/// how many may run at once is for the caller to say.
pub fn process(bytes: &[u8], limits: &Limits) -> Result<Picture, Refusal> {
    guarded(|| {
        let container = container::open(bytes)?;
        let decoded = decode::decode(&container, limits, render::LARGEST)?;
        let moving = Motion::of(&container).map(|motion| (motion, decoded.look()));
        let picture = render::render(decoded)?;
        let Some((motion, look)) = moving else { return Ok(picture) };
        let animation = animate::animation(&container, motion, &look, limits);
        Ok(Picture { frames: motion.frames, animation, ..picture })
    })
}

/// Decoders panic on some files made to hurt them. Nothing outlives the call, so nothing is left
/// half-changed.
fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(Refusal::Broken(words_of(panic.as_ref()).to_owned())))
}

/// Makes of `bytes` what we keep, or says why not: the same picture bit for bit, in a file with
/// nothing else in it, and a list of what that took.
///
/// Not a pixel is decoded, so a picture that passes may still be refused by [`process`]. Taking in
/// what came out changes nothing. Takes as long as copying the file a few times.
pub fn take_in(bytes: &[u8], limits: &Limits) -> Result<Intake, Refusal> {
    guarded(|| keep::take_in(bytes, limits))
}

/// What `bytes` begin as, as far as it is a kind of picture that is read.
pub fn media_type(bytes: &[u8]) -> Option<MediaType> {
    sniff::sniff(bytes).ok()
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let owned = || panic.downcast_ref::<String>().map(String::as_str);
    panic.downcast_ref::<&str>().copied().or_else(owned).unwrap_or("the decoder gave up")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_in_its_own_words() {
        let told = |panic: fn()| words_of(catch_unwind(panic).unwrap_err().as_ref()).to_owned();
        assert_eq!(told(|| std::panic::resume_unwind(Box::new("plain"))), "plain");
        assert_eq!(told(|| std::panic::resume_unwind(Box::new("own".to_owned()))), "own");
        assert_eq!(told(|| std::panic::resume_unwind(Box::new(7))), "the decoder gave up");
    }
}
