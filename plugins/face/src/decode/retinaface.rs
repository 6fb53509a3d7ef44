//! RetinaFace: boxes and points as differences to frames of fixed sizes ("priors") on grids of 8, 16 and 32 pixels.

use super::{Output, Seen, expect_rows, face};
use crate::rows::Face;

const STRIDES: [usize; 3] = [8, 16, 32];

/// Sizes of the frames on each grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Priors([[f32; 2]; 3]);

impl Default for Priors {
    /// Those of the authors' networks, which facexlib uses.
    fn default() -> Self {
        Self([[16.0, 32.0], [64.0, 128.0], [256.0, 512.0]])
    }
}

impl Priors {
    /// From a fact such as `10 20 32 64 128 256`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let numbers =
            text.split(|sign: char| !sign.is_ascii_digit() && sign != '.').filter(|number| !number.is_empty());
        let numbers: Vec<f32> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
        let (pairs, []) = numbers.as_chunks::<2>() else { return None };
        Some(Self(pairs.try_into().ok()?))
    }
}

/// Whether a network with outputs of these row lengths is one: boxes, yes or no, points, in any order.
pub(crate) fn is(lengths: &[usize]) -> bool {
    lengths.len() == 3 && [4, 2, 10].iter().all(|length| lengths.contains(length))
}

/// All that are sure enough.
pub(crate) fn faces(outputs: &[Output<'_>], seen: &Seen, priors: &Priors) -> Result<Vec<Face>, String> {
    let of = |length: usize| {
        let found = outputs.iter().find(|output| output.length == length);
        found.ok_or_else(|| format!("no output gives rows of {length} numbers"))
    };
    let (boxes, sure, points) = (of(4)?, of(2)?, of(10)?);
    let frames = frames(seen, priors);
    for output in [boxes, sure, points] {
        expect_rows(output, output.numbers.len() / output.length, frames.len())?;
    }
    let (boxes, sure, points) = (boxes.rows::<4>()?, sure.rows::<2>()?, points.rows::<10>()?);
    // Some exports leave the last step to others.
    let as_shares = sure.iter().flatten().all(|number| (0.0..=1.0).contains(number));
    let mut found = Vec::new();
    for (at, [x, y, size]) in frames.into_iter().enumerate() {
        let [no, yes] = sure[at];
        let score = if as_shares { yes } else { 1.0 / (1.0 + (no - yes).exp()) };
        if score < seen.score_min || score.is_nan() {
            continue;
        }
        let [across, down, wide, high] = boxes[at];
        let (wide, high) = (size * (0.2 * wide).exp(), size * (0.2 * high).exp());
        let (left, top) = (x + 0.1 * across * size - wide / 2.0, y + 0.1 * down * size - high / 2.0);
        let (pairs, _) = points[at].as_chunks::<2>();
        let five = std::array::from_fn(|point| [x + 0.1 * pairs[point][0] * size, y + 0.1 * pairs[point][1] * size]);
        found.push(face([left, top, left + wide, top + high], score, five));
    }
    Ok(found)
}

/// Middle and side of each frame.
fn frames(seen: &Seen, priors: &Priors) -> Vec<[f32; 3]> {
    let mut frames = Vec::new();
    for (stride, sizes) in STRIDES.into_iter().zip(priors.0) {
        let (columns, rows) = seen.places(stride);
        let middle = |at: usize| (at as f32 + 0.5) * stride as f32;
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            frames.extend(sizes.map(|size| [middle(column), middle(row), size]));
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priors_are_read_from_a_fact() {
        let small = Priors([[10.0, 20.0], [32.0, 64.0], [128.0, 256.0]]);
        assert_eq!(Priors::parse("10 20 32 64 128 256"), Some(small));
        assert_eq!(Priors::parse("10,20/32,64/128,256"), Some(small));
        assert_eq!(Priors::parse("10 20 32"), None);
    }
}
