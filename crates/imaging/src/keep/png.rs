use super::bytes::be32;
use super::ledger::Ledger;
use super::png_chunk::{Chunk, Header, write};
use super::{MAX_BLOCK, Rewritten, exif, icc, text, tiff, xmp};
use crate::Refusal;
use crate::container::{Walk, broken};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

const XMP: &[u8] = b"XML:com.adobe.xmp\0";
/// Better is hardly smaller.
const EFFORT: u8 = 6;

/// Chunks that are copied as they are if they stand before the pixels: how many bytes they have,
/// and what they say.
const COPIED: [([u8; 4], usize, &str); 4] = [
    (*b"gAMA", 4, "gamma"),
    (*b"cHRM", 32, "chromaticities"),
    (*b"sRGB", 1, "srgb"),
    (*b"cICP", 4, "cicp"),
];

/// The numbers of the first two are in parts of 100,000; what is larger than this is text.
const MAX_NUMBER: u32 = 1_000_000;

/// The pixels of a PNG are one stream, in pieces that stand one behind the other.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Pixels {
    Ahead,
    Here,
    Behind,
}

struct Found {
    header: Header,
    pixels: Pixels,
    palette: usize,
    orientation: u8,
    profile: Option<&'static str>,
    seen: Vec<[u8; 4]>,
    /// How many frames it claims to have, if it moves.
    claimed: Option<u32>,
    frames: u32,
    /// A packet of XMP was unpacked; a file may claim to have a great many.
    unpacked: bool,
    png: Vec<u8>,
}

/// From chunk to chunk; what is not known is not copied.
pub(super) fn rewrite(bytes: &[u8], ledger: &mut Ledger) -> Result<Rewritten, Refusal> {
    let mut walk = Walk::new(bytes);
    let signature = walk.take(8)?;
    let first = Chunk::read(&mut walk)?;
    let mut found = Found::new(signature, &first, bytes.len())?;
    loop {
        let chunk = Chunk::read(&mut walk)?;
        if chunk.is_critical() && !chunk.is_whole() {
            return Err(broken("a PNG with a wrong checksum"));
        }
        if chunk.kind == *b"IEND" {
            break;
        }
        found.chunk(&chunk, ledger)?;
    }
    found.close(ledger)
}

impl Found {
    fn new(signature: &[u8], first: &Chunk<'_>, length: usize) -> Result<Self, Refusal> {
        if first.kind != *b"IHDR" || !first.is_whole() {
            return Err(broken("a PNG with a wrong checksum"));
        }
        let mut png = Vec::with_capacity(length);
        png.extend(signature);
        png.extend(first.raw);
        Ok(Self {
            header: Header::read(first)?,
            pixels: Pixels::Ahead,
            palette: 0,
            orientation: 1,
            profile: None,
            seen: Vec::new(),
            claimed: None,
            frames: 0,
            unpacked: false,
            png,
        })
    }

    fn chunk(&mut self, chunk: &Chunk<'_>, ledger: &mut Ledger) -> Result<(), Refusal> {
        if self.pixels == Pixels::Here && chunk.kind != *b"IDAT" {
            self.pixels = Pixels::Behind;
        }
        match &chunk.kind {
            b"IDAT" => self.pixels(chunk),
            b"PLTE" => self.palette(chunk, ledger),
            b"acTL" | b"fcTL" | b"fdAT" => self.frame(chunk, ledger),
            b"tEXt" | b"zTXt" | b"iTXt" => {
                self.text(chunk, ledger);
                Ok(())
            }
            _ if chunk.is_critical() => Err(Refusal::Unsupported("this variant of PNG")),
            _ => self.ancillary(chunk, ledger),
        }
    }

    fn pixels(&mut self, chunk: &Chunk<'_>) -> Result<(), Refusal> {
        if self.pixels == Pixels::Behind {
            return Err(broken("a PNG whose pixels are scattered"));
        }
        if self.header.has_palette() && self.palette == 0 {
            return Err(broken("a PNG without its palette"));
        }
        self.pixels = Pixels::Here;
        self.png.extend(chunk.raw);
        Ok(())
    }

    /// In a picture that has its own colours it is only a proposal.
    fn palette(&mut self, chunk: &Chunk<'_>, ledger: &mut Ledger) -> Result<(), Refusal> {
        if !self.header.has_palette() {
            ledger.remove("PNG.PLTE");
            return Ok(());
        }
        if self.palette > 0 || self.pixels != Pixels::Ahead || !chunk.data.len().is_multiple_of(3) {
            return Err(broken("a PNG with a strange palette"));
        }
        let used = chunk.data.len().min(3 * self.header.colours());
        self.palette = used / 3;
        write(&mut self.png, chunk.kind, chunk.data.get(..used).unwrap_or_default())
    }

    /// What may be there, once, and before the pixels.
    fn ancillary(&mut self, chunk: &Chunk<'_>, ledger: &mut Ledger) -> Result<(), Refusal> {
        let timely = self.pixels == Pixels::Ahead && !self.seen.contains(&chunk.kind);
        let usable = timely && chunk.is_whole();
        let copied = COPIED.iter().find(|(kind, length, _)| {
            *kind == chunk.kind && *length == chunk.data.len() && usable && is_sane(chunk)
        });
        match &chunk.kind {
            _ if let Some((.., id)) = copied => ledger.keep(id),
            b"sBIT" if usable && chunk.data.len() == self.header.channels() => {
                ledger.keep("significant-bits");
            }
            b"tRNS" if usable && self.header.is_transparency(chunk.data, self.palette) => {}
            b"tRNS" => return Err(broken("a PNG with a strange transparency")),
            b"iCCP" if usable => return self.profile(chunk, ledger),
            b"eXIf" => return self.exif(chunk, usable, ledger),
            _ => {
                ledger.remove_theirs("PNG.", &chunk.kind);
                return Ok(());
            }
        }
        self.seen.push(chunk.kind);
        self.png.extend(chunk.raw);
        Ok(())
    }

