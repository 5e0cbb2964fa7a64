use crate::out::{say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::Subcommand;
use serde_json::json;
use services::Search;

/// What to do about searching.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Write down anew what photos and people are found by; the site may run
    Rebuild,
}

/// Does it.
pub(crate) async fn run(command: &Command, json: bool) -> Result<(), Failure> {
    let Command::Rebuild = command;
    let site = Site::open_migrated()?;
    let (photos, people) = Search::new(site.context.clone()).rebuild(&actor()).await?;
    if json {
        say_json(&json!({ "photos": photos, "users": people }));
    } else {
        say(format!("{photos} photos and {people} people can be found"));
    }
    Ok(())
}
