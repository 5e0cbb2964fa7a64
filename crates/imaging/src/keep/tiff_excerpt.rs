//! EXIF that is too large for its reader, cut down to what a receipt needs.

use super::bytes;
use super::tiff::{MAX_BYTES, MAX_DIRECTORIES, MAX_ENTRIES, POINTERS, Reader, value_length};

/// As much as the longest caption takes, and more than any number or name.
const MAX_VALUE: usize = 1 << 14;
const LONG: usize = 4;

/// The same directories with the same entries, of which those with large values have none. `None`
/// if there are more than anybody writes; the other limits are for the reader's own guard.
pub(super) fn excerpt(tiff: &[u8]) -> Option<Vec<u8>> {
    let mut excerpt = Excerpt {
        from: Reader::new(tiff)?,
        tiff,
        to: tiff.get(..LONG)?.to_vec(),
        ahead: Vec::new(),
        entries: 0,
    };
    excerpt.to.resize(2 * LONG, 0);
    excerpt.ahead.push((excerpt.from.u32(LONG)?, LONG));
    for _ in 0..MAX_DIRECTORIES {
        let Some((from, pointer)) = excerpt.ahead.pop() else { return Some(excerpt.to) };
        excerpt.directory(from, pointer)?;
    }
    None
}

struct Excerpt<'a> {
    from: Reader<'a>,
    tiff: &'a [u8],
    to: Vec<u8>,
    /// Where a directory is, and where in the excerpt that must be said.
    ahead: Vec<(usize, usize)>,
    entries: usize,
}

impl Excerpt<'_> {
    fn directory(&mut self, from: usize, pointer: usize) -> Option<()> {
        let count = usize::from(self.from.u16(from).unwrap_or(0));
        let table = bytes::slice(self.tiff, from, 2)?;
        let first = from.checked_add(2)?;
        let next = first.saturating_add(12 * count);
        self.entries += count;
        // Whole entries only; what is behind the end is not there for the reader either.
        if self.entries > MAX_ENTRIES || next > self.tiff.len() {
            return None;
        }
        let here = self.to.len();
        self.say(pointer, here)?;
        self.to.extend(table);
        let entries = self.to.len();
        self.to.extend(bytes::slice(self.tiff, first, 12 * count)?);
        let end = self.to.len();
        self.to.extend([0; LONG]);
        for entry in 0..count {
            self.entry(first + 12 * entry, entries + 12 * entry)?;
        }
        self.ahead.extend(self.from.u32(next).filter(|next| *next != 0).map(|next| (next, end)));
        Some(())
    }

    /// Its twelve bytes are there already; what they point to comes after.
    fn entry(&mut self, from: usize, to: usize) -> Option<()> {
        let (tag, kind) = (self.from.u16(from)?, self.from.u16(from + 2)?);
        let (count, value) = (self.from.u32(from + 4)?, self.from.u32(from + 8)?);
        if POINTERS.contains(&tag) {
            self.ahead.push((value, to + 8));
            return Some(());
        }
        let length = value_length(kind, count);
        if length <= LONG {
            return Some(());
        }
        let kept = bytes::slice(self.tiff, value, length).filter(|value| {
            value.len() <= MAX_VALUE && self.to.len().saturating_add(value.len()) <= MAX_BYTES
        });
        match kept {
            Some(value) => {
                self.say(to + 8, self.to.len())?;
                self.to.extend(value);
                Some(())
            }
            None => self.say(to + 4, 0),
        }
    }

    /// Writes a number over four bytes.
    fn say(&mut self, at: usize, number: usize) -> Option<()> {
        let bytes = self.from.bytes_of(u32::try_from(number).ok()?);
        self.to.get_mut(at..)?.first_chunk_mut().map(|place| *place = bytes)
    }
}
