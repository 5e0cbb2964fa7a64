#![doc = include_str!("../README.md")]

mod answer;
mod encode;
mod fingerprint;
mod hole;
mod judge;
mod noise;
mod num;
mod palette;
mod picture;
mod plane;
mod puzzle;
mod rng;
mod scenes;
mod shape;
pub mod work;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Input, Point};
pub use encode::Fault;
pub use fingerprint::fingerprint;
pub use judge::{LATEST_MS, MOST_POINTS, Refusal, SHORTEST_MS, SOONEST_MS, START, judge};
pub use puzzle::Puzzle;

/// The width of every picture, in pixels; a page shows one as one CSS pixel or scales it.
pub const WIDTH: usize = 320;
/// The height of every picture, in pixels.
pub const HEIGHT: usize = 180;
/// The least distance of the hidden place from the left border, in pixels.
pub const NEAREST: usize = 60;
/// How far off an answer may be to either side, in pixels.
pub const TOLERANCE: f64 = 5.0;
