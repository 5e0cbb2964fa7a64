#![doc = include_str!("../README.md")]

mod cli;
mod commands;
mod failure;
mod out;
mod secret;
mod serve;
mod site;
mod tls;
mod uploads;
mod who;

pub use cli::Cli;
pub use failure::Failure;
pub use site::{Site, figment};
