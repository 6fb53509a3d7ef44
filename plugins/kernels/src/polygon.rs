//! Polygons and ellipses as masks: with exact coverage at the edges, or in the pixels that `cv2.fillPoly` sets.
//! The centre of the first pixel is (0, 0).

use crate::bands::{ROWS_PER_BAND, for_each_band};
use crate::plane::PlaneMut;

/// What is inside where a polygon crosses itself, or lies in another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Inside {
    /// Whatever is encircled.
    #[default]
    NonZero,
    /// What is encircled an odd number of times: a polygon in another one is a hole.
    EvenOdd,
}

/// Fills the mask with the share of each pixel that the closed polygons cover. Corners that are no number are left out.
pub fn fill_polygons(out: &mut PlaneMut<'_>, polygons: &[&[[f64; 2]]], inside: Inside) {
    let mut edges = Vec::new();
    for polygon in polygons {
        // Pixels cover [x, x + 1) from here on.
        let corners = polygon.iter().filter(|corner| corner.iter().all(|number| number.is_finite()));
        let corners: Vec<[f64; 2]> = corners.map(|corner| corner.map(|number| number + 0.5)).collect();
        let next = corners.iter().cycle().skip(1);
        edges.extend(corners.iter().zip(next).filter(|(a, b)| a[1] != b[1]).map(|(a, b)| [*a, *b]));
    }
    let width = out.width();
    let cancelled = for_each_band(std::slice::from_mut(out), ROWS_PER_BAND, None, |_, top, mut band| {
        // How much coverage changes from one pixel of a row to the next.
        let mut changes = vec![0.0; (width + 2) * band.height()];
        for edge in &edges {
            for (y, changes) in changes.chunks_exact_mut(width + 2).enumerate() {
                add_edge(edge, (top + y) as f64, width as f64, changes);
            }
        }
        for (changes, row) in changes.chunks_exact(width + 2).zip(band.rows_mut()) {
            let mut winding = 0.0_f64;
            for (change, pixel) in changes.iter().zip(row) {
                winding += change;
                let covered = match inside {
                    Inside::NonZero => winding.abs().min(1.0),
                    Inside::EvenOdd => 1.0 - ((winding.abs() % 2.0) - 1.0).abs(),
                };
                // What rounding leaves of nothing is nothing.
                *pixel = if covered < 1e-9 { 0.0 } else { covered as f32 };
            }
        }
    });
    debug_assert!(cancelled.is_ok());
}

/// Fills the mask with the share of each pixel that an ellipse covers, turned clockwise on the screen by so many degrees.
pub fn fill_ellipse(out: &mut PlaneMut<'_>, centre: [f64; 2], radii: [f64; 2], degrees: f64) {
    let largest = radii[0].abs().max(radii[1].abs());
    // A polygon that stays within a thousandth of a pixel.
    let corners = (std::f64::consts::PI * (largest / 0.002).sqrt()).clamp(16.0, 100_000.0) as usize;
    let (sin, cos) = degrees.to_radians().sin_cos();
    let corner = |at: usize| {
        let (y, x) = (at as f64 / corners as f64 * std::f64::consts::TAU).sin_cos();
        let (x, y) = (x * radii[0], y * radii[1]);
        [centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos]
    };
    let polygon: Vec<[f64; 2]> = (0..corners).map(corner).collect();
    fill_polygons(out, &[&polygon], Inside::NonZero);
}

/// The part of an edge in row `y` changes the coverage of all pixels right of it by its height.
fn add_edge([from, to]: &[[f64; 2]; 2], y: f64, width: f64, changes: &mut [f64]) {
    let slope = (to[0] - from[0]) / (to[1] - from[1]);
    let x_at = |y: f64| from[0] + (y - from[1]) * slope;
    let (upper, lower) = (from[1].min(to[1]).max(y), from[1].max(to[1]).min(y + 1.0));
    if upper >= lower {
        return;
    }
    let direction = if from[1] < to[1] { 1.0 } else { -1.0 };
    // Cut where the edge leaves the picture; beyond its sides only the height counts.
    let mut cuts = [upper, lower, lower, lower];
    if slope != 0.0 {
        let mut crossings = [0.0, width].map(|x| from[1] + (x - from[0]) / slope);
        crossings.sort_by(f64::total_cmp);
        cuts = [upper, crossings[0].clamp(upper, lower), crossings[1].clamp(upper, lower), lower];
    }
    for pair in cuts.windows(2).filter(|pair| pair[0] < pair[1]) {
        let (a, b) = (x_at(pair[0]).clamp(0.0, width), x_at(pair[1]).clamp(0.0, width));
        let height = (pair[1] - pair[0]) * direction;
        let (left, right) = (a.min(b), a.max(b));
        let (first, last) = (left.floor() as usize, (right.ceil() as usize).max(left.floor() as usize + 1));
        // The share of the edge, and the mean distance to the right side of the pixel, pixel by pixel.
        for pixel in first..last {
            let (start, end) = (left.max(pixel as f64), right.min(pixel as f64 + 1.0));
            let share = if right > left { (end - start) / (right - left) } else { 1.0 };
            let covered = height * share * (pixel as f64 + 1.0 - (start + end) / 2.0);
            changes[pixel] += covered;
            changes[pixel + 1] += height * share - covered;
        }
    }
}

