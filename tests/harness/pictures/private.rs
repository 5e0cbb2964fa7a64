//! Pictures with what a camera writes into them and nobody else should read.

use super::{gif, jpeg, png, webp};

/// Words that stand in every private part of a private picture. Wherever they turn up later, something leaked.
pub const CANARY: &str = "CANARY-51.4779N-0.0015W";

/// A JPEG with an EXIF orientation (1 to 8), a camera, a position, an XMP packet and a comment.
pub fn private_jpeg(width: u32, height: u32, orientation: u16) -> Vec<u8> {
    let exif = [b"Exif\0\0".as_slice(), &exif(orientation)].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), xmp().as_bytes()].concat();
    let segments =
        [segment(0xE1, &exif), segment(0xE1, &xmp), segment(0xFE, CANARY.as_bytes())].concat();
    inserted(jpeg(width, height, 7), 2, &segments)
}

/// A PNG with EXIF data and a text.
pub fn private_png(width: u32, height: u32) -> Vec<u8> {
    let text = [b"Comment\0".as_slice(), CANARY.as_bytes()].concat();
    let chunks = [png_chunk(*b"eXIf", &exif(1)), png_chunk(*b"tEXt", &text)].concat();
    // The signature has 8 bytes, the chunk IHDR 25.
    inserted(png(width, height, 7), 33, &chunks)
}

/// A WebP with EXIF data and an XMP packet.
pub fn private_webp(width: u32, height: u32) -> Vec<u8> {
    const EXIF_AND_XMP: u32 = 0b1100;
    let simple = webp(width, height, 7);
    let size = [(width - 1).to_le_bytes(), (height - 1).to_le_bytes()]
        .map(|bytes| [bytes[0], bytes[1], bytes[2]]);
    let header = [EXIF_AND_XMP.to_le_bytes().as_slice(), size.as_flattened()].concat();
    let notes = [riff_chunk(*b"EXIF", &exif(1)), riff_chunk(*b"XMP ", xmp().as_bytes())].concat();
    let content =
        [b"WEBP".as_slice(), &riff_chunk(*b"VP8X", &header), &simple[12..], &notes].concat();
    riff_chunk(*b"RIFF", &content)
}

/// A GIF with a comment.
pub fn private_gif(width: u32, height: u32) -> Vec<u8> {
    let length = u8::try_from(CANARY.len()).expect("a short text");
    let comment = [b"\x21\xFE".as_slice(), &[length], CANARY.as_bytes(), b"\0"].concat();
    let simple = gif(width, height, 7);
    let trailer = simple.len() - 1;
    inserted(simple, trailer, &comment)
}

/// The checksum of PNG's chunks.
/// The checksum of a PNG chunk.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    })
}

fn inserted(mut bytes: Vec<u8>, at: usize, new: &[u8]) -> Vec<u8> {
    bytes.splice(at..at, new.iter().copied());
    bytes
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
    [&[0xFF, marker], length.as_slice(), content].concat()
}

fn png_chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), content].concat();
    [length(content).to_be_bytes().as_slice(), &named, &crc32(&named).to_be_bytes()].concat()
}

fn riff_chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if content.len() % 2 == 1 { b"\0" } else { b"" };
    [kind.as_slice(), &length(content).to_le_bytes(), content, padding].concat()
}

fn xmp() -> String {
    format!(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:creator=\"{CANARY}\"/></rdf:RDF></x:xmpmeta>"
    )
}

/// An entry of an EXIF directory: tag, type, number of values, the values.
type Entry = (u16, u16, u32, Vec<u8>);

const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

fn exif(orientation: u16) -> Vec<u8> {
    const START: u32 = 8;
    let main = |gps: u32| {
        let orientation = (0x0112, SHORT, 1, orientation.to_le_bytes().to_vec());
        let position = (0x8825, LONG, 1, gps.to_le_bytes().to_vec());
        directory(
            START,
            &[
                text(0x010E, CANARY),
                text(0x010F, "Ferrous"),
                text(0x0110, "Plate One"),
                orientation,
                position,
            ],
        )
    };
    let gps = START + length(&main(0));
    let position = directory(
        gps,
        &[
            text(1, "N"),
            degrees(2, [51, 28, 40]),
            text(3, "W"),
            degrees(4, [0, 0, 5]),
            text(0x1B, CANARY),
        ],
    );
    [b"II\x2A\0".as_slice(), &START.to_le_bytes(), &main(gps), &position].concat()
}

fn text(tag: u16, text: &str) -> Entry {
    let bytes = format!("{text}\0").into_bytes();
    (tag, 2, length(&bytes), bytes)
}

fn degrees(tag: u16, parts: [u32; 3]) -> Entry {
    (
        tag,
        RATIONAL,
        3,
        parts.iter().flat_map(|part| [part.to_le_bytes(), 1_u32.to_le_bytes()].concat()).collect(),
    )
}

/// A directory that starts at this offset, its longer values behind it.
fn directory(start: u32, entries: &[Entry]) -> Vec<u8> {
    let number = u16::try_from(entries.len()).expect("few entries");
    let mut table = number.to_le_bytes().to_vec();
    let mut values = Vec::new();
    for (tag, kind, count, value) in entries {
        table.extend([tag.to_le_bytes(), kind.to_le_bytes()].as_flattened());
        table.extend(count.to_le_bytes());
        if value.len() <= 4 {
            table.extend(value.iter().chain(&[0; 4]).take(4));
        } else {
            let offset = start + 2 + 12 * u32::from(number) + 4 + length(&values);
            table.extend(offset.to_le_bytes());
            values.extend(value);
        }
    }
    [table, vec![0; 4], values].concat()
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a short text")
}
