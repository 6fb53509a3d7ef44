//! The middle value of a square around each pixel: removes specks and keeps edges. At the meaning of OpenCV: the edge of the
//! picture goes on. Squares of 3 and 5 pixels are exact; larger ones count values in 65,536 steps of the range of the plane.

mod counted;
mod network;
mod tiles;

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_band};
use crate::plane::{PlaneMut, PlaneRef, assert_like};
use crate::simd::past_cache::is_worthwhile;

/// Beyond this a window holds more pixels than a counter can count; the square ends there.
pub const RADIUS_MAX: usize = 127;

/// Takes the median of the square of 2 · `radius_px` + 1 pixels, plane by plane. A value that is no number counts as 0.
///
/// # Panics
/// If source and output differ in number or size.
pub fn median(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    radius_px: usize,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    let past_cache = is_worthwhile(out);
    match radius_px {
        0 => {
            out.iter_mut().zip(source).for_each(|(out, source)| out.copy_from(*source));
            Ok(())
        }
        1 => for_each_band(out, ROWS_PER_BAND, progress, |plane, first_row, mut band| {
            network::medians_of_9(source[plane], first_row, past_cache, &mut band);
        }),
        2 => for_each_band(out, ROWS_PER_BAND, progress, |plane, first_row, mut band| {
            network::medians_of_25(source[plane], first_row, past_cache, &mut band);
        }),
        _ => {
            let steps: Vec<_> = source.iter().map(|plane| counted::Steps::of(*plane)).collect();
            // Each band begins by counting a whole window.
            for_each_band(out, ROWS_PER_BAND, progress, |plane, first_row, mut band| {
                steps[plane].medians(radius_px.min(RADIUS_MAX), first_row, &mut band);
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    /// By sorting.
    fn by_definition(source: &Plane, radius: isize) -> Plane {
        let inside = |at: isize, length: usize| at.clamp(0, length as isize - 1) as usize;
        Plane::from_fn(source.width(), source.height(), |x, y| {
            let mut window: Vec<f32> = (-radius..=radius)
                .flat_map(|down| (-radius..=radius).map(move |right| (right, down)))
                .map(|(right, down)| {
                    source.row(inside(y as isize + down, source.height()))[inside(x as isize + right, source.width())]
                })
                .collect();
            window.sort_by(f32::total_cmp);
            window[window.len() / 2]
        })
    }

    #[test]
    fn every_window_gives_its_middle_value() {
        for (width, height) in [(1, 1), (2, 9), (37, 5), (67, 70)] {
            // Many equal values, and many different ones; all of them levels of 16 bits.
            for levels in [4, 256, 65536] {
                let source = Plane::from_fn(width, height, |x, y| {
                    let mixed = ((x as u32 * 7919) ^ (y as u32 * 104_729)).wrapping_mul(2_654_435_761) >> 8;
                    (mixed % levels) as f32 / (levels - 1) as f32
                });
                for radius in [1, 2, 3, 6] {
                    let mut out = Plane::new(width, height);
                    median(&[source.view()], &mut [out.view_mut()], radius, None).unwrap();
                    let want = by_definition(&source, radius as isize);
                    for (have, want) in out.rows().flatten().zip(want.rows().flatten()) {
                        assert!((have - want).abs() < 1e-6, "{width}×{height}, radius {radius}: {have} and not {want}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_radius_beyond_the_picture_takes_the_median_of_all_and_of_its_edges() {
        let source = Plane::from_fn(5, 4, |x, _| if x == 2 { 9.0 } else { -2.5 });
        let mut out = Plane::new(5, 4);
        median(&[source.view()], &mut [out.view_mut()], usize::MAX, None).unwrap();
        assert!(out.rows().flatten().all(|&value| (value + 2.5).abs() < 1e-3), "{out:?}");
    }
}
