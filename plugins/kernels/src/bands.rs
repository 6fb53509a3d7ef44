//! Work on bands of rows, in parallel, with the same bits for any number of threads: the height of a band is the caller's
//! constant and never depends on the threads, and no sum crosses a band. Also how a caller hears of progress and stops.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::plane::PlaneMut;

/// The caller asked to stop; the output is unfinished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl std::fmt::Display for Cancelled {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

/// Hears the finished part, 0 to 1, between bands and on any thread; an error stops the work soon.
pub type Progress<'a> = Option<&'a (dyn Fn(f64) -> Result<(), Cancelled> + Sync)>;

/// Rows in a band where a kernel has no reason for another height.
pub const ROWS_PER_BAND: usize = 64;

/// Calls `work(plane_index, first_row, band)` for each band of each plane.
pub fn for_each_band(
    out: &mut [PlaneMut<'_>],
    rows_per_band: usize,
    progress: Progress<'_>,
    work: impl Fn(usize, usize, PlaneMut<'_>) + Sync,
) -> Result<(), Cancelled> {
    let jobs: Vec<_> = out
        .iter_mut()
        .enumerate()
        .flat_map(|(plane, out)| {
            let bands = out.view_mut().into_bands(rows_per_band).enumerate();
            bands.map(move |(band, rows)| (plane, band * rows_per_band, rows))
        })
        .collect();
    for_each_job(jobs, progress, |(plane, first_row, band)| work(plane, first_row, band))
}

/// Calls `work(first_row, bands)` for each band, with that band of every plane: for loops that need all channels of a pixel.
/// The planes must have one height.
pub fn for_each_joint_band(
    out: &mut [PlaneMut<'_>],
    rows_per_band: usize,
    progress: Progress<'_>,
    work: impl Fn(usize, &mut [PlaneMut<'_>]) + Sync,
) -> Result<(), Cancelled> {
    for_each_job(joint_bands(out, rows_per_band), progress, |(first_row, mut bands)| work(first_row, &mut bands))
}

/// The first row of each band, and that band of every plane. The planes must have one height.
pub(crate) fn joint_bands<'a>(out: &'a mut [PlaneMut<'_>], rows_per_band: usize) -> Vec<(usize, Vec<PlaneMut<'a>>)> {
    let mut jobs: Vec<(usize, Vec<PlaneMut<'_>>)> = Vec::new();
    for (plane, out) in out.iter_mut().enumerate() {
        for (band, rows) in out.view_mut().into_bands(rows_per_band).enumerate() {
            if plane == 0 {
                jobs.push((band * rows_per_band, Vec::new()));
            }
            jobs[band].1.push(rows);
        }
        assert!(jobs.iter().all(|(_, bands)| bands.len() == plane + 1), "planes of different height");
    }
    jobs
}

/// Calls `work(y, row)` for each row, for work so quick that nobody wants to stop it.
pub fn for_each_row(out: &mut PlaneMut<'_>, work: impl Fn(usize, &mut [f32]) + Sync) {
    let (height, width) = (out.height(), out.width());
    let stride = out.stride();
    out.floats_mut().par_chunks_mut(stride * ROWS_PER_BAND).enumerate().for_each(|(band, floats)| {
        let rows = floats.chunks_mut(stride).map(|row| &mut row[..width]);
        (band * ROWS_PER_BAND..height).zip(rows).for_each(|(y, row)| work(y, row));
    });
}

/// Calls `work` for each job, in parallel, and tells `progress` in between.
pub fn for_each_job<Job: Send>(
    jobs: Vec<Job>,
    progress: Progress<'_>,
    work: impl Fn(Job) + Sync,
) -> Result<(), Cancelled> {
    for_each_job_with(jobs, progress, || (), |(), job| work(job))
}

/// As `for_each_job`, with buffers that one job hands to the next: they may hold anything.
pub(crate) fn for_each_job_with<Job: Send, Buffers>(
    jobs: Vec<Job>,
    progress: Progress<'_>,
    buffers: impl Fn() -> Buffers + Sync + Send,
    work: impl Fn(&mut Buffers, Job) + Sync,
) -> Result<(), Cancelled> {
    let (all, done) = (jobs.len(), AtomicUsize::new(0));
    let Some(report) = progress else {
        jobs.into_par_iter().for_each_init(buffers, &work);
        return Ok(());
    };
    report(0.0)?;
    jobs.into_par_iter().try_for_each_init(buffers, |buffers, job| {
        work(buffers, job);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        report(done as f64 / all as f64)
    })
}

/// Runs `work` on a pool of exactly so many threads: for tests that compare bits, and for benches.
///
/// # Errors
/// If the system gives no threads.
pub fn with_threads<R: Send>(
    threads: usize,
    work: impl FnOnce() -> R + Send,
) -> Result<R, rayon::ThreadPoolBuildError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;
    use std::sync::Mutex;

    #[test]
    fn every_row_of_every_plane_is_visited_once() {
        for (height, rows_per_band) in [(1, 64), (7, 3), (64, 64), (65, 64)] {
            let mut planes = [Plane::new(5, height), Plane::new(2, height)];
            let mut views: Vec<_> = planes.iter_mut().map(Plane::view_mut).collect();
            for_each_band(&mut views, rows_per_band, None, |plane, first, mut band| {
                for (y, row) in band.rows_mut().enumerate() {
                    row.iter_mut().for_each(|pixel| *pixel += (1 + plane * 1000 + first + y) as f32);
                }
            })
            .unwrap();
            for_each_joint_band(&mut views, rows_per_band, None, |first, bands| {
                for (plane, band) in bands.iter_mut().enumerate() {
                    for (y, row) in band.rows_mut().enumerate() {
                        row.iter_mut().for_each(|pixel| *pixel *= 1.0 + (plane * 1000 + first + y) as f32);
                    }
                }
            })
            .unwrap();
            for (index, plane) in planes.iter().enumerate() {
                for (y, row) in plane.rows().enumerate() {
                    let want = (1 + index * 1000 + y) as f32;
                    assert!(row.iter().all(|&pixel| pixel == want * want), "{index} {y}");
                }
            }
        }
    }

    #[test]
    fn progress_ends_at_one_and_an_error_stops() {
        let heard = Mutex::new(Vec::new());
        let mut plane = Plane::new(4, 100);
        let report = |part: f64| {
            heard.lock().unwrap().push(part);
            Ok(())
        };
        for_each_band(&mut [plane.view_mut()], 10, Some(&report), |_, _, _| {}).unwrap();
        let heard = heard.into_inner().unwrap();
        assert!(heard.len() == 11 && heard.contains(&1.0), "{heard:?}");
        let stopped = for_each_band(&mut [plane.view_mut()], 10, Some(&|_| Err(Cancelled)), |_, _, _| {
            panic!("work after the first refusal")
        });
        assert_eq!(stopped, Err(Cancelled));
    }
}
