//! `image.curves`: tones through a curve that a hand has shaped.

use crate::planes::each_sample;
use weft_plugin::prelude::*;

/// Steps of the table; between them it is straight.
const STEPS: usize = 4096;

/// Changes tones by a curve: from left (dark) to right (bright), up is brighter. Transparency stays.
#[node(
    id = "image.curves",
    category = "Image/Colour",
    label = "Curves",
    pure,
    local(halo = 0),
    output(id = "image", ty = "image|mask")
)]
pub(crate) fn curves(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Points of the curve; without any, nothing changes
    #[input(on_node)]
    curve: Curve,
    /// How much of the change counts
    #[input(default = 1.0, soft = 0.0..=1.0)]
    strength: f32,
) -> Result<ImageMut> {
    let points = sorted(&curve.0)?;
    let table: Vec<f32> = (0..=STEPS).map(|step| height(&points, step as f32 / STEPS as f32)).collect();
    each_sample(call, image, |sample| {
        let place = sample.clamp(0.0, 1.0) * STEPS as f32;
        let below = (place as usize).min(STEPS - 1);
        let bent = table[below] + (table[below + 1] - table[below]) * (place - below as f32);
        // What is outside keeps its distance, so that highlights are not lost.
        let outside = sample - sample.clamp(0.0, 1.0);
        sample + (bent + outside - sample) * strength
    })
}

/// From left to right, one point a place, with the slope of a monotone cubic (Fritsch and Carlson).
fn sorted(points: &[[f32; 2]]) -> Result<Vec<[f32; 3]>> {
    let mut points = points.to_vec();
    if points.iter().flatten().any(|number| !number.is_finite()) {
        return Err(Error::invalid("the curve holds a number that is not finite"));
    }
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    points.dedup_by(|later, earlier| (later[0] - earlier[0]).abs() < 1e-6);
    if points.is_empty() {
        points = vec![[0.0, 0.0], [1.0, 1.0]];
    }
    let rises: Vec<f32> = points.windows(2).map(|pair| (pair[1][1] - pair[0][1]) / (pair[1][0] - pair[0][0])).collect();
    let slope = |at: usize| match (at.checked_sub(1).map(|before| rises[before]), rises.get(at)) {
        (None, None) => 0.0,
        (Some(rise), None) | (None, Some(&rise)) => rise,
        // The harmonic mean never overshoots; where the curve turns, it is level.
        (Some(before), Some(&after)) if before * after <= 0.0 => 0.0,
        (Some(before), Some(&after)) => 2.0 * before * after / (before + after),
    };
    Ok(points.iter().enumerate().map(|(at, point)| [point[0], point[1], slope(at)]).collect())
}

/// Of the curve at `x`; level beyond its ends.
fn height(points: &[[f32; 3]], x: f32) -> f32 {
    let after = points.partition_point(|point| point[0] <= x);
    let (Some(from), Some(to)) = (after.checked_sub(1).map(|before| points[before]), points.get(after)) else {
        return if after == 0 { points[0][1] } else { points[after - 1][1] };
    };
    let width = to[0] - from[0];
    let t = (x - from[0]) / width;
    let (t2, t3) = (t * t, t * t * t);
    (2.0 * t3 - 3.0 * t2 + 1.0) * from[1]
        + (t3 - 2.0 * t2 + t) * width * from[2]
        + (3.0 * t2 - 2.0 * t3) * to[1]
        + (t3 - t2) * width * to[2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Picture};

    fn bent(points: &[[f32; 2]], sample: f32) -> f32 {
        let curve = Array::new(&[points.len(), 2], points.as_flattened().to_vec());
        let run = testing::run(&curves::KIND).image("image", Picture::flat(1, 1, [sample])).tensor("curve", curve);
        run.go().unwrap().image("image").at(0, 0, 0)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&curves::KIND).check();
    }

    #[test]
    fn the_curve_goes_through_its_points_and_never_overshoots() {
        let points = [[0.0, 0.1], [0.4, 0.3], [0.5, 0.9], [1.0, 0.9]];
        for [x, y] in points {
            assert!((bent(&points, x) - y).abs() < 1e-4, "{x}");
        }
        let heights: Vec<f32> = (0..=100).map(|step| bent(&points, step as f32 / 100.0)).collect();
        assert!(heights.windows(2).all(|pair| pair[1] >= pair[0] - 1e-5), "{heights:?}");
        assert!(heights.iter().all(|height| *height <= 0.9 + 1e-5));
    }

    #[test]
    fn no_points_and_the_diagonal_change_nothing_also_outside() {
        for sample in [-0.5, 0.0, 0.3, 1.0, 1.7] {
            assert!((bent(&[], sample) - sample).abs() < 1e-5);
            assert!((bent(&[[0.0, 0.0], [1.0, 1.0]], sample) - sample).abs() < 1e-5);
        }
    }
}
