//! SCRFD: distances to the four sides, and to five points, from places on grids of 8, 16, 32 (or to 128) pixels.

use super::{Output, Seen, expect_rows, face};
use crate::rows::Face;

/// Grids, anchors and what comes with a face, as insightface tells them apart: by the number of outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    strides: &'static [usize],
    n_anchors: usize,
    has_points: bool,
}

fn layout(n_outputs: usize) -> Option<Layout> {
    let (strides, n_anchors, has_points): (&[usize], _, _) = match n_outputs {
        6 => (&[8, 16, 32], 2, false),
        9 => (&[8, 16, 32], 2, true),
        10 => (&[8, 16, 32, 64, 128], 1, false),
        15 => (&[8, 16, 32, 64, 128], 1, true),
        _ => return None,
    };
    Some(Layout { strides, n_anchors, has_points })
}

/// Whether a network with outputs of these row lengths is one: scores, then boxes, then points. 0: the file does not say.
pub(crate) fn is(lengths: &[usize]) -> bool {
    let Some(layout) = layout(lengths.len()) else { return false };
    let fits = |part: &[usize], wanted: usize| part.iter().all(|length| *length == wanted || *length == 0);
    let (scores, rest) = lengths.split_at(layout.strides.len());
    let (boxes, points) = rest.split_at(layout.strides.len());
    fits(scores, 1) && fits(boxes, 4) && fits(points, 10)
}

/// All that are sure enough.
pub(crate) fn faces(outputs: &[Output<'_>], seen: &Seen) -> Result<Vec<Face>, String> {
    let layout = layout(outputs.len()).ok_or_else(|| format!("{} outputs are no SCRFD", outputs.len()))?;
    let n_levels = layout.strides.len();
    let mut found = Vec::new();
    for (level, &stride) in layout.strides.iter().enumerate() {
        let scores = outputs[level].rows::<1>()?;
        let boxes = outputs[level + n_levels].rows::<4>()?;
        let points = if layout.has_points { outputs[level + 2 * n_levels].rows::<10>()? } else { &[] };
        let (columns, rows) = seen.places(stride);
        expect_rows(&outputs[level], scores.len(), columns * rows * layout.n_anchors)?;
        expect_rows(&outputs[level + n_levels], boxes.len(), scores.len())?;
        if layout.has_points {
            expect_rows(&outputs[level + 2 * n_levels], points.len(), scores.len())?;
        }
        for (at, [score]) in scores.iter().enumerate().filter(|(_, [score])| *score >= seen.score_min) {
            let place = at / layout.n_anchors;
            let step = stride as f32;
            // Without the half pixel that others add: so it was trained.
            let (x, y) = ((place % columns) as f32 * step, (place / columns) as f32 * step);
            let [left, top, right, bottom] = boxes[at].map(|distance| distance * step);
            let corners = [x - left, y - top, x + right, y + bottom];
            let five = match points.get(at) {
                Some(ten) => {
                    let (pairs, _) = ten.as_chunks::<2>();
                    std::array::from_fn(|point| [pairs[point][0] * step + x, pairs[point][1] * step + y])
                }
                None => five_in(corners),
            };
            found.push(face(corners, *score, five));
        }
    }
    Ok(found)
}

/// Whether five points come out of it, or are guessed from the box.
pub(crate) fn has_points(n_outputs: usize) -> bool {
    layout(n_outputs).is_some_and(|layout| layout.has_points)
}

/// Where eyes, nose and mouth lie in most boxes.
fn five_in([left, top, right, bottom]: [f32; 4]) -> [[f32; 2]; 5] {
    let share = [[0.31, 0.42], [0.69, 0.42], [0.5, 0.62], [0.35, 0.80], [0.65, 0.80]];
    share.map(|[x, y]| [left + x * (right - left), top + y * (bottom - top)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_told_by_what_they_give() {
        assert!(is(&[1, 1, 1, 4, 4, 4, 10, 10, 10]) && is(&[1, 1, 1, 4, 4, 4]) && is(&[0; 15]));
        assert!(!is(&[4, 2, 10]) && !is(&[4, 4, 4, 1, 1, 1]) && !is(&[1; 12]));
    }
}
