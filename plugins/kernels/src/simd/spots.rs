//! Sixteen places between the pixels of a plane, and the value there: the inner loop of every warp.
//! On AVX-512 a gather fetches two neighbours at once; elsewhere plain loads do.
#![expect(clippy::needless_range_loop, reason = "a lane is the same place in many arrays")]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

#[cfg(target_arch = "x86_64")]
use super::{Level, level};
use crate::border::Border;
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
    fn inside(&self, plane: PlaneRef<'_>, before: i32, after: i32) -> bool {
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

/// Fills `out` with the values at the spots. A block with a tap outside is left alone, and marked in `at_border`.
pub(crate) fn bilinear(plane: PlaneRef<'_>, spots: &[Spots], out: &mut [f32], at_border: &mut [bool]) {
    assert!(
        at_border.len() == spots.len() && out.len() <= spots.len() * SPOTS && out.len() + SPOTS > spots.len() * SPOTS
    );
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "only the processor can promise its own instructions")]
    if level() == Level::V4 && i32::try_from(plane.floats().len()).is_ok() {
        // SAFETY: `level` has asked this processor for the instructions.
        unsafe { bilinear_by_gather(plane, spots, out, at_border) };
        return;
    }
    bilinear_by_loads(plane, spots, out, at_border);
}

