//! Where the workspace and its products are.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Fault;

/// The folders that cargo itself names, so that `CARGO_TARGET_DIR` and configuration files count.
pub(crate) struct Workspace {
    /// The folder of the workspace's manifest.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self, Fault> {
        let asked = cargo()
            .args(["metadata", "--no-deps", "--format-version=1"])
            .stderr(Stdio::inherit())
            .output()?;
        let told = String::from_utf8(asked.stdout)?;
        let folder =
            |key| value(&told, key).ok_or_else(|| format!("cargo metadata tells no {key}"));
        Ok(Self {
            root: folder("workspace_root")?.into(),
            target: folder("target_directory")?.into(),
        })
    }
}

/// The last text of that name in a JSON object; enough for two paths of cargo's, which end its answer.
fn value(json: &str, key: &str) -> Option<String> {
    let (_, rest) = json.rsplit_once(&format!("\"{key}\":\""))?;
    let (text, _) = rest.split_once('"')?;
    Some(text.replace("\\\\", "\\"))
}

/// Cargo, as it was called by hand.
pub(crate) fn cargo() -> Command {
    outer(Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())))
}

/// The command without what `cargo run` tells a program about its package. Build scripts such as ring's
/// look at these variables, and everything above them would be built again and again.
pub(crate) fn outer(mut command: Command) -> Command {
    const OURS: [&str; 5] =
        ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| OURS.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(&name);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_value_is_read_from_the_end_of_the_object() {
        let json = r#"{"packages":[{"workspace_root":"no"}],"workspace_root":"/a b","version":1}"#;
        assert_eq!(super::value(json, "workspace_root").as_deref(), Some("/a b"));
        assert_eq!(super::value(json, "target_directory"), None);
    }
}
