//! Proof of work: a number for which a hash begins with so many zero bits. It costs one person a blink and somebody who asks for
//! thousands of puzzles a machine. The scheme is that of Hashcash (Back, 2002) over SHA-256.

use sha2::{Digest, Sha256};

/// The fewest bits that are ever asked for: about 16,000 hashes, a twentieth of a second in a browser.
pub const LEAST: u8 = 14;
/// The most bits that are ever asked for: about a million hashes, some seconds in a browser.
pub const MOST: u8 = 20;
/// So many bytes a nonce may have: together with the number, it fits one block of the hash, which keeps the browser's side short.
pub const LONGEST_NONCE: usize = 32;
/// So many recent puzzles cost nothing extra.
const FREE: u32 = 8;

/// Whether SHA-256 of the text `nonce:solution`, the number in decimal, begins with at least `bits` zero bits. Nonces longer
/// than [`LONGEST_NONCE`] are never solved.
#[must_use]
pub fn check(nonce: &str, solution: u64, bits: u8) -> bool {
    nonce.len() <= LONGEST_NONCE && zeros(nonce, solution) >= u32::from(bits)
}

/// The least number that [`check`] accepts: for tests and for programs that want in. None, if there is none, or no chance of one:
/// a nonce too long, or more than 40 bits.
#[must_use]
pub fn solve(nonce: &str, bits: u8) -> Option<u64> {
    if nonce.len() > LONGEST_NONCE || bits > 40 {
        return None;
    }
    (0..=u64::MAX).find(|it| check(nonce, *it, bits))
}

/// How many bits to ask for of somebody to whom so many puzzles were given lately: [`LEAST`] up to 8 of them, one more each time
/// that number doubles (16, 32, …), [`MOST`] at the end. What counts as lately, and as somebody (an address, a network),
/// is the caller's to say; an hour and the address' network are meant.
#[must_use]
pub fn bits(recent_issues: u32) -> u8 {
    let doublings = (recent_issues / FREE).checked_ilog2().unwrap_or(0);
    u8::try_from(doublings).unwrap_or(MOST).saturating_add(LEAST).min(MOST)
}

/// The zero bits at the beginning of the hash.
fn zeros(nonce: &str, solution: u64) -> u32 {
    let hash = Sha256::digest(format!("{nonce}:{solution}"));
    let mut zeros = 0;
    for byte in hash {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros
}
