//! Guided filter: smooths a picture and keeps the edges of its guide, at a cost that the radius hardly changes.
//! In each square the output is a linear function of the guide, as near to the source as `epsilon` allows.

use crate::aligned::{Aligned, AlignedDoubles};
use crate::bands::{Cancelled, Progress, for_each_joint_band};
use crate::border::Border;
use crate::lanes::finite;
use crate::plane::{PlaneMut, PlaneRef, assert_like};
use crate::simd::by_cpu;
use crate::window_sum::{buffers, double_buffers, row_sums};

/// How far and how strongly to smooth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guided {
    /// The squares have 2r + 1 pixels on a side.
    pub radius_px: usize,
    /// Edges whose variance is below this are smoothed; in the square of the unit of the values.
    pub epsilon: f32,
}

impl Default for Guided {
    fn default() -> Self {
        Self { radius_px: 8, epsilon: 0.01 }
    }
}

/// Taken off all values, and added again at the end: what rounding takes of the result is then half as large.
const MIDDLE: f32 = 0.5;

/// The squares go on beyond the edges as in OpenCV.
const BORDER: Border = Border::Reflect;

/// Rows of a band. Part of the result: the sums of columns start afresh in each band. They have the digits of f64: a variance is a
/// small difference of two of them, and counts as soon as it comes near `epsilon`.
fn rows_of(radius: usize) -> usize {
    (4 * radius).max(128)
}

