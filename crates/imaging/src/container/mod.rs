//! The outside of a picture: is it all there, what size does it claim, where does it end?
//!
//! Decoders are lenient (half a JPEG decodes, the rest grey) and trusting (they allocate what a
//! header asks for). So each format is walked once here, from mark to mark, without a pixel decoded.

mod gif;
mod jpeg;
mod png;
pub(crate) mod webp;

use crate::{MediaType, Refusal, sniff};

/// A file that is complete, as far as one can tell without decoding it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Container<'a> {
    pub(crate) media_type: MediaType,
    pub(crate) outline: Outline<'a>,
}

/// What the walk found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outline<'a> {
    /// As claimed; not yet held against any limit.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What the decoder will need beside the pixels it returns, in bytes.
    pub(crate) workspace: u64,
    /// How long the decoder will take, in pixels of a lossy WebP, which take it longest; nothing
    /// where the other limits see to it.
    pub(crate) effort: u64,
    /// The file up to its own end: what was glued on behind never reaches a decoder.
    pub(crate) bytes: &'a [u8],
}

/// Finds the end and the size of a picture of any of the four kinds.
pub(crate) fn open(bytes: &[u8]) -> Result<Container<'_>, Refusal> {
    let media_type = sniff::sniff(bytes)?;
    let outline = match media_type {
        MediaType::Jpeg => jpeg::walk(bytes),
        MediaType::Png => png::walk(bytes),
        MediaType::Webp => webp::walk(bytes),
        MediaType::Gif => gif::walk(bytes),
    }?;
    Ok(Container { media_type, outline })
}

pub(crate) fn broken(why: &str) -> Refusal {
    Refusal::Broken(why.to_owned())
}

/// A walk through bytes in which running out of them means that the file was cut.
pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn walked(&self) -> &'a [u8] {
        self.bytes.get(..self.at).unwrap_or(self.bytes)
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Refusal> {
        let taken = self.rest().get(..count).ok_or(Refusal::Truncated)?;
        self.at += count;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let taken = *self.rest().first_chunk::<N>().ok_or(Refusal::Truncated)?;
        self.at += N;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Refusal> {
        self.array::<1>().map(|[byte]| byte)
    }
}

/// As many bytes as a file says; more than can be addressed is more than there are.
pub(crate) fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
