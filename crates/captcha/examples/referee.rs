//! Judges trails that `redteam/redteam.py` makes up. Each line of the input is a label, the hidden place, the answer and the trail
//! (`t,x,y` with spaces between), with tabs between them; printed is how many of each label pass.

use std::collections::BTreeMap;
use std::io::Write;

use captcha::{Answer, Input, Point, judge};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for line in std::io::stdin().lines() {
        let line = line?;
        let mut cells = line.split('\t');
        let mut cell = || cells.next().ok_or("a cell is missing");
        let (label, place, x) = (cell()?.to_owned(), cell()?.parse()?, cell()?.parse()?);
        let trail = cell()?.split(' ').map(point).collect::<Result<_, _>>()?;
        let answer = Answer { x, trail, input: Input::Pointer };
        let count = counts.entry(label).or_default();
        count.0 += u32::from(judge(place, &answer, 8_000).is_ok());
        count.1 += 1;
    }
    let mut out = std::io::stdout().lock();
    for (label, (passed, all)) in counts {
        let share = 100.0 * f64::from(passed) / f64::from(all);
        writeln!(out, "{label:60} {share:5.1} % pass")?;
    }
    Ok(())
}

fn point(text: &str) -> Result<Point, Box<dyn std::error::Error>> {
    let mut numbers = text.split(',');
    let mut number = || numbers.next().ok_or("a number is missing");
    Ok(Point { t_ms: number()?.parse()?, x: number()?.parse()?, y: number()?.parse()? })
}
