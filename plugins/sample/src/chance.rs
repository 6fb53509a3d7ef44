//! Chance that is none: the same seed and the same word always give the same number.

use crate::vector::mix;

/// A source of numbers for one seed. Numbers are asked for by name, so a new trait never changes the old ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chance {
    seed: u64,
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance { seed: scrambled(seed) }
    }

    /// Another source, for instance one for each tree of a forest.
    pub(crate) fn child(self, number: u64) -> Chance {
        Chance { seed: scrambled(self.seed ^ scrambled(number.wrapping_add(0x51ed))) }
    }

    pub(crate) fn bits(self, name: &str) -> u64 {
        let named = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        scrambled(self.seed ^ named)
    }

    /// From 0 up to, but not including, 1.
    pub(crate) fn share(self, name: &str) -> f32 {
        (self.bits(name) >> 40) as f32 / 16_777_216.0
    }

    /// Evenly between two numbers.
    pub(crate) fn between(self, name: &str, low: f32, high: f32) -> f32 {
        mix(low, high, self.share(name))
    }

    /// Around 0, mostly within ±1, never beyond ±1.5: the sum of three even draws.
    pub(crate) fn around(self, name: &str) -> f32 {
        let bits = self.bits(name);
        let part = |shift: u32| ((bits >> shift) & 0xffff) as f32 / 65_536.0;
        part(0) + part(16) + part(32) - 1.5
    }

    pub(crate) fn happens(self, name: &str, probability: f32) -> bool {
        self.share(name) < probability
    }

    /// One of several, each as likely as the other.
    pub(crate) fn pick<T: Copy>(self, name: &str, from: &[T]) -> T {
        from[(self.share(name) * from.len() as f32) as usize % from.len()]
    }
}

/// The mixing step of SplitMix64.
fn scrambled(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_word_give_the_same_number() {
        assert_eq!(Chance::new(7).bits("nose"), Chance::new(7).bits("nose"));
        assert_ne!(Chance::new(7).bits("nose"), Chance::new(8).bits("nose"));
        assert_ne!(Chance::new(7).bits("nose"), Chance::new(7).bits("ears"));
    }

    #[test]
    fn draws_stay_in_their_range_and_fill_it() {
        let draws: Vec<f32> = (0..500).map(|seed| Chance::new(seed).between("x", 2.0, 3.0)).collect();
        assert!(draws.iter().all(|draw| (2.0..3.0).contains(draw)));
        let mean = draws.iter().sum::<f32>() / 500.0;
        assert!((mean - 2.5).abs() < 0.05, "mean {mean}");
    }
}
