use crate::out::{say, say_json};
use crate::{Failure, Site};
use clap::Subcommand;
use serde_json::json;

/// What to do about the store.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Put, get and remove an object, and say how long each took
    Check,
}

/// Does it.
pub(crate) async fn run(command: &Command, json: bool) -> Result<(), Failure> {
    let Command::Check = command;
    let site = Site::open()?;
    let store = site.context.store.as_ref();
    if !json {
        say(store.describe());
    }
    for step in storage::round_trip(store).await? {
        if json {
            say_json(&json!({ "step": step.name, "millis": step.millis }));
        } else {
            say(format!("{:>6} ms  {}", step.millis, step.name));
        }
    }
    if !json {
        say("the store works");
    }
    Ok(())
}
