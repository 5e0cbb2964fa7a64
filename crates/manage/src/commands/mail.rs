use crate::out::{say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::Subcommand;
use domain::MailId;
use serde_json::json;
use services::{MailRow, Worker};
use time::format_description::well_known::Rfc3339;

/// What to do about the outbox.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Send a letter that says that mail works
    Test {
        /// Where to
        address: String,
    },
    /// List the newest letters
    List {
        /// Only those that are queued, sent or failed
        #[arg(long, value_parser = ["queued", "sent", "failed"])]
        state: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Send a letter again that has not left
    Retry {
        /// Its number in the list
        id: i64,
    },
}

/// Does it.
pub(crate) async fn run(command: Command, json: bool) -> Result<(), Failure> {
    let site = Site::open_migrated()?;
    match command {
        Command::Test { address } => test(&site, &address, json).await,
        Command::List { state, limit } => {
            for mail in site.context.mails(state, limit).await? {
                print(&mail, json);
            }
            Ok(())
        }
        Command::Retry { id } => retry(&site, MailId(id), json).await,
    }
}

async fn test(site: &Site, address: &str, json: bool) -> Result<(), Failure> {
    let id = site.context.promise_test(address).await?;
    site.context.note_deed(&actor(), "mail.test", &id.0.to_string(), "").await?;
    deliver(site, id, json).await
}

async fn retry(site: &Site, id: MailId, json: bool) -> Result<(), Failure> {
    if !site.context.retry_mail(id, &actor()).await? {
        return Err(Failure::new(format!("letter {} is not waiting", id.0)));
    }
    deliver(site, id, json).await
}

/// Sends what is due, which may be more than this letter, and tells what became of it.
async fn deliver(site: &Site, id: MailId, json: bool) -> Result<(), Failure> {
    Worker::new(site.context.clone()).run_due().await?;
    let mails = site.context.mails(None, 1_000).await?;
    let Some(mail) = mails.into_iter().find(|it| it.id == id) else {
        return Err(Failure::new("the letter is gone"));
    };
    print(&mail, json);
    if mail.state == "sent" { Ok(()) } else { Err(Failure::new(mail.last_error)) }
}

fn print(mail: &MailRow, json: bool) {
    let created_at = mail.created_at.format(&Rfc3339).unwrap_or_default();
    if json {
        say_json(&json!({
            "id": mail.id.0, "state": mail.state, "to": mail.recipient, "attempts": mail.attempts,
            "created_at": created_at, "last_error": mail.last_error,
        }));
    } else {
        let why = if mail.last_error.is_empty() { "" } else { "  " };
        say(format!(
            "{:>6}  {:6}  {created_at}  {}{why}{}",
            mail.id.0, mail.state, mail.recipient, mail.last_error
        ));
    }
}
