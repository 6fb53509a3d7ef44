//! Gives a picture the mean and spread of another one's colours: channel by channel in Lab (Reinhard 2001), or all three together
//! (the linear Monge–Kantorovich map, Pitié 2007).

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_joint_band, for_each_row};
use crate::colour_space::{ColourSpace, from_rgb, to_rgb};
use crate::histogram::statistics;
use crate::plane::{Plane, PlaneMut, PlaneRef};

/// Three planes of RGB, and the part of them that counts: a mask weights the pixels.
#[derive(Debug, Clone, Copy)]
pub struct ColourSample<'a> {
    /// RGB.
    pub planes: &'a [PlaneRef<'a>],
    /// How much each pixel counts.
    pub mask: Option<PlaneRef<'a>>,
}

/// A channel of L*a*b* that deviates by less has nothing to stretch but roundings: grey would get colours from nowhere.
pub const FLAT: f64 = 1e-3;

/// Shifts and stretches L, a and b of `source` to the mean and deviation of the reference. If nothing counts in one of
/// both, only the way through Lab is left, which clamps colours to [0, 1].
pub fn transfer_reinhard(
    source: &ColourSample<'_>,
    reference: &ColourSample<'_>,
    out: &mut [PlaneMut<'_>],
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let mut lab = to_lab(source.planes)?;
    let wanted = to_lab(reference.planes)?;
    for (plane, wanted) in lab.iter_mut().zip(&wanted) {
        let (have, want) = (statistics(plane.view(), source.mask), statistics(wanted.view(), reference.mask));
        if have.weight > 0.0 && want.weight > 0.0 {
            let stretch = if have.deviation > FLAT { (want.deviation / have.deviation) as f32 } else { 1.0 };
            let (have, want) = (have.mean as f32, want.mean as f32);
            for_each_row(&mut plane.view_mut(), |_, row| {
                row.iter_mut().for_each(|value| *value = (*value - have) * stretch + want);
            });
        }
    }
    let views: Vec<PlaneRef<'_>> = lab.iter().map(Plane::view).collect();
    to_rgb(ColourSpace::Lab, &views, out, progress)
}

/// Maps the colours of `source` linearly so that mean and covariance become those of the reference, moving them as little as
/// possible. If nothing counts in one of both, nothing changes. The answer is not clamped.
pub fn transfer_monge_kantorovich(
    source: &ColourSample<'_>,
    reference: &ColourSample<'_>,
    out: &mut [PlaneMut<'_>],
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let (have, want) = (moments(source), moments(reference));
    let Some((have, want)) = have.zip(want) else {
        source.planes.iter().zip(out).for_each(|(source, out)| out.copy_from(*source));
        return Ok(());
    };
    let (map, shift) = have.map_to(&want);
    for_each_joint_band(out, ROWS_PER_BAND, progress, |first_row, bands| {
        for (channel, band) in bands.iter_mut().enumerate() {
            let (weights, shift) = (map[channel], shift[channel]);
            for (y, row) in (first_row..).zip(band.rows_mut()) {
                let [red, green, blue] = [0, 1, 2].map(|plane: usize| source.planes[plane].row(y));
                for (((to, r), g), b) in row.iter_mut().zip(red).zip(green).zip(blue) {
                    *to = weights[0] * r + weights[1] * g + weights[2] * b + shift;
                }
            }
        }
    })
}

fn to_lab(rgb: &[PlaneRef<'_>]) -> Result<Vec<Plane>, Cancelled> {
    let mut lab: Vec<Plane> = rgb.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
    from_rgb(ColourSpace::Lab, rgb, &mut lab.iter_mut().map(Plane::view_mut).collect::<Vec<_>>(), None)?;
    Ok(lab)
}

type Matrix = [[f64; 3]; 3];

/// What was added up over the pixels of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// How much the pixels count.
    pub weight: f64,
    /// Their colours.
    pub sums: [f64; 3],
    /// The products of each two colours.
    pub products: [[f64; 3]; 3],
}

impl Moments {
    /// The mean of each channel, and its deviation.
    pub fn means_and_deviations(&self) -> [(f64, f64); 3] {
        std::array::from_fn(|i| {
            let mean = self.sums[i] / self.weight;
            (mean, (self.products[i][i] / self.weight - mean * mean).max(0.0).sqrt())
        })
    }

    /// The linear map, and the shift behind it, that gives colours of these moments those of `want`, moving them as little as
    /// possible.
    pub fn map_to(&self, want: &Self) -> ([[f32; 3]; 3], [f32; 3]) {
        let ((have_mean, have), (want_mean, want)) = (self.mean_and_covariance(), want.mean_and_covariance());
        // T = A^-½ (A^½ B A^½)^½ A^-½, for the covariances A and B.
        let (root, inverse_root) = (power(&have, f64::sqrt), power(&have, |value| 1.0 / value.sqrt()));
        let middle = length(&product(&power(&want, f64::sqrt), &root));
        let map = product(&product(&inverse_root, &middle), &inverse_root);
        let shift: [f64; 3] =
            std::array::from_fn(|row| want_mean[row] - (0..3).map(|k| map[row][k] * have_mean[k]).sum::<f64>());
        (map.map(|row| row.map(|number| number as f32)), shift.map(|number| number as f32))
    }

    /// The diagonal is kept above 0, so that flat colours have a root to divide by.
    fn mean_and_covariance(&self) -> ([f64; 3], Matrix) {
        let mean = self.sums.map(|sum| sum / self.weight);
        let covariance = std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                self.products[i][j] / self.weight - mean[i] * mean[j] + if i == j { 1e-10 } else { 0.0 }
            })
        });
        (mean, covariance)
    }
}

