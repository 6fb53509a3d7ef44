//! Poisson's equation on a rectangle with a zero rim: finds the picture whose Laplacian is given. A sine transform down the
//! columns makes the rows independent of each other; along the row each is three numbers wide and solved directly.

mod fourier;

use crate::bands::{Cancelled, Progress, for_each_joint_band};
use crate::plane::{Plane, PlaneMut, PlaneRef, views, views_mut};
use crate::simd::by_cpu;
use crate::strips::{Across, LINES, load_columns, places, store_as_rows, turn};

use fourier::{Complex, Fourier, LANES};

/// Replaces each plane of right-hand sides by the solution: its five-point Laplacian, with zeros around the planes, is
/// what the plane held. The planes must have one size.
pub(crate) fn solve(planes: &mut [Plane], progress: Progress<'_>) -> Result<(), Cancelled> {
    let (width, height) = (planes[0].width(), planes[0].height());
    let sine = Sine::new(height);
    let mut turned: Vec<Plane> = planes.iter().map(|_| Plane::new(height, width)).collect();
    let report = |start: f64, part: f64| progress.map_or(Ok(()), |report| report(start + part / 3.0));
    sine.pass(&views(planes), &mut views_mut(&mut turned), 1.0, Some(&|part| report(0.0, part)))?;
    let eigenvalues: Vec<f64> =
        (1..=height).map(|k| 2.0 * (std::f64::consts::PI * k as f64 / (height + 1) as f64).cos() - 4.0).collect();
    let source = views(&turned);
    for_each_joint_band(&mut views_mut(planes), LINES, Some(&|part| report(1.0 / 3.0, part)), |first, bands| {
        let mut strip = places(width);
        let mut values = vec![Doubles::default(); width];
        let mut pivots = vec![Doubles::default(); width];
        find_pivots(&eigenvalues[first..height.min(first + LINES)], &mut pivots);
        for (source, band) in source.iter().zip(bands) {
            solve_rows(*source, first, &pivots, &mut values, &mut strip, band);
        }
    })?;
    let scale = 2.0 / (height + 1) as f64;
    sine.pass(&views(planes), &mut views_mut(&mut turned), scale, Some(&|part| report(2.0 / 3.0, part)))?;
    turn(&views(&turned), &mut views_mut(planes), None)
}

/// Sixteen rows at one place.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
struct Doubles([f64; LINES]);

by_cpu! {
    /// The elimination of the entry left of the diagonal, which is the same for all planes.
    fn find_pivots(eigenvalues: &[f64], pivots: &mut [Doubles]) {
        let mut diagonal = [-4.0; LINES];
        diagonal[..eigenvalues.len()].copy_from_slice(eigenvalues);
        let mut before = [0.0; LINES];
        for pivot in pivots {
            for i in 0..LINES {
                before[i] = 1.0 / (diagonal[i] - before[i]);
            }
            pivot.0 = before;
        }
    }
}

by_cpu! {
    /// Solves u[x-1] + diagonal · u[x] + u[x+1] = f[x] down the columns, and writes the solutions as rows.
    fn solve_rows(
        source: PlaneRef<'_>,
        first: usize,
        pivots: &[Doubles],
        values: &mut [Doubles],
        strip: &mut [Across],
        band: &mut PlaneMut<'_>,
    ) {
        load_columns(source, first, strip);
        let mut carried = [0.0; LINES];
        for ((value, pivot), across) in values.iter_mut().zip(pivots).zip(&*strip) {
            for ((carried, given), pivot) in carried.iter_mut().zip(&across.0).zip(&pivot.0) {
                *carried = (f64::from(*given) - *carried) * pivot;
            }
            value.0 = carried;
        }
        carried = [0.0; LINES];
        for ((value, pivot), across) in values.iter().zip(pivots).zip(strip.iter_mut()).rev() {
            for ((carried, value), pivot) in carried.iter_mut().zip(&value.0).zip(&pivot.0) {
                *carried = value - pivot * *carried;
            }
            across.0 = carried.map(|value| value as f32);
        }
        store_as_rows(strip, band);
    }
}

/// The sine transform (DST-I) of one length: its own inverse but for a factor 2 / (length + 1).
struct Sine {
    fourier: Fourier,
    /// sin(πk / (length + 1)).
    waves: Vec<f64>,
}

