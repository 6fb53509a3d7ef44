//! What overshoots is cut off.

use rayon::prelude::*;

use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;

const LANES: usize = 16;

/// Sharp filters overshoot at edges. What was within 0 to 1 stays there, as in the libraries, and what was beyond is not
/// cut off. A value that is no number stays so.
pub fn keep_range(source: &[PlaneRef<'_>], out: &mut [PlaneMut<'_>]) {
    out.par_iter_mut().zip(source).for_each(|(out, source)| {
        let (least, most) = range_of(*source);
        out.rows_mut().for_each(|row| cut(row, least, most));
    });
}

/// The least and the most of a plane, and at least 0 to 1.
pub(crate) fn range_of(source: PlaneRef<'_>) -> (f32, f32) {
    let (mut least, mut most) = ([0.0; LANES], [1.0; LANES]);
    source.rows().for_each(|row| widen(row, &mut least, &mut most));
    (least.into_iter().fold(0.0, f32::min), most.into_iter().fold(1.0, f32::max))
}

by_cpu! {
    fn widen(row: &[f32], least: &mut [f32; LANES], most: &mut [f32; LANES]) {
        let (blocks, rest) = row.as_chunks::<LANES>();
        for block in blocks {
            for i in 0..LANES {
                least[i] = if block[i] < least[i] { block[i] } else { least[i] };
                most[i] = if block[i] > most[i] { block[i] } else { most[i] };
            }
        }
        for &sample in rest {
            least[0] = least[0].min(sample);
            most[0] = most[0].max(sample);
        }
    }
}

by_cpu! {
    fn cut(row: &mut [f32], least: f32, most: f32) {
        for sample in row {
            let above = if *sample < least { least } else { *sample };
            *sample = if above > most { most } else { above };
        }
    }
}
