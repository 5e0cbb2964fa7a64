#![doc = include_str!("../README.md")]

// The features of these two decide how SQLite and libpq are built; nothing else names them.
extern crate libsqlite3_sys as _;
extern crate pq_sys as _;

pub mod addresses;
pub mod aging;
pub mod api_tokens;
mod assembly;
pub mod audit;
mod backend;
pub mod belongings;
pub mod blobs;
pub mod comments;
mod connection;
mod database;
pub mod digests;
mod error;
pub mod exports;
pub mod factors;
pub mod index;
mod instant;
pub mod jobs;
pub mod joining;
pub mod leaving;
pub mod likes;
pub mod limits;
pub mod links;
pub mod live;
pub mod mails;
pub mod migrations;
pub mod notifications;
pub mod people;
pub mod photos;
pub mod pictures;
pub mod postroom;
pub mod profiles;
pub mod proofs;
mod queue;
mod schema;
pub mod search;
pub mod sessions;
pub mod site;
pub mod sitemap;
pub mod tags;
pub mod threads;
pub mod ties;
pub mod upkeep;
pub mod users;
mod visibility;
pub mod walls;

pub use connection::{Backend, Reader, Writer};
pub use database::Database;
pub use error::{Error, Result};
