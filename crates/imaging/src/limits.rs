use crate::Refusal;

/// The most memory one picture may take, whatever [`Limits::max_pixels`] says: 300 MB less what is
/// still to come when the source has been reduced. It lets pass any baseline JPEG and any PNG that
/// is not interlaced, of which parts are left out while decoding; a progressive JPEG, all of whose
/// coefficients must be held, up to some 90 million pixels at 4:2:0 and 47 million at 4:4:4.
pub(crate) const MAX_MEMORY: u64 = 285_000_000;

/// The most that decoding may take, as [`Outline::effort`](crate::container::Outline) counts it:
/// some two seconds and a half.
pub(crate) const MAX_EFFORT: u64 = 60_000_000;

/// What a decoder may spend on profiles and texts: a profile of 258 MB packs into 250 kB.
pub(crate) const MAX_METADATA: u64 = 16 << 20;

/// How large a picture may be. Both hold before a single pixel is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Width times height, at most.
    pub max_pixels: u64,
    /// The longer edge, at most.
    pub max_side: u32,
}

impl Default for Limits {
    /// Room for any camera: 100 million pixels, 16,384 a side.
    fn default() -> Self {
        Self { max_pixels: 100_000_000, max_side: 16_384 }
    }
}

impl Limits {
    /// Enough for a progressive 4:2:0 JPEG (three bytes for the pixels, three for the coefficients)
    /// or 16-bit RGB as large as [`Self::max_pixels`]; greedier kinds must have fewer pixels.
    const BYTES_PER_PIXEL: u64 = 6;

    /// The most memory decoding may take.
    pub(crate) fn max_memory(&self) -> u64 {
        self.max_pixels.saturating_mul(Self::BYTES_PER_PIXEL)
    }

    pub(crate) fn admit(&self, width: u32, height: u32) -> Result<(), Refusal> {
        let (side, max) = (width.max(height), self.max_side);
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 {
            Err(Refusal::Broken("a picture without pixels".to_owned()))
        } else if side > max {
            Err(Refusal::TooLong { side, max })
        } else if pixels > self.max_pixels {
            Err(Refusal::TooManyPixels { pixels, max: self.max_pixels })
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_include_their_own_value() {
        let limits = Limits { max_pixels: 600, max_side: 60 };
        assert_eq!(limits.admit(60, 10), Ok(()));
        assert_eq!(limits.admit(10, 61), Err(Refusal::TooLong { side: 61, max: 60 }));
        assert_eq!(limits.admit(20, 31), Err(Refusal::TooManyPixels { pixels: 620, max: 600 }));
        assert!(matches!(limits.admit(0, 31), Err(Refusal::Broken(_))));
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let limits = Limits { max_pixels: u64::MAX, max_side: u32::MAX };
        assert_eq!(limits.admit(u32::MAX, u32::MAX), Ok(()));
        assert_eq!(limits.max_memory(), u64::MAX);
    }
}