by_cpu! {
    fn bilinear_by_loads(plane: PlaneRef<'_>, spots: &[Spots], out: &mut [f32], at_border: &mut [bool]) {
        let (floats, stride) = (plane.floats(), plane.stride());
        for ((spots, out), at_border) in spots.iter().zip(out.chunks_mut(SPOTS)).zip(at_border) {
            *at_border = !spots.inside(plane, 0, 1);
            if *at_border {
                continue;
            }
            let mut taps = [[0.0_f32; SPOTS]; 4];
            for lane in 0..SPOTS {
                let at = spots.y[lane] as usize * stride + spots.x[lane] as usize;
                let (top, bottom) = (&floats[at..][..2], &floats[at + stride..][..2]);
                [taps[0][lane], taps[1][lane], taps[2][lane], taps[3][lane]] = [top[0], top[1], bottom[0], bottom[1]];
            }
            let mut values = [0.0; SPOTS];
            for lane in 0..SPOTS {
                values[lane] = mix_four([taps[0][lane], taps[1][lane]], [taps[2][lane], taps[3][lane]], spots, lane);
            }
            out.copy_from_slice(&values[..out.len()]);
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "vectors are loaded and gathered through pointers")]
fn bilinear_by_gather(plane: PlaneRef<'_>, spots: &[Spots], out: &mut [f32], at_border: &mut [bool]) {
    let floats = plane.floats();
    let stride = _mm512_set1_epi32(plane.stride() as i32);
    let columns = _mm512_set1_epi32(plane.width() as i32 - 1);
    let rows = _mm512_set1_epi32(plane.height() as i32 - 1);
    for ((spots, out), at_border) in spots.iter().zip(out.chunks_mut(SPOTS)).zip(at_border) {
        // SAFETY: `x` holds sixteen numbers.
        let x = unsafe { _mm512_loadu_epi32(spots.x.as_ptr()) };
        // SAFETY: `y` holds sixteen numbers.
        let y = unsafe { _mm512_loadu_epi32(spots.y.as_ptr()) };
        // Negative numbers are large ones without their sign.
        let inside = _mm512_cmplt_epu32_mask(x, columns) & _mm512_cmplt_epu32_mask(y, rows);
        *at_border = inside != u16::MAX;
        if *at_border {
            continue;
        }
        let at = _mm512_add_epi32(_mm512_mullo_epi32(y, stride), x);
        // SAFETY: all spots and their neighbours right and below lie inside of the plane, as was compared above.
        let top = unsafe { gather_pairs(floats, at) };
        let below = _mm512_add_epi32(at, stride);
        // SAFETY: the same.
        let bottom = unsafe { gather_pairs(floats, below) };
        let mix = |a: __m512, b: __m512, part: __m512| _mm512_add_ps(a, _mm512_mul_ps(_mm512_sub_ps(b, a), part));
        // SAFETY: `part_x` holds sixteen floats.
        let part_x = unsafe { _mm512_loadu_ps(spots.part_x.as_ptr()) };
        // SAFETY: `part_y` holds sixteen floats.
        let part_y = unsafe { _mm512_loadu_ps(spots.part_y.as_ptr()) };
        let values = mix(mix(top.0, top.1, part_x), mix(bottom.0, bottom.1, part_x), part_y);
        let mask = u16::MAX >> (SPOTS - out.len());
        // SAFETY: the mask has as many bits as `out` has floats.
        unsafe { _mm512_mask_storeu_ps(out.as_mut_ptr(), mask, values) };
    }
}

/// Where the taps of sixteen spots fall when the border is folded into the plane; −1 is the border's constant.
/// One for all planes of a size.
pub(crate) struct Folded<const TAPS: usize> {
    x: [[i32; SPOTS]; TAPS],
    y: [[i32; SPOTS]; TAPS],
    constant: f32,
}

impl<const TAPS: usize> Folded<TAPS> {
    /// The first tap lies `before` pixels left and above of the spot.
    pub(crate) fn new(spots: &Spots, before: i32, border: Border, (width, height): (usize, usize)) -> Self {
        let constant = if let Border::Constant(value) = border { value } else { 0.0 };
        let mut folded = Self { x: [[0; SPOTS]; TAPS], y: [[0; SPOTS]; TAPS], constant };
        for tap in 0..TAPS {
            fold(border, &spots.x, tap as i32 - before, width, &mut folded.x[tap]);
            fold(border, &spots.y, tap as i32 - before, height, &mut folded.y[tap]);
        }
        folded
    }

    /// The taps of a row of one spot.
    #[inline(always)]
    fn row(&self, plane: PlaneRef<'_>, row: usize, lane: usize) -> [f32; TAPS] {
        let mut taps = [self.constant; TAPS];
        if let Ok(y) = usize::try_from(self.y[row][lane]) {
            let pixels = plane.row(y);
            for tap in 0..TAPS {
                if let Ok(x) = usize::try_from(self.x[tap][lane]) {
                    taps[tap] = pixels[x];
                }
            }
        }
        taps
    }
}

fn fold(border: Border, places: &[i32; SPOTS], offset: i32, length: usize, folded: &mut [i32; SPOTS]) {
    let last = length as i32 - 1;
    let near = places.iter().fold(true, |near, &at| near & (at + offset >= -last) & (at + offset <= 2 * last));
    for lane in 0..SPOTS {
        let at = places[lane] + offset;
        folded[lane] = match border {
            Border::Constant(_) => {
                if (at >= 0) & (at <= last) {
                    at
                } else {
                    -1
                }
            }
            Border::Replicate => at.max(0).min(last),
            // One mirror is enough nearly always, and needs no division.
            Border::Reflect101 if near => last - (last - at.abs()).abs(),
            _ => border.place(at as isize, length).map_or(-1, |place| place as i32),
        };
    }
}

by_cpu! {
    /// The values at spots whose taps touch the border.
    pub(crate) fn bilinear_folded(plane: PlaneRef<'_>, spots: &Spots, folded: &Folded<2>, out: &mut [f32]) {
        let mut values = [0.0; SPOTS];
        for lane in 0..SPOTS {
            values[lane] = mix_four(folded.row(plane, 0, lane), folded.row(plane, 1, lane), spots, lane);
        }
        out.copy_from_slice(&values[..out.len()]);
    }
}

by_cpu! {
    /// The values at spots whose taps touch the border.
    pub(crate) fn cubic_folded(plane: PlaneRef<'_>, spots: &Spots, folded: &Folded<4>, out: &mut [f32]) {
        let values = mix_sixteen(spots, |lane, row| folded.row(plane, row, lane));
        out.copy_from_slice(&values[..out.len()]);
    }
}

/// As `bilinear`, from four by four taps.
pub(crate) fn cubic(plane: PlaneRef<'_>, spots: &[Spots], out: &mut [f32], at_border: &mut [bool]) {
    assert!(
        at_border.len() == spots.len() && out.len() <= spots.len() * SPOTS && out.len() + SPOTS > spots.len() * SPOTS
    );
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "only the processor can promise its own instructions")]
    if level() == Level::V4 && i32::try_from(plane.floats().len()).is_ok() {
        // SAFETY: `level` has asked this processor for the instructions.
        unsafe { cubic_by_gather(plane, spots, out, at_border) };
        return;
    }
    cubic_by_loads(plane, spots, out, at_border);
}

