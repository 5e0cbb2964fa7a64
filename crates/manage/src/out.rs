//! What the commands print.

use serde::Serialize;
use std::io::{IsTerminal, Write};

/// Prints a line. A reader that has gone away is no reason to stop.
pub(crate) fn say(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// Prints a line where faults are told.
pub(crate) fn complain(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", line.as_ref());
}

/// Prints `value` as one line of JSON.
pub(crate) fn say_json(value: &impl Serialize) {
    say(serde_json::to_string(value).unwrap_or_default());
}

/// How far long work has come: a bar on a terminal, a plain line now and then elsewhere, nothing
/// where scripts read JSON.
pub(crate) struct Progress {
    bar: Option<indicatif::ProgressBar>,
    plain: bool,
    what: &'static str,
    total: u64,
    done: std::sync::atomic::AtomicU64,
}

impl Progress {
    pub(crate) fn new(what: &'static str, total: u64, json: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !json).then(|| {
            let style = "{msg} {wide_bar} {pos}/{len} {per_sec} {eta}";
            let style = indicatif::ProgressStyle::with_template(style);
            let bar = indicatif::ProgressBar::new(total).with_message(what);
            style.map(|it| bar.clone().with_style(it)).unwrap_or(bar)
        });
        Self { bar, plain: !terminal && !json, what, total, done: 0.into() }
    }

    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        let tenth = (self.total / 10).max(1);
        if self.plain && (done.is_multiple_of(tenth) || done == self.total) {
            say(format!("{}: {done} of {}", self.what, self.total));
        }
    }

    /// Prints a line without tearing the bar.
    pub(crate) fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => say(line),
        }
    }

    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
