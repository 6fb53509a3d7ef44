//! How much of each pixel of a row a shape covers: exact areas of straight pieces, added up from left to right.

use super::path::Path;

/// A shape in pixels, ready to be asked row by row.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    edges: Vec<Edge>,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
}

/// A straight piece from its upper to its lower end.
#[derive(Clone, Copy, Debug)]
struct Edge {
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
    /// 1 where the outline runs downwards, −1 upwards.
    sign: f32,
}

impl Outline {
    pub(crate) fn new(path: &Path) -> Outline {
        let mut outline =
            Outline { edges: Vec::new(), top: f32::MAX, bottom: f32::MIN, left: f32::MAX, right: f32::MIN };
        for points in &path.outlines {
            for (step, a) in points.iter().enumerate() {
                let b = points[(step + 1) % points.len()];
                outline.left = outline.left.min(a.x);
                outline.right = outline.right.max(a.x);
                outline.top = outline.top.min(a.y);
                outline.bottom = outline.bottom.max(a.y);
                if a.y < b.y {
                    outline.edges.push(Edge { x0: a.x, y0: a.y, x1: b.x, y1: b.y, sign: 1.0 });
                } else if b.y < a.y {
                    outline.edges.push(Edge { x0: b.x, y0: b.y, x1: a.x, y1: a.y, sign: -1.0 });
                }
            }
        }
        // The row search below needs them by their upper end.
        outline.edges.sort_by(|a, b| a.y0.total_cmp(&b.y0));
        outline
    }

    /// Writes the coverage of row `y` into `row`, 0 to 1, and says where it is not zero. `row` must be zero before.
    pub(crate) fn row(&self, y: usize, row: &mut [f32]) -> Option<(usize, usize)> {
        let (top, bottom) = (y as f32, y as f32 + 1.0);
        if self.bottom <= top || self.top >= bottom || self.right <= 0.0 || self.left >= row.len() as f32 {
            return None;
        }
        let from = self.left.max(0.0) as usize;
        let to = (self.right.max(0.0) as usize + 2).min(row.len());
        for edge in self.edges.iter().take_while(|edge| edge.y0 < bottom).filter(|edge| edge.y1 > top) {
            edge.add_to(top, bottom, row);
        }
        let mut sum = 0.0;
        for value in &mut row[from..to] {
            sum += *value;
            *value = settled(sum.abs());
        }
        // What an edge left of the picture or right of the shape has written lies outside of `from..to`.
        row[to..].fill(0.0);
        Some((from, to))
    }
}

impl Edge {
    /// Adds the change of coverage which this piece causes within a row.
    fn add_to(&self, top: f32, bottom: f32, row: &mut [f32]) {
        let slope = (self.x1 - self.x0) / (self.y1 - self.y0);
        let (y0, y1) = (self.y0.max(top), self.y1.min(bottom));
        let x_at = |y: f32| self.x0 + (y - self.y0) * slope;
        let (xa, xb) = (x_at(y0), x_at(y1));
        let (low, high) = (xa.min(xb), xa.max(xb));
        let height = (y1 - y0) * self.sign;
        let width = row.len() as f32;
        if low >= width {
            return;
        }
        if high <= 0.0 {
            row[0] += height;
            return;
        }
        let (first, last) = (low.floor(), high.ceil());
        if last - first <= 1.0 {
            // Within one pixel: a trapezoid to the right of the piece.
            let covered = 1.0 - ((low + high) * 0.5 - first);
            add(row, first, height * covered);
            add(row, first + 1.0, height * (1.0 - covered));
            return;
        }
        // The area right of the piece within the pixels from `first` on, as an integral along `x`.
        let per_pixel = 1.0 / (high - low);
        let area = |x: f32| {
            let t = (x - low).max(0.0).min(high - low);
            t * t * 0.5 * per_pixel + (x - high).max(0.0)
        };
        let (mut before, mut written) = (0.0, 0.0);
        let mut x = first;
        while x < last {
            let so_far = area(x + 1.0);
            let covered = so_far - before;
            add(row, x, height * (covered - written));
            (before, written) = (so_far, covered);
            x += 1.0;
        }
        add(row, last, height * (1.0 - written));
    }
}

/// Coverage without the dust that sums of rounded numbers leave: fully in and fully out are exact.
fn settled(covered: f32) -> f32 {
    if covered > 1.0 - DUST {
        1.0
    } else if covered < DUST {
        0.0
    } else {
        covered
    }
}

const DUST: f32 = 2e-4;

/// Adds at a pixel; what lies left of the picture counts at its first pixel, what lies right of it not at all.
fn add(row: &mut [f32], x: f32, amount: f32) {
    if x < row.len() as f32 {
        row[x.max(0.0) as usize] += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::path::at;

    fn area(path: &Path, width: usize, height: usize) -> f32 {
        let outline = Outline::new(path);
        (0..height)
            .map(|y| {
                let mut row = vec![0.0; width];
                outline.row(y, &mut row);
                assert!(row.iter().all(|covered| (0.0..=1.0).contains(covered)));
                row.iter().sum::<f32>()
            })
            .sum()
    }

    #[test]
    fn coverage_adds_up_to_the_area() {
        assert!((area(&Path::rectangle(1.25, 2.5, 7.5, 6.0), 12, 9) - 6.25 * 3.5).abs() < 1e-4);
        assert!((area(&Path::circle(at(20.0, 20.0), 15.0), 40, 40) - 706.86).abs() < 0.4);
        let sliver = Path::polygon(&[at(1.3, 1.1), at(17.9, 4.2), at(3.4, 7.7)]);
        assert!((area(&sliver, 20, 10) - 51.52).abs() < 0.01);
    }

    #[test]
    fn what_leaves_the_picture_is_cut_off_cleanly() {
        let half = Path::rectangle(-50.0, -50.0, 5.0, 500.0);
        assert!((area(&half, 10, 10) - 50.0).abs() < 1e-4);
        let slanted = Path::polygon(&[at(-10.0, 0.0), at(5.0, 0.0), at(15.0, 10.0), at(-10.0, 10.0)]);
        assert!((area(&slanted, 10, 10) - 87.5).abs() < 1e-3);
        let around = Path::rectangle(-5.0, -5.0, 50.0, 50.0);
        assert!((area(&around, 10, 10) - 100.0).abs() < 1e-4);
    }
}
