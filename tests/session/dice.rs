//! Chance that can be repeated.

/// Dice with a seed.
pub(crate) struct Dice(u64);

impl Dice {
    /// From `WEFT_SEED`, or always the same; says which, so that a failure can be repeated.
    pub(crate) fn seeded() -> Self {
        let seed = std::env::var("WEFT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_121);
        println!("WEFT_SEED={seed}");
        Self(seed)
    }

    /// Any number (splitmix64).
    pub(crate) fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.any() % n as u64).unwrap()
    }
}

/// How often, from the environment.
pub(crate) fn count(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}
