//! The matrices of a warp, in pixels of both pictures; the centre of the first pixel is (0, 0).

/// Two rows of a matrix: `x' = a·x + b·y + c`, `y' = d·x + e·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    /// `[[a, b, c], [d, e, f]]`.
    pub rows: [[f64; 3]; 2],
}

/// Three rows of a matrix; the third gives the divisor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Perspective {
    /// Row by row.
    pub rows: [[f64; 3]; 3],
}

impl Affine {
    /// Leaves all points where they are.
    pub const IDENTITY: Self = Self { rows: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]] };

    /// Turns counter-clockwise on the screen around a point, and scales, as `cv2.getRotationMatrix2D`.
    pub fn rotation(centre: [f64; 2], degrees: f64, scale: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (a, b) = (scale * cos, scale * sin);
        let [x, y] = centre;
        Self { rows: [[a, b, (1.0 - a) * x - b * y], [-b, a, b * x + (1.0 - a) * y]] }
    }

    /// Where a point goes.
    pub fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        self.rows.map(|[a, b, c]| a * x + b * y + c)
    }

    /// First `self`, then `next`.
    pub fn then(&self, next: &Self) -> Self {
        let [p, q] = self.rows;
        Self { rows: next.rows.map(|[a, b, c]| [a * p[0] + b * q[0], a * p[1] + b * q[1], a * p[2] + b * q[2] + c]) }
    }

    /// The way back. Not a number everywhere if there is none.
    pub fn inverse(&self) -> Self {
        let [[a, b, c], [d, e, f]] = self.rows;
        let determinant = a * e - b * d;
        let determinant = if determinant == 0.0 { f64::NAN } else { determinant };
        let [a, b, d, e] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
        Self { rows: [[a, b, -(a * c + b * f)], [d, e, -(d * c + e * f)]] }
    }
}

impl Perspective {
    /// The matrix that takes four points to four others, as `cv2.getPerspectiveTransform`; none if three of them lie on a line.
    pub fn from_corners(from: [[f64; 2]; 4], to: [[f64; 2]; 4]) -> Option<Self> {
        let square_to = |corners: [[f64; 2]; 4]| {
            // The corners as the picture of the unit square (0,0), (1,0), (1,1), (0,1): Heckbert 1989.
            let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = corners;
            let (dx1, dx2, sum_x) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
            let (dy1, dy2, sum_y) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
            let determinant = dx1 * dy2 - dx2 * dy1;
            let g = (sum_x * dy2 - dx2 * sum_y) / determinant;
            let h = (dx1 * sum_y - sum_x * dy1) / determinant;
            Self {
                rows: [[x1 - x0 + g * x1, x3 - x0 + h * x3, x0], [y1 - y0 + g * y1, y3 - y0 + h * y3, y0], [g, h, 1.0]],
            }
        };
        let matrix = square_to(from).inverse().then(&square_to(to));
        // The scale is free; the last number is 1 by custom.
        let unit = matrix.rows[2][2];
        let scaled = Self { rows: matrix.rows.map(|row| row.map(|number| number / unit)) };
        scaled.rows.iter().flatten().all(|number| number.is_finite()).then_some(scaled)
    }

    /// Where a point goes.
    pub fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [x, y, w] = self.rows.map(|[a, b, c]| a * x + b * y + c);
        [x / w, y / w]
    }

    /// First `self`, then `next`.
    pub fn then(&self, next: &Self) -> Self {
        let columns = |row: [f64; 3]| std::array::from_fn(|c| (0..3).map(|k| row[k] * self.rows[k][c]).sum());
        Self { rows: next.rows.map(columns) }
    }

    /// The way back. Not a number everywhere if there is none.
    pub fn inverse(&self) -> Self {
        let m = self.rows;
        let cofactor = |r: usize, c: usize| {
            let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
            m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
        };
        let determinant: f64 = (0..3).map(|c| m[0][c] * cofactor(0, c)).sum();
        let determinant = if determinant == 0.0 { f64::NAN } else { determinant };
        Self { rows: std::array::from_fn(|r| std::array::from_fn(|c| cofactor(c, r) / determinant)) }
    }
}

impl From<Affine> for Perspective {
    fn from(affine: Affine) -> Self {
        Self { rows: [affine.rows[0], affine.rows[1], [0.0, 0.0, 1.0]] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(have: [f64; 2], want: [f64; 2]) {
        assert!((have[0] - want[0]).abs() < 1e-9 && (have[1] - want[1]).abs() < 1e-9, "{have:?} and not {want:?}");
    }

    #[test]
    fn there_and_back_again() {
        let turn = Affine::rotation([3.0, 4.0], 30.0, 2.0);
        close(turn.apply([3.0, 4.0]), [3.0, 4.0]);
        close(turn.then(&turn.inverse()).apply([7.0, -5.0]), [7.0, -5.0]);
        assert!(Affine { rows: [[1.0, 2.0, 0.0], [2.0, 4.0, 0.0]] }.inverse().rows[0][0].is_nan());
    }

    #[test]
    fn four_corners_go_where_they_should() {
        let from = [[0.0, 0.0], [90.0, 5.0], [80.0, 70.0], [-4.0, 60.0]];
        let to = [[10.0, 3.0], [40.0, 0.0], [50.0, 55.0], [5.0, 50.0]];
        let matrix = Perspective::from_corners(from, to).unwrap();
        from.iter().zip(to).for_each(|(&from, to)| close(matrix.apply(from), to));
        from.iter().zip(to).for_each(|(&from, to)| close(matrix.inverse().apply(to), from));
        assert_eq!(Perspective::from_corners([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.0, 1.0]], to), None);
    }
}
