#![doc = include_str!("../README.md")]

mod ask;
mod behaviour;
mod catalogue;
mod config;
mod interaction;
mod kernel;
mod looks;
mod model;
mod num;
mod pick;
mod rows;
mod scoring;
mod taste;
mod train;
mod trend;

#[cfg(test)]
mod tests;

pub use ask::{Ask, PersonReason, PersonSuggestion, Reason, Suggestion};
pub use config::{Blend, Config, Query, Steps, Trend, Weights};
pub use interaction::{Interaction, Item, Kind, Past};
pub use looks::Looks;
pub use model::Model;
pub use num::mix;
