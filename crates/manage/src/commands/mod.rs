//! One module per command: it parses, calls a service and prints.

pub(crate) mod demo;
mod demo_albums;
pub(crate) mod demo_life;
mod demo_views;
pub(crate) mod leaving;
pub(crate) mod mail;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod rank;
pub(crate) mod search;
pub(crate) mod storage;
pub(crate) mod token;
pub(crate) mod upload;
pub(crate) mod user;
