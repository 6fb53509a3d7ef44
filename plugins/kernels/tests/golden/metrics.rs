//! Against `metrics.py`.

use weft_kernels::Plane;
use weft_kernels::bands::with_threads;
use weft_kernels::metrics::{Covariance, Ssim, Window, mean_square, psnr, psnr_of_luma, ssim};

use crate::answers::{Answers, views};
use crate::pictures::{astronaut, noise_of_seed};

/// The photograph and a noisy copy, in whole levels from 0 to 255.
fn pair() -> [Vec<Plane>; 2] {
    let levels = |plane: &Plane| Plane::from_fn(64, 64, |x, y| (plane.row(y)[x] * 255.0).round());
    let first: Vec<Plane> = astronaut().iter().map(levels).collect();
    let noisy = |(plane, seed): (&Plane, u32)| {
        let noise = noise_of_seed(64, 64, seed);
        let value = |x: usize, y: usize| plane.row(y)[x] + (noise.row(y)[x] * 64.0).round_ties_even() - 32.0;
        Plane::from_fn(64, 64, |x, y| value(x, y).clamp(0.0, 255.0))
    };
    let second = first.iter().zip([1, 2, 3]).map(noisy).collect();
    [first, second]
}

#[test]
fn all_metrics_are_those_of_scikit_image_and_basicsr() {
    let [first, second] = pair();
    let unit = |planes: &[Plane]| -> Vec<Plane> {
        planes.iter().map(|plane| Plane::from_fn(64, 64, |x, y| plane.row(y)[x] / 255.0)).collect()
    };
    let (unit_first, unit_second) = (unit(&first), unit(&second));
    let (a, b) = (views(&first), views(&second));
    let gaussian = Ssim { range: 255.0, ..Ssim::GAUSSIAN };
    let sample = Ssim { window: Window::Gaussian11, covariance: Covariance::Sample, range: 255.0 };
    let mut answers = Answers::open("metrics");
    let have = [
        mean_square(&a, &b),
        psnr(&a, &b, 255.0),
        psnr_of_luma(&views(&unit_first), &views(&unit_second), 4).unwrap(),
        ssim(&a, &b, &Ssim { range: 255.0, ..Ssim::default() }).unwrap(),
        ssim(&a, &b, &sample).unwrap(),
        ssim(&a, &b, &gaussian).unwrap(),
    ];
    for (place, (have, want)) in have.iter().zip(answers.take(6)).enumerate() {
        // Luma starts from f32 in [0, 1], which holds a level to 6e-8.
        let error_max = if place == 2 { 1e-6 } else { 1e-10 };
        assert!((have - want).abs() <= error_max * want, "metric {place}: {have} and not {want}");
    }
    answers.end();
    // In [0, 1] the answer is the same.
    let small = ssim(&views(&unit_first), &views(&unit_second), &Ssim::GAUSSIAN).unwrap();
    assert!((small - have[5]).abs() < 1e-6);
}

#[test]
fn threads_never_change_a_metric() {
    let [first, second] = pair();
    let (a, b) = (views(&first), views(&second));
    let all = || [mean_square(&a, &b), ssim(&a, &b, &Ssim::default()).unwrap(), ssim(&a, &b, &Ssim::GAUSSIAN).unwrap()];
    assert_eq!(with_threads(1, all).unwrap(), with_threads(8, all).unwrap());
}
