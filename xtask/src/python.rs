//! A Python of our own below cargo's target folder, with the client of another language in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Fault;
use crate::workspace::Workspace;

/// The interpreter that has what `tests/support/requirements.txt` asks for, from `PyPI` where it is not there yet. A run that was broken off
/// is not taken for one that was finished: what is installed is noted last.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf, Fault> {
    let wanted = workspace.root.join("tests/support/requirements.txt");
    let folder = workspace.target.join("test-python");
    let (python, noted) = (folder.join("bin/python"), folder.join("installed.txt"));
    let text = std::fs::read_to_string(&wanted)?;
    if python.is_file() && std::fs::read_to_string(&noted).is_ok_and(|it| it == text) {
        return Ok(python);
    }
    eprintln!("xtask: installing the client in another language");
    run(Command::new("/usr/bin/python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    run(install.arg("--requirement").arg(&wanted))?;
    write(&noted, &text)?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), Fault> {
    if command.status()?.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed; it needs python3-venv and a way to PyPI").into())
    }
}

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    Ok(std::fs::write(path, text)?)
}
