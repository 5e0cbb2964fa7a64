use super::jpeg_segment::{fits, transform};
use super::ledger::Ledger;
use super::{MAX_BLOCK, Rewritten, exif, icc, iptc, tiff, xmp};
use crate::Refusal;
use crate::container::{Walk, broken};

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PROFILE: &[u8] = b"ICC_PROFILE\0";
/// They are numbered by a byte, from 1 on.
const MAX_PROFILE_PARTS: usize = 255;
const MAX_PROFILE_PART: usize = 0xFFFF - 2 - 14;

/// What is found on the way from marker to marker.
#[derive(Default)]
struct Found<'a> {
    /// Version, density and a thumbnail of no pixels, behind the name.
    jfif: Option<[u8; 9]>,
    /// How the colours are to be understood.
    transform: Option<u8>,
    orientation: u8,
    /// Number, count, data.
    profile: Vec<(u8, u8, &'a [u8])>,
    photoshop: Vec<u8>,
    has_frame: bool,
    has_scan: bool,
    /// What draws the picture, as it was.
    body: Vec<u8>,
}

/// Tables, frame and scans as they are, behind a few segments of our own.
pub(super) fn rewrite(bytes: &[u8], ledger: &mut Ledger) -> Result<Rewritten, Refusal> {
    let mut walk = Walk::new(bytes);
    walk.take(2)?;
    let mut found = Found { orientation: 1, ..Found::default() };
    found.body.reserve_exact(bytes.len());
    loop {
        match marker(&mut walk, ledger)? {
            0xD9 => break,
            kind => found.segment(kind, &mut walk, ledger)?,
        }
    }
    if !found.has_scan {
        return Err(broken("a JPEG without a scan"));
    }
    if !found.photoshop.is_empty() {
        iptc::read(&found.photoshop, ledger);
    }
    found.close(ledger)
}

/// The next marker that begins a segment or ends the file.
fn marker(walk: &mut Walk<'_>, ledger: &mut Ledger) -> Result<u8, Refusal> {
    loop {
        let skipped = walk.rest().iter().position(|b| *b == 0xFF).ok_or(Refusal::Truncated)?;
        walk.at += skipped + 1;
        if skipped > 0 {
            ledger.remove("Bytes between segments");
        }
        match walk.rest().first().ok_or(Refusal::Truncated)? {
            0xFF => {}
            0x00 | 0x01 | 0xD0..=0xD8 => walk.at += 1,
            _ => return walk.byte(),
        }
    }
}

impl<'a> Found<'a> {
    fn segment(
        &mut self,
        kind: u8,
        walk: &mut Walk<'a>,
        ledger: &mut Ledger,
    ) -> Result<(), Refusal> {
        let length = u16::from_be_bytes(walk.array()?);
        let data = usize::from(length)
            .checked_sub(2)
            .ok_or_else(|| broken("a JPEG segment without a length"))?;
        let data = walk.take(data)?;
        match kind {
            0xE0..=0xEF => self.application(kind & 15, data, ledger),
            0xFE => ledger.remove("Comment"),
            0xC0..=0xCF | 0xDA | 0xDB | 0xDD if kind != 0xC8 && kind != 0xCC => {
                self.order(kind)?;
                if !fits(kind, data) {
                    return Err(broken("a JPEG segment of the wrong length"));
                }
                self.body.extend([0xFF, kind]);
                self.body.extend(length.to_be_bytes());
                self.body.extend(data);
                if kind == 0xDA {
                    self.scan(walk)?;
                }
            }
            _ => ledger.remove(format!("JPEG.0x{kind:02X}")),
        }
        Ok(())
    }

    /// One frame, and scans behind it.
    fn order(&mut self, kind: u8) -> Result<(), Refusal> {
        match kind {
            0xC4 | 0xDB | 0xDD => {}
            0xDA if self.has_frame => self.has_scan = true,
            0xDA => return Err(broken("a JPEG scan before its frame")),
            _ if self.has_frame => return Err(broken("a JPEG of more than one frame")),
            _ => self.has_frame = true,
        }
        Ok(())
    }

    /// Compressed data up to the next marker, but for those that only serve to resynchronise. Where
    /// it is filled up before one of these, it is filled no more.
    fn scan(&mut self, walk: &mut Walk<'_>) -> Result<(), Refusal> {
        loop {
            let rest = walk.rest();
            let data = rest.iter().position(|b| *b == 0xFF).ok_or(Refusal::Truncated)?;
            self.body.extend(rest.get(..data).unwrap_or_default());
            walk.at += data;
            match rest.get(data + 1).ok_or(Refusal::Truncated)? {
                0xFF => walk.at += 1,
                second @ (0x00 | 0xD0..=0xD7) => {
                    self.body.extend([0xFF, *second]);
                    walk.at += 2;
                }
                // Where a decoder goes on after these is for it to say.
                0x01 | 0xD8 => return Err(broken("a JPEG with a stray mark in a scan")),
                _ => return Ok(()),
            }
        }
    }

