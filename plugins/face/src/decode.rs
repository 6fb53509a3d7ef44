//! From the numbers of a finding network to faces: one family, one file. Places are pixels of what the network saw, counted from the
//! middle of its first pixel. No models are opened here.

#[cfg(test)]
mod golden;
pub(crate) mod retinaface;
pub(crate) mod scrfd;
pub(crate) mod yunet;

use crate::rows::Face;

/// One output of a network, without the axis of pictures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output<'a> {
    /// As in the model file.
    pub(crate) name: &'a str,
    /// Numbers in each row.
    pub(crate) length: usize,
    /// One row after the other.
    pub(crate) numbers: &'a [f32],
}

impl<'a> Output<'a> {
    /// Rows of as many numbers as the decoder expects.
    fn rows<const N: usize>(&self) -> Result<&'a [[f32; N]], String> {
        let (rows, rest) = self.numbers.as_chunks::<N>();
        if self.length != N || !rest.is_empty() {
            return Err(format!("`{}` gives rows of {} numbers instead of {N}", self.name, self.length));
        }
        Ok(rows)
    }
}

/// What a network looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Less sure faces are left out.
    pub(crate) score_min: f32,
}

impl Seen {
    /// How many places a grid of this step has.
    fn places(&self, stride: usize) -> (usize, usize) {
        (self.width.div_ceil(stride), self.height.div_ceil(stride))
    }
}

fn expect_rows(output: &Output<'_>, found: usize, wanted: usize) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    Err(format!("`{}` gives {found} rows instead of {wanted}", output.name))
}

/// A face from the corners of its box; the box is left, top, width and height.
fn face([left, top, right, bottom]: [f32; 4], score: f32, points5: [[f32; 2]; 5]) -> Face {
    Face { bbox: [left, top, right - left, bottom - top], score, points5 }
}

/// The surest first, without those that lie over a surer one by more than `overlap`. As the references count it: a box of one pixel
/// is one pixel wide.
pub(crate) fn without_doubles(mut faces: Vec<Face>, overlap: f32) -> Vec<Face> {
    faces.retain(|face| face.bbox.iter().all(|number| number.is_finite()) && face.score.is_finite());
    faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    let area = |face: &Face| (face.bbox[2] + 1.0) * (face.bbox[3] + 1.0);
    let shared = |a: &Face, b: &Face| {
        let along = |axis: usize| {
            let first = a.bbox[axis].max(b.bbox[axis]);
            let last = (a.bbox[axis] + a.bbox[axis + 2]).min(b.bbox[axis] + b.bbox[axis + 2]);
            (last - first + 1.0).max(0.0)
        };
        along(0) * along(1)
    };
    let mut kept: Vec<Face> = Vec::new();
    for face in faces {
        let doubled = kept.iter().any(|surer| {
            let shared = shared(surer, &face);
            shared / (area(surer) + area(&face) - shared) > overlap
        });
        if !doubled {
            kept.push(face);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(left: f32, score: f32) -> Face {
        Face { bbox: [left, 0.0, 9.0, 9.0], score, points5: [[0.0; 2]; 5] }
    }

    #[test]
    fn of_faces_that_lie_over_each_other_the_surest_stays() {
        // Shared with the first: 80 of 120 pixels, then 50 of 150.
        let kept = without_doubles(vec![at(2.0, 0.5), at(0.0, 0.9), at(5.0, 0.7)], 0.4);
        assert_eq!(kept, [at(0.0, 0.9), at(5.0, 0.7)]);
        assert_eq!(without_doubles(vec![at(f32::NAN, 0.9), at(0.0, f32::NAN)], 0.4), []);
    }

    #[test]
    fn outputs_of_another_network_are_refused_in_words() {
        let numbers = [0.0; 12];
        let output = Output { name: "score", length: 4, numbers: &numbers };
        assert_eq!(output.rows::<5>().unwrap_err(), "`score` gives rows of 4 numbers instead of 5");
    }
}
