//! Texts in the way of the press: IPTC-IIM, within Photoshop's image resources.

use super::bytes;
use super::ledger::Ledger;
use super::text;
use crate::container::size;

/// The number of the resource that holds IPTC, and of those that hold a small picture.
const IPTC: u16 = 0x0404;
const THUMBNAILS: [u16; 2] = [0x0409, 0x040C];

/// The names of the fields of the second record, which is about the picture.
const FIELDS: [(u8, &str); 26] = [
    (5, "ObjectName"),
    (7, "EditStatus"),
    (10, "Urgency"),
    (15, "Category"),
    (20, "SupplementalCategory"),
    (25, "Keywords"),
    (26, "ContentLocationCode"),
    (27, "ContentLocationName"),
    (40, "SpecialInstructions"),
    (55, "DateCreated"),
    (60, "TimeCreated"),
    (65, "OriginatingProgram"),
    (80, "By-line"),
    (85, "By-lineTitle"),
    (90, "City"),
    (92, "Sub-location"),
    (95, "Province-State"),
    (100, "CountryCode"),
    (101, "CountryName"),
    (103, "OriginalTransmissionReference"),
    (105, "Headline"),
    (110, "Credit"),
    (115, "Source"),
    (116, "CopyrightNotice"),
    (120, "Caption-Abstract"),
    (122, "Writer-Editor"),
];

const PLACES: [u8; 7] = [26, 27, 90, 92, 95, 100, 101];

/// Notes down what Photoshop's resources hold, as far as they can be read.
pub(super) fn read(resources: &[u8], ledger: &mut Ledger) {
    ledger.remove("Photoshop");
    let mut rest = resources;
    while let Some((number, data, after)) = resource(rest) {
        match number {
            IPTC => fields(data, ledger),
            number if THUMBNAILS.contains(&number) => ledger.remove("Photoshop.Thumbnail"),
            _ => {}
        }
        rest = after;
    }
}

/// Signature, number, name, length, data; name and data are padded to an even length.
fn resource(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let rest = bytes.strip_prefix(b"8BIM")?;
    let number = bytes::be16(rest, 0)?;
    let name = usize::from(*rest.get(2)?) + 1;
    let at = 2 + name.next_multiple_of(2);
    let length = size(bytes::be32(rest, at)?);
    let data = bytes::slice(rest, at + 4, length)?;
    let after = rest.get(at + 4 + length.next_multiple_of(2)..).unwrap_or_default();
    Some((number, data, after))
}

/// Mark, record, field, length, data.
fn fields(mut data: &[u8], ledger: &mut Ledger) {
    while let [0x1C, record, field, high, low, rest @ ..] = data {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // With the first bit set, this is the length of the length: for films, not for texts.
        let Some((value, after)) = rest.split_at_checked(length) else { return };
        if *record == 2 {
            note(*field, value, ledger);
        }
        data = after;
    }
}

fn note(field: u8, value: &[u8], ledger: &mut Ledger) {
    let name = FIELDS.iter().find(|(number, _)| *number == field).map(|(_, name)| *name);
    match (field, name) {
        // The version.
        (0, _) => {}
        (_, Some(name)) => ledger.remove(format!("IPTC.{name}")),
        (_, None) => ledger.remove(format!("IPTC.2-{field}")),
    }
    ledger.location |= PLACES.contains(&field) && !value.is_empty();
    match field {
        5 => ledger.title(&text::decode(value)),
        25 => ledger.keyword(&text::decode(value)),
        120 => ledger.caption(&text::decode(value)),
        _ => {}
    }
}
