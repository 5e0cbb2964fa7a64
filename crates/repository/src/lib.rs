#![doc = include_str!("../README.md")]

// The features of these two decide how SQLite and libpq are built; nothing else names them.
extern crate libsqlite3_sys as _;
extern crate pq_sys as _;

pub mod addresses;
pub mod aging;
pub mod album_photos;
mod album_visibility;
pub mod albums;
pub mod api_tokens;
mod assembly;
pub mod audit;
mod backend;
pub mod belongings;
pub mod blobs;
pub mod comments;
mod connection;
mod database;
mod error;
pub mod exports;
pub mod factors;
pub mod history;
pub mod images;
mod instant;
pub mod jobs;
pub mod joining;
pub mod leaving;
pub mod limits;
pub mod links;
mod made;
pub mod mails;
pub mod migrations;
pub mod photos;
pub mod pictures;
pub mod postroom;
pub mod proofs;
mod queue;
pub mod reports;
mod schema;
pub mod sessions;
pub mod shares;
pub mod site;
pub mod upkeep;
pub mod users;
mod visibility;
pub mod walls;

pub use connection::{Backend, Reader, Writer};
pub use database::Database;
pub use error::{Error, Result};