by_cpu! {
    fn cubic_by_loads(plane: PlaneRef<'_>, spots: &[Spots], out: &mut [f32], at_border: &mut [bool]) {
        let (floats, stride) = (plane.floats(), plane.stride());
        for ((spots, out), at_border) in spots.iter().zip(out.chunks_mut(SPOTS)).zip(at_border) {
            *at_border = !spots.inside(plane, 1, 2);
            if *at_border {
                continue;
            }
            let values = mix_sixteen(spots, |lane, row| {
                let at = (spots.y[lane] as usize + row - 1) * stride + spots.x[lane] as usize - 1;
                let four = &floats[at..][..4];
                [four[0], four[1], four[2], four[3]]
            });
            out.copy_from_slice(&values[..out.len()]);
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "vectors are loaded and gathered through pointers")]
fn cubic_by_gather(plane: PlaneRef<'_>, spots: &[Spots], out: &mut [f32], at_border: &mut [bool]) {
    let floats = plane.floats();
    let (one, two) = (_mm512_set1_epi32(1), _mm512_set1_epi32(2));
    let stride = _mm512_set1_epi32(plane.stride() as i32);
    let columns = _mm512_set1_epi32((plane.width() as i32 - 3).max(0));
    let rows = _mm512_set1_epi32((plane.height() as i32 - 3).max(0));
    for ((spots, out), at_border) in spots.iter().zip(out.chunks_mut(SPOTS)).zip(at_border) {
        // SAFETY: `x` holds sixteen numbers.
        let x = unsafe { _mm512_loadu_epi32(spots.x.as_ptr()) };
        // SAFETY: `y` holds sixteen numbers.
        let y = unsafe { _mm512_loadu_epi32(spots.y.as_ptr()) };
        // The left upper tap; negative numbers are large ones without their sign.
        let (x, y) = (_mm512_sub_epi32(x, one), _mm512_sub_epi32(y, one));
        let inside = _mm512_cmplt_epu32_mask(x, columns) & _mm512_cmplt_epu32_mask(y, rows);
        *at_border = inside != u16::MAX;
        if *at_border {
            continue;
        }
        let mut weights = [[[0.0_f32; SPOTS]; 4]; 2];
        for lane in 0..SPOTS {
            let (across, down) = (cubic_weights(spots.part_x[lane]), cubic_weights(spots.part_y[lane]));
            for tap in 0..4 {
                weights[0][tap][lane] = across[tap];
                weights[1][tap][lane] = down[tap];
            }
        }
        let mut at = _mm512_add_epi32(_mm512_mullo_epi32(y, stride), x);
        let mut sums = [_mm512_setzero_ps(); 4];
        for down in &weights[1] {
            // SAFETY: `down` holds sixteen floats.
            let down = unsafe { _mm512_loadu_ps(down.as_ptr()) };
            // SAFETY: all taps of all spots lie inside of the plane, as was compared above.
            let (first, second) = unsafe { gather_pairs(floats, at) };
            let further = _mm512_add_epi32(at, two);
            // SAFETY: the same.
            let (third, fourth) = unsafe { gather_pairs(floats, further) };
            for (sum, taps) in sums.iter_mut().zip([first, second, third, fourth]) {
                *sum = _mm512_add_ps(*sum, _mm512_mul_ps(taps, down));
            }
            at = _mm512_add_epi32(at, stride);
        }
        let mut values = _mm512_setzero_ps();
        for (sum, across) in sums.iter().zip(&weights[0]) {
            // SAFETY: `across` holds sixteen floats.
            let across = unsafe { _mm512_loadu_ps(across.as_ptr()) };
            values = _mm512_add_ps(values, _mm512_mul_ps(*sum, across));
        }
        let mask = u16::MAX >> (SPOTS - out.len());
        // SAFETY: the mask has as many bits as `out` has floats.
        unsafe { _mm512_mask_storeu_ps(out.as_mut_ptr(), mask, values) };
    }
}

/// The floats at sixteen places, and their right neighbours.
///
/// # Safety
/// Each place and its right neighbour lie inside of `floats`.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "a gather checks no bounds")]
unsafe fn gather_pairs(floats: &[f32], at: __m512i) -> (__m512, __m512) {
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

/// Two by two taps to one value.
#[inline(always)]
fn mix_four(top: [f32; 2], bottom: [f32; 2], spots: &Spots, lane: usize) -> f32 {
    let (part_x, part_y) = (spots.part_x[lane], spots.part_y[lane]);
    let top = top[0] + (top[1] - top[0]) * part_x;
    let bottom = bottom[0] + (bottom[1] - bottom[0]) * part_x;
    top + (bottom - top) * part_y
}

/// Four by four taps to one value, for sixteen spots. `taps(lane, row)` gives four neighbours.
#[inline(always)]
fn mix_sixteen(spots: &Spots, taps: impl Fn(usize, usize) -> [f32; 4]) -> [f32; SPOTS] {
    let mut columns = [[0.0_f32; 4]; SPOTS];
    for lane in 0..SPOTS {
        let down = cubic_weights(spots.part_y[lane]);
        for row in 0..4 {
            let taps = taps(lane, row);
            for tap in 0..4 {
                columns[lane][tap] += taps[tap] * down[row];
            }
        }
    }
    let mut values = [0.0; SPOTS];
    for lane in 0..SPOTS {
        let across = cubic_weights(spots.part_x[lane]);
        for tap in 0..4 {
            values[lane] += columns[lane][tap] * across[tap];
        }
    }
    values
}

/// The weights of four neighbours, at `part` behind the second; a = −0.75 as in OpenCV.
#[inline(always)]
fn cubic_weights(part: f32) -> [f32; 4] {
    const A: f32 = -0.75;
    let (before, after) = (part + 1.0, 1.0 - part);
    let far = ((A * before - 5.0 * A) * before + 8.0 * A) * before - 4.0 * A;
    let near = ((A + 2.0) * part - (A + 3.0)) * part * part + 1.0;
    let next = ((A + 2.0) * after - (A + 3.0)) * after * after + 1.0;
    [far, near, next, 1.0 - far - near - next]
}
