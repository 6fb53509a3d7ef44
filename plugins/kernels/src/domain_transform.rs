//! Edge-preserving smoothing by the domain transform (Gastal and Oliveira 2011), at the meaning of OpenCV's photo module:
//! along each row and column, pixels are as far apart as their colours are different, and a plain filter smooths there.

mod normalised;
mod recursive;

use crate::bands::{Cancelled, Progress, for_each_band};
use crate::lanes::finite;
use crate::plane::{Plane, PlaneMut, PlaneRef, assert_like, views, views_mut};
use crate::simd::by_cpu;
use crate::strips::turn;

/// How far and how strongly to smooth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DomainTransform {
    /// Standard deviation in the picture.
    pub sigma_space_px: f32,
    /// Standard deviation of colours, in the unit of the values.
    pub sigma_range: f32,
    /// The filter that goes along rows and columns.
    pub filter: DomainFilter,
}

/// The filter that goes along rows and columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DomainFilter {
    /// Recursive: fast, soft.
    #[default]
    Recursive,
    /// Normalised convolution with a box: flat areas with clear edges.
    Normalised,
}

impl Default for DomainTransform {
    fn default() -> Self {
        Self { sigma_space_px: 60.0, sigma_range: 0.4, filter: DomainFilter::Recursive }
    }
}

/// Rounds along rows, then columns, each with half the reach of the one before.
pub const ROUNDS: u32 = 3;

/// Smooths all planes of a picture together and keeps its edges. A value that is no number counts as 0.
///
/// # Panics
/// If source and output differ in number or size, or there are more than four planes.
pub fn domain_transform(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &DomainTransform,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    assert!(source.len() <= 4, "a picture has one to four planes, not {}", source.len());
    let (width, height) = (source[0].width(), source[0].height());
    // Filters read columns and write rows. Those along rows read the turned picture.
    let mut turned: Vec<_> = source.iter().map(|_| Plane::new(height, width)).collect();
    turn(source, &mut views_mut(&mut turned), None)?;
    let down = distances(source, options);
    let along = distances(&views(&turned), options);
    let pass = match options.filter {
        DomainFilter::Recursive => recursive::pass,
        DomainFilter::Normalised => normalised::pass,
    };
    for round in 0..ROUNDS {
        let sigma = sigma_of(options.sigma_space_px, round);
        let report = |half: f64| {
            move |part: f64| {
                progress.map_or(Ok(()), |report| report((f64::from(round) * 2.0 + half + part) / f64::from(2 * ROUNDS)))
            }
        };
        pass(&views(&turned), along.view(), sigma, out, Some(&report(0.0)))?;
        let filtered: Vec<_> = out.iter().map(PlaneMut::view).collect();
        pass(&filtered, down.view(), sigma, &mut views_mut(&mut turned), Some(&report(1.0)))?;
    }
    turn(&views(&turned), out, None)
}

/// Of how many pixels the first round of the normalised filter takes the mean: along the row, and down the column.
pub(crate) fn window_counts(
    source: &[PlaneRef<'_>],
    options: &DomainTransform,
    progress: Progress<'_>,
) -> Result<[Plane; 2], Cancelled> {
    let (width, height) = (source[0].width(), source[0].height());
    let mut turned: Vec<_> = source.iter().map(|_| Plane::new(height, width)).collect();
    turn(source, &mut views_mut(&mut turned), None)?;
    let sigma = sigma_of(options.sigma_space_px, 0);
    let (mut along, mut down_turned) = (Plane::new(width, height), Plane::new(height, width));
    normalised::counts(distances(&views(&turned), options).view(), sigma, &mut along.view_mut(), progress)?;
    normalised::counts(distances(source, options).view(), sigma, &mut down_turned.view_mut(), None)?;
    let mut down = Plane::new(width, height);
    turn(&[down_turned.view()], &mut [down.view_mut()], None)?;
    Ok([along, down])
}

/// The reach of a round: halved each time, so that the variances add up to that of `sigma`.
pub fn sigma_of(sigma: f32, round: u32) -> f64 {
    let sigma = f64::from(if sigma > 0.0 { sigma.clamp(1e-3, 1e6) } else { 1e-3 });
    sigma * 3_f64.sqrt() * 2_f64.powi((ROUNDS - 1 - round) as i32) / (4_f64.powi(ROUNDS as i32) - 1.0).sqrt()
}

/// How far a step of 1 in a value is, in pixels.
pub fn steepness(options: &DomainTransform) -> f32 {
    let range = if options.sigma_range > 1e-6 { options.sigma_range } else { 1e-6 };
    (options.sigma_space_px / range).clamp(0.0, 1e9)
}

/// How far each pixel is from the one above it, in the transformed domain.
fn distances(source: &[PlaneRef<'_>], options: &DomainTransform) -> Plane {
    let mut distances = Plane::new(source[0].width(), source[0].height());
    let steepness = steepness(options);
    let filled = for_each_band(&mut [distances.view_mut()], 64, None, |_, first_row, mut band| {
        for (y, to) in band.rows_mut().enumerate() {
            distance_row(source, first_row + y, steepness, to);
        }
    });
    assert_eq!(filled, Ok(()), "nobody cancels");
    distances
}

by_cpu! {
    fn distance_row(source: &[PlaneRef<'_>], row: usize, steepness: f32, to: &mut [f32]) {
        to.fill(0.0);
        if row > 0 {
            for plane in source {
                for ((to, &above), &here) in to.iter_mut().zip(plane.row(row - 1)).zip(plane.row(row)) {
                    *to += (finite(here) - finite(above)).abs();
                }
            }
        }
        to.iter_mut().for_each(|to| *to = 1.0 + steepness * *to);
    }
}
