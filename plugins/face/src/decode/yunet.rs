//! YuNet: boxes and points in parts of a grid cell; how sure it is of a face is the geometric mean of two numbers.

use super::{Output, Seen, expect_rows, face};
use crate::rows::Face;

const STRIDES: [usize; 3] = [8, 16, 32];

/// Whether a network with these outputs is one.
pub(crate) fn is(names: &[&str]) -> bool {
    names.len() == 12 && STRIDES.iter().all(|stride| all_of(names, *stride).is_some())
}

/// Which outputs belong to a grid: class, object, box, points.
fn all_of(names: &[&str], stride: usize) -> Option<[usize; 4]> {
    let place = |what: &str| names.iter().position(|name| *name == format!("{what}_{stride}"));
    Some([place("cls")?, place("obj")?, place("bbox")?, place("kps")?])
}

/// All that are sure enough.
pub(crate) fn faces(outputs: &[Output<'_>], seen: &Seen) -> Result<Vec<Face>, String> {
    let names: Vec<&str> = outputs.iter().map(|output| output.name).collect();
    let mut found = Vec::new();
    for stride in STRIDES {
        let all = all_of(&names, stride).ok_or_else(|| format!("there are no outputs of the grid of {stride}"))?;
        let [classes, objects, boxes, points] = all.map(|at| &outputs[at]);
        let (classes, objects) = (classes.rows::<1>()?, objects.rows::<1>()?);
        let (columns, rows) = seen.places(stride);
        expect_rows(&outputs[all[0]], classes.len(), columns * rows)?;
        expect_rows(&outputs[all[1]], objects.len(), classes.len())?;
        expect_rows(boxes, boxes.rows::<4>()?.len(), classes.len())?;
        expect_rows(points, points.rows::<10>()?.len(), classes.len())?;
        let (boxes, points) = (boxes.rows::<4>()?, points.rows::<10>()?);
        for (at, ([class], [object])) in classes.iter().zip(objects).enumerate() {
            let score = (class.clamp(0.0, 1.0) * object.clamp(0.0, 1.0)).sqrt();
            if score < seen.score_min || score.is_nan() {
                continue;
            }
            let step = stride as f32;
            let (x, y) = ((at % columns) as f32, (at / columns) as f32);
            let [across, down, wide, high] = boxes[at];
            let (middle_x, middle_y) = ((x + across) * step, (y + down) * step);
            let (wide, high) = (wide.exp() * step, high.exp() * step);
            let left_top = [middle_x - wide / 2.0, middle_y - high / 2.0];
            let (pairs, _) = points[at].as_chunks::<2>();
            let five = std::array::from_fn(|point| [(pairs[point][0] + x) * step, (pairs[point][1] + y) * step]);
            found.push(face([left_top[0], left_top[1], left_top[0] + wide, left_top[1] + high], score, five));
        }
    }
    Ok(found)
}
