//! Values from four by four taps at sixteen spots.
#![expect(clippy::needless_range_loop, reason = "a lane is the same place in many arrays")]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

use super::folded::Folded;
use super::spots::{SPOTS, Spots};
#[cfg(target_arch = "x86_64")]
use super::{Level, level, spots::gather_pairs};
use crate::lanes::store;
use crate::plane::PlaneRef;

by_cpu! {
    /// The values at spots whose taps touch the border.
    pub(crate) fn cubic_folded(plane: PlaneRef<'_>, spots: &Spots, folded: &Folded<4>, out: &mut [f32]) {
        let values = mix_sixteen(spots, |lane, row| folded.row(plane, row, lane));
        store(out, 0, &values);
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
            store(out, 0, &values);
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
