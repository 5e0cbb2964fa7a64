//! What is said of a picture by those who see it.

use super::shared::{COMMENTS, OPENERS, REPLIES};
use super::words;
use crate::kinds::Kind;
use crate::rng::Rng;

/// The comment at one place, on a picture of this kind.
pub(crate) fn comment(seed: u64, index: u64, about: Kind) -> String {
    let mut rng = Rng::new(seed, index, 0xc033);
    let own = words(about).comments;
    match rng.below(20) {
        0..9 => rng.pick(own).to_owned(),
        9..14 => rng.pick(COMMENTS).to_owned(),
        14..16 => format!("{} {}", rng.pick(OPENERS), rng.pick(own)),
        16 => format!("{} {}", rng.pick(OPENERS), rng.pick(COMMENTS)),
        17 | 18 => {
            let (one, other) = (rng.pick(COMMENTS), rng.pick(own));
            if rng.chance(0.5) { format!("{one} {other}") } else { format!("{other}\n\n{one}") }
        }
        _ => rng.pick(REPLIES).to_owned(),
    }
}
