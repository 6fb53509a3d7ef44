//! Pictures that look painted or drawn by pencil, at the meaning of OpenCV's photo module. Both are made by the domain transform.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_band, for_each_joint_band};
use crate::colour_space::{ColourSpace, from_rgb, to_rgb};
use crate::domain_transform::{DomainFilter, DomainTransform, domain_transform, window_counts};
use crate::plane::{Plane, PlaneMut, PlaneRef, assert_like, views, views_mut};
use crate::sobel::Slopes;

/// Flat areas, darker where they meet: a watercolour. The filter of the options is not looked at.
///
/// # Panics
/// If source and output differ in number or size, or there are more than four planes.
pub fn stylise(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &DomainTransform,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    let options = DomainTransform { filter: DomainFilter::Normalised, ..*options };
    let mut smooth: Vec<Plane> = source.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
    domain_transform(source, &mut views_mut(&mut smooth), &options, progress)?;
    for_each_joint_band(out, ROWS_PER_BAND, None, |first_row, bands| {
        let width = smooth[0].width();
        let (mut slopes, mut steepness) = (Slopes::new(width), vec![0.0_f32; width]);
        for y in 0..bands[0].height() {
            steepness.fill(0.0);
            for plane in &smooth {
                slopes.measure(plane.view(), first_row + y);
                for ((sum, right), down) in steepness.iter_mut().zip(&slopes.right).zip(&slopes.down) {
                    *sum += (right * right + down * down).sqrt();
                }
            }
            for (band, plane) in bands.iter_mut().zip(&smooth) {
                for ((to, from), steep) in band.row_mut(y).iter_mut().zip(plane.row(first_row + y)).zip(&steepness) {
                    *to = from * (1.0 - steep).max(0.0);
                }
            }
        }
    })
}

/// How a pencil draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pencil {
    /// How far areas reach, and what counts as an edge. The filter is not looked at.
    pub areas: DomainTransform,
    /// How light flat areas are: lightness for each pixel that they reach across.
    pub shade: f32,
}

impl Default for Pencil {
    fn default() -> Self {
        let areas = DomainTransform { sigma_space_px: 60.0, sigma_range: 0.07, filter: DomainFilter::Normalised };
        Self { areas, shade: 0.02 }
    }
}

/// A grey drawing: dark where the picture has edges. May exceed 1 where the paper is blank.
///
/// # Panics
/// If planes differ in size.
pub fn pencil(
    source: &[PlaneRef<'_>],
    out: &mut PlaneMut<'_>,
    options: &Pencil,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_eq!((source[0].width(), source[0].height()), (out.width(), out.height()), "planes of different size");
    let [along, down] = window_counts(source, &options.areas, progress)?;
    for_each_band(std::slice::from_mut(out), ROWS_PER_BAND, None, |_, first_row, mut band| {
        for (y, to) in band.rows_mut().enumerate() {
            let counts = along.row(first_row + y).iter().zip(down.row(first_row + y));
            to.iter_mut().zip(counts).for_each(|(to, (along, down))| *to = options.shade * (along + down));
        }
    })
}

/// The same drawing with the hues of the picture.
///
/// # Panics
/// If there are not three planes in and out, or they differ in size.
pub fn pencil_in_colour(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &Pencil,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    let mut parts: Vec<Plane> = source.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
    from_rgb(ColourSpace::YCrCb, source, &mut views_mut(&mut parts), None)?;
    pencil(source, &mut parts[0].view_mut(), options, progress)?;
    to_rgb(ColourSpace::YCrCb, &views(&parts), out, None)?;
    // Hues that are no number would reach the result, as nothing else here does.
    for row in out.iter_mut().flat_map(|plane| plane.rows_mut()) {
        row.iter_mut().for_each(|value| *value = if *value > 0.0 { value.min(1.0) } else { 0.0 });
    }
    Ok(())
}
