//! A recursive filter forth and back along each line: sixteen lines at once.

use crate::bands::{Cancelled, Progress, for_each_joint_band};
use crate::lanes::exp2_of_negative;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;
use crate::strips::{Across, LINES, load_columns, places, store_as_rows};

/// Filters the columns of `source` and writes them as rows.
pub(super) fn pass(
    source: &[PlaneRef<'_>],
    distances: PlaneRef<'_>,
    sigma: f64,
    out: &mut [PlaneMut<'_>],
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    // Logarithm, to the base of 2, of what is left of a pixel one step further.
    let decay = (-2_f64.sqrt() / sigma * std::f64::consts::LOG2_E) as f32;
    for_each_joint_band(out, LINES, progress, |first, bands| {
        let (mut values, mut weights) = (places(distances.height()), places(distances.height()));
        weigh(distances, first, decay, &mut weights);
        for (plane, band) in source.iter().zip(bands) {
            filter(*plane, first, &weights, &mut values, band);
        }
    })
}

by_cpu! {
    fn weigh(distances: PlaneRef<'_>, first: usize, decay: f32, weights: &mut [Across]) {
        load_columns(distances, first, weights);
        for place in weights {
            place.0 = place.0.map(|distance| exp2_of_negative(distance * decay));
        }
    }
}

by_cpu! {
    fn filter(plane: PlaneRef<'_>, first: usize, weights: &[Across], values: &mut [Across], band: &mut PlaneMut<'_>) {
        load_columns(plane, first, values);
        let mut carried = values[0].0;
        for (here, weight) in values.iter_mut().zip(weights).skip(1) {
            for ((carried, here), weight) in carried.iter_mut().zip(&here.0).zip(&weight.0) {
                *carried = here + (*carried - here) * weight;
            }
            here.0 = carried;
        }
        for (here, weight) in values.iter_mut().rev().skip(1).zip(weights.iter().rev()) {
            for ((carried, here), weight) in carried.iter_mut().zip(&here.0).zip(&weight.0) {
                *carried = here + (*carried - here) * weight;
            }
            here.0 = carried;
        }
        store_as_rows(values, band);
    }
}