/// None where nothing counts.
fn moments(sample: &ColourSample<'_>) -> Option<Moments> {
    let [red, green, blue] = sample.planes else { panic!("three planes of RGB, not {}", sample.planes.len()) };
    let (mut weight, mut sums, mut products) = (0.0, [0.0; 3], [[0.0; 3]; 3]);
    for y in 0..red.height() {
        // Row sums first: fewer digits are lost.
        let (mut row_sums, mut row_products) = ([0.0; 3], [[0.0; 3]; 3]);
        for x in 0..red.width() {
            let share = sample.mask.map_or(1.0, |mask| f64::from(mask.row(y)[x]));
            let colour = [red.row(y)[x], green.row(y)[x], blue.row(y)[x]].map(f64::from);
            if share > 0.0 && colour.iter().all(|value| value.is_finite()) {
                weight += share;
                for i in 0..3 {
                    row_sums[i] += share * colour[i];
                    for j in 0..3 {
                        row_products[i][j] += share * colour[i] * colour[j];
                    }
                }
            }
        }
        for i in 0..3 {
            sums[i] += row_sums[i];
            for j in 0..3 {
                products[i][j] += row_products[i][j];
            }
        }
    }
    (weight > 0.0).then_some(Moments { weight, sums, products })
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    std::array::from_fn(|row| std::array::from_fn(|column| (0..3).map(|k| a[row][k] * b[k][column]).sum()))
}

/// (MᵀM)^½, by turns that make the columns of M upright to each other: the product itself would lose what is small, and colours that
/// fill no volume have nothing else in some directions.
fn length(matrix: &Matrix) -> Matrix {
    let (mut columns, mut turns) = (transposed(matrix), IDENTITY);
    let dot = |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    for _ in 0..30 {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            let (a, b) = (columns[p], columns[q]);
            let angle = 0.5 * (2.0 * dot(a, b)).atan2(dot(b, b) - dot(a, a));
            let (sin, cos) = angle.sin_cos();
            for all in [&mut columns, &mut turns] {
                let (a, b) = (all[p], all[q]);
                all[p] = std::array::from_fn(|i| cos * a[i] - sin * b[i]);
                all[q] = std::array::from_fn(|i| sin * a[i] + cos * b[i]);
            }
        }
    }
    let values = columns.map(|column| dot(column, column).sqrt());
    std::array::from_fn(|row| {
        std::array::from_fn(|column| (0..3).map(|k| turns[k][row] * values[k] * turns[k][column]).sum())
    })
}

