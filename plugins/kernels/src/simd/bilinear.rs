//! Values from two by two taps at sixteen spots: the inner loop of most warps.
//! On AVX-512 a gather fetches two neighbours at once; elsewhere plain loads do.
#![expect(clippy::needless_range_loop, reason = "a lane is the same place in many arrays")]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

use super::folded::Folded;
use super::spots::{SPOTS, Spots};
#[cfg(target_arch = "x86_64")]
use super::{Level, level, spots::gather_pairs};
use crate::lanes::store;
use crate::plane::PlaneRef;

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
            // Two neighbours are one load; the loop below parts them.
            let (mut top, mut bottom) = ([[0.0_f32; 2]; SPOTS], [[0.0_f32; 2]; SPOTS]);
            for lane in 0..SPOTS {
                let at = spots.y[lane] as usize * stride + spots.x[lane] as usize;
                if let (Some(upper), Some(lower)) = (floats[at..].first_chunk(), floats[at + stride..].first_chunk()) {
                    (top[lane], bottom[lane]) = (*upper, *lower);
                }
            }
            let mut values = [0.0; SPOTS];
            for lane in 0..SPOTS {
                values[lane] = mix_four(top[lane], bottom[lane], spots, lane);
            }
            store(out, 0, &values);
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

/// The values at spots whose taps touch the border.
pub(crate) fn bilinear_folded(plane: PlaneRef<'_>, spots: &Spots, folded: &Folded<2>, out: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "only the processor can promise its own instructions")]
    if level() == Level::V4 && i32::try_from(plane.floats().len()).is_ok() {
        // SAFETY: `level` has asked this processor for the instructions.
        unsafe { bilinear_folded_by_gather(plane, spots, folded, out) };
        return;
    }
    bilinear_folded_by_loads(plane, spots, folded, out);
}

by_cpu! {
    fn bilinear_folded_by_loads(plane: PlaneRef<'_>, spots: &Spots, folded: &Folded<2>, out: &mut [f32]) {
        let mut values = [0.0; SPOTS];
        for lane in 0..SPOTS {
            values[lane] = mix_four(folded.row(plane, 0, lane), folded.row(plane, 1, lane), spots, lane);
        }
        store(out, 0, &values);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[expect(unsafe_code, reason = "vectors are loaded and gathered through pointers")]
fn bilinear_folded_by_gather(plane: PlaneRef<'_>, spots: &Spots, folded: &Folded<2>, out: &mut [f32]) {
    let floats = plane.floats();
    let constant = _mm512_set1_ps(folded.constant);
    let stride = _mm512_set1_epi32(plane.stride() as i32);
    let side = |places: &[i32; SPOTS], length: usize| {
        // SAFETY: `places` holds sixteen numbers.
        let places = unsafe { _mm512_loadu_epi32(places.as_ptr()) };
        // Negative numbers are large ones without their sign.
        (places, _mm512_cmplt_epu32_mask(places, _mm512_set1_epi32(length as i32)))
    };
    let [left, right] = [side(&folded.x[0], plane.width()), side(&folded.x[1], plane.width())];
    let mix = |a: __m512, b: __m512, part: &[f32; SPOTS]| {
        // SAFETY: `part` holds sixteen floats.
        let part = unsafe { _mm512_loadu_ps(part.as_ptr()) };
        _mm512_add_ps(a, _mm512_mul_ps(_mm512_sub_ps(b, a), part))
    };
    let row = |places: &[i32; SPOTS]| {
        let (y, y_inside) = side(places, plane.height());
        let start = _mm512_mullo_epi32(y, stride);
        let tap = |(x, inside): (__m512i, u16)| {
            let at = _mm512_add_epi32(start, x);
            // SAFETY: the mask leaves only places inside of the plane.
            unsafe { _mm512_mask_i32gather_ps::<4>(constant, inside & y_inside, at, floats.as_ptr()) }
        };
        mix(tap(left), tap(right), &spots.part_x)
    };
    let values = mix(row(&folded.y[0]), row(&folded.y[1]), &spots.part_y);
    let mask = u16::MAX >> (SPOTS - out.len());
    // SAFETY: the mask has as many bits as `out` has floats.
    unsafe { _mm512_mask_storeu_ps(out.as_mut_ptr(), mask, values) };
}

/// Two by two taps to one value.
#[inline(always)]
fn mix_four(top: [f32; 2], bottom: [f32; 2], spots: &Spots, lane: usize) -> f32 {
    let (part_x, part_y) = (spots.part_x[lane], spots.part_y[lane]);
    let top = top[0] + (top[1] - top[0]) * part_x;
    let bottom = bottom[0] + (bottom[1] - bottom[0]) * part_x;
    top + (bottom - top) * part_y
}
