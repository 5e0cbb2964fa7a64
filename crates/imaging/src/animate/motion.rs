//! How many frames, and how often? Read from the container, since the decoders only tell at the end
//! or, of a GIF that does not say, wrongly.

use crate::MediaType;
use crate::container::Container;

/// What a container says about its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Motion {
    /// More than one.
    pub(crate) frames: u32,
    /// How often they are shown; zero is for ever.
    pub(crate) plays: u16,
}

impl Motion {
    /// Of a file that was walked to its end already; `None` for a still picture.
    pub(crate) fn of(container: &Container<'_>) -> Option<Self> {
        let bytes = container.outline.bytes;
        let motion = match container.media_type {
            MediaType::Jpeg => None,
            MediaType::Png => png(bytes),
            MediaType::Webp => webp(bytes),
            MediaType::Gif => gif(bytes),
        }?;
        (motion.frames > 1).then_some(motion)
    }
}

/// Every chunk: what it is, and what is in it.
struct Chunks<'a> {
    rest: &'a [u8],
    /// Length, kind, data, checksum; or kind, length, data, padding.
    png: bool,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (first, rest) = self.rest.split_first_chunk::<4>()?;
        let (second, rest) = rest.split_first_chunk::<4>()?;
        let (kind, length) = if self.png {
            (*second, u32::from_be_bytes(*first))
        } else {
            (*first, u32::from_le_bytes(*second))
        };
        let (data, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        let behind = if self.png { 4 } else { data.len() % 2 };
        self.rest = rest.get(behind..).unwrap_or_default();
        Some((kind, data))
    }
}

fn png(bytes: &[u8]) -> Option<Motion> {
    let chunks = Chunks { rest: bytes.get(8..)?, png: true };
    let mut before_pixels = chunks.take_while(|(kind, _)| kind != b"IDAT");
    let (_, control) = before_pixels.find(|(kind, _)| kind == b"acTL")?;
    let (frames, plays) = (control.first_chunk()?, control.get(4..)?.first_chunk()?);
    let plays = u16::try_from(u32::from_be_bytes(*plays)).unwrap_or(0);
    Some(Motion { frames: u32::from_be_bytes(*frames), plays })
}

fn webp(bytes: &[u8]) -> Option<Motion> {
    let chunks = || bytes.get(12..).map(|rest| Chunks { rest, png: false });
    let (_, control) = chunks()?.find(|(kind, _)| kind == b"ANIM")?;
    let plays = u16::from_le_bytes(*control.get(4..)?.first_chunk()?);
    let frames = chunks()?.filter(|(kind, _)| kind == b"ANMF").count();
    Some(Motion { frames: u32::try_from(frames).ok()?, plays })
}

/// A GIF says how often it is repeated after the first time, if it is.
fn gif(bytes: &[u8]) -> Option<Motion> {
    let mut motion = Motion { frames: 0, plays: 1 };
    let flags = *bytes.get(10)?;
    let mut rest = bytes.get(13 + table(flags)..)?;
    while let Some((kind, behind)) = rest.split_first() {
        rest = match kind {
            b'!' => {
                let blocks = behind.get(1..)?;
                motion.plays = repeats(blocks).unwrap_or(motion.plays);
                past_blocks(blocks)?
            }
            b',' => {
                motion.frames += 1;
                past_blocks(behind.get(10 + table(*behind.get(8)?)..)?)?
            }
            b';' => break,
            _ => behind,
        };
    }
    Some(motion)
}

fn repeats(blocks: &[u8]) -> Option<u16> {
    let data = blocks
        .strip_prefix(b"\x0BNETSCAPE2.0")
        .or_else(|| blocks.strip_prefix(b"\x0BANIMEXTS1.0"))?;
    let [3, 1, low, high, ..] = data else { return None };
    match u16::from_le_bytes([*low, *high]) {
        0 => Some(0),
        again => Some(again.saturating_add(1)),
    }
}

/// The bytes of a colour table, if the flags announce one.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn past_blocks(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (length, behind) = rest.split_first()?;
        rest = behind.get(usize::from(*length)..)?;
        if *length == 0 {
            return Some(rest);
        }
    }
}
