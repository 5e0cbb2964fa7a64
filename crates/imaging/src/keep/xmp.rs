//! What XMP says, read from mark to mark: nothing is expanded, fetched or believed.

use super::MAX_BLOCK;
use super::ledger::Ledger;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Properties that name a place, whichever prefix stands before them.
const PLACES: [&[u8]; 14] = [
    b"City",
    b"State",
    b"Country",
    b"CountryCode",
    b"CountryName",
    b"ProvinceState",
    b"Sublocation",
    b"Location",
    b"LocationCreated",
    b"LocationShown",
    b"LocationName",
    b"WorldRegion",
    b"AltTimeZone",
    b"PersonLocation",
];

/// A text longer than any that is kept need not be gathered.
const MAX_TEXT: usize = 1 << 14;

/// Notes down a packet that is removed.
pub(super) fn read(xmp: &[u8], ledger: &mut Ledger) {
    ledger.remove("XMP");
    let Some(Ok(text)) = xmp.get(..MAX_BLOCK.min(xmp.len())).map(std::str::from_utf8) else {
        return;
    };
    let mut reader = Reader::from_str(text);
    let mut within = Within::default();
    // What is broken ends it: the packet goes in any case.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => return,
            Event::Start(start) => {
                place(&start, true, ledger);
                within.enter(start.name().as_ref());
            }
            Event::Empty(start) => place(&start, false, ledger),
            Event::Text(text) => within.gather(&text.decode().unwrap_or_default()),
            Event::CData(text) => within.gather(&text.decode().unwrap_or_default()),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", name.decode().unwrap_or_default());
                within.gather(&unescape(&reference).unwrap_or_default());
            }
            Event::End(end) => within.leave(end.name().as_ref(), ledger),
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Property {
    Title,
    Caption,
    Keywords,
}

impl Property {
    fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"dc:title" => Some(Self::Title),
            b"dc:description" => Some(Self::Caption),
            b"dc:subject" => Some(Self::Keywords),
            _ => None,
        }
    }
}

/// Where in the packet the reader is, as far as it matters.
#[derive(Default)]
struct Within {
    property: Option<Property>,
    item: Option<String>,
}

impl Within {
    fn enter(&mut self, name: &[u8]) {
        self.property = Property::named(name).or(self.property);
        if name == b"rdf:li" && self.property.is_some() {
            self.item = Some(String::new());
        }
    }

    fn gather(&mut self, text: &str) {
        if let Some(item) = self.item.as_mut().filter(|item| item.len() < MAX_TEXT) {
            item.push_str(text.get(..MAX_TEXT.min(text.len())).unwrap_or_default());
        }
    }

    fn leave(&mut self, name: &[u8], ledger: &mut Ledger) {
        if Property::named(name).is_some() {
            self.property = None;
        }
        if name != b"rdf:li" {
            return;
        }
        match (self.property, self.item.take()) {
            (Some(Property::Title), Some(text)) => ledger.title(&text),
            (Some(Property::Caption), Some(text)) => ledger.caption(&text),
            (Some(Property::Keywords), Some(text)) => ledger.keyword(&text),
            _ => {}
        }
    }
}

/// A property may be an element or an attribute.
fn place(start: &BytesStart<'_>, filled: bool, ledger: &mut Ledger) {
    ledger.location |= filled && is_place(start.local_name().as_ref());
    // The check for doubles would take the square of their number.
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten();
    for attribute in attributes.filter(|attribute| !attribute.value.is_empty()) {
        ledger.location |= is_place(attribute.key.local_name().as_ref());
    }
}

fn is_place(name: &[u8]) -> bool {
    let receiver: [&[u8]; 3] = [b"GPSVersionID", b"GPSTimeStamp", b"GPSDateStamp"];
    PLACES.contains(&name) || (name.starts_with(b"GPS") && !receiver.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(xmp: &str) -> Ledger {
        let mut ledger = Ledger::default();
        read(xmp.as_bytes(), &mut ledger);
        ledger
    }

    #[test]
    fn words_are_read_with_references_resolved() {
        let words = found(
            "<x:xmpmeta><rdf:RDF><rdf:Description>\
             <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Fish &amp; chips &#x263A;</rdf:li>\
             <rdf:li>Poisson</rdf:li></rdf:Alt></dc:title>\
             <dc:description><rdf:Alt><rdf:li><![CDATA[a < b]]></rdf:li></rdf:Alt></dc:description>\
             <dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>pier</rdf:li><rdf:li>sea</rdf:li>\
             </rdf:Bag></dc:subject>\
             <other:list><rdf:li>nothing</rdf:li></other:list>\
             </rdf:Description></rdf:RDF></x:xmpmeta>",
        )
        .words;
        assert_eq!(words.title.unwrap(), "Fish & chips ☺");
        assert_eq!(words.caption.unwrap(), "a < b");
        assert_eq!(words.keywords, ["sea", "pier"]);
    }

    #[test]
    fn places_are_found_in_both_forms() {
        assert!(found("<rdf:Description exif:GPSLatitude='1,2N'/>").location);
        assert!(found("<rdf:Description photoshop:City='Ulm'>").location);
        assert!(found("<a><Iptc4xmpCore:Location>Pier</Iptc4xmpCore:Location></a>").location);
        assert!(!found("<rdf:Description photoshop:City='' exif:GPSVersionID='2'/>").location);
    }

    #[test]
    fn entities_are_not_expanded() {
        let words =
            found("<!DOCTYPE x [<!ENTITY a 'boom'>]><dc:title><rdf:li>x&a;y</rdf:li></dc:title>")
                .words;
        assert_eq!(words.title.unwrap(), "xy");
    }
}
