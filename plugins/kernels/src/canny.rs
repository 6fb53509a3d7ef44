//! Edges one pixel wide (Canny 1986), at the meaning of OpenCV: levels of 8 bits, whole numbers, no blur before.

use crate::plane::{Plane, PlaneRef};

/// Which edges to find.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Canny {
    /// Steps from here on are edges where they are connected with a stronger one; in levels of 8 bits, times four.
    pub low: f32,
    /// Steps from here on are edges.
    pub high: f32,
    /// Side of the square that the step is measured in: 3, 5 or 7.
    pub aperture: usize,
    /// How the two directions of a step are added.
    pub norm: Norm,
}

/// How the two directions of a step are added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Norm {
    /// The sum.
    #[default]
    Sum,
    /// The root of the sum of squares.
    Length,
}

impl Default for Canny {
    fn default() -> Self {
        Self { low: 50.0, high: 150.0, aperture: 3, norm: Norm::Sum }
    }
}

/// Finds edges: 1 on an edge, else 0. In a picture of several planes the one with the largest step counts.
///
/// # Panics
/// If there are no planes, or they differ in size.
pub fn canny(source: &[PlaneRef<'_>], options: &Canny) -> Plane {
    let (width, height) = (source[0].width(), source[0].height());
    assert!(source.iter().all(|plane| (plane.width(), plane.height()) == (width, height)), "planes of different size");
    let steps = Steps::of(source, options);
    // OpenCV compares squares with squares, and whole numbers.
    let bound = |value: f32| {
        let value = f64::from(value).clamp(0.0, 32767.0 * 4.0) / if options.aperture > 5 { 16.0 } else { 1.0 };
        if options.norm == Norm::Length { (value * value).floor() as i64 } else { value.floor() as i64 }
    };
    let (low, high) = (bound(options.low.min(options.high)), bound(options.low.max(options.high)));
    let mut edges = Plane::new(width, height);
    // Pixels that may be edges are marked 0.5 until a strong neighbour reaches them.
    let mut strong = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let size = steps.size(x as isize, y as isize);
            if size > low && steps.is_crest(x, y, size) {
                if size > high {
                    edges.row_mut(y)[x] = 1.0;
                    strong.push((x, y));
                } else {
                    edges.row_mut(y)[x] = 0.5;
                }
            }
        }
    }
    while let Some((x, y)) = strong.pop() {
        for near_y in y.saturating_sub(1)..(y + 2).min(height) {
            for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                let edge = &mut edges.row_mut(near_y)[near_x];
                if *edge == 0.5 {
                    *edge = 1.0;
                    strong.push((near_x, near_y));
                }
            }
        }
    }
    edges.rows_mut().flatten().filter(|edge| **edge == 0.5).for_each(|edge| *edge = 0.0);
    edges
}

/// Steps right and down, and their size.
struct Steps {
    right: Vec<i32>,
    down: Vec<i32>,
    sizes: Vec<i64>,
    width: usize,
    height: usize,
}

impl Steps {
    fn of(source: &[PlaneRef<'_>], options: &Canny) -> Self {
        let (width, height) = (source[0].width(), source[0].height());
        let mut steps = Self {
            right: vec![0; width * height],
            down: vec![0; width * height],
            sizes: vec![-1; width * height],
            width,
            height,
        };
        let (smooth, slope): (&[i32], &[i32]) = match options.aperture {
            0..=3 => (&[1, 2, 1], &[-1, 0, 1]),
            4..=5 => (&[1, 4, 6, 4, 1], &[-1, -2, 0, 2, 1]),
            _ => (&[1, 6, 15, 20, 15, 6, 1], &[-1, -4, -5, 0, 5, 4, 1]),
        };
        // Of equal steps OpenCV takes the one in blue, then green.
        for plane in source.iter().rev() {
            let (mut right, mut down) = (convolve(*plane, slope, smooth), convolve(*plane, smooth, slope));
            if slope.len() == 7 {
                // OpenCV keeps these in sixteen bits.
                let sixteenth = |step: &mut i32| *step = (f64::from(*step) / 16.0).round_ties_even() as i32;
                right.iter_mut().chain(&mut down).for_each(sixteenth);
            }
            for (at, (&right, &down)) in right.iter().zip(&down).enumerate() {
                let size = match options.norm {
                    Norm::Sum => i64::from(right.abs()) + i64::from(down.abs()),
                    Norm::Length => i64::from(right) * i64::from(right) + i64::from(down) * i64::from(down),
                };
                if size > steps.sizes[at] {
                    (steps.sizes[at], steps.right[at], steps.down[at]) = (size, right, down);
                }
            }
        }
        steps
    }

    /// The size of the step; 0 outside of the picture.
    fn size(&self, x: isize, y: isize) -> i64 {
        let inside = (0..self.width as isize).contains(&x) && (0..self.height as isize).contains(&y);
        if inside { self.sizes[y as usize * self.width + x as usize] } else { 0 }
    }

    /// Whether the step is larger than both that lie before and behind it in its direction.
    fn is_crest(&self, x: usize, y: usize, size: i64) -> bool {
        // The tangent of 22.5°, in units of 2^-15.
        const TANGENT: i64 = 13573;
        let at = y * self.width + x;
        let (right, down) = (i64::from(self.right[at]), i64::from(self.down[at]));
        let (wide, high) = (right.abs(), down.abs() << 15);
        let flat = wide * TANGENT;
        let (x, y) = (x as isize, y as isize);
        if high < flat {
            size > self.size(x - 1, y) && size >= self.size(x + 1, y)
        } else if high > flat + (wide << 16) {
            size > self.size(x, y - 1) && size >= self.size(x, y + 1)
        } else {
            let slant = if (right < 0) == (down < 0) { 1 } else { -1 };
            size > self.size(x - slant, y - 1) && size > self.size(x + slant, y + 1)
        }
    }
}

/// Levels of 8 bits, filtered along x and y; the edge of the picture goes on.
fn convolve(plane: PlaneRef<'_>, along: &[i32], down: &[i32]) -> Vec<i32> {
    let (width, height) = (plane.width(), plane.height());
    let reach = along.len() / 2;
    let near = |at: usize, tap: usize, length: usize| (at + tap).saturating_sub(reach).min(length - 1);
    let mut rows = vec![0; width * height];
    let mut levels = vec![0; width];
    for (y, row) in plane.rows().enumerate() {
        levels.iter_mut().zip(row).for_each(|(level, value)| *level = (value * 255.0).round_ties_even() as u8);
        for (x, to) in rows[y * width..][..width].iter_mut().enumerate() {
            *to = along.iter().enumerate().map(|(tap, weight)| i32::from(levels[near(x, tap, width)]) * weight).sum();
        }
    }
    let mut out = vec![0; width * height];
    for y in 0..height {
        for (tap, weight) in down.iter().enumerate() {
            let from = near(y, tap, height) * width;
            let (to, from) = (&mut out[y * width..][..width], &rows[from..from + width]);
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from * weight);
        }
    }
    out
}
