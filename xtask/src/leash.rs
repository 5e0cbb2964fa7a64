//! Children that do not outlive this command, whatever ends it.
//!
//! A command that is killed runs no destructors. So each child gets a process group of its own, and beside
//! it a shell that waits for the end of its standard input. Only this process holds the other end of that
//! pipe: when it is gone, by Ctrl-C or by `kill -9`, the shell ends the group.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

const WATCH: &str = r#"read -r _; kill -s TERM -- "-$1" 2>/dev/null"#;

/// The shell that ends a child's process group when it is dropped, or when this process is no more.
pub(crate) struct Leash(Child);

impl Leash {
    /// Starts the command in a group of its own, and the shell that watches over it.
    pub(crate) fn spawn(command: &mut Command) -> io::Result<(Child, Self)> {
        let mut child = command.stdin(Stdio::null()).process_group(0).spawn()?;
        let watch = Command::new("sh")
            .args(["-c", WATCH, "leash", &child.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0)
            .spawn();
        match watch {
            Ok(watch) => Ok((child, Self(watch))),
            Err(fault) => {
                child.kill()?;
                child.wait()?;
                Err(fault)
            }
        }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Nothing is left to be done where waiting fails.
        let _ = self.0.wait();
    }
}

/// Runs the command to its end.
pub(crate) fn status(command: &mut Command) -> io::Result<ExitStatus> {
    let (mut child, _leash) = Leash::spawn(command)?;
    child.wait()
}
