use crate::Refusal;
use crate::container::{Walk, broken, size};

/// One chunk, and all of its bytes.
#[derive(Clone, Copy)]
pub(super) struct Chunk<'a> {
    pub(super) kind: [u8; 4],
    pub(super) data: &'a [u8],
    pub(super) raw: &'a [u8],
}

impl<'a> Chunk<'a> {
    pub(super) fn read(walk: &mut Walk<'a>) -> Result<Self, Refusal> {
        let from = walk.rest();
        let length = size(u32::from_be_bytes(walk.array()?));
        let kind = walk.array()?;
        let data = walk.take(length)?;
        walk.take(4)?;
        Ok(Self { kind, data, raw: from.get(..length + 12).unwrap_or_default() })
    }

    /// Whether the checksum is right.
    pub(super) fn is_whole(&self) -> bool {
        let sum = self.raw.last_chunk().copied().map(u32::from_be_bytes);
        sum == Some(checksum(self.kind, self.data))
    }

    /// Chunks without which there is no picture begin with a capital letter.
    pub(super) fn is_critical(&self) -> bool {
        self.kind.first().is_some_and(u8::is_ascii_uppercase)
    }
}

pub(super) fn write(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) -> Result<(), Refusal> {
    let length = u32::try_from(data.len()).or(Err(broken("a PNG chunk that is too long")))?;
    png.extend(length.to_be_bytes());
    png.extend(kind);
    png.extend(data);
    png.extend(checksum(kind, data).to_be_bytes());
    Ok(())
}

fn checksum(kind: [u8; 4], data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&kind);
    hasher.update(data);
    hasher.finalize()
}

/// Size and kind of the pixels.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) width: u32,
    pub(super) height: u32,
    depth: u8,
    colour: u8,
}

impl Header {
    pub(super) fn read(chunk: &Chunk<'_>) -> Result<Self, Refusal> {
        let &[w0, w1, w2, w3, h0, h1, h2, h3, depth, colour, 0, 0, 0 | 1] = chunk.data else {
            return Err(broken("a PNG with a strange header"));
        };
        let depths: &[u8] = match colour {
            0 => &[1, 2, 4, 8, 16],
            3 => &[1, 2, 4, 8],
            2 | 4 | 6 => &[8, 16],
            _ => &[],
        };
        if !depths.contains(&depth) {
            return Err(broken("a PNG of a kind that there is not"));
        }
        let [width, height] = [[w0, w1, w2, w3], [h0, h1, h2, h3]].map(u32::from_be_bytes);
        Ok(Self { width, height, depth, colour })
    }

    pub(super) fn has_palette(&self) -> bool {
        self.colour == 3
    }

    /// The most entries of a palette that a pixel can point at.
    pub(super) fn colours(&self) -> usize {
        1 << self.depth.min(8)
    }

    /// Whether this says which colours are clear, and nothing more.
    pub(super) fn is_transparency(&self, data: &[u8], palette: usize) -> bool {
        match self.colour {
            0 => data.len() == 2,
            2 => data.len() == 6,
            3 => data.len() <= palette,
            _ => false,
        }
    }

    /// How many channels have a depth of their own.
    pub(super) fn channels(&self) -> usize {
        match self.colour {
            0 => 1,
            4 => 2,
            6 => 4,
            _ => 3,
        }
    }
}
