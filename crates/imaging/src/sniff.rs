//! What a file is, by its first bytes alone: names and declared types are for whoever sends them to choose.

use crate::{MediaType, Refusal};

/// How far markup is searched for the element that names it.
const MARKUP_WINDOW: usize = 1024;

/// Signatures at the very start. Longer ones stand before shorter ones that they contain.
const FOREIGN: [(&[u8], &str); 16] = [
    (b"%PDF-", "PDF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"8BPS", "Photoshop"),
    (b"\xFF\x0A", "JPEG XL"),
    (b"\0\0\0\x0CJXL ", "JPEG XL"),
    (b"\0\0\0\x0CjP  ", "JPEG 2000"),
    (b"\xFF\x4F\xFF\x51", "JPEG 2000"),
    (b"\0\0\x01\0", "ICO"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"IIU\0", "raw"),
    (b"\x1A\x45\xDF\xA3", "video"),
    (b"%!PS", "PostScript"),
    (b"gimp xcf", "XCF"),
    (b"qoif", "QOI"),
    (b"\x76\x2F\x31\x01", "EXR"),
];

/// The kind of picture `bytes` begin as, or the name of what they are instead.
pub(crate) fn sniff(bytes: &[u8]) -> Result<MediaType, Refusal> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok(MediaType::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(MediaType::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(MediaType::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(MediaType::Webp),
        _ => Err(foreign(bytes).map_or(Refusal::NotAPicture, Refusal::Unsupported)),
    }
}

fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let signed =
        || FOREIGN.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name);
    iso_media(bytes).or_else(signed).or_else(|| bitmap(bytes)).or_else(|| markup(bytes))
}

/// The family of MP4: a box called `ftyp`, and in it the brand.
fn iso_media(bytes: &[u8]) -> Option<&'static str> {
    let [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] = bytes else { return None };
    Some(match brand.first_chunk::<4>()? {
        b"avif" | b"avis" => "AVIF",
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => "HEIC",
        b"crx " => "raw",
        _ => "video",
    })
}

/// Two letters are a weak sign, so the four reserved bytes must be zero as well.
fn bitmap(bytes: &[u8]) -> Option<&'static str> {
    matches!(bytes, [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..]).then_some("BMP")
}

/// SVG, HTML and XML, in any letter case, after any blanks, in UTF-8 or UTF-16.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let start: String = bytes
        .iter()
        .take(MARKUP_WINDOW)
        .filter(|byte| !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF))
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let start = start.trim_start();
    let tag = start.strip_prefix('<')?;
    let named = |name| start.contains(name);
    if named("<svg") {
        Some("SVG")
    } else if named("<html") || named("<!doctype html") || named("<script") {
        Some("HTML")
    } else if tag.starts_with("?xml") {
        Some("XML")
    } else {
        tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!').then_some("HTML")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], name: &'static str) {
        assert_eq!(sniff(bytes), Err(Refusal::Unsupported(name)), "{}", bytes.escape_ascii());
    }

    #[test]
    fn markup_is_known_in_any_disguise() {
        check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG");
        check(b"\xEF\xBB\xBF \r\n<?xml version='1.0'?><!-- x --><SVG/>", "SVG");
        check(b"\xFF\xFE<\0s\0v\0g\0>\0", "SVG");
        check(b"<!DOCTYPE html><p>hi", "HTML");
        check(b"\t<Script>alert(1)</Script>", "HTML");
        check(b"<b>bold</b>", "HTML");
        check(b"<?xml version='1.0'?><rss/>", "XML");
    }

    #[test]
    fn other_formats_are_named() {
        check(b"%PDF-1.7\n", "PDF");
        check(b"\0\0\0\x20ftypavif\0\0\0\0", "AVIF");
        check(b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC");
        check(b"\0\0\0\x18ftypmif1\0\0\0\0", "HEIC");
        check(b"\0\0\0\x18ftypisom\0\0\0\0", "video");
        check(b"II*\0\x08\0\0\0", "TIFF");
        check(b"MM\0*\0\0\0\x08", "TIFF");
        check(b"BM\x46\0\0\0\0\0\0\0\x36", "BMP");
        check(b"\0\0\0\x0CJXL \r\n\x87\n", "JPEG XL");
        check(b"\0\0\x01\0\x01\0", "ICO");
    }

    #[test]
    fn anything_else_is_not_a_picture() {
        let others: [&[u8]; 7] =
            [b"", b"\xFF\xD8", b"GIF88a", b"RIFF\0\0\0\0WAVE", b"BMW 320", b"a < b", b"\0\0\0\0"];
        for bytes in others {
            assert_eq!(sniff(bytes), Err(Refusal::NotAPicture), "{}", bytes.escape_ascii());
        }
    }
}
