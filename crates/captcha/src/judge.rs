//! Whether an answer is right, and was given by a hand.

mod hand;
mod keys;

use crate::TOLERANCE;
use crate::answer::{Answer, Input, Point};

/// Nobody looks, takes the piece and moves it in less: milliseconds from the puzzle's issue to its answer.
pub const SOONEST_MS: u64 = 300;
/// Who takes longer gets another puzzle: milliseconds from the puzzle's issue to its answer.
pub const LATEST_MS: u64 = 120_000;
/// A trail with more points is not read.
pub const MOST_POINTS: usize = 2_000;
/// The least time from a trail's first point to its last, in milliseconds.
pub const SHORTEST_MS: u32 = 300;
/// How far from the left border a trail may begin, in pixels: that is where the piece lies.
pub const START: f64 = 10.0;
/// How far apart the end of a trail and the answer may be, in pixels.
const END: f64 = 1.0;
/// How much longer than since the issue a trail may have taken, in milliseconds: clocks are read at different moments.
const SLACK_MS: u64 = 100;
/// Beyond this, in pixels, no place is on any picture.
const FARTHEST: f64 = 4_000.0;

/// Why an answer does not count. People need not know which: to them it is one "try again".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A number is infinite, none at all, or far off any picture.
    #[error("a number is not usable")]
    Unusable,
    /// Answered sooner than anybody can.
    #[error("answered too soon")]
    TooSoon,
    /// Answered too late.
    #[error("answered too late")]
    TooLate,
    /// The piece was put elsewhere.
    #[error("the piece is not in its place")]
    Missed,
    /// The trail has too few points.
    #[error("the trail has too few points")]
    TooFew,
    /// The trail has too many points.
    #[error("the trail has too many points")]
    TooMany,
    /// Time stands still or runs backwards in the trail.
    #[error("the trail's time does not run forwards")]
    Backwards,
    /// The trail took less time than a hand does, or more than there was since the puzzle's issue.
    #[error("the trail took an impossible time")]
    Duration,
    /// The trail does not begin where the piece lies.
    #[error("the trail does not begin at the border")]
    Beginning,
    /// The trail ends elsewhere than the answer.
    #[error("the trail does not end at the answer")]
    End,
    /// The piece jumped.
    #[error("the piece jumped")]
    Jump,
    /// The piece moved as evenly as no hand moves it.
    #[error("the piece moved too evenly")]
    TooEven,
    /// The piece did not move in steps of the keys.
    #[error("the steps are none of the keys'")]
    Steps,
    /// The keys were quicker, or more regular, than any keyboard.
    #[error("the keys were pressed at no human pace")]
    Pace,
}

/// Judges an answer to a puzzle whose hidden place is `puzzle_x` (see [`Puzzle::x`](crate::Puzzle::x)), so many milliseconds after
/// the puzzle was issued. Whether the puzzle was already answered, and whether the trail was seen before, is for the
/// caller to know.
///
/// # Errors
///
/// [`Refusal`]: the first rule that is broken, cheap ones first.
pub fn judge(puzzle_x: f64, answer: &Answer, elapsed_ms_since_issue: u64) -> Result<(), Refusal> {
    if elapsed_ms_since_issue < SOONEST_MS {
        return Err(Refusal::TooSoon);
    }
    if elapsed_ms_since_issue > LATEST_MS {
        return Err(Refusal::TooLate);
    }
    if answer.trail.len() > MOST_POINTS {
        return Err(Refusal::TooMany);
    }
    let usable = |it: f64| it.is_finite() && it.abs() <= FARTHEST;
    let all = usable(puzzle_x) && usable(answer.x);
    if !all || !answer.trail.iter().all(|it| usable(it.x) && usable(it.y)) {
        return Err(Refusal::Unusable);
    }
    // Also who misses is told nothing about the trail, and the other way round: the caller says one and the same to both.
    if (answer.x - puzzle_x).abs() > TOLERANCE {
        return Err(Refusal::Missed);
    }
    ends(answer, elapsed_ms_since_issue)?;
    match answer.input {
        Input::Keyboard => keys::judge(&answer.trail),
        Input::Pointer => hand::judge(&answer.trail, true),
        Input::Touch => hand::judge(&answer.trail, false),
    }
}

/// What holds for the time and both ends of any trail.
fn ends(answer: &Answer, elapsed: u64) -> Result<(), Refusal> {
    let fewest = if answer.input == Input::Keyboard { keys::FEWEST } else { hand::FEWEST };
    if answer.trail.len() < fewest {
        return Err(Refusal::TooFew);
    }
    if steps(&answer.trail).any(|(from, to)| to.t_ms <= from.t_ms) {
        return Err(Refusal::Backwards);
    }
    let (Some(first), Some(last)) = (answer.trail.first(), answer.trail.last()) else {
        return Err(Refusal::TooFew);
    };
    let took = last.t_ms - first.t_ms;
    if took < SHORTEST_MS || u64::from(took) > elapsed + SLACK_MS {
        return Err(Refusal::Duration);
    }
    if !(-END..=START).contains(&first.x) {
        return Err(Refusal::Beginning);
    }
    if (last.x - answer.x).abs() > END {
        return Err(Refusal::End);
    }
    Ok(())
}

/// Each point with the next.
fn steps(trail: &[Point]) -> impl Iterator<Item = (&Point, &Point)> {
    trail.iter().zip(trail.iter().skip(1))
}

/// The standard deviation as a share of the mean; 0 for none or for a mean of 0.
fn variation(values: &[f64]) -> f64 {
    let count = crate::num::double(values.len());
    let mean = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / count;
    if mean > 0.0 { square.sqrt() / mean } else { 0.0 }
}
