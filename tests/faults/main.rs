//! What must hold whatever happens: forged requests, kills at any moment, several processes at once, races, wrong settings.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod crash;
mod demo;
mod forgery;
mod past;
mod races;
mod settings;
mod together;
