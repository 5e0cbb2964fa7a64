#![doc = include_str!("../README.md")]

mod both;
mod bucket;
mod check;
mod disk;
mod key;
mod trouble;

pub use both::BothStores;
pub use bucket::{Patience, S3Settings, S3Store};
pub use check::{Step, round_trip};
pub use disk::DiskStore;
