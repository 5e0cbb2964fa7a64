//! The structure that EXIF is kept in, as far as the reader must be guarded from it.

use super::bytes;
use crate::container::size;

/// As much as cameras write into a JPEG, twice. In the reader a byte may become 24.
pub(super) const MAX_BYTES: usize = 1 << 17;
pub(super) const MAX_DIRECTORIES: usize = 16;
pub(super) const MAX_ENTRIES: usize = 2000;
/// Entries may share their values; the reader makes a copy for each.
const MAX_SHARING: usize = 4;

/// The bytes of one value, by type, from 1 on.
const SIZES: [usize; 12] = [1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/// Pointers to the directories for EXIF, places and interoperability.
pub(super) const POINTERS: [u16; 3] = [0x8769, 0x8825, 0xA005];

/// EXIF with nothing but an orientation.
pub(super) fn orientation_only(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(place) = tiff.get_mut(19) {
        *place = orientation;
    }
    tiff
}

/// Whether reading this takes little time and memory. `kamadak-exif` visits no directory twice, but
/// directories may overlap, a byte apart, and values may all be the same large one: of 64 KiB it
/// can be made to fill gigabytes.
pub(super) fn is_modest(tiff: &[u8]) -> bool {
    tiff.len() <= MAX_BYTES && Walk::new(tiff).is_some_and(|walk| walk.all().is_some())
}

/// Whether this looks as if it held a directory for places, even where it cannot be read: the
/// number of the pointer to one, before a pointer's type.
pub(super) fn mentions_places(tiff: &[u8]) -> bool {
    tiff.windows(4).any(|head| matches!(head, b"\x88\x25\0\x04" | b"\x25\x88\x04\0"))
}

/// The bytes of a value; none of a type that does not exist.
pub(super) fn value_length(kind: u16, count: usize) -> usize {
    let each = usize::from(kind).checked_sub(1).and_then(|kind| SIZES.get(kind));
    each.map_or(0, |each| each.saturating_mul(count))
}

/// Numbers in the order of bytes that the first two choose.
pub(super) struct Reader<'a> {
    tiff: &'a [u8],
    little: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tiff: &'a [u8]) -> Option<Self> {
        match tiff.first_chunk::<4>()? {
            b"II*\0" => Some(Self { tiff, little: true }),
            b"MM\0*" => Some(Self { tiff, little: false }),
            _ => None,
        }
    }

    pub(super) fn u16(&self, at: usize) -> Option<u16> {
        let bytes = bytes::array(self.tiff, at)?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    pub(super) fn u32(&self, at: usize) -> Option<usize> {
        let bytes = bytes::array(self.tiff, at)?;
        Some(size(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }))
    }

    pub(super) fn bytes_of(&self, number: u32) -> [u8; 4] {
        if self.little { number.to_le_bytes() } else { number.to_be_bytes() }
    }
}

struct Walk<'a> {
    from: Reader<'a>,
    ahead: Vec<usize>,
    entries: usize,
    values: usize,
}

impl<'a> Walk<'a> {
    fn new(tiff: &'a [u8]) -> Option<Self> {
        let from = Reader::new(tiff)?;
        let mut walk = Self { from, ahead: Vec::new(), entries: 0, values: 0 };
        walk.ahead.push(walk.from.u32(4)?);
        Some(walk)
    }

    /// `None` as soon as it is too much.
    fn all(mut self) -> Option<()> {
        for _ in 0..MAX_DIRECTORIES {
            let Some(at) = self.ahead.pop() else { return Some(()) };
            self.directory(at)?;
        }
        self.ahead.is_empty().then_some(())
    }

    /// One that is not all there is read as far as it goes.
    fn directory(&mut self, at: usize) -> Option<()> {
        let count = usize::from(self.from.u16(at).unwrap_or(0));
        self.entries += count;
        if self.entries > MAX_ENTRIES {
            return None;
        }
        let first = at.saturating_add(2);
        for entry in (first..).step_by(12).take(count) {
            self.entry(entry)?;
        }
        let next = self.from.u32(first.saturating_add(12 * count)).filter(|next| *next != 0);
        self.ahead.extend(next);
        Some(())
    }

    fn entry(&mut self, at: usize) -> Option<()> {
        let (Some(tag), Some(kind), Some(count), Some(value)) = (
            self.from.u16(at),
            self.from.u16(at + 2),
            self.from.u32(at + 4),
            self.from.u32(at + 8),
        ) else {
            return Some(());
        };
        if POINTERS.contains(&tag) {
            // The reader would also follow pointers of other shapes, which nobody writes.
            self.ahead.push(value);
            return (kind == 4 && count == 1).then_some(());
        }
        let length = value_length(kind, count);
        if length <= self.from.tiff.len() {
            self.values += length;
        }
        (self.values <= MAX_SHARING * self.from.tiff.len()).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(entries: &[[u8; 12]], next: u32) -> Vec<u8> {
        let count = u16::try_from(entries.len()).unwrap().to_be_bytes();
        [&count[..], &entries.concat(), &next.to_be_bytes()].concat()
    }

    fn entry(tag: u16, kind: u8, count: u32, value: u32) -> [u8; 12] {
        let head = [tag.to_be_bytes(), [0, kind]].concat();
        [&head[..], &count.to_be_bytes(), &value.to_be_bytes()].concat().try_into().unwrap()
    }

    fn tiff(entries: &[[u8; 12]], next: u32) -> Vec<u8> {
        [&b"MM\0*\0\0\0\x08"[..], &directory(entries, next)].concat()
    }

    #[test]
    fn what_cameras_write_is_modest() {
        assert!(is_modest(&orientation_only(6)));
        assert!(is_modest(&tiff(&[entry(0x10F, 2, 4, 0), entry(0x8769, 4, 1, 26)], 0)));
        assert!(is_modest(&tiff(&[entry(0x10F, 2, u32::MAX, 0)], 9999)), "it is only broken");
    }

    #[test]
    fn loops_copies_and_crowds_are_not() {
        assert!(!is_modest(&tiff(&[], 8)), "a directory behind itself");
        assert!(!is_modest(&tiff(&[entry(0x8769, 4, 1, 8); 2], 0)));
        assert!(!is_modest(&tiff(&[entry(0x8769, 3, 1, 8)], 0)));
        let large = [tiff(&[entry(0x10F, 2, 5000, 8); 9], 0), vec![0; 6000]].concat();
        assert!(!is_modest(&large), "the same value over and over");
        assert!(!is_modest(&tiff(&vec![entry(1, 1, 1, 0); 2001], 0)));
        assert!(!is_modest(&[tiff(&[], 0), vec![0; 1 << 17]].concat()));
        assert!(!is_modest(b"Exif\0\0"));
    }
}
