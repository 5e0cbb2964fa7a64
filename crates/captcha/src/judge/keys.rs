//! Trails of keys: arrows move the piece by 1 pixel, page keys by 10, Home and End to either border.

use super::{Refusal, steps};
use crate::WIDTH;
use crate::answer::Point;
use crate::num;

/// The fewest points of a trail: the nearest place is six long steps away.
pub(super) const FEWEST: usize = 4;
/// The steps of the keys, in pixels.
const STEPS: [f64; 2] = [1.0, 10.0];
/// The widths a piece's frame may have, in pixels: End takes it to the border, less its width.
const PIECE: std::ops::RangeInclusive<f64> = 20.0..=70.0;
/// So many steps at the end are none of Home and End: the place is at neither border.
const SETTLING: usize = 2;
/// The least mean time between two steps, in milliseconds: keyboards repeat 30 times a second, the quickest about 60 times.
const PACE_MS: f64 = 12.0;
/// How much the times between steps must differ, in milliseconds: a held key waits before it repeats, and fingers are not clocks.
const WANDER_MS: u32 = 3;

pub(super) fn judge(trail: &[Point]) -> Result<(), Refusal> {
    let settling = trail.len().saturating_sub(SETTLING + 1);
    let mut all = steps(trail).enumerate();
    if !all.all(|(nth, (from, to))| step(from.x, to.x) || (nth < settling && leap(to.x))) {
        return Err(Refusal::Steps);
    }
    if steps(trail).any(|(from, to)| (to.y - from.y).abs() > 0.01) {
        return Err(Refusal::Steps);
    }
    let pauses: Vec<u32> = steps(trail).map(|(from, to)| to.t_ms - from.t_ms).collect();
    let all: u64 = pauses.iter().copied().map(u64::from).sum();
    let fastest = num::double(pauses.len()) * PACE_MS;
    let (shortest, longest) = (pauses.iter().min().copied(), pauses.iter().max().copied());
    let wander = longest.unwrap_or(0) - shortest.unwrap_or(0);
    if wander < WANDER_MS || u32::try_from(all).is_ok_and(|it| f64::from(it) < fastest) {
        return Err(Refusal::Pace);
    }
    Ok(())
}

/// Whether an arrow or a page key leads from one place to the next.
fn step(from: f64, to: f64) -> bool {
    STEPS.iter().any(|it| ((to - from).abs() - it).abs() < 0.01)
}

/// Whether a place is a border: where Home and End lead, and longer steps end.
fn leap(to: f64) -> bool {
    to.abs() < 0.01 || PIECE.contains(&(f64::from(num::edge(WIDTH)) - to))
}
