//! Each pixel of a new row as a weighted sum of neighbours in an old row: the horizontal half of a resize.
//! Sixteen new pixels come from a window of 32 old ones where the row shrinks to no less than half: one shuffle a tap,
//! in place of sixteen loads. All ways add in the same order, so that all processors give the same bits.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

use super::{Level, level};

const LANES: usize = 16;
/// Old pixels that one shuffle can reach.
const WINDOW: usize = 32;
/// From here on, the taps of one pixel fill vectors better than the pixels of one tap do.
const TAPS_FOR_DOT: usize = 16;

/// Sixteen of a kind, where one load finds them.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Lanes<T>([T; LANES]);

/// Sixteen new pixels.
struct Block {
    /// Where the first tap of each new pixel lies, from `base` on. Below `WINDOW` if the plan shuffles.
    /// `base` + place + taps never exceeds the old row (places of a shuffle: the old row, padded).
    places: Lanes<i32>,
    /// The leftmost old pixel of the first tap.
    base: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// All taps of sixteen pixels lie in one window.
    Window,
    /// Those of each tap do, in a window that begins a pixel after that of the tap before.
    Windows,
    Gather,
    Dot,
}

/// A row's taps, arranged for vectors.
pub(crate) struct RowTaps {
    way: Way,
    taps: usize,
    new_len: usize,
    /// Floats that an old row must offer.
    old_len: usize,
    blocks: Vec<Block>,
    /// Sixteen weights for each tap of each block; or, for dots, `taps` weights for each new pixel.
    weights: Vec<Lanes<f32>>,
    dots: Vec<(usize, Vec<f32>)>,
}

impl RowTaps {
    /// New pixel i is the sum of `taps` old pixels from `first[i]` on, times `weights[i * taps..]`.
    pub(crate) fn new(old_len: usize, first: &[usize], taps: usize, weights: &[f32]) -> Self {
        assert!(taps > 0 && first.iter().all(|first| first + taps <= old_len), "a tap lies outside of its row");
        assert_eq!(weights.len(), first.len() * taps);
        let span = |block: &[usize]| block.iter().max().zip(block.iter().min()).map_or(0, |(right, left)| right - left);
        let way = match first.chunks(LANES).map(span).max().unwrap_or(0) {
            span if span + taps <= WINDOW => Way::Window,
            span if span < WINDOW => Way::Windows,
            _ if taps >= TAPS_FOR_DOT => Way::Dot,
            _ => Way::Gather,
        };
        let mut plan = Self {
            way,
            taps,
            new_len: first.len(),
            old_len,
            blocks: Vec::new(),
            weights: Vec::new(),
            dots: Vec::new(),
        };
        if way == Way::Dot {
            plan.dots =
                first.iter().zip(weights.chunks(taps)).map(|(&first, weights)| (first, weights.to_vec())).collect();
            return plan;
        }
        let reach = match way {
            Way::Window => WINDOW,
            Way::Windows => WINDOW - 1 + taps,
            Way::Gather | Way::Dot => taps,
        };
        // A window at the right end begins further left, so that it stays in the row.
        let base_max = old_len.saturating_sub(reach);
        plan.old_len = old_len.max(reach);
        for (block, weights) in first.chunks(LANES).zip(weights.chunks(LANES * taps)) {
            let base = block.iter().min().map_or(0, |&min| min.min(base_max));
            let mut places = [0; LANES];
            places.iter_mut().zip(block).for_each(|(place, first)| *place = (first - base) as i32);
            plan.blocks.push(Block { base, places: Lanes(places) });
            for tap in 0..taps {
                let mut lanes = [0.0; LANES];
                lanes.iter_mut().zip(weights.chunks(taps)).for_each(|(lane, weights)| *lane = weights[tap]);
                plan.weights.push(Lanes(lanes));
            }
        }
        plan
    }

    /// Floats that the old row must offer; what stands beyond its end does not count.
    pub(crate) fn old_len(&self) -> usize {
        self.old_len
    }