    fn profile(&mut self, chunk: &Chunk<'_>, ledger: &mut Ledger) -> Result<(), Refusal> {
        self.seen.push(chunk.kind);
        let packed = after_zero(chunk.data).and_then(|rest| rest.strip_prefix(&[0]));
        let Some(profile) = packed.and_then(unpack).and_then(|profile| icc::rewrite(&profile))
        else {
            ledger.remove("ICC profile");
            return Ok(());
        };
        self.profile = Some(profile.name);
        ledger.keep("colour-profile");
        let packed = compress_to_vec_zlib(&profile.bytes, EFFORT);
        write(&mut self.png, chunk.kind, &[b"ICC profile\0\0", &packed[..]].concat())
    }

    /// The decoder reads the first, if it stands before the pixels.
    fn exif(
        &mut self,
        chunk: &Chunk<'_>,
        usable: bool,
        ledger: &mut Ledger,
    ) -> Result<(), Refusal> {
        let tiff = exif::without_prefix(chunk.data);
        exif::read(tiff, ledger);
        if !usable {
            return Ok(());
        }
        self.seen.push(chunk.kind);
        self.orientation = exif::orientation(tiff);
        if self.orientation == 1 {
            return Ok(());
        }
        ledger.keep("orientation");
        write(&mut self.png, chunk.kind, &tiff::orientation_only(self.orientation))
    }

    /// The chunks of a picture that moves, once one of them has announced it.
    fn frame(&mut self, chunk: &Chunk<'_>, ledger: &mut Ledger) -> Result<(), Refusal> {
        let announces = chunk.kind == *b"acTL";
        let known = self.claimed.is_some();
        if announces == known || (announces && self.pixels != Pixels::Ahead) {
            ledger.remove_theirs("PNG.", &chunk.kind);
            return Ok(());
        }
        let sane = match chunk.data.len() {
            8 if announces => true,
            26 if chunk.kind == *b"fcTL" => self.is_inside(chunk.data),
            4.. if chunk.kind == *b"fdAT" => self.frames > 0 && self.pixels == Pixels::Behind,
            _ => false,
        };
        if !sane || !chunk.is_whole() {
            return Err(broken("a PNG with a strange frame"));
        }
        if announces {
            self.claimed = be32(chunk.data, 0);
        }
        self.frames += u32::from(chunk.kind == *b"fcTL");
        self.png.extend(chunk.raw);
        Ok(())
    }

    fn is_inside(&self, control: &[u8]) -> bool {
        let ends_within = |size, offset, whole: u32| {
            let end = be32(control, size).zip(be32(control, offset));
            end.and_then(|(size, offset)| size.checked_add(offset)).is_some_and(|end| end <= whole)
        };
        ends_within(4, 12, self.header.width) && ends_within(8, 16, self.header.height)
    }

    /// A text is its keyword, and then in one way or another the text itself.
    fn text(&mut self, chunk: &Chunk<'_>, ledger: &mut Ledger) {
        if let Some(rest) = chunk.data.strip_prefix(XMP).filter(|_| chunk.kind == *b"iTXt") {
            return self.packet(rest, ledger);
        }
        let keyword = chunk.data.split(|byte| *byte == 0).next().unwrap_or_default();
        // Some programs write each field of EXIF as a text.
        ledger.location |= keyword.starts_with(b"exif:GPS");
        ledger.remove_theirs(&format!("PNG.{}:", text::decode(&chunk.kind)), keyword);
    }

    /// XMP behind a flag for compression, its method, a language and a translation of the keyword.
    fn packet(&mut self, rest: &[u8], ledger: &mut Ledger) {
        let body = rest.get(2..).and_then(after_zero).and_then(after_zero);
        match (rest.first(), body) {
            (Some(0), Some(body)) => xmp::read(body, ledger),
            (Some(1), Some(body)) if !self.unpacked => {
                self.unpacked = true;
                xmp::read(&unpack(body).unwrap_or_default(), ledger);
            }
            _ => ledger.remove("XMP"),
        }
    }

    fn close(mut self, ledger: &mut Ledger) -> Result<Rewritten, Refusal> {
        if self.pixels == Pixels::Ahead {
            return Err(broken("a PNG without pixels"));
        }
        if self.claimed.is_some_and(|claimed| claimed != self.frames || claimed == 0) {
            return Err(broken("a PNG that miscounts its frames"));
        }
        if self.claimed.is_some() {
            ledger.keep("animation");
        }
        write(&mut self.png, *b"IEND", b"")?;
        Ok(Rewritten {
            original: self.png,
            frames: self.frames.max(1),
            orientation: self.orientation,
            profile: self.profile,
        })
    }
}

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    decompress_to_vec_zlib_with_limit(packed, MAX_BLOCK).ok()
}

fn after_zero(data: &[u8]) -> Option<&[u8]> {
    let zero = data.iter().position(|byte| *byte == 0)?;
    data.get(zero + 1..)
}

fn is_sane(chunk: &Chunk<'_>) -> bool {
    let (numbers, _) = chunk.data.as_chunks::<4>();
    let small = numbers.iter().all(|number| u32::from_be_bytes(*number) <= MAX_NUMBER);
    small || !matches!(&chunk.kind, b"gAMA" | b"cHRM")
}
