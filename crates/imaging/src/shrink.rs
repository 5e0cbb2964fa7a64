//! A picture within the hard limits, but with more pixels than wanted.

use crate::decode;
use crate::render::{base, fit, upright};
use crate::{Limits, Refusal, container, encode, guarded};

/// The picture with at most `max_pixels`, as a file to be kept in its place: upright, in sRGB, and
/// of high quality, since everything that is shown will be made from it. JPEG, or PNG where something
/// shines through. A picture that moves becomes its first frame.
///
/// `limits` are what the machine can bear, not what the site allows.
pub fn shrink(bytes: &[u8], limits: &Limits, max_pixels: u64) -> Result<Vec<u8>, Refusal> {
    guarded(|| {
        let container = container::open(bytes)?;
        let outline = &container.outline;
        let (width, height) = (outline.width, outline.height);
        let wanted = fitting((width, height), max_pixels);
        let decoded = decode::decode(&container, limits, wanted)?;
        // What came back may be smaller, where memory would not allow more.
        let held = decoded.image.width().max(decoded.image.height());
        let (width, height) = upright(decoded.size, decoded.orientation);
        encode::lasting(&base(decoded, fit(width, height, wanted.min(held)))?)
    })
}

/// The longest edge with which a picture of this shape has at most `max_pixels`.
fn fitting((width, height): (u32, u32), max_pixels: u64) -> u32 {
    let pixels = |edge: u32| {
        let (width, height) = fit(width, height, edge);
        u64::from(width) * u64::from(height)
    };
    let (mut low, mut high) = (1, width.max(height).max(1));
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if pixels(middle) <= max_pixels { low = middle } else { high = middle - 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_pixels_as_allowed_and_no_more() {
        assert_eq!(fitting((6000, 4000), 24_000_000), 6000);
        assert_eq!(fitting((6000, 4000), 6_000_000), 3000);
        assert_eq!(fitting((4000, 6000), 6_000_000), 3000);
        assert_eq!(fitting((100, 1), 7), 7);
        assert_eq!(fitting((100, 100), 0), 1);
    }
}