    /// Fills the new row from the old one.
    pub(crate) fn apply(&self, old: &[f32], new: &mut [f32]) {
        assert!(old.len() >= self.old_len && new.len() == self.new_len, "rows of another plan");
        match (&self.way, level()) {
            (Way::Dot, _) => dots(&self.dots, old, new),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "only the processor can promise its own instructions")]
            (way, Level::V4) => {
                // Loops of a known length need no counter.
                let v4 = match (way, self.taps) {
                    (Way::Window, 2) => v4_window::<2>,
                    (Way::Window, 4) => v4_window::<4>,
                    (Way::Window, 8) => v4_window::<8>,
                    (Way::Window, _) => v4_window::<0>,
                    (_, 2) => v4::<2>,
                    (_, 4) => v4::<4>,
                    (_, 8) => v4::<8>,
                    _ => v4::<0>,
                };
                // SAFETY: `level` has asked this processor for the instructions.
                unsafe { v4(self, old, new) }
            }
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "only the processor can promise its own instructions")]
            (Way::Window | Way::Windows, Level::V3) => {
                // SAFETY: `level` has asked this processor for the instructions.
                unsafe { v3(self, old, new) }
            }
            _ => one_by_one(self, old, new),
        }
    }

    fn blocks<'a>(&'a self, new: &'a mut [f32]) -> impl Iterator<Item = (&'a Block, &'a [Lanes<f32>], &'a mut [f32])> {
        let weights = self.weights.chunks_exact(self.taps);
        self.blocks.iter().zip(weights).zip(new.chunks_mut(LANES)).map(|((block, weights), new)| (block, weights, new))
    }
}

fn one_by_one(plan: &RowTaps, old: &[f32], new: &mut [f32]) {
    for (block, weights, new) in plan.blocks(new) {
        for (lane, new) in new.iter_mut().enumerate() {
            let taps = &old[block.base + block.places.0[lane] as usize..][..plan.taps];
            *new = taps.iter().zip(weights).fold(0.0, |sum, (&tap, weights)| sum + tap * weights.0[lane]);
        }
    }
}

by_cpu! {
    fn dots(dots: &[(usize, Vec<f32>)], old: &[f32], new: &mut [f32]) {
        for (new, (first, weights)) in new.iter_mut().zip(dots) {
            let taps = &old[*first..][..weights.len()];
            let (tap_lanes, tap_rest) = taps.as_chunks::<LANES>();
            let (weight_lanes, weight_rest) = weights.as_chunks::<LANES>();
            let mut sums = [0.0_f32; LANES];
            for (taps, weights) in tap_lanes.iter().zip(weight_lanes) {
                for lane in 0..LANES {
                    sums[lane] += taps[lane] * weights[lane];
                }
            }
            for half in [8, 4, 2, 1] {
                for lane in 0..half {
                    sums[lane] += sums[lane + half];
                }
            }
            *new = tap_rest.iter().zip(weight_rest).fold(sums[0], |sum, (tap, weight)| sum + tap * weight);
        }
    }
}

/// `TAPS` is their number, or 0 where it is another.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "vectors are loaded through pointers")]
fn v4_window<const TAPS: usize>(plan: &RowTaps, old: &[f32], new: &mut [f32]) {
    let count = if TAPS == 0 { plan.taps } else { TAPS };
    for (block, weights, new) in plan.blocks(new) {
        let (low, high) = old[block.base..][..WINDOW].split_at(LANES);
        // SAFETY: `low` holds sixteen floats.
        let low = unsafe { _mm512_loadu_ps(low.as_ptr()) };
        // SAFETY: `high` holds sixteen floats.
        let high = unsafe { _mm512_loadu_ps(high.as_ptr()) };
        // SAFETY: `places` holds sixteen of them.
        let mut places = unsafe { _mm512_loadu_epi32(block.places.0.as_ptr()) };
        let mut sums = _mm512_setzero_ps();
        for weights in &weights[..count] {
            // SAFETY: `weights` holds sixteen of them.
            let weights = unsafe { _mm512_loadu_ps(weights.0.as_ptr()) };
            let taps = _mm512_permutex2var_ps(low, places, high);
            sums = _mm512_add_ps(sums, _mm512_mul_ps(taps, weights));
            places = _mm512_add_epi32(places, _mm512_set1_epi32(1));
        }
        let mask = u16::MAX >> (LANES - new.len());
        // SAFETY: the mask has as many bits as `new` has pixels.
        unsafe { _mm512_mask_storeu_ps(new.as_mut_ptr(), mask, sums) };
    }
}

