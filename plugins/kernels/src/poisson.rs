//! Poisson's equation on a rectangle with a zero rim: finds the picture whose Laplacian is given. Every second column is eliminated
//! first; a sine transform down the others makes their rows independent of each other, and along the row each is three numbers wide and
//! solved directly. The columns left out then follow from those beside them.

mod fourier;

use crate::bands::{Cancelled, Progress, for_each_job_with, joint_bands};
use crate::plane::{Plane, PlaneMut, PlaneRef, views, views_mut};
use crate::simd::by_cpu;
use crate::strips::{Across, LINES, load_columns, places, store_as_rows, upright_strips};

use fourier::{Complex, Fourier, LANES};

/// Replaces each plane of right-hand sides by the solution: its five-point Laplacian, with zeros around the planes, is
/// what the plane held. The planes must have one size.
pub(crate) fn solve(planes: &mut [Plane], progress: Progress<'_>) -> Result<(), Cancelled> {
    let report = |start: f64, part: f64| progress.map_or(Ok(()), |report| report(start + part / 4.0));
    let kept = if planes[0].width() > 1 { solve_kept(planes, &report)? } else { Vec::new() };
    let height = planes[0].height();
    let mut pivots = vec![0.0; height];
    pivots.iter_mut().fold(0.0, |before, pivot| {
        *pivot = 1.0 / (-4.0 - before);
        *pivot
    });
    let mut out = views_mut(planes);
    let jobs = upright_strips(&mut out, PAIRS);
    for_each_job_with(
        jobs,
        Some(&|part| report(0.75, part)),
        || places(height),
        |strip, mut upright| {
            let kept = kept.get(upright.plane).map(Plane::view);
            fill_between(kept, upright.first / 2, &pivots, strip, &mut upright.rows);
        },
    )
}

/// The solution in every second column, from the second on.
fn solve_kept(
    planes: &[Plane],
    report: &(dyn Fn(f64, f64) -> Result<(), Cancelled> + Sync),
) -> Result<Vec<Plane>, Cancelled> {
    let (width, height) = (planes[0].width(), planes[0].height());
    let kept = width / 2;
    let sine = Sine::new(height);
    let mut turned: Vec<Plane> = planes.iter().map(|_| Plane::for_overwrite(height, kept)).collect();
    let mut out = views_mut(&mut turned);
    let jobs = joint_bands(&mut out, LINES);
    for_each_job_with(
        jobs,
        Some(&|part| report(0.0, part)),
        || sine.buffers(),
        |buffers, (first, mut bands)| {
            for (plane, band) in planes.iter().zip(&mut bands) {
                reduced_sines(&sine, plane.view(), first, buffers, band);
            }
        },
    )?;

    // u[x-1] + a · u[x] + u[x+1] = f[x], less a times it and plus its neighbours: u[x-2] + (2 - a²) · u[x] + u[x+2] = …
    let wave = |k: usize| 2.0 * (std::f64::consts::PI * k as f64 / (height + 1) as f64).cos() - 4.0;
    let diagonal: Vec<f64> = (1..=height).map(|k| 2.0 - wave(k) * wave(k)).collect();
    // The last of an even number of columns has but one neighbour that was eliminated.
    let last_more = if width.is_multiple_of(2) { -1.0 } else { 0.0 };
    let mut solved: Vec<Plane> = planes.iter().map(|_| Plane::for_overwrite(kept, height)).collect();
    let mut out = views_mut(&mut solved);
    let jobs = joint_bands(&mut out, LINES);
    let buffers = || (places(kept), vec![Doubles::default(); kept], vec![Doubles::default(); kept]);
    let source = views(&turned);
    for_each_job_with(
        jobs,
        Some(&|part| report(0.25, part)),
        buffers,
        |(strip, values, pivots), (first, mut bands)| {
            find_pivots(&diagonal[first..height.min(first + LINES)], last_more, pivots);
            for (source, band) in source.iter().zip(&mut bands) {
                solve_rows(*source, first, pivots, values, strip, band);
            }
        },
    )?;

    let scale = 2.0 / (height + 1) as f64;
    let mut out = views_mut(&mut solved);
    let jobs = upright_strips(&mut out, LINES);
    for_each_job_with(
        jobs,
        Some(&|part| report(0.5, part)),
        || sine.buffers(),
        |buffers, mut upright| {
            sines_in_place(&sine, scale, buffers, &mut upright.rows);
        },
    )?;
    Ok(solved)
}

