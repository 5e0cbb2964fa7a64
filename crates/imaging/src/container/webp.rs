use super::{Outline, Walk, broken, size};
use crate::Refusal;

/// What the decoder holds beside its output, in bytes per pixel: planes for a lossy picture,
/// a second copy for a lossless one, copy and planes with alpha, and the canvas when it moves.
const LOSSY: u64 = 2;
const LOSSLESS: u64 = 4;
const ALPHA: u64 = 7;
const MOVING: u64 = 15;

#[derive(Default)]
struct Found {
    width: u32,
    height: u32,
    per_pixel: u64,
    effort: u64,
}

impl Found {
    /// A picture must fit on its canvas: the decoder would find out only after decoding it.
    fn picture(&mut self, (width, height): (u32, u32), per_pixel: u64) -> Result<(), Refusal> {
        if self.width == 0 {
            (self.width, self.height) = (width, height);
        }
        if width > self.width || height > self.height {
            return Err(broken("a WebP picture larger than its canvas"));
        }
        self.needs(per_pixel);
        Ok(())
    }

    fn needs(&mut self, per_pixel: u64) {
        self.per_pixel = self.per_pixel.max(per_pixel);
    }
}

/// From chunk to chunk to where the first eight bytes say the file ends.
pub(super) fn walk(bytes: &[u8]) -> Result<Outline<'_>, Refusal> {
    let mut walk = Walk::new(bytes);
    walk.take(4)?;
    let length = size(u32::from_le_bytes(walk.array()?));
    let body = walk.take(length)?;
    let chunks = body.get(4..).ok_or_else(|| broken("an empty WebP"))?;
    let mut found = Found::default();
    read(chunks, &mut found)?;
    Ok(Outline {
        width: found.width,
        height: found.height,
        workspace: u64::from(found.width) * u64::from(found.height) * found.per_pixel,
        effort: found.effort,
        bytes: walk.walked(),
    })
}

fn read(chunks: &[u8], found: &mut Found) -> Result<(), Refusal> {
    let mut walk = Walk::new(chunks);
    // Fewer than eight bytes are too few for a chunk: padding.
    while walk.rest().len() >= 8 {
        let kind: [u8; 4] = walk.array()?;
        let length = size(u32::from_le_bytes(walk.array()?));
        let data = walk.take(length)?;
        // Chunks begin at even places; the last one may lack the byte that makes it so.
        walk.at += length % 2;
        chunk(kind, data, found)?;
    }
    Ok(())
}

fn chunk(kind: [u8; 4], data: &[u8], found: &mut Found) -> Result<(), Refusal> {
    match &kind {
        // Only the first is the decoder's canvas.
        b"VP8X" if found.width == 0 => (found.width, found.height) = canvas(data)?,
        b"VP8 " => {
            let (width, height) = lossy(data)?;
            found.picture((width, height), LOSSY)?;
            found.effort = found.effort.max(effort((width, height), data.len()));
        }
        b"VP8L" => found.picture(lossless(data)?, LOSSLESS)?,
        b"ALPH" => found.needs(ALPHA),
        b"ANMF" => {
            found.needs(MOVING);
            read(data.get(16..).ok_or_else(|| broken("a WebP frame without a header"))?, found)?;
        }
        _ => {}
    }
    Ok(())
}

/// Two bytes take as long as a pixel that they add nothing to.
fn effort((width, height): (u32, u32), bytes: usize) -> u64 {
    u64::from(width) * u64::from(height) + u64::try_from(bytes / 2).unwrap_or(u64::MAX >> 1)
}

/// Less one, in three bytes each, behind the flags.
pub(crate) fn canvas(data: &[u8]) -> Result<(u32, u32), Refusal> {
    let [_, _, _, _, w0, w1, w2, h0, h1, h2, ..] = data else {
        return Err(broken("a WebP with a short header"));
    };
    let side = |a, b, c| u32::from_le_bytes([a, b, c, 0]) + 1;
    Ok((side(*w0, *w1, *w2), side(*h0, *h1, *h2)))
}

/// Fourteen bits each, behind the tag of a key frame and its signature.
pub(crate) fn lossy(data: &[u8]) -> Result<(u32, u32), Refusal> {
    let [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] = data else {
        return Err(broken("a WebP without a key frame"));
    };
    let side = |a, b| u32::from(u16::from_le_bytes([a, b]) & 0x3FFF);
    Ok((side(*w0, *w1), side(*h0, *h1)))
}

/// Less one, fourteen bits each, packed behind the signature.
pub(crate) fn lossless(data: &[u8]) -> Result<(u32, u32), Refusal> {
    let [0x2F, a, b, c, d, ..] = data else {
        return Err(broken("a WebP without a lossless signature"));
    };
    let packed = u32::from_le_bytes([*a, *b, *c, *d]);
    Ok(((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1))
}