/// `TAPS` is their number, or 0 where it is another.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "vectors are loaded through pointers")]
fn v4<const TAPS: usize>(plan: &RowTaps, old: &[f32], new: &mut [f32]) {
    let gather = plan.way == Way::Gather;
    let count = if TAPS == 0 { plan.taps } else { TAPS };
    for (block, weights, new) in plan.blocks(new) {
        let weights = &weights[..count];
        // SAFETY: `places` holds sixteen of them.
        let places = unsafe { _mm512_loadu_epi32(block.places.0.as_ptr()) };
        let mut sums = _mm512_setzero_ps();
        for (tap, weights) in weights.iter().enumerate() {
            // SAFETY: `weights` holds sixteen of them.
            let weights = unsafe { _mm512_loadu_ps(weights.0.as_ptr()) };
            let from = &old[block.base + tap..];
            let taps = if gather {
                // SAFETY: `RowTaps::new` has checked that every place and tap lies inside of `old_len`, `apply` the length.
                unsafe { _mm512_i32gather_ps::<4>(places, from.as_ptr()) }
            } else {
                let (low, high) = from[..WINDOW].split_at(LANES);
                // SAFETY: `low` holds sixteen floats.
                let low = unsafe { _mm512_loadu_ps(low.as_ptr()) };
                // SAFETY: `high` holds sixteen floats.
                let high = unsafe { _mm512_loadu_ps(high.as_ptr()) };
                _mm512_permutex2var_ps(low, places, high)
            };
            sums = _mm512_add_ps(sums, _mm512_mul_ps(taps, weights));
        }
        let mask = u16::MAX >> (LANES - new.len());
        // SAFETY: the mask has as many bits as `new` has pixels.
        unsafe { _mm512_mask_storeu_ps(new.as_mut_ptr(), mask, sums) };
    }
}

/// Two halves of eight, each from a window of 16 where it fits.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "vectors are loaded through pointers")]
fn v3(plan: &RowTaps, old: &[f32], new: &mut [f32]) {
    for (block, weights, new) in plan.blocks(new) {
        let mut lanes = [0.0; LANES];
        for (half, lanes) in lanes.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            // SAFETY: `places` holds two times eight of them.
            let start = unsafe { _mm256_loadu_si256(block.places.0.as_chunks::<8>().0[half].as_ptr().cast()) };
            let mut sums = _mm256_setzero_ps();
            for (tap, weights) in weights.iter().enumerate() {
                let (later, right) = if plan.way == Way::Window { (0, tap) } else { (tap, 0) };
                let from = &old[block.base + later..][..WINDOW];
                let places = _mm256_add_epi32(start, _mm256_set1_epi32(right as i32));
                let mut taps = _mm256_setzero_ps();
                for (quarter, from) in from.as_chunks::<8>().0.iter().enumerate() {
                    // SAFETY: `from` holds eight floats.
                    let from = unsafe { _mm256_loadu_ps(from.as_ptr()) };
                    let picked = _mm256_permutevar8x32_ps(from, places);
                    let here = _mm256_cmpeq_epi32(_mm256_srli_epi32::<3>(places), _mm256_set1_epi32(quarter as i32));
                    taps = _mm256_blendv_ps(taps, picked, _mm256_castsi256_ps(here));
                }
                // SAFETY: `weights` holds two times eight of them.
                let weights = unsafe { _mm256_loadu_ps(weights.0.as_chunks::<8>().0[half].as_ptr()) };
                sums = _mm256_add_ps(sums, _mm256_mul_ps(taps, weights));
            }
            // SAFETY: `lanes` holds eight floats.
            unsafe { _mm256_storeu_ps(lanes.as_mut_ptr(), sums) };
        }
        new.copy_from_slice(&lanes[..new.len()]);
    }
}
