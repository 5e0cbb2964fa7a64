use crate::Message;
use data_encoding::BASE64URL_NOPAD;

/// What stands for a photo or a comment in addresses: 64 random bits as 11 characters of
/// base64url (RFC 4648 §5). Never reused, and not to be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(String);

impl PublicKey {
    /// How many characters a key has.
    pub const LENGTH: usize = 11;

    /// The key that says these bits.
    pub fn new(bits: [u8; 8]) -> Self {
        Self(BASE64URL_NOPAD.encode(&bits))
    }

    /// A key from an address; anything that cannot be one is no key.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let fits = text.len() == Self::LENGTH
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if fits { Ok(Self(text.to_owned())) } else { Err(Message::new("error-key")) }
    }
}

impl AsRef<str> for PublicKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_eleven_characters_and_reads_back() {
        let key = PublicKey::new([255, 0, 1, 2, 3, 4, 5, 254]);
        assert_eq!(key.as_ref().len(), PublicKey::LENGTH);
        assert_eq!(PublicKey::parse(key.as_ref()), Ok(key));
    }

    #[test]
    fn nothing_else_is_a_key() {
        for text in ["", "short", "../../etc/p", "abcdefghijkl", "abcdefghij\0", "abcdefghij é"] {
            assert!(PublicKey::parse(text).is_err(), "{text:?}");
        }
    }
}
