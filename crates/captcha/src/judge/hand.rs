//! Trails of mice and fingers.
//!
//! A hand speeds up and slows down: along the curve of least jerk (Flash and Hogan, 1985) speed is 30 t² (1 - t)² of the mean,
//! whose standard deviation is 0.65 of its mean; people correct themselves on the way, which makes it more. A program that shares
//! the way evenly, with some trembling, stays below 0.2; a hand that takes a fifth of the time each to start and to stop, and is steady between, has 0.38.

use super::{Refusal, steps, variation};
use crate::answer::Point;
use crate::num;

/// The fewest points of a trail: a browser tells 60 or more a second.
pub(super) const FEWEST: usize = 8;
/// The longest single step, as a share of the whole way: a quick hand, seen by a slow machine.
const LONGEST: f64 = 0.4;
/// The time is cut into so many equal parts whose speeds are compared: more would show how evenly a browser counts time.
const PARTS: usize = 10;
/// The least variation of speed.
const LEAST: f64 = 0.33;
/// The least variation of speed of a mouse that never once goes up or down.
const LEAST_STRAIGHT: f64 = 0.5;

pub(super) fn judge(trail: &[Point], mouse: bool) -> Result<(), Refusal> {
    let (Some(first), Some(last)) = (trail.first(), trail.last()) else {
        return Err(Refusal::TooFew);
    };
    let way = last.x - first.x;
    if steps(trail).any(|(from, to)| (to.x - from.x).abs() > way * LONGEST) {
        return Err(Refusal::Jump);
    }
    let straight = mouse && trail.iter().all(|it| (it.y - first.y).abs() < 0.01);
    let floor = if straight { LEAST_STRAIGHT } else { LEAST };
    if variation(&speeds(trail)) < floor {
        return Err(Refusal::TooEven);
    }
    Ok(())
}

/// How far the piece moved, to either side, in each part of the time.
fn speeds(trail: &[Point]) -> Vec<f64> {
    let mut ways = vec![0.0; PARTS];
    let (Some(first), Some(last)) = (trail.first(), trail.last()) else {
        return ways;
    };
    let part = f64::from(last.t_ms - first.t_ms) / num::double(PARTS);
    for (from, to) in steps(trail) {
        let (start, end) = (f64::from(from.t_ms - first.t_ms), f64::from(to.t_ms - first.t_ms));
        let speed = (to.x - from.x).abs() / (end - start);
        for (index, way) in ways.iter_mut().enumerate() {
            let left = num::double(index) * part;
            *way += speed * (end.min(left + part) - start.max(left)).max(0.0);
        }
    }
    ways
}
