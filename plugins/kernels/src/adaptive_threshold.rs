//! Black where a pixel is darker than the square around it: `cv2.adaptiveThreshold` with the mean, in levels of 8 bits.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_band};
use crate::plane::{Plane, PlaneMut, PlaneRef};

/// What counts as darker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaptiveThreshold {
    /// How far the square reaches from its middle; beyond the edge the picture goes on.
    pub radius_px: usize,
    /// How many levels of 8 bits a pixel must be darker than the mean.
    pub darker_by: f32,
}

/// A level of 8 bits: whole, from 0 to 255. What is no number counts as 0.
pub fn level_of(value: f32) -> u8 {
    (value * 255.0).round_ties_even() as u8
}

/// The grey of a picture in levels of 8 bits, from 0 to 1, as `cv2.COLOR_RGB2GRAY` has it.
pub fn grey_levels(rgb: &[PlaneRef<'_>]) -> Plane {
    let [red, green, blue] = rgb else { panic!("three planes of RGB, not {}", rgb.len()) };
    let mut grey = Plane::new(red.width(), red.height());
    for (y, to) in grey.rows_mut().enumerate() {
        for (((to, &red), &green), &blue) in to.iter_mut().zip(red.row(y)).zip(green.row(y)).zip(blue.row(y)) {
            let [red, green, blue] = [red, green, blue].map(|value| u32::from(level_of(value)));
            *to = ((red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15) as f32 / 255.0;
        }
    }
    grey
}

/// 0 where a pixel is darker than its surroundings, else 1.
///
/// # Panics
/// If source and output differ in size.
pub fn adaptive_threshold(
    source: PlaneRef<'_>,
    out: &mut PlaneMut<'_>,
    options: &AdaptiveThreshold,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let (width, height) = (source.width(), source.height());
    assert_eq!((width, height), (out.width(), out.height()), "planes of different size");
    // Further out only the edges go on, and sums would no longer fit.
    let radius = options.radius_px.min(2048);
    let levels: Vec<u8> = source.rows().flatten().map(|&value| level_of(value)).collect();
    let row = |y: usize| &levels[y.saturating_sub(radius).min(height - 1) * width..][..width];
    let column = |x: usize| x.saturating_sub(radius).min(width - 1);
    let (side, darker_by) = (2 * radius + 1, options.darker_by.ceil() as i32);
    for_each_band(std::slice::from_mut(out), ROWS_PER_BAND, progress, |_, first_row, mut band| {
        // Sums of columns go down with the rows, the sum of the square goes along them.
        let mut sums = vec![0_u32; width];
        for y in first_row..first_row + side - 1 {
            sums.iter_mut().zip(row(y)).for_each(|(sum, &level)| *sum += u32::from(level));
        }
        for (y, to) in (first_row..).zip(band.rows_mut()) {
            sums.iter_mut().zip(row(y + side - 1)).for_each(|(sum, &level)| *sum += u32::from(level));
            let mut sum: u32 = (0..side - 1).map(|x| sums[column(x)]).sum();
            let here = &levels[y * width..][..width];
            for (x, (to, &level)) in to.iter_mut().zip(here).enumerate() {
                sum += sums[column(x + side - 1)];
                let mean = (f64::from(sum) / (side * side) as f64).round_ties_even() as i32;
                *to = if i32::from(level) - mean > -darker_by { 1.0 } else { 0.0 };
                sum -= sums[column(x)];
            }
            sums.iter_mut().zip(row(y)).for_each(|(sum, &level)| *sum -= u32::from(level));
        }
    })
}
