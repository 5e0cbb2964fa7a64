//! What finds faults of accessibility on a page: axe-core (<https://github.com/dequelabs/axe-core>). Its licence (MPL-2.0) and its size
//! speak for fetching it when the tests run, at one version, rather than for keeping it here.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Fault;

/// A package on `PyPI` that carries the script as a file. Pip refuses anything with another content.
const PACKAGE: &str = "axe-playwright-python==0.1.8 --hash=sha256:fdd263c998388f1a8e67cad02677e612d946248bd44d163be5e8650ea31f95f8\n";

/// The script below `target`, fetched if it is not there yet.
pub(crate) fn script(target: &Path) -> Result<PathBuf, Fault> {
    let folder = target.join("axe-0.1.8");
    let script = folder.join("axe_playwright_python").join("axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    std::fs::create_dir_all(&folder)?;
    let wanted = folder.join("wanted.txt");
    std::fs::write(&wanted, PACKAGE)?;
    let python = |words: &[&str]| -> Result<(), Fault> {
        let mut command = Command::new("/usr/bin/python3");
        command.args(words).current_dir(&folder);
        if command.status()?.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
    };
    let download = ["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"];
    python(&[&download[..], &["--only-binary", ":all:", "-r", "wanted.txt"]].concat())?;
    let wheels = std::fs::read_dir(&folder)?.filter_map(Result::ok).map(|it| it.path());
    let wheel = wheels.filter(|it| it.extension().is_some_and(|it| it == "whl")).last();
    let wheel = wheel.ok_or("pip has brought no wheel")?;
    python(&["-m", "zipfile", "-e", &wheel.to_string_lossy(), "."])?;
    if script.is_file() { Ok(script) } else { Err("there is no axe.min.js in the wheel".into()) }
}
