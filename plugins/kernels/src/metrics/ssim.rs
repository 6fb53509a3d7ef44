//! Structural similarity. The two usual windows differ in the second digit: name the one you used.

use rayon::prelude::*;

use super::check_pair;
use crate::plane::PlaneRef;
use crate::simd::by_cpu;

/// What surrounds a pixel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Window {
    /// 7×7 pixels of equal weight: scikit-image's default.
    #[default]
    Uniform7,
    /// 11×11 pixels, σ = 1.5: the paper, BasicSR, and scikit-image's `gaussian_weights=True`.
    Gaussian11,
}

/// Whether a variance is that of a sample (n − 1) or of all there is (n).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Covariance {
    /// scikit-image's default.
    #[default]
    Sample,
    /// The paper, BasicSR.
    Population,
}

/// The variant of SSIM; the default is scikit-image's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ssim {
    /// What surrounds a pixel.
    pub window: Window,
    /// How variances count.
    pub covariance: Covariance,
    /// The distance from black to white.
    pub range: f64,
}

impl Default for Ssim {
    fn default() -> Self {
        Self { window: Window::Uniform7, covariance: Covariance::Sample, range: 1.0 }
    }
}

impl Ssim {
    /// The variant of the paper and of BasicSR.
    pub const GAUSSIAN: Self = Self { window: Window::Gaussian11, covariance: Covariance::Population, range: 1.0 };
}

/// The mean over all pixels whose window lies inside, and over the planes. None if the picture is smaller than the window.
pub fn ssim(first: &[PlaneRef<'_>], second: &[PlaneRef<'_>], variant: &Ssim) -> Option<f64> {
    check_pair(first, second);
    let weights: Vec<f64> = match variant.window {
        Window::Uniform7 => vec![1.0 / 7.0; 7],
        Window::Gaussian11 => {
            let raw: Vec<f64> = (-5..=5).map(|x| (-f64::from(x * x) / (2.0 * 1.5 * 1.5)).exp()).collect();
            let sum: f64 = raw.iter().sum();
            raw.iter().map(|weight| weight / sum).collect()
        }
    };
    let taps = weights.len();
    let (width, height) = (first[0].width(), first[0].height());
    if width < taps || height < taps {
        return None;
    }
    let pixels = (taps * taps) as f64;
    let formula = Formula {
        sample: if variant.covariance == Covariance::Sample { pixels / (pixels - 1.0) } else { 1.0 },
        c1: (0.01 * variant.range).powi(2),
        c2: (0.03 * variant.range).powi(2),
    };
    let (columns, rows) = (width + 1 - taps, height + 1 - taps);
    // Bands repeat the rows of the window above them.
    const ROWS_PER_BAND: usize = 64;
    let jobs = first.iter().zip(second).flat_map(|pair| (0..rows).step_by(ROWS_PER_BAND).map(move |top| (pair, top)));
    let jobs: Vec<_> = jobs.collect();
    let of_band = |&((first, second), top): &((&PlaneRef<'_>, &PlaneRef<'_>), usize)| {
        let mut ring = vec![vec![0.0; 5 * columns]; taps];
        let mut sums = vec![0.0; 5 * columns];
        let bottom = rows.min(top + ROWS_PER_BAND);
        let mut sum = 0.0;
        for y in top..bottom + taps - 1 {
            filter_row(first.row(y), second.row(y), &weights, &mut ring[y % taps]);
            if y + 1 >= top + taps {
                sums.fill(0.0);
                (y + 1 - taps..=y)
                    .zip(&weights)
                    .for_each(|(y, &weight)| add_weighted(&mut sums, &ring[y % taps], weight));
                sum += score_row(&sums, &formula);
            }
        }
        sum
    };
    let bands: Vec<f64> = jobs.par_iter().map(of_band).collect();
    Some(bands.iter().sum::<f64>() / (columns * rows * first.len()) as f64)
}

struct Formula {
    sample: f64,
    c1: f64,
    c2: f64,
}

by_cpu! {
    /// The windows of a row over a, b, a², b², ab, one behind the other.
    fn filter_row(a: &[f32], b: &[f32], weights: &[f64], out: &mut [f64]) {
        let columns = a.len() + 1 - weights.len();
        out.fill(0.0);
        let [sum_a, sum_b, sum_aa, sum_bb, sum_ab] = quintet(out, columns);
        for (shift, &weight) in weights.iter().enumerate() {
            let (a, b) = (&a[shift..][..columns], &b[shift..][..columns]);
            for x in 0..columns {
                let (a, b) = (f64::from(a[x]), f64::from(b[x]));
                sum_a[x] += weight * a;
                sum_b[x] += weight * b;
                sum_aa[x] += weight * (a * a);
                sum_bb[x] += weight * (b * b);
                sum_ab[x] += weight * (a * b);
            }
        }
    }
}

by_cpu! {
    fn add_weighted(sums: &mut [f64], row: &[f64], weight: f64) {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
    }
}

by_cpu! {
    /// The sum of the scores of a row, eight pixels at a time.
    fn score_row(sums: &[f64], formula: &Formula) -> f64 {
        const LANES: usize = 8;
        let columns = sums.len() / 5;
        let of = |quantity: usize| &sums[quantity * columns..][..columns];
        let [mean_a, mean_b, sum_aa, sum_bb, sum_ab] = [of(0), of(1), of(2), of(3), of(4)];
        let mut total = [0.0; LANES];
        for x in 0..columns {
            let (a, b) = (mean_a[x], mean_b[x]);
            let variance_a = formula.sample * (sum_aa[x] - a * a);
            let variance_b = formula.sample * (sum_bb[x] - b * b);
            let covariance = formula.sample * (sum_ab[x] - a * b);
            total[x % LANES] += (2.0 * a * b + formula.c1) * (2.0 * covariance + formula.c2)
                / ((a * a + b * b + formula.c1) * (variance_a + variance_b + formula.c2));
        }
        total.iter().sum()
    }
}

#[inline(always)]
fn quintet(row: &mut [f64], columns: usize) -> [&mut [f64]; 5] {
    let (a, rest) = row.split_at_mut(columns);
    let (b, rest) = rest.split_at_mut(columns);
    let (c, rest) = rest.split_at_mut(columns);
    let (d, e) = rest.split_at_mut(columns);
    [a, b, c, d, &mut e[..columns]]
}
