use super::ledger::Ledger;
use super::{Rewritten, exif, icc, tiff, xmp};
use crate::Refusal;
use crate::container::webp::{canvas, lossless, lossy};
use crate::container::{Walk, broken, size};

const PROFILE: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const MOVES: u8 = 0x02;

type Kind = [u8; 4];

/// One picture: what shines through it, if that is apart, and the rest.
#[derive(Default, Clone, Copy)]
struct Picture<'a> {
    alpha: Option<&'a [u8]>,
    bitstream: Option<(Kind, &'a [u8])>,
}

#[derive(Default)]
struct Found<'a> {
    moves: bool,
    /// Whether anything may shine through. Where the header denies it some decoders believe that,
    /// and others what they find; so what is kept denies it as well, and has nothing set apart.
    clear: bool,
    size: (u32, u32),
    profile: Option<icc::Profile>,
    animation: Option<&'a [u8]>,
    still: Picture<'a>,
    frames: Vec<([u8; 16], Picture<'a>)>,
    exif: Option<&'a [u8]>,
    has_profile: bool,
}

/// From chunk to chunk, and then all of them in the order in which they should be.
pub(super) fn rewrite(bytes: &[u8], ledger: &mut Ledger) -> Result<Rewritten, Refusal> {
    let mut walk = Walk::new(bytes.get(12..).unwrap_or_default());
    let Some((kind, data)) = chunk(&mut walk)? else { return Err(broken("an empty WebP")) };
    let mut found = Found::default();
    match &kind {
        b"VP8X" => {
            found.moves = data.first().is_some_and(|flags| flags & MOVES != 0);
            found.clear = data.first().is_some_and(|flags| flags & ALPHA != 0);
            found.size = canvas(data)?;
            while let Some((kind, data)) = chunk(&mut walk)? {
                found.chunk(kind, data, ledger)?;
            }
        }
        // Of a simple file only the first chunk counts.
        b"VP8 " | b"VP8L" => {
            found.clear = true;
            found.still.bitstream = Some((kind, data));
            found.size = found.still.size()?;
            while let Some((kind, data)) = chunk(&mut walk)? {
                note(kind, data, ledger);
            }
        }
        _ => return Err(broken("a WebP that does not begin with a picture")),
    }
    found.close(ledger)
}

/// Fewer than eight bytes are padding.
fn chunk<'a>(walk: &mut Walk<'a>) -> Result<Option<(Kind, &'a [u8])>, Refusal> {
    if walk.rest().len() < 8 {
        return Ok(None);
    }
    let kind = walk.array()?;
    let length = size(u32::from_le_bytes(walk.array()?));
    let data = walk.take(length)?;
    walk.at += length % 2;
    Ok(Some((kind, data)))
}

fn note(kind: Kind, data: &[u8], ledger: &mut Ledger) {
    match &kind {
        b"EXIF" => exif::read(exif::without_prefix(data), ledger),
        b"XMP " => xmp::read(data, ledger),
        b"ICCP" => ledger.remove("ICC profile"),
        _ => ledger.remove_theirs("WebP.", &kind),
    }
}

impl<'a> Found<'a> {
    /// Of each kind the first counts.
    fn chunk(&mut self, kind: Kind, data: &'a [u8], ledger: &mut Ledger) -> Result<(), Refusal> {
        match &kind {
            b"ICCP" if !self.has_profile => {
                self.has_profile = true;
                self.profile = icc::rewrite(data);
                if self.profile.is_none() {
                    ledger.remove("ICC profile");
                }
            }
            b"EXIF" => {
                self.exif = self.exif.or(Some(exif::without_prefix(data)));
                note(kind, data, ledger);
            }
            b"ANIM" if self.moves && self.animation.is_none() => {
                let animation = data.get(..6);
                self.animation = Some(animation.ok_or(broken("a WebP that moves strangely"))?);
            }
            b"ANMF" if self.moves => self.frame(data, ledger)?,
            b"ALPH" if !self.clear => note(kind, data, ledger),
            b"ALPH" | b"VP8 " | b"VP8L" if !self.moves => self.still.add(kind, data, ledger),
            _ => note(kind, data, ledger),
        }
        Ok(())
    }

    fn frame(&mut self, data: &'a [u8], ledger: &mut Ledger) -> Result<(), Refusal> {
        let (head, body) =
            data.split_first_chunk().ok_or(broken("a WebP frame without a header"))?;
        let mut walk = Walk::new(body);
        let mut picture = Picture::default();
        while let Some((kind, data)) = chunk(&mut walk)? {
            match &kind {
                b"ALPH" if !self.clear => note(kind, data, ledger),
                _ => picture.add(kind, data, ledger),
            }
        }
        let mut head: [u8; 16] = *head;
        let [x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2, .., flags] = &mut head;
        // All but two of them mean nothing.
        *flags &= 3;
        let number = |a: &u8, b: &u8, c: &u8| u32::from_le_bytes([*a, *b, *c, 0]);
        let (x, y) = (2 * number(x0, x1, x2), 2 * number(y0, y1, y2));
        let (width, height) = (number(w0, w1, w2) + 1, number(h0, h1, h2) + 1);
        if x + width > self.size.0 || y + height > self.size.1 {
            return Err(broken("a WebP frame outside its canvas"));
        }
        if picture.size()? != (width, height) {
            return Err(broken("a WebP frame of another size than its picture"));
        }
        self.frames.push((head, picture));
        Ok(())
    }

