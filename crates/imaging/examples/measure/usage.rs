//! What this process has used so far, as Linux counts it.

use std::error::Error;
use std::fs;

pub(crate) struct Usage {
    /// Of CPU, all threads, user and system; counted in hundredths of a second.
    pub(crate) milliseconds: u64,
    /// Resident, at most since the process began.
    pub(crate) kilobytes: u64,
}

impl Usage {
    pub(crate) fn now() -> Result<Self, Box<dyn Error>> {
        let stat = fs::read_to_string("/proc/self/stat")?;
        // Behind the name, which may hold anything: state, then numbers, of which these are ticks.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| -> Result<u64, Box<dyn Error>> {
            Ok(fields.get(at).ok_or("a short /proc/self/stat")?.parse()?)
        };
        let milliseconds = (ticks(12)? + ticks(13)?) * 10;
        Ok(Self { milliseconds, kilobytes: peak()? })
    }

    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            milliseconds: self.milliseconds - before.milliseconds,
            kilobytes: self.kilobytes - before.kilobytes,
        }
    }
}

fn peak() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmHWM in /proc/self/status")?.parse()?)
}
