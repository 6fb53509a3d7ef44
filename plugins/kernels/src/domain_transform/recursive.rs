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

/// What the pixels behind add to one. It is carried on as a difference from pixel to pixel: a value would lose its last digits to
/// rounding at every step, and flat areas stop short of where they go, by 4e-5 for a reach of a thousand pixels. Nor does this
/// depend on where a line is cut, as devices do.
struct Carried {
    before: [f32; LINES],
    part: [f32; LINES],
}

impl Carried {
    #[inline(always)]
    fn behind(first: &Across) -> Self {
        Self { before: first.0, part: [0.0; LINES] }
    }

    #[inline(always)]
    fn step(&mut self, place: &mut Across, weight: &Across) {
        let here = place.0;
        #[expect(clippy::needless_range_loop, reason = "the same lane of five vectors")]
        for lane in 0..LINES {
            self.part[lane] = (self.part[lane] + (self.before[lane] - here[lane])) * weight.0[lane];
            place.0[lane] = here[lane] + self.part[lane];
        }
        self.before = here;
    }
}

by_cpu! {
    fn filter(plane: PlaneRef<'_>, first: usize, weights: &[Across], values: &mut [Across], band: &mut PlaneMut<'_>) {
        load_columns(plane, first, values);
        let mut carried = Carried::behind(&values[0]);
        for (here, weight) in values.iter_mut().zip(weights).skip(1) {
            carried.step(here, weight);
        }
        let mut carried = Carried::behind(&values[values.len() - 1]);
        for (here, weight) in values.iter_mut().rev().skip(1).zip(weights.iter().rev()) {
            carried.step(here, weight);
        }
        store_as_rows(values, band);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::{Plane, views, views_mut};

    #[test]
    fn flat_areas_go_all_the_way_however_far_it_is() {
        let (lines, length, sigma) = (3, 4097, 3000.0);
        let flat = Plane::from_fn(lines, length, |x, y| 0.7 + ((x * 7 + y * 31) % 17) as f32 / 17_000.0);
        let apart = Plane::from_fn(lines, length, |_, _| 1.0);
        let mut rows = [Plane::new(length, lines)];
        pass(&views(std::slice::from_ref(&flat)), apart.view(), sigma, &mut views_mut(&mut rows), None).unwrap();
        let weight = f64::from(exp2_of_negative((-2_f64.sqrt() / sigma * std::f64::consts::LOG2_E) as f32));
        for x in 0..lines {
            let mut exact: Vec<f64> = flat.rows().map(|row| f64::from(row[x])).collect();
            for at in 1..length {
                exact[at] += (exact[at - 1] - exact[at]) * weight;
            }
            for at in (1..length).rev() {
                exact[at - 1] += (exact[at] - exact[at - 1]) * weight;
            }
            let off = rows[0].row(x).iter().zip(&exact).map(|(value, exact)| (f64::from(*value) - exact).abs());
            let largest = off.fold(0.0, f64::max);
            assert!(largest < 2e-7, "{largest:e}");
        }
    }
}
