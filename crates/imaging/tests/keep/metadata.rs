//! Metadata as cameras and programs write it, with whatever text a test wants in it.

/// One entry of a directory: its number, its type and its value.
type Entry = (u16, u16, Vec<u8>);

pub(crate) const ASCII: u16 = 2;
pub(crate) const SHORT: u16 = 3;
pub(crate) const RATIONAL: u16 = 5;
pub(crate) const UNDEFINED: u16 = 7;

pub(crate) fn text(tag: u16, text: &str) -> Entry {
    (tag, ASCII, [text.as_bytes(), b"\0"].concat())
}

pub(crate) fn short(tag: u16, number: u16) -> Entry {
    (tag, SHORT, number.to_be_bytes().to_vec())
}

pub(crate) fn ratio(tag: u16, numerator: u32, denominator: u32) -> Entry {
    (tag, RATIONAL, [numerator.to_be_bytes(), denominator.to_be_bytes()].concat())
}

pub(crate) fn blob(tag: u16, bytes: &[u8]) -> Entry {
    (tag, UNDEFINED, bytes.to_vec())
}

/// The directory, its values behind it, and the place of another behind that.
fn directory(at: usize, entries: &[Entry], next: u32) -> Vec<u8> {
    let count = u16::try_from(entries.len()).unwrap();
    let mut table = count.to_be_bytes().to_vec();
    let mut values = Vec::new();
    let start = at + 2 + 12 * entries.len() + 4;
    for (tag, kind, value) in entries {
        let size = match *kind {
            SHORT => 2,
            4 => 4,
            RATIONAL => 8,
            _ => 1,
        };
        table.extend(tag.to_be_bytes());
        table.extend(kind.to_be_bytes());
        table.extend(u32::try_from(value.len() / size).unwrap().to_be_bytes());
        if value.len() <= 4 {
            let mut value = value.clone();
            value.resize(4, 0);
            table.extend(value);
        } else {
            table.extend(u32::try_from(start + values.len()).unwrap().to_be_bytes());
            values.extend(value);
        }
    }
    table.extend(next.to_be_bytes());
    [table, values].concat()
}

/// EXIF with these fields in its first directory, in that for EXIF and in that for places, and
/// with a small picture.
pub(crate) fn exif(first: &[Entry], exif: &[Entry], gps: &[Entry], thumbnail: &[u8]) -> Vec<u8> {
    let pointer = |tag, at: usize| (tag, 4, u32::try_from(at).unwrap().to_be_bytes().to_vec());
    let all = |exif, gps| {
        let mut all = first.to_vec();
        all.extend([pointer(0x8769, exif), pointer(0x8825, gps)]);
        all.sort_by_key(|(tag, ..)| *tag);
        all
    };
    let exif_at = 8 + directory(8, &all(0, 0), 0).len();
    let gps_at = exif_at + directory(exif_at, exif, 0).len();
    let small_at = gps_at + directory(gps_at, gps, 0).len();
    let small = directory(small_at, &[blob(0x0103, thumbnail)], 0);
    let next = u32::try_from(small_at).unwrap();
    [
        b"MM\0*\0\0\0\x08".to_vec(),
        directory(8, &all(exif_at, gps_at), next),
        directory(exif_at, exif, 0),
        directory(gps_at, gps, 0),
        small,
    ]
    .concat()
}

/// A field of IPTC's second record.
pub(crate) fn iptc(field: u8, text: &[u8]) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&[0x1C, 2, field], &length[..], text].concat()
}

/// Photoshop's image resources.
pub(crate) fn photoshop(resources: &[(u16, &[u8])]) -> Vec<u8> {
    let resource = |(number, data): &(u16, &[u8])| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let padding = &[0][..data.len() % 2];
        [b"8BIM", &number.to_be_bytes()[..], b"\0\0", &length, data, padding].concat()
    };
    [b"Photoshop 3.0\0".to_vec(), resources.iter().flat_map(resource).collect()].concat()
}

pub(crate) fn xmp(properties: &str) -> Vec<u8> {
    format!(
        "<?xpacket begin='\u{FEFF}'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>\
         <rdf:Description rdf:about=''>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>\
         <?xpacket end='w'?>"
    )
    .into_bytes()
}
