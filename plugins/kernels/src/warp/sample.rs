//! Values between the pixels of planes. The fast loops do what lies inside; blocks that touch the border are folded first.

use super::{Sampling, Warp};
use crate::border::Border;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::bilinear::{bilinear, bilinear_folded};
use crate::simd::cubic::{cubic, cubic_folded};
use crate::simd::folded::Folded;
use crate::simd::spots::{SPOTS, Spots};

/// Blocks that `sample` can take at once.
pub(super) const BLOCKS_MAX: usize = 4;

/// Fills the pixels of each output plane from column `left` of row `y` on, with the values at the spots.
/// The source planes have one size.
pub(super) fn sample(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    (left, y): (usize, usize),
    spots: &[Spots],
    warp: &Warp,
) {
    let mut at_border = [true; BLOCKS_MAX];
    let at_border = &mut at_border[..spots.len()];
    for (source, out) in source.iter().zip(out.iter_mut()) {
        let columns = left..out.width().min(left + spots.len() * SPOTS);
        let out = &mut out.row_mut(y)[columns];
        match warp.sampling {
            Sampling::Nearest => {}
            Sampling::Bilinear => bilinear(*source, spots, out, at_border),
            Sampling::Cubic => cubic(*source, spots, out, at_border),
        }
    }
    let size = (source[0].width(), source[0].height());
    for (block, spots) in spots.iter().enumerate().filter(|(block, _)| at_border[*block]) {
        let left = left + block * SPOTS;
        let planes = source.iter().zip(out.iter_mut().map(|out| {
            let columns = left..out.width().min(left + SPOTS);
            &mut out.row_mut(y)[columns]
        }));
        match warp.sampling {
            _ if let Border::Constant(value) = warp.border
                && spots.outside(size, 1, 2) =>
            {
                planes.for_each(|(_, out)| out.fill(value));
            }
            Sampling::Nearest => {
                planes.for_each(|(source, out)| nearest(*source, spots, warp.border, out));
            }
            Sampling::Bilinear => {
                let folded = Folded::two(spots, warp.border, size);
                planes.for_each(|(source, out)| bilinear_folded(*source, spots, &folded, out));
            }
            Sampling::Cubic => {
                let folded = Folded::four(spots, warp.border, size);
                planes.for_each(|(source, out)| cubic_folded(*source, spots, &folded, out));
            }
        }
    }
}

fn nearest(source: PlaneRef<'_>, spots: &Spots, border: Border, out: &mut [f32]) {
    // Halves go to the even pixel, as in OpenCV.
    let place = |whole: i32, part: f32| (whole + i32::from(part > 0.5 || part == 0.5 && whole % 2 != 0)) as isize;
    for (lane, out) in out.iter_mut().enumerate() {
        let x = border.place(place(spots.x[lane], spots.part_x[lane]), source.width());
        let y = border.place(place(spots.y[lane], spots.part_y[lane]), source.height());
        *out = match (x, y, border) {
            (Some(x), Some(y), _) => source.row(y)[x],
            (_, _, Border::Constant(value)) => value,
            _ => 0.0,
        };
    }
}
