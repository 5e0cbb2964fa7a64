#![doc = include_str!("../README.md")]

mod colour;
mod container;
mod decode;
mod encode;
mod limits;
mod media_type;
mod refusal;
mod render;
mod resize;
mod sniff;

pub use limits::Limits;
pub use media_type::MediaType;
pub use refusal::Refusal;
pub use render::SIZES;

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
    /// Smallest first; at least one.
    pub renditions: Vec<Rendition>,
}

/// Makes of `bytes` what we serve, or says why not.
///
/// Takes up to a second or so of one core, and of memory up to six bytes for each of
/// [`Limits::max_pixels`] and a third more; how many may run at once is for the caller to say.
pub fn process(bytes: &[u8], limits: &Limits) -> Result<Picture, Refusal> {
    // Decoders panic on some files made to hurt them. Nothing outlives the call, so nothing is
    // left half-changed.
    catch_unwind(AssertUnwindSafe(|| {
        let container = container::open(bytes)?;
        let decoded = decode::decode(&container, limits)?;
        render::render(decoded)
    }))
    .unwrap_or_else(|panic| Err(Refusal::Broken(words_of(panic.as_ref()).to_owned())))
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