/// Filters each plane of `source`; the guide has one plane or three. A value that is no number counts as 0.
///
/// # Panics
/// If the planes differ in size, source and output in number, or the guide has neither one plane nor three.
pub fn guided(
    guide: &[PlaneRef<'_>],
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &Guided,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    assert!(matches!(guide.len(), 1 | 3), "a guide has one plane or three, not {}", guide.len());
    let size = (guide[0].width(), guide[0].height());
    let planes: Vec<_> = guide.iter().chain(source).copied().collect();
    assert!(planes.iter().all(|plane| (plane.width(), plane.height()) == size), "guide and source of different size");
    let radius = options.radius_px.min(16 * size.0.max(size.1));
    let epsilon = if options.epsilon > 0.0 { options.epsilon } else { 0.0 }.max(1e-7);
    for_each_joint_band(out, rows_of(radius), progress, |first_row, bands| match guide.len() {
        1 => band::<1>(&planes, first_row, bands, radius, epsilon),
        _ => band::<3>(&planes, first_row, bands, radius, epsilon),
    })
}

/// Which planes of guide and source are multiplied and summed: the guide, its squares, each source, its products.
fn products(guides: usize, planes: usize) -> Vec<(usize, Option<usize>)> {
    let pairs = (0..guides).flat_map(|a| (a..guides).map(move |b| (a, Some(b))));
    let of_sources = (guides..planes)
        .flat_map(|source| std::iter::once((source, None)).chain((0..guides).map(move |guide| (source, Some(guide)))));
    (0..guides).map(|guide| (guide, None)).chain(pairs).chain(of_sources).collect()
}

by_cpu! {
    fn band<const GUIDES: usize>(
        planes: &[PlaneRef<'_>],
        first_row: usize,
        bands: &mut [PlaneMut<'_>],
        radius: usize,
        epsilon: f32,
    ) {
        let (width, height) = (planes[0].width(), planes[0].height());
        let reach = radius as isize;
        let share = 1.0 / ((2 * radius + 1) as f64).powi(2);
        let products = products(GUIDES, planes.len());
        let place = |row: usize, down: isize| BORDER.place(row as isize + down, height).unwrap_or(0);
        let rows_of = |count: usize| (0..count).map(|_| AlignedDoubles::zeros(width)).collect::<Vec<_>>();
        let (mut comes, mut goes) = (rows_of(planes.len()), rows_of(planes.len()));
        let mut columns = rows_of(products.len());
        let mut line = double_buffers(width, radius).0;
        let mut sums: Vec<_> = products.iter().map(|_| double_buffers(width, radius).1).collect();

        // Coefficients of each source: one for each guide and a constant. A ring of rows, and sums of its columns.
        let coefficients = bands.len() * (GUIDES + 1);
        let ring_rows = 2 * radius + 2;
        let mut ring: Vec<_> = (0..ring_rows * coefficients).map(|_| Aligned::zeros(width)).collect();
        let mut coefficient_columns = rows_of(coefficients);
        let (mut coefficient_line, mut coefficient_sums) = buffers(width, radius);
        let mut column_sums = Aligned::zeros(width);

        let first_made = first_row.saturating_sub(radius);
        let mut made = first_made;
        for y in 0..bands[0].height() {
            let row = first_row + y;
            while made <= (row + radius).min(height - 1) {
                if made == first_made {
                    for down in -reach..=reach {
                        load(planes, place(made, down), &mut comes);
                        add(&mut columns, &products, &comes);
                    }
                } else {
                    load(planes, place(made, reach), &mut comes);
                    load(planes, place(made, -reach - 1), &mut goes);
                    slide(&mut columns, &products, &comes, &goes);
                }
                for (columns, sums) in columns.iter().zip(&mut sums) {
                    row_sums(columns, radius, BORDER, &mut line, sums);
                }
                let to = &mut ring[made % ring_rows * coefficients..][..coefficients];
                if GUIDES == 1 {
                    solve_grey(&sums, to, width, share, epsilon);
                } else {
                    solve_colour(&sums, to, width, share, epsilon);
                }
                made += 1;
            }
            let ring_row = |down: isize| place(row, down) % ring_rows * coefficients;
            if y == 0 {
                for down in -reach..=reach {
                    for (column, row) in coefficient_columns.iter_mut().zip(&ring[ring_row(down)..]) {
                        column.iter_mut().zip(row.iter()).for_each(|(sum, &value)| *sum += f64::from(value));
                    }
                }
            } else {
                let (comes, goes) = (&ring[ring_row(reach)..], &ring[ring_row(-reach - 1)..]);
                for ((column, comes), goes) in coefficient_columns.iter_mut().zip(comes).zip(goes) {
                    let both = comes.iter().zip(goes.iter());
                    column.iter_mut().zip(both).for_each(|(sum, (&comes, &goes))| *sum += f64::from(comes) - f64::from(goes));
                }
            }
            for (source, to) in bands.iter_mut().enumerate() {
                let to = to.row_mut(y);
                for coefficient in 0..=GUIDES {
                    let of = &coefficient_columns[source * (GUIDES + 1) + coefficient];
                    column_sums.iter_mut().zip(of.iter()).for_each(|(to, &sum)| *to = sum as f32);
                    row_sums(&column_sums, radius, BORDER, &mut coefficient_line, &mut coefficient_sums);
                    let means = coefficient_sums.iter().map(|sum| sum * share as f32);
                    if coefficient == 0 {
                        to.iter_mut().zip(means).zip(planes[0].row(row)).for_each(|((to, mean), &guide)| *to = mean * (finite(guide) - MIDDLE));
                    } else if coefficient < GUIDES {
                        let guide = planes[coefficient].row(row);
                        to.iter_mut().zip(means).zip(guide).for_each(|((to, mean), &guide)| *to += mean * (finite(guide) - MIDDLE));
                    } else {
                        to.iter_mut().zip(means).for_each(|(to, mean)| *to += mean + MIDDLE);
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn load(planes: &[PlaneRef<'_>], row: usize, rows: &mut [AlignedDoubles]) {
    for (plane, to) in planes.iter().zip(rows) {
        to.iter_mut().zip(plane.row(row)).for_each(|(to, &value)| *to = f64::from(finite(value) - MIDDLE));
    }
}

/// Adds the products of a row to the sums of the columns.
#[inline(always)]
fn add(columns: &mut [AlignedDoubles], products: &[(usize, Option<usize>)], rows: &[AlignedDoubles]) {
    for (columns, &(a, b)) in columns.iter_mut().zip(products) {
        let columns = columns.iter_mut().zip(rows[a].iter());
        match b {
            Some(b) => columns.zip(rows[b].iter()).for_each(|((column, a), b)| *column += a * b),
            None => columns.for_each(|(column, a)| *column += a),
        }
    }
}

/// Moves the sums of the columns down: the products of one row come in, those of another go out.
#[inline(always)]
fn slide(
    columns: &mut [AlignedDoubles],
    products: &[(usize, Option<usize>)],
    comes: &[AlignedDoubles],
    goes: &[AlignedDoubles],
) {
    for (columns, &(a, b)) in columns.iter_mut().zip(products) {
        let columns = columns.iter_mut().zip(comes[a].iter().zip(goes[a].iter()));
        match b {
            Some(b) => columns
                .zip(comes[b].iter().zip(goes[b].iter()))
                .for_each(|((column, (comes, goes)), (comes_b, goes_b))| *column += comes * comes_b - goes * goes_b),
            None => columns.for_each(|(column, (comes, goes))| *column += comes - goes),
        }
    }
}

/// Sums: guide, its square, then source and product of each source.
#[inline(always)]
fn solve_grey(sums: &[AlignedDoubles], to: &mut [Aligned], width: usize, share: f64, epsilon: f32) {
    let (guide, squares) = (&sums[0][..width], &sums[1][..width]);
    for (source, to) in to.chunks_exact_mut(2).enumerate() {
        let [slope, constant] = to else { unreachable!("chunks of two") };
        let (means, products) = (&sums[2 + 2 * source][..width], &sums[3 + 2 * source][..width]);
        let (slope, constant) = (&mut slope[..width], &mut constant[..width]);
        for x in 0..width {
            let (guide, source) = (guide[x] * share, means[x] * share);
            // Behind the difference, the digits of f32 do.
            let variance = (squares[x] * share - guide * guide) as f32;
            let covariance = (products[x] * share - guide * source) as f32;
            slope[x] = covariance / (variance + epsilon);
            constant[x] = source as f32 - slope[x] * guide as f32;
        }
    }
}

/// Sums: three guides; their products 00 01 02 11 12 22; then source and three products of each source.
#[inline(always)]
fn solve_colour(sums: &[AlignedDoubles], to: &mut [Aligned], width: usize, share: f64, epsilon: f32) {
    let sum = |at: usize| &sums[at][..width];
    let (g0, g1, g2) = (sum(0), sum(1), sum(2));
    let (g00, g01, g02, g11, g12, g22) = (sum(3), sum(4), sum(5), sum(6), sum(7), sum(8));
    for (source, to) in to.chunks_exact_mut(4).enumerate() {
        let [slope0, slope1, slope2, constant] = to else { unreachable!("chunks of four") };
        let first = 9 + 4 * source;
        let (means, p0, p1, p2) = (sum(first), sum(first + 1), sum(first + 2), sum(first + 3));
        let (slope0, slope1, slope2) = (&mut slope0[..width], &mut slope1[..width], &mut slope2[..width]);
        let constant = &mut constant[..width];
        for x in 0..width {
            let (m0, m1, m2) = (g0[x] * share, g1[x] * share, g2[x] * share);
            // Behind the differences, the digits of f32 do.
            let v00 = (g00[x] * share - m0 * m0) as f32 + epsilon;
            let v01 = (g01[x] * share - m0 * m1) as f32;
            let v02 = (g02[x] * share - m0 * m2) as f32;
            let v11 = (g11[x] * share - m1 * m1) as f32 + epsilon;
            let v12 = (g12[x] * share - m1 * m2) as f32;
            let v22 = (g22[x] * share - m2 * m2) as f32 + epsilon;
            // Guides that are alike make the matrix nearly singular: this order of elimination loses fewest digits to that.
            let (l10, l20) = (v01 / v00, v02 / v00);
            let d1 = v11 - l10 * v01;
            let rest = v12 - l20 * v01;
            let l21 = rest / d1;
            let d2 = v22 - l20 * v02 - l21 * rest;
            let mean = means[x] * share;
            let k0 = (p0[x] * share - m0 * mean) as f32;
            let k1 = (p1[x] * share - m1 * mean) as f32;
            let k2 = (p2[x] * share - m2 * mean) as f32;
            let y1 = k1 - l10 * k0;
            let y2 = k2 - l20 * k0 - l21 * y1;
            slope2[x] = y2 / d2;
            slope1[x] = y1 / d1 - l21 * slope2[x];
            slope0[x] = k0 / v00 - l10 * slope1[x] - l20 * slope2[x];
            constant[x] = mean as f32 - slope0[x] * m0 as f32 - slope1[x] * m1 as f32 - slope2[x] * m2 as f32;
        }
    }
}
