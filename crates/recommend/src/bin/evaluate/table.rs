//! The table: each model, each way of holding out.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use recommend::Config;

use crate::baselines::{Baseline, Choice, ItemKnn, Popularity};
use crate::data::Data;
use crate::ease::{Ease, MOST};
use crate::measure::{LENGTH, Quality, best, measure};
use crate::ours::Ours;
use crate::split::{Split, WAYS, split};
use crate::{Options, python};

/// One line of a table.
pub(crate) struct Line {
    pub(crate) model: String,
    pub(crate) choice: String,
    pub(crate) quality: Quality,
}

/// One way of holding out: what is measured, and what choices are made on.
struct Round {
    name: &'static str,
    test: Split,
    valid: Split,
}

pub(crate) fn print(data: &Data, options: &Options) -> Result<(), String> {
    let say = |text: &str| {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|why| why.to_string())
    };
    let (lines, users, items) = (data.rows.len(), data.users, data.items);
    say(&format!("{lines} interactions of {users} users with {items} items.\n"))?;
    let rounds = WAYS.map(|(name, way, inner)| {
        let test = split(data, way);
        let valid = split(&test.inner(), inner);
        Round { name, test: if options.valid { valid.clone() } else { test }, valid }
    });
    let foreign = foreign(&rounds, options)?;
    for (round, foreign) in rounds.iter().zip(foreign) {
        let mut lines = baselines(round);
        lines.extend(foreign);
        let ours = Ours::train(&Config::default(), &round.test);
        let quality = measure(&round.test, false, |_, past| ours.list(past));
        lines.push(Line { model: "**Tintype**".to_owned(), choice: String::new(), quality });
        say(&draw(round.name, &lines))?;
        if round.test.cut.is_some() {
            say(&newcomers(round, &ours))?;
        }
    }
    Ok(())
}

/// What the Python script says of each way.
fn foreign(rounds: &[Round], options: &Options) -> Result<Vec<Vec<Line>>, String> {
    let folder = match (&options.splits, &options.python) {
        (None, None) => return Ok(rounds.iter().map(|_| Vec::new()).collect()),
        (Some(folder), _) => folder.clone(),
        (None, Some(_)) => {
            std::env::temp_dir().join(format!("tintype-evaluate-{}", std::process::id()))
        }
    };
    let write = |round: &Round, name: &str| {
        round.test.write(&folder, name)?;
        round.valid.write(&folder, &format!("{name}.valid"))
    };
    std::fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
    for (round, place) in rounds.iter().zip(0..) {
        write(round, &format!("split{place}")).map_err(|why| why.to_string())?;
    }
    let said = options.python.as_ref().map(|it| python::run(it, &folder, rounds.len()));
    if options.splits.is_none() {
        remove(&folder)?;
    }
    said.unwrap_or_else(|| Ok(rounds.iter().map(|_| Vec::new()).collect()))
}

fn remove(folder: &Path) -> Result<(), String> {
    std::fs::remove_dir_all(folder).map_err(|why| why.to_string())
}

fn score(split: &Split, model: &dyn Baseline) -> Quality {
    measure(split, false, |user, past| best(&model.scores(past), user, past))
}

/// The best of several on the part that choices are made on.
fn choose<C: Copy>(
    valid: &Split,
    choices: &[C],
    train: impl Fn(&Split, C) -> Box<dyn Baseline>,
) -> Option<C> {
    let judged = choices.iter().map(|it| (score(valid, train(valid, *it).as_ref()).ndcg, *it));
    judged.max_by(|a, b| a.0.total_cmp(&b.0)).map(|it| it.1)
}

fn baselines(round: &Round) -> Vec<Line> {
    let (test, valid) = (&round.test, &round.valid);
    let popular = score(test, &Popularity::train(test));
    let mut lines =
        vec![Line { model: "popularity".to_owned(), choice: String::new(), quality: popular }];
    let mut choices = Vec::new();
    for neighbours in [50, 100, 200, 400] {
        for shrink in [0.0, 10.0, 50.0] {
            choices.extend([0.5, 0.75].map(|from| Choice { neighbours, shrink, from }));
        }
    }
    if let Some(it) = choose(valid, &choices, |split, it| Box::new(ItemKnn::train(split, it))) {
        let quality = score(test, &ItemKnn::train(test, it));
        let choice =
            format!("{} neighbours, shrink {}, from^{}", it.neighbours, it.shrink, it.from);
        lines.push(Line { model: "ItemKNN".to_owned(), choice, quality });
    }
    if test.items <= MOST {
        let ridges = [30.0, 100.0, 250.0, 500.0, 1000.0];
        if let Some(it) = choose(valid, &ridges, |split, it| Box::new(Ease::train(split, it))) {
            let quality = score(test, &Ease::train(test, it));
            lines.push(Line { model: "EASE".to_owned(), choice: format!("ridge {it}"), quality });
        }
    }
    lines
}

fn draw(name: &str, lines: &[Line]) -> String {
    let asked = lines.first().map_or(0, |it| it.quality.asked);
    let others = lines.iter().filter(|it| !it.model.starts_with('*'));
    let others: Vec<Quality> = others.map(|it| it.quality).collect();
    let top = |of: fn(&Quality) -> f64| others.iter().map(of).fold(f64::MIN_POSITIVE, f64::max);
    let (recall, ndcg) = (top(|it| it.recall), top(|it| it.ndcg));
    let mut text = format!("\n{name}, {asked} users\n\n");
    text.push_str(
        "| model | recall@20 | ndcg@20 | ndcg against the best other | chosen on validation |\n",
    );
    text.push_str("| --- | --- | --- | --- | --- |\n");
    for Line { model, choice, quality } in lines {
        let ratio = quality.ndcg / ndcg;
        let (mine, gain) = (quality.recall, quality.ndcg);
        // Writing into a text does not fail.
        let _ = writeln!(text, "| {model} | {mine:.4} | {gain:.4} | {ratio:.2} | {choice} |");
    }
    if let Some(ours) = lines.last().filter(|it| it.model.starts_with('*')) {
        let (recall, ndcg) = (ours.quality.recall / recall, ours.quality.ndcg / ndcg);
        let _ = writeln!(
            text,
            "\nrecall@20 {recall:.2} times, ndcg@20 {ndcg:.2} times the best other."
        );
    }
    text
}

/// Those without a history, who are not in the table: the list for newcomers beside popularity.
fn newcomers(round: &Round, ours: &Ours) -> String {
    let popular = Popularity::train(&round.test).scores(&[]);
    let theirs = measure(&round.test, true, |user, past| best(&popular, user, past));
    let mine = measure(&round.test, true, |_, past| ours.list(past));
    let (asked, theirs, mine) = (mine.asked, theirs.ndcg, mine.ndcg);
    format!(
        "{asked} users without a history, who are not in the table: ndcg@{LENGTH} {mine:.4}, by popularity {theirs:.4}.\n"
    )
}
