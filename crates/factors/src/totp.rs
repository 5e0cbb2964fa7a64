//! One-time codes of an authenticator app: six digits, half a minute, SHA-1, which is what every app can do (RFC 6238
//! §1.2 and RFC 4226 §5.3; the weakness of SHA-1 does not touch HMAC).

mod qr;

pub use qr::{TooLong, qr_svg};

use data_encoding::BASE32_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use totp_rs::{Builder, Totp};

/// How long a code is shown, in seconds.
pub const STEP: u64 = 30;

/// How many bytes a secret has: as many as SHA-1 gives (RFC 4226 §4, R6).
pub const LENGTH: usize = 20;

/// How many steps the clock of a phone may be early or late.
const DRIFT: u64 = 1;

const DIGITS: usize = 6;

/// What stays as it is in an address (RFC 3986 §2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What the site and an app know of each other. Whoever has it makes the codes, so it is to be stored as a secret;
/// `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; LENGTH]);

impl Secret {
    /// A new secret: `random` as it came from the system's source of randomness.
    pub fn generate(random: [u8; LENGTH]) -> Self {
        Self(random)
    }

    /// The secret that [`Self::base32`] wrote. Lower case and spaces are understood.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.split_whitespace().collect();
        let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// 32 letters and digits (RFC 4648 §6), to be stored and to be typed into an app.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// [`Self::base32`] in groups of four, to be read by people.
    pub fn spelled(&self) -> String {
        let letters: Vec<char> = self.base32().chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|it| it.iter().collect()).collect();
        groups.join(" ")
    }

    /// The address that tells an app all of it
    /// (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>): digits, time and hash are the usual ones
    /// and left out, so that the picture of it stays small.
    ///
    /// `issuer` is the name of the site, `account` that of the member; colons in them become spaces, since a colon
    /// separates the two.
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let encoded =
            |text: &str| utf8_percent_encode(&text.replace(':', " "), ENCODED).to_string();
        let (issuer, account) = (encoded(issuer), encoded(account));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.base32())
    }

    /// The step whose code this is, if it is a code of now, or of one step before or after, and later than
    /// `last_step`, the step of the code that was used last. `now` is in seconds since 1970.
    ///
    /// Spaces within the code do not matter. Codes are compared in constant time.
    pub fn verify(&self, code: &str, now: u64, last_step: Option<u64>) -> Option<u64> {
        let code: String = code.chars().filter(|it| !it.is_whitespace()).take(DIGITS + 1).collect();
        let totp = self.totp()?;
        let step = now / STEP;
        let steps = step.saturating_sub(DRIFT)..=step.saturating_add(DRIFT);
        let mut fresh = steps.filter(|it| last_step.is_none_or(|last| *it > last));
        fresh.find(|it| totp.check(&code, it.saturating_mul(STEP)).is_some())
    }

    /// The code that an app shows at `now`, in seconds since 1970.
    pub fn code(&self, now: u64) -> String {
        self.totp().map(|it| it.generate(now).to_string()).unwrap_or_default()
    }

    /// Which checks one step at a time, so that a step that is used up does not hide the next one.
    fn totp(&self) -> Option<Totp> {
        Builder::new().with_secret(self.0).with_skew(0).with_step_duration(STEP).build().ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests;
