//! How steep a plane is at each pixel, right and down, by 3×3 pixels (Sobel); at the meaning of OpenCV with ksize 3.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_joint_band};
use crate::border::Border;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;

/// Differences, eight times as large as those of neighbours on an even slope. Beyond the edge the plane is mirrored.
///
/// # Panics
/// If the planes differ in size.
pub fn sobel(
    source: PlaneRef<'_>,
    right: &mut PlaneMut<'_>,
    down: &mut PlaneMut<'_>,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    for plane in [&*right, &*down] {
        assert_eq!((source.width(), source.height()), (plane.width(), plane.height()), "planes of different size");
    }
    for_each_joint_band(&mut [right.view_mut(), down.view_mut()], ROWS_PER_BAND, progress, |first_row, bands| {
        let [right, down] = bands else { return };
        let mut slopes = Slopes::new(source.width());
        for y in 0..right.height() {
            slopes.measure(source, first_row + y);
            right.row_mut(y).copy_from_slice(&slopes.right);
            down.row_mut(y).copy_from_slice(&slopes.down);
        }
    })
}

/// The slopes of one row.
pub(crate) struct Slopes {
    pub(crate) right: Vec<f32>,
    pub(crate) down: Vec<f32>,
    /// Columns weighed 1, 2, 1, and their differences down, with a pixel more on both sides.
    smooth: Vec<f32>,
    across: Vec<f32>,
}

impl Slopes {
    pub(crate) fn new(width: usize) -> Self {
        Self {
            right: vec![0.0; width],
            down: vec![0.0; width],
            smooth: vec![0.0; width + 2],
            across: vec![0.0; width + 2],
        }
    }

    pub(crate) fn measure(&mut self, source: PlaneRef<'_>, y: usize) {
        let near = |away: isize| source.row(Border::Reflect101.place(y as isize + away, source.height()).unwrap_or(y));
        measure([near(-1), near(0), near(1)], self);
    }
}

by_cpu! {
    fn measure(rows: [&[f32]; 3], slopes: &mut Slopes) {
        let width = rows[0].len();
        let [above, here, below] = rows.map(|row| &row[..width]);
        let (smooth, across) = (&mut slopes.smooth[1..=width], &mut slopes.across[1..=width]);
        for x in 0..width {
            smooth[x] = above[x] + 2.0 * here[x] + below[x];
            across[x] = below[x] - above[x];
        }
        // Mirrored without the edge itself; a single column is its own mirror.
        for line in [&mut slopes.smooth, &mut slopes.across] {
            line[0] = line[2.min(width)];
            line[width + 1] = line[width.saturating_sub(1).max(1)];
        }
        let (smooth, across) = (&slopes.smooth[..width + 2], &slopes.across[..width + 2]);
        let (right, down) = (&mut slopes.right[..width], &mut slopes.down[..width]);
        for x in 0..width {
            right[x] = smooth[x + 2] - smooth[x];
            down[x] = across[x] + 2.0 * across[x + 1] + across[x + 2];
        }
    }
}
