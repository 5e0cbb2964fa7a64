#![doc = include_str!("../README.md")]

// The features of these two decide how SQLite and libpq are built; nothing else names them.
extern crate libsqlite3_sys as _;
extern crate pq_sys as _;

pub mod api_tokens;
mod assembly;
pub mod audit;
mod backend;
pub mod blobs;
pub mod comments;
mod connection;
mod database;
mod error;
mod instant;
pub mod jobs;
pub mod limits;
pub mod mails;
pub mod migrations;
pub mod photos;
pub mod pictures;
pub mod proofs;
mod queue;
mod schema;
pub mod sessions;
pub mod site;
pub mod upkeep;
pub mod users;
pub mod verifications;
mod visibility;
pub mod walls;

pub use connection::{Backend, Reader, Writer};
pub use database::Database;
pub use error::{Error, Result};
