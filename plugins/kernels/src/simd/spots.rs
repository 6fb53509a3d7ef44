//! Sixteen places between the pixels of a plane, which warps look at together.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

use crate::plane::PlaneRef;

/// Places that are looked at together.
pub(crate) const SPOTS: usize = 16;

/// Far outside of any plane, and small enough for sums of i32.
const FAR: f64 = (1 << 29) as f64;

/// Whole pixels and the fraction to the next, for each of sixteen places.
#[derive(Clone, Copy, Default)]
pub(crate) struct Spots {
    pub(crate) x: [i32; SPOTS],
    pub(crate) y: [i32; SPOTS],
    pub(crate) part_x: [f32; SPOTS],
    pub(crate) part_y: [f32; SPOTS],
}

impl Spots {
    /// `place(lane)` gives the x and y of each place.
    #[inline(always)]
    #[expect(clippy::manual_clamp, reason = "`clamp` lets NaN through")]
    pub(crate) fn fill(&mut self, place: impl Fn(usize) -> (f64, f64)) {
        for lane in 0..SPOTS {
            let (x, y) = place(lane);
            // `max` takes what is a number: NaN lies far outside.
            let (x, y) = (x.max(-FAR).min(FAR), y.max(-FAR).min(FAR));
            let (left, top) = (x.floor(), y.floor());
            self.x[lane] = left as i32;
            self.y[lane] = top as i32;
            self.part_x[lane] = (x - left) as f32;
            self.part_y[lane] = (y - top) as f32;
        }
    }

    /// Places on a straight line, from `start` on in equal steps. In fixed point, which has more digits than f32 can keep.
    #[inline(always)]
    pub(crate) fn fill_line(&mut self, start: [f64; 2], step: [f64; 2]) {
        const ONE: f64 = (1_u64 << 32) as f64;
        let fixed = |start: f64, step: f64| {
            // A place that is no number lies far outside.
            let start = if start.is_nan() || step.is_nan() { FAR } else { start.clamp(-FAR, FAR) };
            ((start * ONE) as i64, (step.clamp(-FAR / 64.0, FAR / 64.0) * ONE) as i64)
        };
        for (whole, part, (start, step)) in [
            (&mut self.x, &mut self.part_x, fixed(start[0], step[0])),
            (&mut self.y, &mut self.part_y, fixed(start[1], step[1])),
        ] {
            for lane in 0..SPOTS {
                let place = start.wrapping_add(step.wrapping_mul(lane as i64));
                whole[lane] = (place >> 32) as i32;
                part[lane] = (place as u32 >> 8) as i32 as f32 / (1 << 24) as f32;
            }
        }
    }

    /// Whether all pixels from `before` left and above to `after` right and below lie inside of a plane.
    #[inline(always)]
    pub(super) fn inside(&self, plane: PlaneRef<'_>, before: i32, after: i32) -> bool {
        let (right, bottom) = (plane.width() as i32 - after, plane.height() as i32 - after);
        (0..SPOTS).fold(true, |all, lane| {
            let (x, y) = (self.x[lane], self.y[lane]);
            all & (x >= before) & (y >= before) & (x < right) & (y < bottom)
        })
    }

    /// Whether of no spot a pixel from `before` left and above to `after` right and below lies inside.
    pub(crate) fn outside(&self, (width, height): (usize, usize), before: i32, after: i32) -> bool {
        let (right, bottom) = (width as i32 + before, height as i32 + before);
        (0..SPOTS).fold(true, |all, lane| {
            let (x, y) = (self.x[lane], self.y[lane]);
            all & ((x < -after) | (y < -after) | (x >= right) | (y >= bottom))
        })
    }
}

/// The floats at sixteen places, and their right neighbours.
///
/// # Safety
/// Each place and its right neighbour lie inside of `floats`.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "a gather checks no bounds")]
pub(super) unsafe fn gather_pairs(floats: &[f32], at: __m512i) -> (__m512, __m512) {
    let left = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    let right = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    let (low, high) = (_mm512_castsi512_si256(at), _mm512_extracti64x4_epi64::<1>(at));
    // SAFETY: the caller promises that eight pairs of floats lie there.
    let low = unsafe { _mm512_i32gather_pd::<4>(low, floats.as_ptr().cast()) };
    // SAFETY: the same.
    let high = unsafe { _mm512_i32gather_pd::<4>(high, floats.as_ptr().cast()) };
    let (low, high) = (_mm512_castpd_ps(low), _mm512_castpd_ps(high));
    (_mm512_permutex2var_ps(low, left, high), _mm512_permutex2var_ps(low, right, high))
}
