//! Colour profiles: the numbers that make colours, without the texts around them.

use super::bytes::{be32, slice};
use super::{MAX_BLOCK, icc_elements as elements, icc_name as name};
use crate::container::size;
use moxcms::ColorProfile;
use std::panic::{AssertUnwindSafe, catch_unwind};

const HEADER: usize = 128;
/// Real profiles have up to some twenty.
const MAX_TAGS: u32 = 100;

/// Every tag that decides on a colour, in the order in which they are written.
const COLORIMETRIC: [[u8; 4]; 18] = [
    *b"wtpt", *b"bkpt", *b"lumi", *b"chad", *b"cicp", *b"rXYZ", *b"gXYZ", *b"bXYZ", *b"rTRC",
    *b"gTRC", *b"bTRC", *b"kTRC", *b"A2B0", *b"A2B1", *b"A2B2", *b"B2A0", *b"B2A1", *b"B2A2",
];

/// A profile as it is kept.
pub(super) struct Profile {
    pub(super) bytes: Vec<u8>,
    /// A well-known name, or what kind of profile it is.
    pub(super) name: &'static str,
}

type Tags = Vec<([u8; 4], Vec<u8>)>;

/// The same colours, if the profile is sane and not too large.
pub(super) fn rewrite(profile: &[u8]) -> Option<Profile> {
    let length = size(be32(profile, 0)?);
    let profile = profile.get(..length).filter(|profile| profile.len() <= MAX_BLOCK)?;
    let mut tags = colorimetric(profile)?;
    let space = slice(profile, 16, 4)?;
    if !is_complete(space, &tags) {
        return None;
    }
    let name = name::of(space, &tags, find(profile, *b"desc"));
    let modern = *profile.get(8)? >= 4;
    tags.insert(0, (*b"desc", elements::text(name, modern, *b"desc")));
    tags.insert(1, (*b"cprt", elements::text("", modern, *b"text")));
    let bytes = [&header(profile)?[..], &table(&tags)?].concat();
    let length = u32::try_from(bytes.len()).ok()?.to_be_bytes();
    let bytes = [&length, bytes.get(4..)?].concat();
    // Whoever reads it next must be able to.
    let readable = || ColorProfile::new_from_slice(&bytes).is_ok();
    let sane =
        bytes.len() <= MAX_BLOCK && catch_unwind(AssertUnwindSafe(readable)).unwrap_or(false);
    sane.then_some(Profile { bytes, name })
}

/// The first tag of a kind.
fn find(profile: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    let count = be32(profile, HEADER)?.min(MAX_TAGS);
    let table = profile.get(HEADER + 4..)?.chunks_exact(12).take(size(count));
    let entry = table.into_iter().find(|entry| entry.starts_with(&kind))?;
    slice(profile, size(be32(entry, 4)?), size(be32(entry, 8)?))
}

/// All that decides on a colour, each in the one form that there is for what it says.
fn colorimetric(profile: &[u8]) -> Option<Tags> {
    let mut tags = Tags::new();
    let mut total = 0;
    for kind in COLORIMETRIC {
        // A tag that is there but cannot be read is not sane.
        let Some(data) = find(profile, kind) else { continue };
        let element = elements::rewrite(kind, data)?;
        total += element.len();
        if total > MAX_BLOCK {
            return None;
        }
        tags.push((kind, element));
    }
    Some(tags)
}

fn is_complete(space: &[u8], tags: &Tags) -> bool {
    let has = |kind: &[u8; 4]| tags.iter().any(|(found, _)| found == kind);
    let table = has(b"A2B0");
    match space {
        b"RGB " => {
            let matrix = [b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"];
            table || matrix.into_iter().all(has)
        }
        b"GRAY" => table || has(b"kTRC"),
        b"CMYK" => table,
        _ => false,
    }
}

/// The fields on which colours depend; who made it, when, and on what is left empty.
fn header(profile: &[u8]) -> Option<[u8; HEADER]> {
    let known = |at, kinds: &[&[u8; 4]]| {
        slice(profile, at, 4).filter(|found| kinds.iter().any(|kind| &kind[..] == *found))
    };
    let class = known(12, &[b"scnr", b"mntr", b"prtr", b"spac"])?;
    let space = known(16, &[b"RGB ", b"GRAY", b"CMYK"])?;
    let connection = known(20, &[b"XYZ ", b"Lab "])?;
    let signature = known(36, &[b"acsp"])?;
    let intent = be32(profile, 64).filter(|intent| *intent < 4)?;
    let header = [
        &[0; 8][..],
        slice(profile, 8, 2)?,
        &[0; 2],
        class,
        space,
        connection,
        // A date must be one: the first of January 2000.
        b"\x07\xD0\0\x01\0\x01\0\0\0\0\0\0",
        signature,
        &[0; 24],
        &intent.to_be_bytes(),
        // D50, the only illuminant there is.
        b"\0\0\xF6\xD6\0\x01\0\0\0\0\xD3\x2D",
        &[0; 48],
    ]
    .concat();
    header.try_into().ok()
}

/// The table of tags and what it points at, the same thing once.
fn table(tags: &Tags) -> Option<Vec<u8>> {
    let start = HEADER + 4 + 12 * tags.len();
    let mut table = u32::try_from(tags.len()).ok()?.to_be_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    let mut places: Vec<(&[u8], usize)> = Vec::new();
    for (kind, element) in tags {
        let known = places.iter().find(|(known, _)| known == element).map(|(_, place)| *place);
        let place = known.unwrap_or(start + data.len());
        if known.is_none() {
            places.push((element, place));
            data.extend(element);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        table.extend(kind);
        table.extend(u32::try_from(place).ok()?.to_be_bytes());
        table.extend(u32::try_from(element.len()).ok()?.to_be_bytes());
    }
    table.extend(data);
    Some(table)
}
