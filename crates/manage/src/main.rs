//! The program `tintype`. See the crate `manage`.

use clap::Parser;
use manage::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    rocket::execute(cli.run())
}
