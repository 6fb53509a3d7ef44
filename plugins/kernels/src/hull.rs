//! The convex hull of points and of selections.

use crate::mask::is_selected;
use crate::plane::{PlaneMut, PlaneRef};

/// The corners of the convex hull, counter-clockwise on paper (clockwise on the screen), from the leftmost upper one on. Points that
/// are no number are left out; points on an edge are no corners.
pub fn convex_hull(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut points: Vec<[f64; 2]> =
        points.iter().filter(|point| point.iter().all(|n| n.is_finite())).copied().collect();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    // Andrew's chains: the lower one from left to right, the upper one back.
    let chain = |points: &mut dyn Iterator<Item = &[f64; 2]>| {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        for &point in points {
            while let [.., a, b] = chain[..]
                && (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut points.iter());
    hull.extend(chain(&mut points.iter().rev()));
    hull
}

/// Selects all pixels whose centre lies in the convex hull of the selected centres, or on its edge.
pub fn fill_convex_hull(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>) {
    assert_eq!((mask.width(), mask.height()), (out.width(), out.height()), "planes of different size");
    let ends = |(y, row): (usize, &[f32])| {
        let left = row.iter().position(|&pixel| is_selected(pixel))?;
        let right = row.iter().rposition(|&pixel| is_selected(pixel))?;
        Some([[left as f64, y as f64], [right as f64, y as f64]])
    };
    let ends: Vec<[f64; 2]> = mask.rows().enumerate().filter_map(ends).flatten().collect();
    let hull: Vec<[i64; 2]> = convex_hull(&ends).iter().map(|corner| corner.map(|number| number as i64)).collect();
    for (y, row) in (0_i64..).zip(out.rows_mut()) {
        row.fill(0.0);
        // In whole numbers: left is rounded up, right down.
        let (mut left, mut right) = (i64::MAX, i64::MIN);
        for (from, to) in hull.iter().zip(hull.iter().cycle().skip(1)) {
            let (upper, lower) = if from[1] <= to[1] { (from, to) } else { (to, from) };
            if y < upper[1] || y > lower[1] {
                continue;
            }
            if upper[1] == lower[1] {
                left = left.min(upper[0].min(lower[0]));
                right = right.max(upper[0].max(lower[0]));
                continue;
            }
            let rise = (y - upper[1]) * (lower[0] - upper[0]);
            let height = lower[1] - upper[1];
            left = left.min(upper[0] - (-rise).div_euclid(height));
            right = right.max(upper[0] + rise.div_euclid(height));
        }
        if left <= right {
            row[left as usize..=right as usize].fill(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_corners_remain() {
        let points =
            [[2.0, 2.0], [0.0, 0.0], [4.0, 0.0], [2.0, 0.0], [4.0, 4.0], [0.0, 4.0], [f64::NAN, 9.0], [0.0, 0.0]];
        assert_eq!(convex_hull(&points), [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]);
        assert_eq!(convex_hull(&[[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), [[1.0, 1.0], [3.0, 3.0]]);
        assert_eq!(convex_hull(&[]), [[0.0; 2]; 0]);
    }
}
