//! What the test binaries said, added up.

use std::io::{self, BufRead, Write};

/// The sum over all test binaries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// How many tests passed.
    pub(crate) passed: u64,
    /// How many were left out by `#[ignore]`.
    pub(crate) ignored: u64,
    /// The names of those that failed.
    pub(crate) failed: Vec<String>,
}

impl Outcome {
    /// Passes the output on, and listens.
    pub(crate) fn of(mut output: impl BufRead, mut to: impl Write) -> io::Result<Self> {
        let mut outcome = Self::default();
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line)? > 0 {
            to.write_all(&line)?;
            to.flush()?;
            outcome.hear(&String::from_utf8_lossy(&line));
            line.clear();
        }
        Ok(outcome)
    }

    fn hear(&mut self, line: &str) {
        let line = line.trim_end();
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += count(result, " passed");
            self.ignored += count(result, " ignored");
        } else if let Some(name) =
            line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED"))
        {
            self.failed.push(name.to_owned());
        }
    }
}

/// The number before the word, as in `12 passed; 0 failed`.
fn count(result: &str, word: &str) -> u64 {
    let before = result.split_once(word).map_or("", |(before, _)| before);
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    const SAID: &str = "
running 3 tests
test a::b ... ok
test a::c ... FAILED
test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: ok. 40 passed; 0 failed; 1 ignored; 0 measured; 9 filtered out; finished in 1.01s
";

    #[test]
    fn results_add_up_and_the_output_passes_through() {
        let mut copy = Vec::new();
        let outcome = Outcome::of(SAID.as_bytes(), &mut copy).unwrap();
        assert_eq!(outcome, Outcome { passed: 42, ignored: 1, failed: vec!["a::c".to_owned()] });
        assert_eq!(copy, SAID.as_bytes());
    }
}
