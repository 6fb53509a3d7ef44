//! Dilate, erode, open and close with a rectangle, an ellipse or a cross, as OpenCV: what lies outside never counts.
//! A rectangle costs the same whatever its size; other shapes cost one step for each of their rows.

mod element;
mod extreme;

pub use element::{Element, Run, Shape};

use crate::bands::{Cancelled, Progress};
use crate::plane::{Plane, PlaneMut, PlaneRef};

/// Takes the largest value under the element: selections grow.
pub fn dilate(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    element: &Element,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    repeat::<true>(source, out, element, progress)
}

/// Takes the smallest value under the element: selections shrink.
pub fn erode(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    element: &Element,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    repeat::<false>(source, out, element, progress)
}

/// Erodes, then dilates: removes specks smaller than the element.
pub fn open(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    element: &Element,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let mut between = blank_like(source);
    erode(source, &mut views_mut(&mut between), element, progress)?;
    dilate(&views(&between), out, element, progress)
}

/// Dilates, then erodes: fills gaps smaller than the element.
pub fn close(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    element: &Element,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let mut between = blank_like(source);
    dilate(source, &mut views_mut(&mut between), element, progress)?;
    erode(&views(&between), out, element, progress)
}

/// As often as the element says; `MAX` dilates.
fn repeat<const MAX: bool>(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    element: &Element,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_eq!(source.len(), out.len(), "as many planes out as in");
    for (source, out) in source.iter().zip(out.iter()) {
        let alike = (source.width(), source.height()) == (out.width(), out.height());
        assert!(alike, "planes of different size");
    }
    let (element, times) = element.merged();
    if times == 0 {
        source.iter().zip(out.iter_mut()).for_each(|(source, out)| out.copy_from(*source));
        return Ok(());
    }
    extreme::extreme::<MAX>(source, out, &element, progress)?;
    for _ in 1..times {
        let between: Vec<Plane> = out.iter().map(|plane| plane.view().to_plane()).collect();
        extreme::extreme::<MAX>(&views(&between), out, &element, progress)?;
    }
    Ok(())
}

fn blank_like(planes: &[PlaneRef<'_>]) -> Vec<Plane> {
    planes.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect()
}

fn views(planes: &[Plane]) -> Vec<PlaneRef<'_>> {
    planes.iter().map(Plane::view).collect()
}

fn views_mut(planes: &mut [Plane]) -> Vec<PlaneMut<'_>> {
    planes.iter_mut().map(Plane::view_mut).collect()
}
