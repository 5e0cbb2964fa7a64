//! Trees as outlines.

use crate::num::{float, index};
use crate::rng::Rng;
use crate::shape::Point;

/// Raises a ridge's edge by a wood of small pines standing on it.
pub(crate) fn treeline(edge: &mut [f32], height: f32, rng: &mut Rng) {
    let ground = edge.to_vec();
    let last = float(ground.len());
    let mut place = -height;
    while place < last + height {
        let tall = height * (0.45 + 0.55 * rng.unit()) * (0.6 + 0.4 * rng.unit());
        let half = tall * rng.range(0.16, 0.24);
        let start = index(place - half);
        let foot = ground
            .get(index(place).min(ground.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default();
        let rough = rng.range(0.05, 0.12);
        let tiers = rng.range(3.0, 6.0);
        for (column, row) in edge.iter_mut().enumerate().skip(start) {
            let away = (float(column) - place).abs() / half;
            if away >= 1.0 && float(column) > place {
                break;
            }
            let tooth = crate::num::fract(away * tiers) * rough * 3.0 * (1.0 - away);
            let top = foot + 2.0 - tall * ((1.0 - away).max(0.0) + tooth - rough);
            if away < 1.0 {
                *row = row.min(top);
            }
        }
        place += half * rng.range(0.5, 1.7);
    }
}

/// A pine's outline, its foot here.
pub(crate) fn pine(foot: Point, height: f32, rng: &mut Rng) -> Vec<Point> {
    let tiers = 9 + rng.below(6);
    let wide = height * rng.range(0.14, 0.2);
    let lean = rng.range(-0.012, 0.012) * height;
    let mut side = |sign: f32| -> Vec<Point> {
        (0..tiers)
            .flat_map(|tier| {
                let down = (float(tier) + 0.6) / float(tiers);
                let reach = wide * down * rng.range(0.75, 1.2);
                let low = height * (1.0 - down * 0.94) - rng.range(0.0, 0.02) * height;
                let tip = (foot.0 + sign * reach + lean * (1.0 - down), foot.1 - low);
                let notch =
                    (foot.0 + sign * reach * rng.range(0.35, 0.55), foot.1 - low - height * 0.004);
                [tip, notch]
            })
            .collect()
    };
    let (right, mut left) = (side(1.0), side(-1.0));
    left.reverse();
    let trunk = height * 0.012;
    let mut outline = vec![(foot.0 + lean, foot.1 - height)];
    outline.extend(right);
    outline.extend([(foot.0 + trunk, foot.1), (foot.0 - trunk, foot.1)]);
    outline.extend(left);
    outline
}