    /// Decoders read none of these once the first scan has begun.
    fn application(&mut self, number: u8, data: &'a [u8], ledger: &mut Ledger) {
        match number {
            0 if data.starts_with(b"JFIF\0") && data.len() >= 14 => self.jfif(data, ledger),
            0 if data.starts_with(b"JFXX\0") => ledger.remove("JFIF.Thumbnail"),
            1 if data.starts_with(b"Exif\0\0") => self.exif(data, ledger),
            // Some write it elsewhere than they should.
            _ if data.starts_with(XMP) => {
                xmp::read(data.get(XMP.len()..).unwrap_or_default(), ledger);
            }
            _ if data.starts_with(EXTENDED_XMP) => ledger.remove("XMP"),
            2 if data.starts_with(PROFILE) => self.part(data, ledger),
            2 if data.starts_with(b"MPF\0") => ledger.remove("MPF"),
            13 if data.starts_with(b"Photoshop 3.0\0") => {
                self.photoshop.extend(data.get(14..).unwrap_or_default());
            }
            14 if !self.has_scan && transform(data).is_some() => self.transform = transform(data),
            _ => ledger.remove(format!("JPEG.APP{number}")),
        }
    }

    fn jfif(&mut self, data: &[u8], ledger: &mut Ledger) {
        if data.len() > 14 || data.get(12..14) != Some(&[0, 0]) {
            ledger.remove("JFIF.Thumbnail");
        }
        if let (None, Some(&[major, minor, unit, a, b, c, d])) =
            (self.jfif, data.get(5..).and_then(|data| data.first_chunk()))
        {
            let unit = if unit < 3 { unit } else { 0 };
            let minor = if (major, minor) == (1, 2) { 2 } else { 1 };
            self.jfif = Some([1, minor, unit, a, b, c, d, 0, 0]);
        }
    }

    fn exif(&mut self, data: &[u8], ledger: &mut Ledger) {
        let tiff = exif::without_prefix(data);
        exif::read(tiff, ledger);
        // Of several, the decoder heeds the last.
        if !self.has_scan {
            self.orientation = exif::orientation(tiff);
        }
    }

    fn part(&mut self, data: &'a [u8], ledger: &mut Ledger) {
        match data.get(PROFILE.len()..) {
            Some([number, count, part @ ..])
                if !self.has_scan && self.profile.len() < MAX_PROFILE_PARTS =>
            {
                self.profile.push((*number, *count, part));
            }
            _ => ledger.remove("ICC profile"),
        }
    }

    /// The parts in their order, if all are there.
    fn gathered(&mut self) -> Option<icc::Profile> {
        self.profile.sort_by_key(|(number, ..)| *number);
        let count = self.profile.len();
        let complete = self.profile.iter().zip(1..).all(|((number, of, _), expected)| {
            usize::from(*number) == expected && usize::from(*of) == count
        });
        let parts: Vec<&[u8]> = self.profile.iter().map(|(.., part)| *part).collect();
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if complete && length <= MAX_BLOCK { icc::rewrite(&parts.concat()) } else { None }
    }

    fn close(mut self, ledger: &mut Ledger) -> Result<Rewritten, Refusal> {
        let mut head = vec![0xFF, 0xD8];
        if let Some(jfif) = self.jfif {
            write(&mut head, 0xE0, &[b"JFIF\0", &jfif])?;
        }
        if self.orientation > 1 {
            ledger.keep("orientation");
            write(&mut head, 0xE1, &[b"Exif\0\0", &tiff::orientation_only(self.orientation)])?;
        }
        if let Some(transform) = self.transform {
            write(&mut head, 0xEE, &[b"Adobe\0\x64\0\0\0\0", &[transform]])?;
        }
        let profile = self.gathered();
        if let Some(profile) = &profile {
            ledger.keep("colour-profile");
            write_profile(&mut head, &profile.bytes)?;
        } else if !self.profile.is_empty() {
            ledger.remove("ICC profile");
        }
        let mut original = self.body;
        original.splice(0..0, head);
        original.extend([0xFF, 0xD9]);
        let profile = profile.map(|profile| profile.name);
        Ok(Rewritten { original, frames: 1, orientation: self.orientation, profile })
    }
}

fn write(head: &mut Vec<u8>, kind: u8, parts: &[&[u8]]) -> Result<(), Refusal> {
    let length = 2 + parts.iter().map(|part| part.len()).sum::<usize>();
    let length = u16::try_from(length).or(Err(broken("a JPEG segment that is too long")))?;
    head.extend([0xFF, kind]);
    head.extend(length.to_be_bytes());
    head.extend(parts.concat());
    Ok(())
}

fn write_profile(head: &mut Vec<u8>, profile: &[u8]) -> Result<(), Refusal> {
    let parts = profile.chunks(MAX_PROFILE_PART);
    let count = u8::try_from(parts.len()).unwrap_or(u8::MAX);
    for (part, number) in parts.zip(1..=count) {
        write(head, 0xE2, &[PROFILE, &[number, count], part])?;
    }
    Ok(())
}
