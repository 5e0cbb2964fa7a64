//! `evaluate FILE [--valid] [--ties SALT] [--splits FOLDER] [--python [PROGRAM]]` measures the model beside what it should beat;
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
    /// Which order equal times have: 0 unless said otherwise.
    pub(crate) ties: u64,
    /// Of which made-up community, in place of a file.
    pub(crate) made: Option<u64>,
    /// With how many interactions speed is measured.
    pub(crate) speed: Option<usize>,
}

/// The number after an option, or what goes without one.
fn number<N>(word: Option<String>, of: &str, unsaid: N) -> Result<N, String>
where
    N: std::str::FromStr<Err: std::fmt::Display>,
{
    let Some(word) = word else { return Ok(unsaid) };
    word.parse().map_err(|why| format!("{of} {word}: {why}"))
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
            "--made" => options.made = Some(number(words.next(), "--made", 1)?),
            "--ties" => options.ties = number(words.next(), "--ties", 1)?,
            "--speed" => options.speed = Some(number(words.next(), "--speed", 100_000)?),
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
        return Err("evaluate FILE [--valid] [--ties SALT] [--splits FOLDER] [--python [PROGRAM]]"
            .to_owned());
    };
    table::print(&data::read(file, options.ties)?, &options)
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
