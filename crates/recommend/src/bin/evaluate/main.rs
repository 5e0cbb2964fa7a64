//! `evaluate FILE [--valid] [--splits FOLDER] [--python [PROGRAM]]` measures the model beside what it should beat;
//! `evaluate --made SEED` does so on a made-up community; `evaluate --speed [INTERACTIONS]` measures how fast it is. See `docs/recommendations.md`.

mod baselines;
mod data;
mod ease;
mod made;
mod measure;
mod ours;
mod python;
mod speed;
mod split;
mod table;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// What is read.
    pub(crate) file: Option<PathBuf>,
    /// Whether the training parts are divided and measured, and the test parts left alone.
    pub(crate) valid: bool,
    /// Where the parts are written.
    pub(crate) splits: Option<PathBuf>,
    /// What runs the baselines that are written in Python.
    pub(crate) python: Option<String>,
    /// Of which made-up community, in place of a file.
    pub(crate) made: Option<u64>,
    /// With how many interactions speed is measured.
    pub(crate) speed: Option<usize>,
}

fn options() -> Result<Options, String> {
    let mut options = Options::default();
    let mut words = std::env::args().skip(1).peekable();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--valid" => options.valid = true,
            "--splits" => options.splits = words.next().map(PathBuf::from),
            "--python" => {
                let program = words.next_if(|it| !it.starts_with("--"));
                options.python = Some(program.unwrap_or_else(|| "python3".to_owned()));
            }
            "--made" => {
                let seed = words.next().map(|it| it.parse()).transpose();
                options.made = Some(seed.map_err(|why| format!("--made: {why}"))?.unwrap_or(1));
            }
            "--speed" => {
                let count = words.next().map(|it| it.parse()).transpose();
                let count = count.map_err(|why| format!("--speed: {why}"))?;
                options.speed = Some(count.unwrap_or(100_000));
            }
            _ if options.file.is_none() => options.file = Some(PathBuf::from(word)),
            _ => return Err(format!("what is {word}?")),
        }
    }
    Ok(options)
}

fn run() -> Result<(), String> {
    let options = options()?;
    if let Some(count) = options.speed {
        return speed::print(count);
    }
    if let Some(seed) = options.made {
        return table::print(&made::community(seed), &options);
    }
    let Some(file) = &options.file else {
        return Err("evaluate FILE [--valid] [--splits FOLDER] [--python [PROGRAM]]".to_owned());
    };
    table::print(&data::read(file)?, &options)
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            use std::io::Write as _;
            // Nobody is left to be told that nobody can be told.
            let _ = writeln!(std::io::stderr(), "{why}");
            ExitCode::FAILURE
        }
    }
}
