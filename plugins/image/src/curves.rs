//! `image.curves`: tones through a curve that a hand has shaped.

use crate::samples::each_sample;
use weft_kernels::tone::Curve as Shape;
use weft_planes::device::{self, device, size};
use weft_plugin::prelude::*;
use weft_shaders::{Shader, dispatch};

/// Steps of the table; between them it is straight.
const STEPS: usize = 4096;

/// Changes tones by a curve.
///
/// From left (dark) to right (bright), up is brighter. Transparency stays.
#[node(
    id = "image.curves",
    category = "Image/Colour",
    label = "Curves",
    pure,
    gpu,
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
) -> Result<Image> {
    let curve = shaped(&curve.0)?;
    let table: Vec<f32> = (0..=STEPS).map(|step| curve.at(step as f64 / STEPS as f64) as f32).collect();
    if let Some(gpu) = device(call, &[size(image)])? {
        const BEND: Shader = Shader { wgsl: include_str!("curves.wgsl"), entry: "bend" };
        let table = gpu.buffer_of(&table)?;
        return device::recoloured(&gpu, image, |from, to| {
            from.iter().zip(to).try_for_each(|(from, to)| {
                let params = from.params().u32(STEPS as u32).f32(strength);
                dispatch(&gpu, BEND, &[from.read, to.write, table.read()], &params, from.threads())
            })
        });
    }
    each_sample(call, image, |sample| {
        let place = sample.clamp(0.0, 1.0) * STEPS as f32;
        let below = (place as usize).min(STEPS - 1);
        let bent = table[below] + (table[below + 1] - table[below]) * (place - below as f32);
        // What is outside keeps its distance, so that highlights are not lost.
        let outside = sample - sample.clamp(0.0, 1.0);
        sample + (bent + outside - sample) * strength
    })
    .map(ImageMut::done)
}

/// Through the points from left to right; of points above each other, the first counts.
fn shaped(points: &[[f32; 2]]) -> Result<Shape> {
    let mut points: Vec<[f64; 2]> = points.iter().map(|point| point.map(f64::from)).collect();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    points.dedup_by(|later, earlier| (later[0] - earlier[0]).abs() < 1e-6);
    if points.is_empty() {
        points = vec![[0.0, 0.0], [1.0, 1.0]];
    }
    Shape::new(&points).context("the curve")
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
