//! The line of a curve as the kinds draw it: through all points, smooth, never beyond them (monotone cubics of Fritsch and
//! Carlson). What one shapes is what comes out.

/// Heights at even steps from 0 to 1 through points from left to right.
pub(crate) fn heights(points: &[(f64, f64)], steps: usize) -> Vec<f64> {
    let widths: Vec<f64> = points.windows(2).map(|pair| (pair[1].0 - pair[0].0).max(1e-9)).collect();
    let rises: Vec<f64> = points.windows(2).zip(&widths).map(|(pair, width)| (pair[1].1 - pair[0].1) / width).collect();
    let slopes = slopes(&widths, &rises);
    (0..=steps).map(|step| at(points, &slopes, step as f64 / steps.max(1) as f64)).collect()
}

fn at(points: &[(f64, f64)], slopes: &[f64], x: f64) -> f64 {
    let next = points.partition_point(|point| point.0 <= x);
    if next == 0 || next >= points.len() {
        return points.get(next.saturating_sub(1)).map_or(x, |point| point.1);
    }
    let ((x0, y0), (x1, y1)) = (points[next - 1], points[next]);
    let (width, t) = (x1 - x0, (x - x0) / (x1 - x0));
    let (start, end, rise) = (slopes[next - 1] * width, slopes[next] * width, y1 - y0);
    y0 + t * (start + t * (3.0 * rise - 2.0 * start - end + t * (start + end - 2.0 * rise)))
}

fn slopes(widths: &[f64], rises: &[f64]) -> Vec<f64> {
    match rises {
        [] => vec![0.0],
        [rise] => vec![*rise; 2],
        _ => {
            let last = rises.len() - 1;
            let mut slopes = vec![end(widths[0], widths[1], rises[0], rises[1])];
            slopes.extend((1..=last).map(|at| inner(&widths[at - 1..=at], &rises[at - 1..=at])));
            slopes.push(end(widths[last], widths[last - 1], rises[last], rises[last - 1]));
            slopes
        }
    }
}

fn inner(widths: &[f64], rises: &[f64]) -> f64 {
    if rises[0] * rises[1] <= 0.0 {
        return 0.0;
    }
    let (first, second) = (2.0 * widths[1] + widths[0], widths[1] + 2.0 * widths[0]);
    (first + second) / (first / rises[0] + second / rises[1])
}

fn end(width: f64, next_width: f64, rise: f64, next_rise: f64) -> f64 {
    let slope = ((2.0 * width + next_width) * rise - width * next_rise) / (width + next_width);
    if slope * rise <= 0.0 {
        0.0
    } else if rise * next_rise <= 0.0 && slope.abs() > 3.0 * rise.abs() {
        3.0 * rise
    } else {
        slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_through_its_points_and_never_overshoots() {
        let points = [(0.0, 0.1), (0.4, 0.3), (0.5, 0.9), (1.0, 0.9)];
        let heights = heights(&points, 100);
        for (x, y) in points {
            assert!((heights[(x * 100.0) as usize] - y).abs() < 1e-9, "{x}");
        }
        assert!(heights.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9));
        // scipy 1.17.1: PchipInterpolator([0, 0.4, 0.5, 1], [0.1, 0.3, 0.9, 0.9])([0.2, 0.45]).
        assert!((heights[20] - 0.144_444_44).abs() < 1e-8, "{}", heights[20]);
        assert!((heights[45] - 0.613_888_89).abs() < 1e-8, "{}", heights[45]);
    }

    #[test]
    fn two_points_are_a_straight_line() {
        assert!((heights(&[(0.0, 0.0), (1.0, 1.0)], 10)[3] - 0.3).abs() < 1e-12);
    }
}
