//! The turn, scale and shift that takes points to others: by least squares (insightface aligns so), or by the least median of
//! squares as OpenCV draws it (facexlib and GFPGAN align so; the two differ where one point is off). And the affine map.

use crate::fit::{FitError, check_pairs, solve};
use crate::warp::Affine;

/// The similarity with the least squared error, without reflection: Umeyama's, in closed form.
pub fn similarity(from: &[[f64; 2]], to: &[[f64; 2]]) -> Result<Affine, FitError> {
    check_pairs(from, to, 2)?;
    let found = least_squares(from.iter().zip(to));
    if found.rows[0][0].is_finite() { Ok(found) } else { Err(FitError::OnALine) }
}

/// The affine map with the least squared error.
pub fn affine(from: &[[f64; 2]], to: &[[f64; 2]]) -> Result<Affine, FitError> {
    check_pairs(from, to, 3)?;
    let centre = mean(from.iter());
    let mut system = vec![vec![0.0; 3]; 3];
    let mut wanted = [[0.0; 2]; 3];
    for (from, to) in from.iter().zip(to) {
        let terms = [from[0] - centre[0], from[1] - centre[1], 1.0];
        for (row, term) in terms.iter().enumerate() {
            system[row].iter_mut().zip(terms).for_each(|(sum, other)| *sum += term * other);
            wanted[row].iter_mut().zip(to).for_each(|(sum, to)| *sum += term * to);
        }
    }
    solve(&mut system, &mut wanted)?;
    let [a, b, c] = wanted;
    let shift = |axis: usize| c[axis] - a[axis] * centre[0] - b[axis] * centre[1];
    Ok(Affine { rows: [[a[0], b[0], shift(0)], [a[1], b[1], shift(1)]] })
}

/// `cv2.estimateAffinePartial2D(from, to, method=cv2.LMEDS)`: a draw of pairs that is always the same, the one with the least median
/// error, and least squares over what agrees with it. Points are rounded to f32 first, as there.
pub fn similarity_lmeds(from: &[[f64; 2]], to: &[[f64; 2]]) -> Result<Affine, FitError> {
    check_pairs(from, to, 2)?;
    let rounded = |points: &[[f64; 2]]| -> Vec<[f64; 2]> {
        points.iter().map(|point| point.map(|number| f64::from(number as f32))).collect()
    };
    let (from, to) = (rounded(from), rounded(to));
    let count = from.len();
    if count == 2 {
        return similarity(&from, &to);
    }
    let mut random = OpencvRandom(u64::MAX);
    let mut best: Option<(f64, Affine, Vec<f64>)> = None;
    for _ in 0..draws() {
        let first = random.below(count);
        let mut second = first;
        while second == first {
            second = random.below(count);
        }
        let pair = [first, second];
        let found = least_squares(pair.iter().map(|&at| (&from[at], &to[at])));
        let errors: Vec<f64> = from.iter().zip(&to).map(|(from, to)| squared_error(&found, from, to)).collect();
        let median = median(&errors);
        // False for two points in one place, whose map is no number.
        if median < best.as_ref().map_or(f64::INFINITY, |best| best.0) {
            best = Some((median, found, errors));
        }
    }
    let (median, found, errors) = best.ok_or(FitError::OnALine)?;
    let sigma = (2.5 * 1.4826 * (1.0 + 5.0 / (count as f64 - 2.0)) * median.sqrt()).max(0.001);
    let agrees = |at: &usize| errors[*at] <= sigma * sigma;
    if (0..count).filter(agrees).count() < 2 {
        return Ok(found);
    }
    Ok(least_squares((0..count).filter(agrees).map(|at| (&from[at], &to[at]))))
}

/// So many that one draw is free of outliers with 99 %, if 45 % of the points are.
fn draws() -> usize {
    ((1.0_f64 - 0.99).ln() / (1.0_f64 - 0.55 * 0.55).ln()).round() as usize
}

/// Not a number if all points lie in one place.
fn least_squares<'a>(pairs: impl Iterator<Item = (&'a [f64; 2], &'a [f64; 2])> + Clone) -> Affine {
    let (from_mean, to_mean) = (mean(pairs.clone().map(|pair| pair.0)), mean(pairs.clone().map(|pair| pair.1)));
    let (mut spread, mut along, mut across) = (0.0, 0.0, 0.0);
    for (from, to) in pairs {
        let (a, b) = ([from[0] - from_mean[0], from[1] - from_mean[1]], [to[0] - to_mean[0], to[1] - to_mean[1]]);
        spread += a[0] * a[0] + a[1] * a[1];
        along += a[0] * b[0] + a[1] * b[1];
        across += a[0] * b[1] - a[1] * b[0];
    }
    let (p, q) = (along / spread, across / spread);
    let [x, y] = from_mean;
    Affine { rows: [[p, -q, to_mean[0] - (p * x - q * y)], [q, p, to_mean[1] - (q * x + p * y)]] }
}

fn mean<'a>(points: impl Iterator<Item = &'a [f64; 2]>) -> [f64; 2] {
    let (mut sum, mut count) = ([0.0; 2], 0.0);
    for point in points {
        sum = [sum[0] + point[0], sum[1] + point[1]];
        count += 1.0;
    }
    sum.map(|sum| sum / count)
}

fn squared_error(map: &Affine, from: &[f64; 2], to: &[f64; 2]) -> f64 {
    let [x, y] = map.apply(*from);
    (x - to[0]).powi(2) + (y - to[1]).powi(2)
}

fn median(errors: &[f64]) -> f64 {
    let mut sorted = errors.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// Multiply with carry; LMEDS always begins with all ones.
struct OpencvRandom(u64);

impl OpencvRandom {
    fn below(&mut self, count: usize) -> usize {
        self.0 = (self.0 & 0xFFFF_FFFF) * 4_164_903_690 + (self.0 >> 32);
        (self.0 as u32) as usize % count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [[f64; 2]; 4] = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]];

    #[test]
    fn an_exact_map_is_found_by_all() {
        let turn = Affine::rotation([3.0, 4.0], 25.0, 1.7);
        let to = SQUARE.map(|point| turn.apply(point));
        for found in [similarity(&SQUARE, &to), affine(&SQUARE, &to)] {
            let found = found.unwrap();
            assert!(found.rows.iter().flatten().zip(turn.rows.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-12));
        }
        let found = similarity_lmeds(&SQUARE, &to).unwrap();
        assert!(SQUARE.iter().zip(&to).all(|(from, to)| squared_error(&found, from, to) < 1e-10));
    }

    #[test]
    fn thirteen_draws_are_made() {
        assert_eq!(draws(), 13);
    }

    #[test]
    fn points_in_one_place_are_refused() {
        let same = [[1.0, 1.0]; 5];
        assert_eq!(similarity(&same, &same), Err(FitError::OnALine));
        assert_eq!(similarity_lmeds(&same, &same), Err(FitError::OnALine));
        assert_eq!(affine(&same, &same), Err(FitError::OnALine));
        assert_eq!(similarity(&same[..1], &same[..1]), Err(FitError::TooFewPairs { have: 1, needed: 2 }));
        assert_eq!(similarity(&same, &same[..1]), Err(FitError::UnequalCounts { from: 5, to: 1 }));
    }
}
