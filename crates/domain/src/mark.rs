use crate::Message;
use data_encoding::BASE64URL_NOPAD;

/// A place in a list that is in order of time: when its item came, and what tells it from others of the same moment. As text it
/// is the cursor of that list. The place stays one when the item goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// In microseconds since 1970.
    pub at: i64,
    /// A name or a key.
    pub key: String,
}

impl Mark {
    /// The longest cursor: of three hundred suggestions, each with 16 bits.
    const MAX: usize = 1_100;

    /// From a cursor; anything that cannot be one is no place.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let wrong = || Message::new("error-cursor");
        if text.len() > Self::MAX {
            return Err(wrong());
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok().ok_or_else(wrong)?;
        let (at, key) = bytes.split_first_chunk::<8>().ok_or_else(wrong)?;
        let key = String::from_utf8(key.to_vec()).ok().ok_or_else(wrong)?;
        if key.contains('\0') {
            return Err(wrong());
        }
        Ok(Self { at: i64::from_be_bytes(*at), key })
    }

    /// As the cursor of a list.
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&[&self.at.to_be_bytes(), self.key.as_bytes()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back() {
        for key in ["ada", "陈", ""] {
            let mark = Mark { at: -1_234_567, key: key.to_owned() };
            assert_eq!(Mark::parse(&mark.text()), Ok(mark));
        }
    }

    #[test]
    fn nothing_else_is_a_mark() {
        let nul = Mark { at: 1, key: "a\0".to_owned() }.text();
        for text in ["", "abc", "AAAAAAAAAA=", "ä", &"A".repeat(204), &nul] {
            assert!(Mark::parse(text).is_err(), "{text:?}");
        }
    }
}
