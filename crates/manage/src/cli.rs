use crate::commands::{demo, mail, migrate, openapi, rank, search, storage, token, upload, user};
use crate::out::complain;
use crate::{Failure, serve};
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Runs a photo community and looks after it.
#[derive(Parser)]
#[command(name = "tintype", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print one JSON object a line, for scripts
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site (also without any command)
    Serve {
        /// Do not apply pending migrations first
        #[arg(long)]
        no_migrate: bool,
    },
    /// Apply pending schema migrations, each in a transaction
    Migrate(migrate::Options),
    /// Look after accounts
    #[command(subcommand)]
    User(user::Command),
    /// Look after personal tokens
    #[command(subcommand)]
    Token(token::Command),
    /// Post pictures from files and folders, skipping those that are there already
    Upload(upload::Options),
    /// Look after the outbox
    #[command(subcommand)]
    Mail(mail::Command),
    /// Look after the picture store
    #[command(subcommand)]
    Storage(storage::Command),
    /// Look after what photos and people are found by
    #[command(subcommand)]
    Search(search::Command),
    /// Look after how photos are ranked
    #[command(subcommand)]
    Rank(rank::Command),
    /// Fill the site with a believable community and generated pictures
    Demo(demo::Options),
    /// Print the description of the API (OpenAPI 3.1)
    Openapi,
}

impl Cli {
    /// Does what the command line asked for: 0 done, 1 failed (and said why).
    pub async fn run(self) -> ExitCode {
        let serving = matches!(self.command, None | Some(Command::Serve { .. }));
        log(if serving {
            "info,rocket=off,_=off,web::routes=off"
        } else {
            "warn,rocket=off,_=off,web::routes=off"
        });
        match self.perform().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                complain(format!("tintype: {why}"));
                ExitCode::FAILURE
            }
        }
    }

    async fn perform(self) -> Result<(), Failure> {
        let json = self.json;
        match self.command.unwrap_or(Command::Serve { no_migrate: false }) {
            Command::Serve { no_migrate } => serve::run(!no_migrate).await,
            Command::Migrate(options) => migrate::run(&options, json).await,
            Command::User(command) => user::run(command, json).await,
            Command::Token(command) => token::run(command, json).await,
            Command::Upload(options) => upload::run(options, json).await,
            Command::Mail(command) => mail::run(command, json).await,
            Command::Storage(command) => storage::run(&command, json).await,
            Command::Search(command) => search::run(&command, json).await,
            Command::Rank(command) => rank::run(&command, json).await,
            Command::Demo(options) => demo::run(options, json).await,
            Command::Openapi => {
                openapi::run();
                Ok(())
            }
        }
    }
}

/// Before Rocket, whose own records then arrive here too. `RUST_LOG` decides otherwise.
fn log(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init();
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
