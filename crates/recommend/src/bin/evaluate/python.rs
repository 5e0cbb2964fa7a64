//! The baselines that are written in Python, on the very same parts.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::measure::Quality;
use crate::table::Line;

/// The script, which needs nothing but `evaluate/requirements.txt`.
const SCRIPT: &str = include_str!("../../../evaluate/als.py");

/// Runs the script over the parts in a folder; what it says of each.
pub(crate) fn run(program: &str, folder: &Path, splits: usize) -> Result<Vec<Vec<Line>>, String> {
    let mut command = Command::new(program);
    command.args(["-c", SCRIPT]).arg(folder).arg(splits.to_string()).stderr(Stdio::inherit());
    let output = command.output().map_err(|why| format!("{program}: {why}"))?;
    if !output.status.success() {
        return Err(format!("{program}: {}", output.status));
    }
    let mut all: Vec<Vec<Line>> = (0..splits).map(|_| Vec::new()).collect();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let words: Vec<&str> = line.split('\t').collect();
        let [place, model, recall, ndcg, asked, choice] = words.as_slice() else { continue };
        let number = |it: &str| it.parse::<f64>().map_err(|why| format!("{line}: {why}"));
        let quality = Quality {
            recall: number(recall)?,
            ndcg: number(ndcg)?,
            asked: asked.parse().map_err(|why| format!("{line}: {why}"))?,
        };
        let place: usize = place.parse().map_err(|why| format!("{line}: {why}"))?;
        if let Some(lines) = all.get_mut(place) {
            let (model, choice) = ((*model).to_owned(), (*choice).to_owned());
            lines.push(Line { model, choice, quality });
        }
    }
    Ok(all)
}