const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

fn transposed(matrix: &Matrix) -> Matrix {
    std::array::from_fn(|row| std::array::from_fn(|column| matrix[column][row]))
}

/// A function of a symmetric matrix: of its eigenvalues, found by Jacobi's turns.
fn power(matrix: &Matrix, of: impl Fn(f64) -> f64) -> Matrix {
    let (mut rest, mut vectors) = (*matrix, IDENTITY);
    // Each round squares the error; far fewer are needed.
    for _ in 0..30 {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            if rest[p][q] == 0.0 {
                continue;
            }
            let angle = 0.5 * (2.0 * rest[p][q]).atan2(rest[q][q] - rest[p][p]);
            let (sin, cos) = angle.sin_cos();
            let mut turn = IDENTITY;
            [turn[p][p], turn[q][q], turn[p][q], turn[q][p]] = [cos, cos, sin, -sin];
            rest = product(&product(&transposed(&turn), &rest), &turn);
            vectors = product(&vectors, &turn);
        }
    }
    let values: [f64; 3] = std::array::from_fn(|i| of(rest[i][i].max(1e-12)));
    std::array::from_fn(|row| {
        std::array::from_fn(|column| (0..3).map(|k| vectors[row][k] * values[k] * vectors[column][k]).sum())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_squared_is_the_matrix() {
        let matrix = [[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]];
        let root = power(&matrix, f64::sqrt);
        let squared = product(&root, &root);
        let inverse = product(&power(&matrix, |value| 1.0 / value.sqrt()), &root);
        for i in 0..3 {
            for j in 0..3 {
                assert!((squared[i][j] - matrix[i][j]).abs() < 1e-12, "{squared:?}");
                assert!((inverse[i][j] - f64::from(i == j)).abs() < 1e-12, "{inverse:?}");
            }
        }
    }

    #[test]
    fn the_length_of_a_matrix_squared_is_its_product_with_itself() {
        let matrix = [[2.0, 0.5, -0.3], [1.5, 1.0, 0.2], [-0.3, 0.4, 0.7]];
        let length = length(&matrix);
        let (squared, want) = (product(&length, &length), product(&transposed(&matrix), &matrix));
        assert!(squared.iter().flatten().zip(want.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-12), "{squared:?}");
    }

    #[test]
    fn colours_on_a_line_keep_what_is_beside_it() {
        let on_a_line = |along: [f64; 3]| {
            let products = along.map(|a| along.map(|b| a * b));
            Moments { weight: 1.0, sums: [0.0; 3], products }
        };
        let (map, _) = on_a_line([0.3, -0.3, 0.15]).map_to(&on_a_line([0.15, -0.21, 0.12]));
        let moved = map.map(|row| row[0] * 0.3 - row[1] * 0.3 + row[2] * 0.15);
        assert!(moved.iter().zip([0.15, -0.21, 0.12]).all(|(have, want)| (have - want).abs() < 1e-6), "{moved:?}");
        assert!(map.as_flattened().iter().all(|number| number.abs() < 2.0), "{map:?}");
    }

    #[test]
    fn a_reference_of_which_nothing_counts_changes_nothing() {
        let planes: Vec<Plane> = (0..3).map(|c| Plane::from_fn(8, 8, |x, y| ((x + y * c) % 5) as f32 / 5.0)).collect();
        let views: Vec<PlaneRef<'_>> = planes.iter().map(Plane::view).collect();
        let nothing = Plane::new(8, 8);
        let source = ColourSample { planes: &views, mask: None };
        let reference = ColourSample { planes: &views, mask: Some(nothing.view()) };
        let mut out = vec![Plane::new(8, 8); 3];
        let mut out_views: Vec<PlaneMut<'_>> = out.iter_mut().map(Plane::view_mut).collect();
        transfer_monge_kantorovich(&source, &reference, &mut out_views, None).unwrap();
        assert!(out == planes);
    }
}
