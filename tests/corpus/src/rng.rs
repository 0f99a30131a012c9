//! A small seeded generator (`SplitMix64`): the same numbers on every platform, for ever.
//!
//! Each concern draws from a stream of its own, so that a change of defect alters neither the
//! person on the certificate nor the table it lies on.

/// What a stream of random numbers is used for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stream {
    Content = 1,
    Scene = 2,
    Defect = 3,
    Companion = 4,
    Texture = 5,
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// Opens one stream of a seed.
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut rng = Self(seed ^ (stream as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        rng.next();
        rng
    }

    /// Draws 64 random bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        scramble(self.0)
    }

    /// Draws from 0 (included) to 1 (excluded).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Draws evenly between two bounds.
    pub(crate) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Draws evenly between minus and plus `bound`.
    pub(crate) fn spread(&mut self, bound: f64) -> f64 {
        self.range(-bound, bound)
    }

    /// Draws an integer, both bounds included.
    pub(crate) fn int(&mut self, low: u32, high: u32) -> u32 {
        low + (self.next() % u64::from(high - low + 1)) as u32
    }

    /// Is true with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Picks one of several.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[(self.next() % choices.len() as u64) as usize]
    }
}

/// Mixes 64 bits so that neighbors have nothing in common.
pub(crate) fn scramble(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