    fn close(self, ledger: &mut Ledger) -> Result<Rewritten, Refusal> {
        if !self.moves && self.still.size()? != self.size {
            return Err(broken("a WebP picture that does not fill its canvas"));
        }
        if self.moves && (self.frames.is_empty() || self.animation.is_none()) {
            return Err(broken("a WebP that moves without frames"));
        }
        let orientation = self.exif.map_or(1, exif::orientation);
        let mut webp = b"RIFF\0\0\0\0WEBP".to_vec();
        self.write(&mut webp, orientation)?;
        let length = u32::try_from(webp.len() - 8).or(Err(Refusal::TooBig))?;
        webp.splice(4..8, length.to_le_bytes());
        if orientation > 1 {
            ledger.keep("orientation");
        }
        if self.profile.is_some() {
            ledger.keep("colour-profile");
        }
        if self.moves {
            ledger.keep("animation");
        }
        let frames = u32::try_from(self.frames.len().max(1)).unwrap_or(u32::MAX);
        let profile = self.profile.map(|profile| profile.name);
        Ok(Rewritten { original: webp, frames, orientation, profile })
    }

    fn write(&self, webp: &mut Vec<u8>, orientation: u8) -> Result<(), Refusal> {
        let flags = self.flags(orientation);
        let denied = self.still.has_alpha() && !self.clear;
        if flags & !ALPHA != 0 || self.still.alpha.is_some() || denied {
            write(webp, *b"VP8X", &[&self.extended(flags)])?;
        }
        if let Some(profile) = &self.profile {
            write(webp, *b"ICCP", &[&profile.bytes])?;
        }
        if let Some(animation) = self.animation {
            write(webp, *b"ANIM", &[animation])?;
        }
        self.still.write(webp)?;
        for (head, picture) in &self.frames {
            let start = webp.len();
            write(webp, *b"ANMF", &[head])?;
            picture.write(webp)?;
            let length = u32::try_from(webp.len() - start - 8).or(Err(Refusal::TooBig))?;
            webp.splice(start + 4..start + 8, length.to_le_bytes());
        }
        if orientation > 1 {
            write(webp, *b"EXIF", &[&tiff::orientation_only(orientation)])?;
        }
        Ok(())
    }

    /// What is really there. What no frame covers may be clear although each of them is not.
    fn flags(&self, orientation: u8) -> u8 {
        let alpha = self.clear && (self.moves || self.still.has_alpha());
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        flag(self.profile.is_some(), PROFILE)
            | flag(alpha, ALPHA)
            | flag(orientation > 1, EXIF)
            | flag(self.moves, MOVES)
    }

    fn extended(&self, flags: u8) -> [u8; 10] {
        let [w0, w1, w2, _] = (self.size.0 - 1).to_le_bytes();
        let [h0, h1, h2, _] = (self.size.1 - 1).to_le_bytes();
        [flags, 0, 0, 0, w0, w1, w2, h0, h1, h2]
    }
}

impl<'a> Picture<'a> {
    fn add(&mut self, kind: Kind, data: &'a [u8], ledger: &mut Ledger) {
        match (&kind, self.bitstream, self.alpha) {
            (b"ALPH", None, None) => self.alpha = Some(data),
            (b"VP8 ", None, _) => self.bitstream = Some((kind, data)),
            // It has room for its own, so what stood before it was for nothing.
            (b"VP8L", None, apart) => {
                self.bitstream = Some((kind, data));
                self.alpha = None;
                if let Some(alpha) = apart {
                    note(*b"ALPH", alpha, ledger);
                }
            }
            _ => note(kind, data, ledger),
        }
    }

    fn size(&self) -> Result<(u32, u32), Refusal> {
        match self.bitstream {
            Some((kind, data)) if kind == *b"VP8 " => lossy(data),
            Some((_, data)) => lossless(data),
            None => Err(broken("a WebP without a picture")),
        }
    }

    /// Apart, or a bit in the header of what is lossless.
    fn has_alpha(&self) -> bool {
        match self.bitstream {
            Some((kind, data)) if kind == *b"VP8L" => data.get(4).is_some_and(|b| b & 0x10 != 0),
            _ => self.alpha.is_some(),
        }
    }

    fn write(&self, webp: &mut Vec<u8>) -> Result<(), Refusal> {
        let Some((kind, data)) = self.bitstream else { return Ok(()) };
        if let Some(alpha) = self.alpha {
            write(webp, *b"ALPH", &[alpha])?;
        }
        write(webp, kind, &[data])
    }
}

/// Kind, length, data, and a byte to make it even.
fn write(webp: &mut Vec<u8>, kind: Kind, parts: &[&[u8]]) -> Result<(), Refusal> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    webp.extend(kind);
    webp.extend(u32::try_from(length).or(Err(Refusal::TooBig))?.to_le_bytes());
    for part in parts {
        webp.extend(*part);
    }
    webp.resize(webp.len() + length % 2, 0);
    Ok(())
}
