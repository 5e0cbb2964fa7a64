//! The main job, end to end, as people and programs do it: the real program, over HTTP, on real servers.
//!
//! [`forms`] is a browser without scripts, [`json`] is a program below `/api/v1`, [`chromium`] is a real browser, in
//! two sizes, with scripts and without. Each story is told on both [stacks](stack): with everything embedded, and with
//! servers for everything. [`start`] is the first minute of a new owner.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as it should be"
)]

#[macro_use]
mod stack;
mod chromium;
mod forms;
mod json;
mod people;
mod start;
