//! The crate's random numbers: splitmix64, the same on every machine.

use crate::num;

/// One step of splitmix64: a good 64-bit hash of any number.
pub(crate) const fn scramble(number: u64) -> u64 {
    let mut word = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    /// The stream for one thing: `purpose` keeps a picture's title from following its clouds.
    pub(crate) const fn new(seed: u64, index: u64, purpose: u64) -> Self {
        Self(scramble(scramble(scramble(seed) ^ index) ^ purpose))
    }

    /// The next 64 bits.
    pub(crate) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.0)
    }

    /// A seed for a noise.
    pub(crate) const fn seed(&mut self) -> u32 {
        num::low(self.bits())
    }

    /// Between 0 (included) and 1 (not).
    pub(crate) const fn unit(&mut self) -> f32 {
        num::unit(self.seed())
    }

    /// Between two numbers.
    pub(crate) const fn range(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.unit()
    }

    /// A whole number below `below`; 0 where that is 0.
    pub(crate) const fn below(&mut self, below: usize) -> usize {
        num::below(self.bits(), below)
    }

    /// True so often: 0 is never, 1 is always.
    pub(crate) fn chance(&mut self, often: f32) -> bool {
        self.unit() < often
    }

    /// One of them; the default where there is none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len());
        from.get(at).copied().unwrap_or_default()
    }

    /// Puts them in another order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.below(last + 1);
            things.swap(last, other);
        }
    }
}
