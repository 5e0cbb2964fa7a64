//! What makes a trail the same trail again.

use sha2::{Digest, Sha256};

use crate::answer::Point;
use crate::num;

/// SHA-256 of a trail, whenever and wherever it is drawn again: times count from the first point, places are parts of the whole
/// way (in 1/256), heights count from the first point (in 1/4 pixel). A trail that is sent again, later, higher or stretched to
/// another width, has the same fingerprint; no person draws the same one twice, to the millisecond.
#[must_use]
pub fn fingerprint(trail: &[Point]) -> [u8; 32] {
    let mut hash = Sha256::new();
    if let (Some(first), Some(last)) = (trail.first(), trail.last()) {
        let way = last.x - first.x;
        let share = if way == 0.0 { 1.0 } else { 256.0 / way };
        for point in trail {
            let place = num::whole(((point.x - first.x) * share).round());
            let height = num::whole(((point.y - first.y) * 4.0).round());
            hash.update(point.t_ms.wrapping_sub(first.t_ms).to_le_bytes());
            hash.update(place.to_le_bytes());
            hash.update(height.to_le_bytes());
        }
    }
    hash.finalize().into()
}
