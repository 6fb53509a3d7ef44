//! Decisions for the storms: from a seed, or from the bytes that a fuzzer gives. The same ones each time.

/// Where decisions come from.
pub(crate) struct Dice<'b> {
    state: u64,
    bytes: Option<std::slice::Iter<'b, u8>>,
}

#[allow(dead_code, reason = "a storm decides by its seed, a fuzz target by bytes")]
impl<'b> Dice<'b> {
    /// Decisions that only the seed knows.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, bytes: None }
    }

    /// Decisions which the bytes make; after the last one every decision is the first.
    pub(crate) fn from_bytes(bytes: &'b [u8]) -> Self {
        Self { state: 0, bytes: Some(bytes.iter()) }
    }

    /// A number below `n`, which is not zero.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let Some(bytes) = &mut self.bytes else { return (self.next() % n as u64) as usize };
        let mut drawn = usize::from(bytes.next().copied().unwrap_or(0));
        if n > 256 {
            drawn = drawn << 8 | usize::from(bytes.next().copied().unwrap_or(0));
        }
        drawn % n
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// One of the things.
    pub(crate) fn pick<'t, T: ?Sized>(&mut self, things: &[&'t T]) -> &'t T {
        things[self.below(things.len())]
    }

    /// splitmix64: short, and good enough to decide what to break.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
