use super::{Outline, Walk, broken};
use crate::Refusal;

const VARIANT: Refusal = Refusal::Unsupported("this variant of JPEG");

/// Cameras write one scan, programs about ten. Each may go over all of the picture, for which a few
/// bytes suffice, so that many make a small file slow.
const MAX_SCANS: usize = 32;

/// What a start-of-frame segment says.
struct Frame {
    width: u32,
    height: u32,
    components: u8,
    progressive: bool,
    /// Some component has fewer samples than the picture has pixels.
    subsampled: bool,
    /// All coefficients of the picture, two bytes each.
    coefficients: u64,
}

/// From marker to marker until end-of-image. Segments are stepped over, so that the end of a
/// thumbnail inside one is not taken for the end of the picture.
pub(super) fn walk(bytes: &[u8]) -> Result<Outline<'_>, Refusal> {
    let mut walk = Walk::new(bytes);
    walk.take(2)?;
    let mut frame = None;
    let (mut scans, mut scans_in_turn) = (0, false);
    loop {
        match marker(&mut walk)? {
            0xD9 => break,
            // Start of frame, less the three of its neighbours that mean something else.
            kind @ 0xC0..=0xCF if !matches!(kind, 0xC4 | 0xC8 | 0xCC) => {
                frame = Some(start_of_frame(kind, segment(&mut walk)?)?);
            }
            0xDA => {
                let components = segment(&mut walk)?.first().copied();
                scans += 1;
                scans_in_turn |= frame.as_ref().map(|f| f.components) != components;
            }
            _ => {
                segment(&mut walk)?;
            }
        }
    }
    let frame = frame.ok_or_else(|| broken("a JPEG without a frame"))?;
    if scans > MAX_SCANS {
        return Err(broken("a JPEG of too many scans"));
    }
    // Decoded without an error, but to green stripes: etemesi254/zune-image#422, in zune-jpeg up
    // to 0.5.15. Such files are rare; nobody wants theirs striped.
    if scans_in_turn && frame.subsampled && !frame.progressive {
        return Err(VARIANT);
    }
    // Only a picture that comes in several scans has to be held as coefficients until the last.
    let held = frame.progressive || scans_in_turn;
    Ok(Outline {
        width: frame.width,
        height: frame.height,
        workspace: if held { frame.coefficients } else { 0 },
        effort: 0,
        bytes: walk.walked(),
    })
}

/// The next marker, wherever it is: between a scan and its end lie compressed data, in which
/// `FF` is followed by zero or by one of the marks that only serve to resynchronise.
fn marker(walk: &mut Walk<'_>) -> Result<u8, Refusal> {
    loop {
        walk.at += walk.rest().iter().position(|b| *b == 0xFF).ok_or(Refusal::Truncated)? + 1;
        match walk.rest().first().ok_or(Refusal::Truncated)? {
            // Fill: this one may be the beginning of the marker.
            0xFF => {}
            0x00 | 0x01 | 0xD0..=0xD8 => walk.at += 1,
            _ => return walk.byte(),
        }
    }
}

fn segment<'a>(walk: &mut Walk<'a>) -> Result<&'a [u8], Refusal> {
    let length = usize::from(u16::from_be_bytes(walk.array()?));
    walk.take(length.checked_sub(2).ok_or_else(|| broken("a JPEG segment without a length"))?)
}

fn start_of_frame(kind: u8, segment: &[u8]) -> Result<Frame, Refusal> {
    // Not lossless, hierarchical or arithmetic, and eight bits a sample.
    if !matches!((kind, segment), (0xC0..=0xC2, [8, ..])) {
        return Err(VARIANT);
    }
    let &[_, h0, h1, w0, w1, components, ref sampling @ ..] = segment else {
        return Err(broken("a JPEG with a short frame"));
    };
    let height = u32::from(u16::from_be_bytes([h0, h1]));
    let width = u32::from(u16::from_be_bytes([w0, w1]));
    let factors = sampling.chunks_exact(3).take(components.into()).filter_map(|c| c.get(1));
    let factors: Vec<(u32, u32)> =
        factors.map(|f| (u32::from(f >> 4), u32::from(f & 15))).collect();
    let across = factors.iter().map(|f| f.0).max().unwrap_or(0).max(1);
    let down = factors.iter().map(|f| f.1).max().unwrap_or(0).max(1);
    let units = u64::from(width.div_ceil(8 * across)) * u64::from(height.div_ceil(8 * down));
    let blocks: u32 = factors.iter().map(|(h, v)| h * v).sum();
    Ok(Frame {
        width,
        height,
        components,
        progressive: kind == 0xC2,
        subsampled: across * down > 1,
        coefficients: units * u64::from(blocks) * 64 * 2,
    })
}
