//! What one step from an earlier to a later item counts.

use crate::behaviour::{Event, power};
use crate::config::Steps;
use crate::num::seconds;

/// The step's weight, with what does not depend on the items worked out in advance.
#[derive(Debug, Clone)]
pub(crate) struct Kernel {
    distance: Vec<f32>,
    length: Vec<f32>,
    by_length: f32,
    gap: f32,
    back: f32,
}

/// For how long histories the power is worked out in advance.
const LENGTHS: usize = 4096;

impl Kernel {
    pub(crate) fn new(steps: &Steps) -> Self {
        let distance = (0..=steps.window).map(|it| power(it.saturating_add(1), -steps.distance));
        let length = (0..LENGTHS).map(|it| power(it.saturating_add(1), -steps.length));
        Self {
            distance: distance.collect(),
            length: length.collect(),
            by_length: steps.length,
            gap: steps.gap,
            back: steps.back,
        }
    }

    /// What the step on and the step back count, `distance` places apart, the later at `place` of the history.
    pub(crate) fn steps(
        &self,
        earlier: &Event,
        later: &Event,
        (distance, place): (usize, usize),
    ) -> (f32, f32) {
        let apart = later.at.saturating_sub(earlier.at);
        let near = self.distance.get(distance).copied().unwrap_or(0.0);
        let long = self.length.get(place).copied();
        let long = long.unwrap_or_else(|| power(place.saturating_add(1), -self.by_length));
        let close = self.gap / (self.gap + seconds(apart));
        let on = earlier.weight * later.weight * near * long * close;
        (on, if apart == 0 { on } else { on * self.back })
    }
}
