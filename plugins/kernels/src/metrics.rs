//! How far two pictures lie apart: mean square, PSNR, SSIM, with the numbers of scikit-image and BasicSR.
//! Sums are taken row by row in f64, so that threads never change them.

mod ssim;

pub use ssim::{Covariance, Ssim, Window, ssim};

use rayon::prelude::*;

use crate::plane::PlaneRef;

/// The mean of the squared differences of all planes, as `skimage.metrics.mean_squared_error`.
pub fn mean_square(first: &[PlaneRef<'_>], second: &[PlaneRef<'_>]) -> f64 {
    check_pair(first, second);
    let of_plane = |(first, second): (&PlaneRef<'_>, &PlaneRef<'_>)| {
        let of_row = |y: usize| {
            let pairs = first.row(y).iter().zip(second.row(y));
            pairs.map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum::<f64>()
        };
        let rows: Vec<f64> = (0..first.height()).into_par_iter().map(of_row).collect();
        rows.iter().sum::<f64>() / (first.width() * first.height()) as f64
    };
    first.iter().zip(second).map(of_plane).sum::<f64>() / first.len() as f64
}

/// The peak signal to noise ratio in decibels, as `skimage.metrics.peak_signal_noise_ratio`; infinite for equal pictures.
/// `range` is the distance from black to white.
pub fn psnr(first: &[PlaneRef<'_>], second: &[PlaneRef<'_>], range: f64) -> f64 {
    10.0 * (range * range / mean_square(first, second)).log10()
}

/// The PSNR of the luma of RGB in [0, 1], without `border` pixels on each side, as BasicSR's `calculate_psnr` with
/// `test_y_channel`. None if the border leaves nothing.
pub fn psnr_of_luma(first: &[PlaneRef<'_>], second: &[PlaneRef<'_>], border: usize) -> Option<f64> {
    check_pair(first, second);
    assert_eq!(first.len(), 3, "luma is made of three planes");
    let width = first[0].width().checked_sub(2 * border).filter(|&width| width > 0)?;
    let height = first[0].height().checked_sub(2 * border).filter(|&height| height > 0)?;
    let of_row = |y: usize| {
        let luma = |planes: &[PlaneRef<'_>], x: usize| {
            let value = |plane: usize| f64::from(planes[plane].row(y)[x]);
            65.481 * value(0) + 128.553 * value(1) + 24.966 * value(2)
        };
        (border..border + width).map(|x| (luma(first, x) - luma(second, x)).powi(2)).sum::<f64>()
    };
    let rows: Vec<f64> = (border..border + height).into_par_iter().map(of_row).collect();
    let mean = rows.iter().sum::<f64>() / (width * height) as f64;
    Some(10.0 * (255.0_f64 * 255.0 / mean).log10())
}

fn check_pair(first: &[PlaneRef<'_>], second: &[PlaneRef<'_>]) {
    assert!(!first.is_empty() && first.len() == second.len(), "{} planes and {}", first.len(), second.len());
    let alike = |(a, b): (&PlaneRef<'_>, &PlaneRef<'_>)| (a.width(), a.height()) == (b.width(), b.height());
    assert!(first.iter().zip(second).all(alike), "pictures of different size");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    #[test]
    fn equal_pictures_are_infinitely_alike() {
        let plane = Plane::filled(20, 20, 0.25);
        let planes = [plane.view(); 3];
        assert_eq!(mean_square(&planes, &planes), 0.0);
        assert_eq!(psnr(&planes, &planes, 1.0), f64::INFINITY);
        assert_eq!(psnr_of_luma(&planes, &planes, 10), None);
        assert!((ssim(&planes, &planes, &Ssim::default()).unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_level_of_256_is_48_decibels() {
        let (black, grey) = (Plane::new(9, 9), Plane::filled(9, 9, 1.0 / 255.0));
        assert!((psnr(&[black.view()], &[grey.view()], 1.0) - 48.1308).abs() < 1e-3);
    }

    #[test]
    fn a_picture_smaller_than_the_window_has_no_ssim() {
        let plane = Plane::new(6, 40);
        assert_eq!(ssim(&[plane.view()], &[plane.view()], &Ssim::default()), None);
    }
}
