//! What the crate promises, rule by rule.

mod judging;
mod pictures;
mod puzzles;
mod working;

/// A seed for each number.
fn seed(number: u32) -> [u8; 32] {
    let mut seed = [53; 32];
    seed[..4].copy_from_slice(&number.to_le_bytes());
    seed
}
