//! The structuring element: which neighbours of a pixel count.

use std::ops::Range;

/// The outline of an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    /// All of the rectangle.
    Rectangle,
    /// The ellipse inscribed in the rectangle, as `cv2.MORPH_ELLIPSE`.
    #[default]
    Ellipse,
    /// The middle row and the middle column.
    Cross,
}

/// Which neighbours of a pixel count, and how often the operation is repeated. The pixel itself is at (width/2, height/2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element {
    /// The outline.
    pub shape: Shape,
    /// Columns, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
    /// Repetitions; 0 changes nothing.
    pub times: usize,
}

/// The neighbours in one row of an element, counted from the pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// How far below the pixel.
    pub row: isize,
    /// How far right of the pixel.
    pub columns: Range<isize>,
}

impl Element {
    /// An element that reaches so many pixels from its middle; 0 is the pixel alone.
    pub fn of_radius(shape: Shape, radius_px: usize) -> Self {
        Self { shape, width: 2 * radius_px + 1, height: 2 * radius_px + 1, times: 1 }
    }

    /// The element of one repetition, and the repetitions. A repeated rectangle is a larger rectangle.
    pub(super) fn merged(&self) -> (Vec<Run>, usize) {
        assert!(self.width > 0 && self.height > 0, "an element has at least one pixel");
        if self.shape != Shape::Rectangle || self.times < 2 {
            return (self.runs(), self.times);
        }
        let reach = |size: usize| {
            let (before, after) = (size / 2 * self.times, (size - 1 - size / 2) * self.times);
            -(before as isize)..after as isize + 1
        };
        (reach(self.height).map(|row| Run { row, columns: reach(self.width) }).collect(), 1)
    }

    /// The neighbours of one repetition, row by row: those that can meet a pixel of a picture of this size.
    pub fn runs_within(&self, width: usize, height: usize) -> Vec<Run> {
        within(&self.runs(), width, height)
    }

    fn runs(&self) -> Vec<Run> {
        let (middle_x, middle_y) = ((self.width / 2) as isize, (self.height / 2) as isize);
        let all = -middle_x..self.width as isize - middle_x;
        let columns = |row: isize| match self.shape {
            Shape::Rectangle => all.clone(),
            Shape::Cross if row == 0 => all.clone(),
            Shape::Cross => 0..1,
            Shape::Ellipse => {
                let radius = middle_y as f64;
                let share =
                    if middle_y == 0 { 0.0 } else { (radius * radius - (row * row) as f64) / (radius * radius) };
                let reach = (middle_x as f64 * share.sqrt()).round_ties_even() as isize;
                -reach.min(middle_x)..(reach + 1).min(all.end)
            }
        };
        (-middle_y..self.height as isize - middle_y).map(|row| Run { row, columns: columns(row) }).collect()
    }
}

/// The part of an element that can meet a pixel of the picture.
pub(super) fn within(element: &[Run], width: usize, height: usize) -> Vec<Run> {
    let (right, below) = (width as isize - 1, height as isize - 1);
    let near = element.iter().filter(|run| run.row.abs() <= below);
    near.map(|run| Run { row: run.row, columns: run.columns.start.max(-right)..run.columns.end.min(right + 1) })
        .collect()
}
