//! The site under attack: bad input, hostile files, forged and stolen requests, kills at random moments, races.
//!
//! Every story here tries to make the real program answer 5xx, keep what it should not keep, tell what it should not
//! tell, or lose what it acknowledged. The numbers C.. and F.. are those of the requirements that a story shows.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

#[macro_use]
mod world;

mod belongings;
mod bombs;
mod broken_off;
mod clients;
mod codes;
mod counting;
mod crash;
mod crowds;
mod csrf;
mod enumerating;
mod escaping;
mod fields;
mod guessing;
mod headers;
mod house;
mod https;
mod kinds;
mod letters;
mod limits;
mod lists;
mod looking;
mod matrix;
mod names;
mod passkeys;
mod puzzles;
mod races;
mod redirects;
mod sessions;
mod settings;
mod starting;
mod streams;
mod texts;
mod tokens;
mod unavailable;
mod uploads;
mod viewing;
mod wire;