impl Sine {
    fn new(length: usize) -> Self {
        let period = length + 1;
        let waves = (0..period).map(|k| (std::f64::consts::PI * k as f64 / period as f64).sin()).collect();
        Self { fourier: Fourier::new(period), waves }
    }

    /// Transforms the columns of `source`, times `scale`, and writes them as rows.
    fn pass(
        &self,
        source: &[PlaneRef<'_>],
        out: &mut [PlaneMut<'_>],
        scale: f64,
        progress: Progress<'_>,
    ) -> Result<(), Cancelled> {
        for_each_joint_band(out, LINES, progress, |first, bands| {
            let period = self.waves.len();
            let mut strip = places(period - 1);
            let mut values = vec![Complex::default(); period];
            let mut out = vec![Complex::default(); period];
            let mut scratch = vec![Complex::default(); self.fourier.scratch()];
            for (plane, band) in source.iter().zip(bands) {
                sine_rows(self, *plane, first, scale, &mut strip, [&mut values, &mut out, &mut scratch], band);
            }
        })
    }
}

by_cpu! {
    /// Two real lines travel in one complex line: sixteen columns in eight lanes.
    fn sine_rows(
        sine: &Sine,
        source: PlaneRef<'_>,
        first: usize,
        scale: f64,
        strip: &mut [Across],
        buffers: [&mut [Complex]; 3],
        band: &mut PlaneMut<'_>,
    ) {
        let [values, out, scratch] = buffers;
        let period = sine.waves.len();
        load_columns(source, first, strip);
        values[0] = Complex::default();
        for k in 1..period {
            let (here, there, wave) = (&strip[k - 1].0, &strip[period - k - 1].0, sine.waves[k]);
            let mixed = |i: usize| {
                let (here, there) = (f64::from(here[i]), f64::from(there[i]));
                wave * (here + there) + 0.5 * (here - there)
            };
            for i in 0..LANES {
                values[k].re[i] = mixed(i);
                values[k].im[i] = mixed(i + LANES);
            }
        }
        sine.fourier.run_with(values, out, scratch);
        // The odd coefficients are the imaginary parts; the even ones add up the real parts.
        let mut even = Complex::default();
        for i in 0..LANES {
            even.re[i] = 0.5 * out[0].re[i];
            even.im[i] = 0.5 * out[0].im[i];
            strip[0].0[i] = (even.re[i] * scale) as f32;
            strip[0].0[i + LANES] = (even.im[i] * scale) as f32;
        }
        for k in 1..=period / 2 {
            let (here, there) = (&out[k], &out[period - k]);
            let (mut odd, mut add) = (Complex::default(), Complex::default());
            for i in 0..LANES {
                add.re[i] = 0.5 * (here.re[i] + there.re[i]);
                add.im[i] = 0.5 * (here.im[i] + there.im[i]);
                odd.re[i] = -0.5 * (here.im[i] - there.im[i]);
                odd.im[i] = -0.5 * (there.re[i] - here.re[i]);
            }
            for i in 0..LANES {
                even.re[i] += add.re[i];
                even.im[i] += add.im[i];
            }
            for (place, value) in [(2 * k - 1, &odd), (2 * k, &even)] {
                if let Some(to) = strip.get_mut(place) {
                    for i in 0..LANES {
                        to.0[i] = (value.re[i] * scale) as f32;
                        to.0[i + LANES] = (value.im[i] * scale) as f32;
                    }
                }
            }
        }
        store_as_rows(strip, band);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_laplacian_of_the_solution_is_what_was_given() {
        for (width, height) in [(1, 1), (1, 7), (30, 2), (17, 16), (16, 17), (46, 100), (131, 61)] {
            let given = Plane::from_fn(width, height, |x, y| ((x * 31 + y * 17) % 13) as f32 / 13.0 - 0.5);
            let mut planes = [given.clone(), given.clone()];
            solve(&mut planes, None).unwrap();
            assert_eq!(planes[0], planes[1]);
            let at = |x: usize, y: usize| {
                let inside = (1..=width).contains(&x) && (1..=height).contains(&y);
                if inside { planes[0].row(y - 1)[x - 1] } else { 0.0 }
            };
            for y in 1..=height {
                for x in 1..=width {
                    let laplacian = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4.0 * at(x, y);
                    let error = (laplacian - given.row(y - 1)[x - 1]).abs();
                    assert!(error < 2e-5, "{width}×{height} at ({x}, {y}): {error:e}");
                }
            }
        }
    }
}
