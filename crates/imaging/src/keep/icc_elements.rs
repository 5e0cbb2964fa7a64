//! The kinds of data in a colour profile, each taken apart and written again, so that nothing hides
//! between the numbers.

use super::bytes::{be16, be32, slice};
use crate::container::size;

/// Enough for CMYK; tables of more are for printing presses.
const MAX_CHANNELS: u8 = 4;

/// The same data in the only form there is for it; `None` if it is not what its tag asks for.
pub(super) fn rewrite(tag: [u8; 4], data: &[u8]) -> Option<Vec<u8>> {
    match (&tag, data.first_chunk::<4>()?) {
        (b"wtpt" | b"bkpt" | b"lumi" | b"rXYZ" | b"gXYZ" | b"bXYZ", b"XYZ ") => plain(data, 20),
        (b"chad", b"sf32") => plain(data, 44),
        (b"cicp", b"cicp") => plain(data, 12),
        (b"rTRC" | b"gTRC" | b"bTRC" | b"kTRC", _) => curve(data),
        ([b'A' | b'B', ..], b"mft1") => lut(data, 48, 256, 256, 1),
        ([b'A' | b'B', ..], b"mft2") => {
            let [inputs, outputs] = [be16(data, 48)?, be16(data, 50)?].map(usize::from);
            lut(data, 52, inputs, outputs, 2)
        }
        ([b'A', ..], b"mAB ") => pipeline(data, true),
        ([b'B', ..], b"mBA ") => pipeline(data, false),
        _ => None,
    }
}

/// A text in the form of the old or the new version of the format.
pub(super) fn text(text: &str, modern: bool, old_kind: [u8; 4]) -> Vec<u8> {
    let count = u32::try_from(text.len() + 1).unwrap_or(1);
    match (modern, &old_kind) {
        (true, _) => {
            let text: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let length = u32::try_from(text.len()).unwrap_or_default().to_be_bytes();
            let head = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS";
            [&head[..], &length, &28_u32.to_be_bytes(), &text].concat()
        }
        // Behind the text the same in Unicode and in Apple's script, both empty.
        (false, b"desc") => {
            let head = b"desc\0\0\0\0";
            [&head[..], &count.to_be_bytes(), text.as_bytes(), &[0; 1 + 8 + 3 + 67]].concat()
        }
        (false, _) => [b"text\0\0\0\0", text.as_bytes(), b"\0"].concat(),
    }
}

/// The kind, four bytes that mean nothing, and the rest.
fn plain(data: &[u8], length: usize) -> Option<Vec<u8>> {
    Some([data.get(..4)?, &[0; 4], data.get(8..length)?].concat())
}

/// A curve through points, or by one of five formulas.
fn curve(data: &[u8]) -> Option<Vec<u8>> {
    match data.first_chunk::<4>()? {
        b"curv" => plain(data, size(be32(data, 8)?).checked_mul(2)?.checked_add(12)?),
        b"para" => {
            let parameters = [1, 3, 4, 5, 7].get(usize::from(be16(data, 8)?))?;
            let numbers = slice(data, 12, 4 * parameters)?;
            Some([b"para\0\0\0\0", data.get(8..10)?, &[0; 2], numbers].concat())
        }
        _ => None,
    }
}

/// A table between curves, eight or sixteen bits each.
fn lut(data: &[u8], head: usize, inputs: usize, outputs: usize, each: usize) -> Option<Vec<u8>> {
    let &[from, to, points] = data.get(8..11)?.first_chunk()?;
    if !are_channels(from, to) {
        return None;
    }
    let (from, to) = (u32::from(from), usize::from(to));
    let grid = usize::from(points).checked_pow(from)?.checked_mul(to)?;
    let curves = size(from) * inputs + to * outputs;
    let length = grid.checked_add(curves)?.checked_mul(each)?.checked_add(head)?;
    let mut lut = plain(data, length)?;
    *lut.get_mut(11)? = 0;
    Some(lut)
}

/// Up to three rows of curves with a matrix and a table between them, each at a place of its own.
fn pipeline(data: &[u8], to_connection: bool) -> Option<Vec<u8>> {
    let &[from, to] = data.get(8..10)?.first_chunk()?;
    if !are_channels(from, to) {
        return None;
    }
    // The inner two rows lie on the side of the connection space.
    let (inner, outer) = if to_connection { (to, from) } else { (from, to) };
    let place = |at| be32(data, at).map(size);
    let parts = [
        row(data, place(12)?, inner)?,
        part(place(16)?, |at| slice(data, at, 48).map(<[u8]>::to_vec))?,
        row(data, place(20)?, inner)?,
        part(place(24)?, |at| grid(data.get(at..)?, from, to))?,
        row(data, place(28)?, outer)?,
    ];
    let mut head = [data.get(..4)?, &[0; 4], &[from, to, 0, 0]].concat();
    let mut at: u32 = 32;
    for part in &parts {
        head.extend(if part.is_empty() { 0 } else { at }.to_be_bytes());
        at += u32::try_from(part.len()).ok()?;
    }
    Some([head, parts.concat()].concat())
}

/// Padded; empty where there is no place for it.
fn part(at: usize, read: impl FnOnce(usize) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut part = if at == 0 { Vec::new() } else { read(at)? };
    part.resize(part.len().next_multiple_of(4), 0);
    Some(part)
}

fn row(data: &[u8], at: usize, count: u8) -> Option<Vec<u8>> {
    part(at, |mut at| {
        let mut row = Vec::new();
        for _ in 0..count {
            let curve = part(at, |at| curve(data.get(at..)?))?;
            at += curve.len();
            row.extend(curve);
        }
        Some(row)
    })
}

/// Points along each input, the size of a number, the numbers.
fn grid(data: &[u8], from: u8, to: u8) -> Option<Vec<u8>> {
    let points = data.get(..usize::from(from))?;
    let each = *data.get(16).filter(|each| matches!(each, 1 | 2))?;
    let points_in_all =
        points.iter().try_fold(1, |all: usize, points| all.checked_mul(usize::from(*points)))?;
    let length = points_in_all.checked_mul(usize::from(to))?.checked_mul(usize::from(each))?;
    let mut head = [0; 20];
    head.iter_mut().zip(points).for_each(|(place, points)| *place = *points);
    *head.get_mut(16)? = each;
    Some([&head, slice(data, 20, length)?].concat())
}

fn are_channels(from: u8, to: u8) -> bool {
    (1..=MAX_CHANNELS).contains(&from) && (1..=MAX_CHANNELS).contains(&to)
}
