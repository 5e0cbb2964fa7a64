//! Secrets: how they are made, and the form in which they are kept.

use crate::{Error, Result};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// The site's secret key. What is derived from it cannot be made without it.
#[derive(Clone)]
pub struct SecretKey(Arc<[u8]>);

impl SecretKey {
    /// The fewest bytes of a key.
    pub const MIN: usize = 32;

    /// A key; `None` when it is too short to be one.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= Self::MIN).then(|| Self(bytes.into()))
    }

    /// A text that only this site can make from `purpose` and `input` (HMAC-SHA-256, base64url).
    pub fn derive(&self, purpose: &str, input: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0);
        // HMAC takes keys of every length, so there is nothing to go wrong.
        let Ok(mut mac) = mac else { return String::new() };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(input.as_bytes());
        BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// `N` bytes from the operating system's generator.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|why| Error::Unavailable(why.to_string()))?;
    Ok(bytes)
}

/// A new secret of 256 bits, as 43 characters of base64url.
pub(crate) fn token() -> Result<String> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

/// What a personal token begins with, so that people and programs that look for leaked secrets know one when they see it.
const API: &str = "tt_";

/// A new personal token.
pub(crate) fn api_token() -> Result<String> {
    Ok(format!("{API}{}", token()?))
}

/// Whether this may be a personal token. A session's token is shorter, even if it begins like one.
pub(crate) fn is_api_token(text: &str) -> bool {
    text.len() == API.len() + 43 && text.starts_with(API)
}

/// The form in which a secret is kept: whoever reads the database cannot use it.
pub(crate) fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_do_not_repeat_and_are_long() {
        let tokens: std::collections::BTreeSet<_> =
            (0..1_000).map(|_| token().expect("is random")).collect();
        assert_eq!(tokens.len(), 1_000);
        assert!(tokens.iter().all(|it| it.len() == 43));
    }

    #[test]
    fn what_is_derived_depends_on_key_purpose_and_input() {
        let key = SecretKey::new(&[1; 32]).expect("is long enough");
        let other = SecretKey::new(&[2; 32]).expect("is long enough");
        let it = key.derive("a", "b");
        assert_eq!(it, key.derive("a", "b"));
        assert!(
            ![key.derive("a", "c"), key.derive("b", "b"), other.derive("a", "b")].contains(&it)
        );
        assert_ne!(key.derive("ab", "c"), key.derive("a", "bc"));
        assert!(SecretKey::new(&[1; 31]).is_none());
        assert!(!format!("{key:?}").contains('1'));
    }
}
