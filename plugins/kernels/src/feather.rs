//! Softens the edge of a mask over a given width, by distance. For a bell-shaped edge, blur the mask instead.

use crate::bands::{Cancelled, Progress, for_each_row};
use crate::distance::{distance_inside, distance_outside};
use crate::plane::{Plane, PlaneMut, PlaneRef};

/// Where the soft edge lies, in pixels from the hard one; both 0 keep it hard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feather {
    /// How far inside the selection the mask begins to fall from 1.
    pub inside_px: f32,
    /// How far outside it reaches 0.
    pub outside_px: f32,
}

/// A mask that falls evenly from 1 to 0 across the edge of the selection.
pub fn feather(
    mask: PlaneRef<'_>,
    out: &mut PlaneMut<'_>,
    feather: &Feather,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let (inside, outside) = (feather.inside_px.max(0.0), feather.outside_px.max(0.0));
    let mut away = Plane::new(mask.width(), mask.height());
    distance_outside(mask, &mut away.view_mut(), None)?;
    distance_inside(mask, out, progress)?;
    // A mask without an edge has nothing to soften; a hard edge falls within less than a pixel.
    let width = (inside + outside).max(1e-6);
    for_each_row(out, |y, row| {
        for (pixel, &away) in row.iter_mut().zip(away.row(y)) {
            // The edge lies half way between the last pixel inside and the first outside.
            let depth = if away > 0.0 { 0.5 - away } else { *pixel - 0.5 };
            *pixel = ((depth + outside) / width).clamp(0.0, 1.0);
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(width: [f32; 2], want: [f32; 8]) {
        let mask = Plane::from_fn(8, 1, |x, _| if x < 4 { 1.0 } else { 0.0 });
        let mut out = Plane::new(8, 1);
        let settings = Feather { inside_px: width[0], outside_px: width[1] };
        feather(mask.view(), &mut out.view_mut(), &settings, None).unwrap();
        assert_eq!(out.row(0), want, "{width:?}");
    }

    #[test]
    fn the_edge_falls_evenly() {
        check([2.0, 2.0], [1.0, 1.0, 0.875, 0.625, 0.375, 0.125, 0.0, 0.0]);
        check([0.0, 4.0], [1.0, 1.0, 1.0, 1.0, 0.875, 0.625, 0.375, 0.125]);
        check([2.0, 0.0], [1.0, 1.0, 0.75, 0.25, 0.0, 0.0, 0.0, 0.0]);
        check([0.0, 0.0], [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_mask_without_an_edge_stays() {
        for value in [0.0, 1.0] {
            let (mask, mut out) = (Plane::filled(5, 4, value), Plane::new(5, 4));
            feather(mask.view(), &mut out.view_mut(), &Feather { inside_px: 3.0, outside_px: 3.0 }, None).unwrap();
            assert_eq!(out, mask);
        }
    }
}
