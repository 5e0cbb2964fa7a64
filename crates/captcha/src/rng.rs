//! Random numbers: SHA-256 over the seed and a counter. What can be seen in a picture says nothing about what was drawn for
//! its hidden place, which a quick generator could not promise.

use sha2::{Digest, Sha256};

use crate::num;

/// A stream of random numbers, the same for the same seed.
pub(crate) struct Rng {
    seed: [u8; 32],
    counter: u64,
    ready: Vec<u32>,
}

impl Rng {
    pub(crate) const fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0, ready: Vec::new() }
    }

    /// 32 random bits.
    pub(crate) fn word(&mut self) -> u32 {
        loop {
            if let Some(word) = self.ready.pop() {
                return word;
            }
            let mut hash = Sha256::new();
            hash.update(self.seed);
            hash.update(self.counter.to_le_bytes());
            self.counter += 1;
            let bytes: [u8; 32] = hash.finalize().into();
            let (words, _) = bytes.as_chunks::<4>();
            self.ready.extend(words.iter().map(|it| u32::from_le_bytes(*it)));
        }
    }

    /// Evenly between 0 (included) and 1 (not).
    pub(crate) fn unit(&mut self) -> f32 {
        num::unit(self.word())
    }

    /// Evenly between two numbers.
    pub(crate) fn between(&mut self, from: f32, to: f32) -> f32 {
        num::mix(from, to, self.unit())
    }

    /// One of 0, 1, …, `count` - 1.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        num::below(u64::from(self.word()) << 32, count)
    }

    /// A whole number, both ends included; `from` if they are the wrong way round.
    pub(crate) fn within(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to.saturating_sub(from) + 1)
    }

    /// Whether something happens that does so with this probability.
    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// 1 or -1.
    pub(crate) fn sign(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }
}

/// The quick stream behind grain, where nothing is secret: xorshift32.
pub(crate) struct Grain(u32);

impl Grain {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        Self(rng.word() | 1)
    }

    /// Between -1 and 1, more often near 0.
    pub(crate) fn next(&mut self) -> f32 {
        self.step() + self.step() - 1.0
    }

    const fn step(&mut self) -> f32 {
        let mut word = self.0;
        word ^= word << 13;
        word ^= word >> 17;
        word ^= word << 5;
        self.0 = word;
        num::unit(word)
    }
}
