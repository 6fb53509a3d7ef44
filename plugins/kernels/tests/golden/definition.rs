//! Filters against their definition, calculated slowly in f64: what the digits of f32 leave of them.

use crate::pictures::astronaut;
use weft_kernels::guided::{Guided, guided};
use weft_kernels::plane::{Plane, PlaneRef};

/// Means of squares, mirrored with the edge.
fn means(plane: &[f64], (width, height): (usize, usize), radius: isize) -> Vec<f64> {
    let mirrored = |at: isize, length: usize| {
        let (at, length) = (at.rem_euclid(2 * length as isize), length as isize);
        at.min(2 * length - 1 - at) as usize
    };
    let window = (2 * radius + 1) as f64;
    let mean = |of: &dyn Fn(isize) -> f64| (-radius..=radius).map(of).sum::<f64>() / window;
    let rows: Vec<f64> = (0..width * height)
        .map(|at| mean(&|away| plane[at / width * width + mirrored((at % width) as isize + away, width)]))
        .collect();
    (0..width * height)
        .map(|at| mean(&|away| rows[mirrored((at / width) as isize + away, height) * width + at % width]))
        .collect()
}

/// The guided filter as He, Sun and Tang wrote it down, by Cramer's rule.
fn by_definition(guide: [&[f64]; 3], source: &[f64], size: (usize, usize), radius: isize, epsilon: f64) -> Vec<f64> {
    let mean = |plane: &[f64]| means(plane, size, radius);
    let product = |a: &[f64], b: &[f64]| mean(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>());
    let of_guide = guide.map(mean);
    let squares = guide.map(|a| guide.map(|b| product(a, b)));
    let of_products = guide.map(|a| product(a, source));
    let of_source = mean(source);
    let mut coefficients = vec![vec![0.0; source.len()]; 4];
    for at in 0..source.len() {
        let m = of_guide.each_ref().map(|mean| mean[at]);
        let v: [[f64; 3]; 3] = std::array::from_fn(|a| {
            std::array::from_fn(|b| squares[a][b][at] - m[a] * m[b] + if a == b { epsilon } else { 0.0 })
        });
        let k: [f64; 3] = std::array::from_fn(|a| of_products[a][at] - m[a] * of_source[at]);
        let determinant = |v: [[f64; 3]; 3]| {
            v[0][0] * (v[1][1] * v[2][2] - v[1][2] * v[2][1]) - v[0][1] * (v[1][0] * v[2][2] - v[1][2] * v[2][0])
                + v[0][2] * (v[1][0] * v[2][1] - v[1][1] * v[2][0])
        };
        coefficients[3][at] = of_source[at];
        for a in 0..3 {
            let mut replaced = v;
            (0..3).for_each(|row| replaced[row][a] = k[row]);
            coefficients[a][at] = determinant(replaced) / determinant(v);
            coefficients[3][at] -= coefficients[a][at] * m[a];
        }
    }
    let smooth: Vec<Vec<f64>> = coefficients.iter().map(|plane| mean(plane)).collect();
    (0..source.len()).map(|at| (0..3).map(|a| smooth[a][at] * guide[a][at]).sum::<f64>() + smooth[3][at]).collect()
}

#[test]
fn the_edge_of_a_mask_in_a_photo_is_where_the_definition_has_it() {
    let photo = astronaut();
    let (width, height) = (photo[0].width(), photo[0].height());
    let inside = |x: usize, y: usize| {
        let side = |at: usize, length: usize| (2.0 * at as f64 / length as f64 - 1.0) / 0.6;
        if side(x, width).powi(2) + side(y, height).powi(2) < 1.0 { 1.0 } else { 0.0 }
    };
    let hard = Plane::from_fn(width, height, inside);
    let options = Guided { radius_px: 16, epsilon: 1e-4 };
    let mut out = [Plane::new(width, height)];
    let guide: Vec<PlaneRef<'_>> = photo.iter().map(Plane::view).collect();
    guided(&guide, &[hard.view()], &mut out.each_mut().map(Plane::view_mut), &options, None).unwrap();
    let doubles = |plane: PlaneRef<'_>| plane.rows().flatten().map(|value| f64::from(*value)).collect::<Vec<f64>>();
    let planes: Vec<Vec<f64>> = photo.iter().map(|plane| doubles(plane.view())).collect();
    let want = by_definition([&planes[0], &planes[1], &planes[2]], &doubles(hard.view()), (width, height), 16, 1e-4);
    let largest = doubles(out[0].view()).iter().zip(&want).map(|(have, want)| (have - want).abs()).fold(0.0, f64::max);
    assert!(largest < 2e-6, "{largest:e} off");
}
