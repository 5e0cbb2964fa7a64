//! Child processes that end with the test, however it ends.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

const WATCH: &str = r#"read -r _; kill -s KILL -- "-$1" 2>/dev/null"#;

/// A child in a process group of its own. The group is killed when this value is dropped, and also when the
/// whole test process dies: a shell waits for the end of a pipe whose other end only this process holds.
#[derive(Debug)]
pub(crate) struct Kept {
    child: Child,
    watch: Child,
}

impl Kept {
    /// Starts the command.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let spawned = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = spawned.unwrap_or_else(|fault| panic!("cannot run {command:?}: {fault}"));
        let watch = Command::new("sh")
            .args(["-c", WATCH, "watch", &child.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("sh can be run");
        Self { child, watch }
    }

    /// The child itself, for its output and its end.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The number of the child's process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the child (not its group) to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        let kill = format!("kill -s TERM {}", self.child.id());
        let killed = Command::new("sh").args(["-c", &kill]).status().expect("sh can be run");
        assert!(killed.success(), "the child to be stopped is not there any more");
    }

    /// How the child ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be waited for")
    }

    /// Kills the group and waits until the child is gone.
    fn end(&mut self) -> io::Result<()> {
        drop(self.watch.stdin.take());
        self.watch.wait()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Err(fault) = self.end() {
            eprintln!("harness: a child could not be ended: {fault}");
        }
    }
}
