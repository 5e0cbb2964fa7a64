use crate::out::{say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::Args;
use serde_json::json;

/// What to do about migrations.
#[derive(Args)]
pub(crate) struct Options {
    /// List all migrations and whether they were applied
    #[arg(long, conflicts_with = "dry_run")]
    status: bool,
    /// List what would be applied, and apply nothing
    #[arg(long)]
    dry_run: bool,
}

/// Applies what is missing, or tells.
pub(crate) async fn run(options: &Options, json: bool) -> Result<(), Failure> {
    let site = Site::open()?;
    if options.status || options.dry_run {
        for it in site.context.db.migration_status()? {
            if options.dry_run && it.applied {
                continue;
            }
            if json {
                say_json(&json!({ "migration": it.name, "applied": it.applied }));
            } else {
                say(format!("{}  {}", if it.applied { "applied" } else { "pending" }, it.name));
            }
        }
        return Ok(());
    }
    let done = site.context.db.migrate()?;
    if let Some(last) = done.last() {
        let count = done.len().to_string();
        site.context.note_deed(&actor(), "schema.migrate", last, &count).await?;
    }
    for name in &done {
        if json {
            say_json(&json!({ "migration": name, "applied": true }));
        } else {
            say(format!("applied  {name}"));
        }
    }
    if done.is_empty() && !json {
        say("nothing to do");
    }
    Ok(())
}
