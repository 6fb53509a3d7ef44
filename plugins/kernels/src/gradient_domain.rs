//! Pictures from gradients: in a rectangle of the target, the gradients of a patch replace those of the target where a mask
//! says so, and Poisson's equation finds the picture that fits best. The rim of the rectangle keeps the target.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_band, for_each_joint_band};
use crate::lanes::finite;
use crate::morphology::{Element, Shape, erode};
use crate::plane::{Plane, PlaneMut, PlaneRef, views_mut};
use crate::poisson::solve;
use crate::simd::by_cpu;
use crate::simd::past_cache::{copy_past_cache, is_worthwhile};

/// Whether to compute as with levels of 8 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Levels {
    /// No: nothing is rounded, and values may leave [0, 1].
    #[default]
    Continuous,
    /// As OpenCV: grey is rounded, and the answer is cut down to the level below.
    EightBits,
}

/// Structure that differs by less is as strong: pictures of 8 bits often have the same on both sides, and roundings must not choose.
const AS_STRONG: f32 = 1e-6;

/// How the gradients of the patch are used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Use {
    /// As they are.
    Copy,
    /// Where the patch has more structure than the target; else those of the target.
    Stronger,
    /// Times a factor for each plane.
    Scale([f32; 4]),
    /// Times (alpha / length)^beta: large ones shrink, small ones grow. Lengths in the unit of the values.
    Compress { alpha: f32, beta: f32 },
}

/// What to solve: all planes have the size of the rectangle.
pub(crate) struct Fields<'a> {
    pub(crate) target: Vec<PlaneRef<'a>>,
    pub(crate) patch: Vec<PlaneRef<'a>>,
    /// 1 where the patch rules.
    pub(crate) mask: PlaneRef<'a>,
    /// Where it is 0 the patch counts as flat.
    pub(crate) edges: Option<PlaneRef<'a>>,
    pub(crate) how: Use,
}

impl Fields<'_> {
    /// The inside of the rectangle, one pixel smaller on all sides.
    ///
    /// # Panics
    /// If the rectangle is less than three pixels wide or high.
    pub(crate) fn solve(&self, progress: Progress<'_>) -> Result<Vec<Plane>, Cancelled> {
        let (width, height) = (self.mask.width(), self.mask.height());
        let mut inside: Vec<Plane> = self.target.iter().map(|_| Plane::for_overwrite(width - 2, height - 2)).collect();
        for_each_joint_band(&mut views_mut(&mut inside), 32, None, |first_row, bands| {
            let mut rows = Rows { across: vec![0.0; width], down: vec![0.0; width], down_above: vec![0.0; width] };
            for (plane, band) in bands.iter_mut().enumerate() {
                right_side(self, plane, first_row, &mut rows, band);
            }
        })?;
        solve(&mut inside, progress)?;
        Ok(inside)
    }
}

/// The mask, three times eroded by a 3×3 square: its own edge must not count as structure of the patch.
pub(crate) fn eroded(mask: PlaneRef<'_>) -> Plane {
    let mut eroded = Plane::for_overwrite(mask.width(), mask.height());
    let square = Element::of_radius(Shape::Rectangle, 3);
    let done = erode(&[mask], &mut [eroded.view_mut()], &square, None);
    assert_eq!(done, Ok(()), "nobody cancels");
    eroded
}

/// The mask, from 0 to 1. What is no number counts as 0.
pub(crate) fn selection_of(mask: PlaneRef<'_>) -> Plane {
    let mut selection = mask.to_plane();
    for value in selection.rows_mut().flatten() {
        *value = if *value > 0.0 { value.min(1.0) } else { 0.0 };
    }
    selection
}