/// Sixteen rows at one place.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
struct Doubles([f64; LINES]);

by_cpu! {
    /// The elimination of the entry left of the diagonal, which is the same for all planes.
    fn find_pivots(eigenvalues: &[f64], last_more: f64, pivots: &mut [Doubles]) {
        let mut diagonal = [-14.0; LINES];
        diagonal[..eigenvalues.len()].copy_from_slice(eigenvalues);
        let (mut before, last) = ([0.0; LINES], pivots.len() - 1);
        for (x, pivot) in pivots.iter_mut().enumerate() {
            let more = if x == last { last_more } else { 0.0 };
            for i in 0..LINES {
                before[i] = 1.0 / (diagonal[i] + more - before[i]);
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

/// Two columns of each of sixteen pairs: the one that was eliminated, and the one that is kept.
const PAIRS: usize = 2 * LINES;

by_cpu! {
    /// Solves the columns that were eliminated, -4 · u[y] + u[y-1] + u[y+1] being what their neighbours leave, and puts those between.
    fn fill_between(
        kept: Option<PlaneRef<'_>>,
        first: usize,
        pivots: &[f32],
        strip: &mut [Across],
        rows: &mut [&mut [f32]],
    ) {
        let mut carried = [0.0; LINES];
        for (y, ((row, place), pivot)) in rows.iter().zip(&mut *strip).zip(pivots).enumerate() {
            let (given, beside) = (padded(row), neighbours(kept, first, y));
            for i in 0..LINES {
                carried[i] = (given[2 * i] - (beside[i] + beside[i + 1]) - carried[i]) * pivot;
            }
            place.0 = carried;
        }
        carried = [0.0; LINES];
        for (y, ((row, place), pivot)) in rows.iter_mut().zip(&*strip).zip(pivots).enumerate().rev() {
            let (mut pairs, beside) = ([0.0; PAIRS], neighbours(kept, first, y));
            for i in 0..LINES {
                carried[i] = place.0[i] - pivot * carried[i];
                pairs[2 * i] = carried[i];
                pairs[2 * i + 1] = beside[i + 1];
            }
            match row.first_chunk_mut() {
                Some(row) => *row = pairs,
                None => row.copy_from_slice(&pairs[..row.len()]),
            }
        }
    }
}

#[inline(always)]
fn padded(row: &[f32]) -> [f32; PAIRS] {
    row.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0.0; PAIRS];
        padded[..row.len()].copy_from_slice(row);
        padded
    })
}

/// The kept column before the `first` one, and sixteen from there on; zeros beyond the edges.
#[inline(always)]
fn neighbours(kept: Option<PlaneRef<'_>>, first: usize, y: usize) -> [f32; LINES + 1] {
    let mut all = [0.0; LINES + 1];
    if let Some(kept) = kept {
        let row = kept.row(y);
        if let Some(inside) = first.checked_sub(1).and_then(|from| row[from..].first_chunk()) {
            return *inside;
        }
        let (from, to) = (first.saturating_sub(1), row.len().min(first + LINES));
        all[from + 1 - first..][..to - from].copy_from_slice(&row[from..to]);
    }
    all
}

/// The sine transform (DST-I) of one length: its own inverse but for a factor 2 / (length + 1).
struct Sine {
    fourier: Fourier,
    /// sin(πk / (length + 1)).
    waves: Vec<f64>,
}

/// What a transform works on.
struct Buffers {
    strip: Vec<Across>,
    values: Vec<Complex>,
    out: Vec<Complex>,
    scratch: Vec<Complex>,
}

impl Sine {
    fn new(length: usize) -> Self {
        let period = length + 1;
        let waves = (0..period).map(|k| (std::f64::consts::PI * k as f64 / period as f64).sin()).collect();
        Self { fourier: Fourier::new(period), waves }
    }

    fn buffers(&self) -> Buffers {
        let period = self.waves.len();
        let complex = |count: usize| vec![Complex::default(); count];
        let scratch = complex(self.fourier.scratch());
        Buffers { strip: places(period - 1), values: complex(period), out: complex(period), scratch }
    }

    /// Transforms the columns of the strip, times `scale`. Two real lines travel in one complex line: sixteen columns in eight lanes.
    #[inline(always)]
    fn run(&self, scale: f64, buffers: &mut Buffers) {
        let Buffers { strip, values, out, scratch } = buffers;
        let period = self.waves.len();
        values[0] = Complex::default();
        for k in 1..period {
            let (here, there, wave) = (&strip[k - 1].0, &strip[period - k - 1].0, self.waves[k]);
            let mixed = |i: usize| {
                let (here, there) = (f64::from(here[i]), f64::from(there[i]));
                wave * (here + there) + 0.5 * (here - there)
            };
            for i in 0..LANES {
                values[k].re[i] = mixed(i);
                values[k].im[i] = mixed(i + LANES);
            }
        }
        self.fourier.run_with(values, out, scratch);
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
    }
}

by_cpu! {
    /// Eliminates every second column, transforms sixteen of the others, and writes them as rows.
    fn reduced_sines(sine: &Sine, source: PlaneRef<'_>, first: usize, buffers: &mut Buffers, band: &mut PlaneMut<'_>) {
        let (mut above, mut here) = (([0.0; LINES], [0.0; LINES]), taken_apart(source, first, 0));
        for y in 0..source.height() {
            let below = if y + 1 < source.height() { taken_apart(source, first, y + 1) } else { Default::default() };
            for i in 0..LINES {
                buffers.strip[y].0[i] = here.1[i] - (above.0[i] - 4.0 * here.0[i] + below.0[i]);
            }
            (above, here) = (here, below);
        }
        sine.run(1.0, buffers);
        store_as_rows(&buffers.strip, band);
    }
}

/// A row of sixteen kept columns, and the sums of the two columns beside each.
#[inline(always)]
fn taken_apart(source: PlaneRef<'_>, first: usize, y: usize) -> ([f32; LINES], [f32; LINES]) {
    let row = &source.row(y)[2 * first..];
    let pixels: [f32; PAIRS + 1] = row.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0.0; PAIRS + 1];
        padded[..row.len()].copy_from_slice(row);
        padded
    });
    let (mut kept, mut sides) = ([0.0; LINES], [0.0; LINES]);
    for i in 0..LINES {
        kept[i] = pixels[2 * i + 1];
        sides[i] = pixels[2 * i] + pixels[2 * i + 2];
    }
    (kept, sides)
}

by_cpu! {
    fn sines_in_place(sine: &Sine, scale: f64, buffers: &mut Buffers, rows: &mut [&mut [f32]]) {
        for (to, row) in buffers.strip.iter_mut().zip(&*rows) {
            match row.first_chunk() {
                Some(lanes) => to.0 = *lanes,
                None => {
                    // The columns of a strip share roundings: what the strip before has left must not show.
                    to.0 = [0.0; LINES];
                    to.0[..row.len()].copy_from_slice(row);
                }
            }
        }
        sine.run(scale, buffers);
        for (from, row) in buffers.strip.iter().zip(rows) {
            row.copy_from_slice(&from.0[..row.len()]);
        }
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
