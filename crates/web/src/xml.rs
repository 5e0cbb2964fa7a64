use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::borrow::Cow;

/// The attributes of an element.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// An XML document that is being written: whatever people typed, what comes out is well-formed.
pub(crate) struct Xml(Writer<Vec<u8>>);

impl Xml {
    pub(crate) fn new() -> Self {
        let mut xml = Self(Writer::new(Vec::with_capacity(16 << 10)));
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml
    }

    /// Begins an element that others go into.
    pub(crate) fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.put(Event::Start(start(name, attributes)));
    }

    pub(crate) fn close(&mut self, name: &str) {
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element with text in it.
    pub(crate) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.put(Event::Text(BytesText::new(&allowed(text))));
        self.close(name);
    }

    /// An element with nothing in it.
    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.put(Event::Empty(start(name, attributes)));
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }

    fn put(&mut self, event: Event<'_>) {
        // Memory takes everything.
        let _ = self.0.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*allowed(value)));
    }
    start
}

/// `text` without the characters that no XML document may have in any spelling (XML 1.0 §2.2).
fn allowed(text: &str) -> Cow<'_, str> {
    let fits = |it: char| !matches!(it, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    if text.chars().all(fits) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|it| fits(*it)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_stays_text() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "\"<&\0")]);
        xml.text("c", &[], "]]>\u{b}</c>&\u{fffe}");
        xml.empty("d", &[]);
        xml.close("a");
        let said = String::from_utf8(xml.finish()).expect("UTF-8");
        assert_eq!(
            said,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
             <a b=\"&quot;&lt;&amp;\"><c>]]&gt;&lt;/c&gt;&amp;</c><d/></a>"
        );
    }
}
