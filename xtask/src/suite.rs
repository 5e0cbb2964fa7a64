//! `cargo xtask test`: everything around the tests, then the tests.

use std::io::{self, BufReader};
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Instant;

use crate::axe;
use crate::leash::{self, Leash};
use crate::needs::{self, Need};
use crate::outcome::Outcome;
use crate::postgres::Postgres;
use crate::python;
use crate::workspace::{self, Workspace};
use crate::{Fault, exit_code};

/// Builds, runs and sums up. Words before `--` choose targets for cargo, those after it are for the tests.
pub(crate) fn run(words: &[String]) -> Result<ExitCode, Fault> {
    let begun = Instant::now();
    let (targets, arguments) =
        words.split_at(words.iter().position(|word| word == "--").unwrap_or(words.len()));
    needs::ensure(&Need::ALL)?;
    let workspace = Workspace::find()?;
    build(&workspace, targets)?;
    let axe = axe::script(&workspace.target)?;
    let output = workspace.target.join("test-output");
    make_fresh(&output)?;

    let profile = if targets.iter().any(|word| word == "--release") { "release" } else { "debug" };
    let python = python::ensure(&workspace)?;
    let postgres = Postgres::start()?;
    let mut command = workspace::cargo();
    command
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(targets)
        .args(arguments)
        .current_dir(&workspace.root)
        .env("TINTYPE_BIN", workspace.target.join(profile).join("tintype"))
        .env("TEST_POSTGRES_URL", postgres.url())
        .env("TEST_AXE", &axe)
        .env("TEST_OUTPUT", &output)
        .env("TEST_PYTHON", python)
        .stdout(Stdio::piped());
    let (mut child, leash) = Leash::spawn(&mut command)?;
    let said = child.stdout.take().ok_or("cargo has no output")?;
    let outcome = Outcome::of(BufReader::new(said), io::stdout())?;
    let status = child.wait()?;
    drop((leash, postgres));
    Ok(sum_up(status, &outcome, begun))
}

/// Builds the binary and all tests at once: one choice of features, so nothing is built a second time.
fn build(workspace: &Workspace, targets: &[String]) -> Result<(), Fault> {
    let mut command = workspace::cargo();
    command.args(["build", "--workspace", "--bin", "tintype"]).current_dir(&workspace.root);
    if targets.is_empty() {
        command.arg("--tests")
    } else {
        command.args(targets)
    };
    if leash::status(&mut command)?.success() {
        Ok(())
    } else {
        Err("the build FAILED; no test was run".into())
    }
}

/// An empty folder, so that no screenshot is older than this run.
fn make_fresh(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault),
        _ => std::fs::create_dir_all(folder),
    }
}

/// The last line, and the exit status. A run without a single test is a slip of the pen, not a success.
fn sum_up(status: ExitStatus, outcome: &Outcome, begun: Instant) -> ExitCode {
    let Outcome { passed, ignored, failed } = outcome;
    let seconds = begun.elapsed().as_secs();
    let ignored = if *ignored == 0 { String::new() } else { format!(", {ignored} ignored") };
    if !status.success() {
        for name in failed {
            eprintln!("xtask: failed: {name}");
        }
        eprintln!(
            "xtask: FAILED: {} failed, {passed} passed{ignored} in {seconds} s ({status})",
            failed.len()
        );
        return exit_code(status);
    }
    if *passed == 0 {
        eprintln!("xtask: FAILED: no test has such a name");
        return ExitCode::FAILURE;
    }
    eprintln!("xtask: all {passed} tests passed{ignored} in {seconds} s");
    ExitCode::SUCCESS
}