/// Sets to 1 the pixels that `cv2.fillPoly` sets for polygons with whole corners, edges included; leaves the others alone.
pub fn fill_polygons_opencv(out: &mut PlaneMut<'_>, polygons: &[&[[i32; 2]]]) {
    const ONE: i64 = 1 << 16;
    let (width, height) = (out.width() as i64, out.height() as i64);
    /// Upper row, lower row, x in the upper row and its step, both in 1/65536 pixel.
    struct Edge(i64, i64, i64, i64);
    let mut edges = Vec::new();
    for polygon in polygons {
        for (from, to) in polygon.iter().zip(polygon.iter().cycle().skip(1)) {
            let (from, to) = (from.map(i64::from), to.map(i64::from));
            draw_line(out, from, to);
            let (upper, lower) = if from[1] < to[1] { (from, to) } else { (to, from) };
            if upper[1] < lower[1] {
                edges.push(Edge(upper[1], lower[1], upper[0] * ONE, (to[0] - from[0]) * ONE / (to[1] - from[1])));
            }
        }
    }
    for y in 0..height {
        let crossing = |edge: &Edge| (edge.0 <= y && y < edge.1).then(|| edge.2 + (y - edge.0) * edge.3);
        let mut crossings: Vec<i64> = edges.iter().filter_map(crossing).collect();
        crossings.sort_unstable();
        for pair in crossings.chunks_exact(2) {
            let (left, right) = (((pair[0] + ONE - 1) >> 16).max(0), (pair[1] >> 16).min(width - 1));
            if left <= right {
                out.row_mut(y as usize)[left as usize..=right as usize].fill(1.0);
            }
        }
    }
}

/// Bresenham's line, from left to right as OpenCV draws it.
fn draw_line(out: &mut PlaneMut<'_>, from: [i64; 2], to: [i64; 2]) {
    let (from, to) = if to[0] < from[0] { (to, from) } else { (from, to) };
    let (across, down) = (to[0] - from[0], (to[1] - from[1]).abs());
    let step_y = if to[1] < from[1] { -1 } else { 1 };
    let steep = down > across;
    let (long, short) = if steep { (down, across) } else { (across, down) };
    let (mut error, [mut x, mut y]) = (long - 2 * short, from);
    for _ in 0..=long {
        if (0..out.width() as i64).contains(&x) && (0..out.height() as i64).contains(&y) {
            out.row_mut(y as usize)[x as usize] = 1.0;
        }
        let sideways = error < 0;
        error += if sideways { 2 * long - 2 * short } else { -2 * short };
        x += i64::from(!steep || sideways);
        y += if steep || sideways { step_y } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    #[test]
    fn coverage_is_exact() {
        let mut out = Plane::new(4, 3);
        // From the middle of pixels 0 to that of pixels 2: half of the outer ones.
        fill_polygons(&mut out.view_mut(), &[&[[0.0, 0.0], [2.0, 0.0], [2.0, 1.5], [0.0, 1.5]]], Inside::NonZero);
        assert_eq!(out.row(0), [0.25, 0.5, 0.25, 0.0]);
        assert_eq!(out.row(1), [0.5, 1.0, 0.5, 0.0]);
        assert_eq!(out.row(2), [0.0; 4]);
        fill_polygons(&mut out.view_mut(), &[&[[-0.5, -0.5], [3.5, -0.5], [-0.5, 3.5]]], Inside::NonZero);
        assert_eq!(out.row(0), [1.0, 1.0, 1.0, 0.5]);
        assert_eq!(out.row(2), [1.0, 0.5, 0.0, 0.0]);
    }

    #[test]
    fn the_area_is_kept_also_beyond_the_edges() {
        let mut out = Plane::new(50, 40);
        fill_ellipse(&mut out.view_mut(), [20.3, 18.9], [15.2, 7.7], 33.0);
        let area: f64 = out.rows().flatten().map(|&pixel| f64::from(pixel)).sum();
        assert!((area - std::f64::consts::PI * 15.2 * 7.7).abs() < 0.05, "{area}");
        fill_polygons(
            &mut out.view_mut(),
            &[&[[-900.0, -70.0], [900.0, -50.0], [800.0, 900.0], [-700.0, 500.0]]],
            Inside::NonZero,
        );
        assert_eq!(out, Plane::filled(50, 40, 1.0));
        fill_polygons(&mut out.view_mut(), &[&[[60.0, 0.0], [90.0, 0.0], [70.0, 30.0]]], Inside::NonZero);
        assert_eq!(out, Plane::new(50, 40));
    }

    #[test]
    fn a_polygon_in_another_is_a_hole_if_asked() {
        let outer = [[0.5, 0.5], [8.5, 0.5], [8.5, 8.5], [0.5, 8.5]];
        let inner = [[2.5, 2.5], [5.5, 2.5], [5.5, 5.5], [2.5, 5.5]];
        for (inside, hole) in [(Inside::NonZero, 1.0), (Inside::EvenOdd, 0.0)] {
            let mut out = Plane::new(10, 10);
            fill_polygons(&mut out.view_mut(), &[&outer, &inner], inside);
            assert_eq!([out.row(4)[4], out.row(1)[1], out.row(9)[4]], [hole, 1.0, 0.0], "{inside:?}");
        }
    }

    #[test]
    fn degenerate_polygons_cover_nothing() {
        let mut out = Plane::new(5, 5);
        let nan = [f64::NAN, 1.0];
        fill_polygons(
            &mut out.view_mut(),
            &[&[], &[[1.0, 1.0]], &[[1.0, 1.0], [3.0, 3.0]], &[nan, nan]],
            Inside::NonZero,
        );
        fill_ellipse(&mut out.view_mut(), [2.0, 2.0], [0.0, 3.0], 0.0);
        assert_eq!(out, Plane::new(5, 5));
        fill_polygons_opencv(&mut out.view_mut(), &[&[], &[[2, 2]]]);
        assert_eq!(out.rows().flatten().sum::<f32>(), 1.0);
    }
}