/// The planes, 0 where the mask is not above 0 or the value is no number; as these levels can tell it.
pub(crate) fn masked(planes: &[PlaneRef<'_>], mask: Option<PlaneRef<'_>>, levels: Levels) -> Vec<Plane> {
    let mut all: Vec<Plane> = planes.iter().map(|plane| Plane::for_overwrite(plane.width(), plane.height())).collect();
    let done = for_each_band(&mut views_mut(&mut all), ROWS_PER_BAND, None, |plane, first_row, mut band| {
        for (y, to) in (first_row..).zip(band.rows_mut()) {
            take(planes[plane].row(y), levels, to);
            if let Some(mask) = mask {
                hide(mask.row(y), to);
            }
        }
    });
    assert_eq!(done, Ok(()), "nobody cancels");
    all
}

by_cpu! {
    /// Whole numbers where levels are 8 bits: what is equal there must not differ by a rounding.
    fn take(from: &[f32], levels: Levels, to: &mut [f32]) {
        match levels {
            Levels::Continuous => to.iter_mut().zip(from).for_each(|(to, &from)| *to = finite(from)),
            Levels::EightBits => {
                let level = |value: f32| (finite(value) * 255.0).round_ties_even().clamp(0.0, 255.0);
                to.iter_mut().zip(from).for_each(|(to, &from)| *to = level(from));
            }
        }
    }
}

by_cpu! {
    fn hide(mask: &[f32], to: &mut [f32]) {
        to.iter_mut().zip(mask).for_each(|(to, &mask)| *to = if mask > 0.0 { *to } else { 0.0 });
    }
}

by_cpu! {
    /// Values of the solution as these levels can tell them.
    fn give(from: &[f32], levels: Levels, to: &mut [f32]) {
        match levels {
            Levels::Continuous => to.copy_from_slice(from),
            Levels::EightBits => {
                to.iter_mut().zip(from).for_each(|(to, from)| *to = from.trunc().clamp(0.0, 255.0) / 255.0);
            }
        }
    }
}

/// The source, where nothing is solved.
pub(crate) fn copy(source: &[PlaneRef<'_>], out: &mut [PlaneMut<'_>]) {
    put(&[], (0, 0), Levels::Continuous, source, out);
}

/// The source, and in it the solution of a rectangle, whose corner lies at (x, y), around which one pixel stays.
pub(crate) fn put(
    solved: &[Plane],
    (x, y): (usize, usize),
    levels: Levels,
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
) {
    let past_cache = is_worthwhile(out);
    let done = for_each_band(out, ROWS_PER_BAND, None, |plane, first_row, mut band| {
        for (row, to) in (first_row..).zip(band.rows_mut()) {
            let from = source[plane].row(row);
            match solved.get(plane).filter(|solved| (y + 1..y + 1 + solved.height()).contains(&row)) {
                Some(solved) => {
                    let end = x + 1 + solved.width();
                    to[..=x].copy_from_slice(&from[..=x]);
                    give(solved.row(row - y - 1), levels, &mut to[x + 1..end]);
                    to[end..].copy_from_slice(&from[end..]);
                }
                None if past_cache => copy_past_cache(from, to),
                None => to.copy_from_slice(from),
            }
        }
    });
    assert_eq!(done, Ok(()), "nobody cancels");
}

/// Differences to the right and down of one row, and down of the row above.
struct Rows {
    across: Vec<f32>,
    down: Vec<f32>,
    down_above: Vec<f32>,
}

by_cpu! {
    /// The divergence of the wanted gradients, less what the rim gives to its neighbours.
    fn right_side(fields: &Fields<'_>, plane: usize, first_row: usize, rows: &mut Rows, band: &mut PlaneMut<'_>) {
        let target = fields.target[plane];
        let (width, height) = (target.width(), target.height());
        gradients(fields, plane, first_row, &mut rows.across, &mut rows.down);
        for y in 0..band.height() {
            // Row `y` of the band is row `row` of the rectangle.
            let row = first_row + y + 1;
            std::mem::swap(&mut rows.down, &mut rows.down_above);
            gradients(fields, plane, row, &mut rows.across, &mut rows.down);
            let to = band.row_mut(y);
            let (left, across) = (&rows.across[..width - 2], &rows.across[1..width - 1]);
            let (above, down) = (&rows.down_above[1..width - 1], &rows.down[1..width - 1]);
            for (x, to) in to.iter_mut().enumerate() {
                *to = (across[x] - left[x]) + (down[x] - above[x]);
            }
            if row == 1 {
                to.iter_mut().zip(&target.row(0)[1..]).for_each(|(to, rim)| *to -= rim);
            }
            if row == height - 2 {
                to.iter_mut().zip(&target.row(height - 1)[1..]).for_each(|(to, rim)| *to -= rim);
            }
            let here = target.row(row);
            to[0] -= here[0];
            to[width - 3] -= here[width - 1];
        }
    }
}

/// The wanted gradients of a row: to the right neighbour and to the one below, but for the last of each.
#[inline(always)]
fn gradients(fields: &Fields<'_>, plane: usize, row: usize, across: &mut [f32], down: &mut [f32]) {
    let count = fields.mask.width() - 1;
    let (target, target_below) = (fields.target[plane].row(row), fields.target[plane].row(row + 1));
    let (patch, patch_below) = (fields.patch[plane].row(row), fields.patch[plane].row(row + 1));
    let mask = &fields.mask.row(row)[..count];
    let (across, down) = (&mut across[..count], &mut down[..count]);
    for x in 0..count {
        across[x] = patch[x + 1] - patch[x];
        down[x] = patch_below[x] - patch[x];
    }
    match fields.how {
        Use::Copy => {}
        Use::Stronger => {
            for x in 0..count {
                let (to_right, to_below) = (target[x + 1] - target[x], target_below[x] - target[x]);
                let stronger = (across[x] - down[x]).abs() > (to_right - to_below).abs() + AS_STRONG;
                across[x] = if stronger { across[x] } else { to_right };
                down[x] = if stronger { down[x] } else { to_below };
            }
        }
        Use::Scale(factors) => {
            for x in 0..count {
                across[x] *= factors[plane];
                down[x] *= factors[plane];
            }
        }
        Use::Compress { alpha, beta } => {
            for x in 0..count {
                // OpenCV weighs by the mask first, so that soft masks compress less.
                let (right, below) = (across[x] * mask[x], down[x] * mask[x]);
                let length = (right * right + below * below).sqrt();
                let factor = if length > 0.0 { alpha.powf(beta) * length.powf(-beta) } else { 0.0 };
                // The mask has been applied; below it is applied once more.
                let factor = if mask[x] > 0.0 { factor / mask[x] } else { 0.0 };
                across[x] = right * factor;
                down[x] = below * factor;
            }
        }
    }
    if let Some(edges) = fields.edges {
        for (x, &edge) in edges.row(row)[..count].iter().enumerate() {
            if edge == 0.0 {
                (across[x], down[x]) = (0.0, 0.0);
            }
        }
    }
    for x in 0..count {
        let (to_right, to_below) = (target[x + 1] - target[x], target_below[x] - target[x]);
        across[x] = across[x] * mask[x] + to_right * (1.0 - mask[x]);
        down[x] = down[x] * mask[x] + to_below * (1.0 - mask[x]);
    }
}
