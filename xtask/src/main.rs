//! The chores of the team, run by `cargo xtask`.
//!
//! Only the standard library is used, so that the first `cargo xtask test` starts within a second.

mod axe;
mod leash;
mod needs;
mod outcome;
mod postgres;
mod python;
mod suite;
mod workspace;

use std::process::{Command, ExitCode, ExitStatus};

use needs::Need;
use postgres::Postgres;

/// What can go wrong in a chore; it is told to a person and ends the command.
type Fault = Box<dyn std::error::Error>;

const USAGE: &str =
    "usage: cargo xtask test [options of cargo test] [-- options of the test binaries]
       cargo xtask postgres -- COMMAND…

  test      runs every test there is, with a private PostgreSQL, Chromium and a foreign mail server;
            `cargo xtask test -- NAME` runs the tests with NAME in their name,
            `cargo xtask test --test site -- NAME` looks for them in the end-to-end tests alone
  postgres  runs COMMAND with a private PostgreSQL, named by DATABASE_URL and TEST_POSTGRES_URL";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.split_first() {
        Some((chore, rest)) if chore == "test" => suite::run(rest),
        Some((chore, rest)) if chore == "postgres" => with_postgres(rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|fault| {
        eprintln!("xtask: {fault}");
        ExitCode::FAILURE
    })
}

/// Runs a command with a private PostgreSQL around it.
fn with_postgres(words: &[String]) -> Result<ExitCode, Fault> {
    let words = words.strip_prefix(&["--".to_owned()]).unwrap_or(words);
    let Some((program, arguments)) = words.split_first() else {
        return Err("say what to run: cargo xtask postgres -- COMMAND…".into());
    };
    needs::ensure(&[Need::Postgres])?;
    let postgres = Postgres::start()?;
    let mut command = workspace::outer(Command::new(program));
    command
        .args(arguments)
        .env("DATABASE_URL", postgres.url())
        .env("TEST_POSTGRES_URL", postgres.url());
    Ok(exit_code(leash::status(&mut command)?))
}

/// The same end as the command had; 1 where it had none, because a signal stopped it.
fn exit_code(status: ExitStatus) -> ExitCode {
    ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}
