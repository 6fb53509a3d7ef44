//! What stands beyond the edge of a plane, at any distance from it.

/// The pixels beyond the edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Border {
    /// Mirrored without repeating the edge: `dcb|abcd|cba`.
    #[default]
    Reflect101,
    /// Mirrored with the edge: `cba|abcd|dcb`.
    Reflect,
    /// The edge goes on: `aaa|abcd|ddd`.
    Replicate,
    /// One value everywhere.
    Constant(f32),
}

impl Border {
    /// The place inside `0..length` that stands for `at`; none if that is the constant.
    #[inline]
    #[must_use]
    pub fn place(self, at: isize, length: usize) -> Option<usize> {
        if let Ok(inside) = usize::try_from(at)
            && inside < length
        {
            return Some(inside);
        }
        let signed = length as isize;
        let place = match self {
            Self::Constant(_) => return None,
            Self::Replicate => at.clamp(0, signed - 1),
            Self::Reflect101 if length == 1 => 0,
            Self::Reflect101 => {
                let period = 2 * (signed - 1);
                let within = at.rem_euclid(period);
                within.min(period - within)
            }
            Self::Reflect => {
                let within = at.rem_euclid(2 * signed);
                within.min(2 * signed - 1 - within)
            }
        };
        Some(place as usize)
    }

    /// The constant, or 0 where the border has none.
    pub(crate) fn outside(self) -> f32 {
        match self {
            Self::Constant(value) => value,
            _ => 0.0,
        }
    }

    /// Fills `out` with the pixels of the row from `first` on, which may lie beyond the edges.
    pub(crate) fn extend<T: Copy + From<f32>>(self, row: &[T], first: isize, out: &mut [T]) {
        let end = first + out.len() as isize;
        let (inside_from, inside_to) = (first.clamp(0, row.len() as isize), end.clamp(0, row.len() as isize));
        let left = ((inside_from - first) as usize).min(out.len());
        let inside = (inside_to - inside_from).max(0) as usize;
        let value = |at: isize| self.place(at, row.len()).map_or(T::from(self.outside()), |place| row[place]);
        for (i, pixel) in out[..left].iter_mut().enumerate() {
            *pixel = value(first + i as isize);
        }
        out[left..left + inside].copy_from_slice(&row[inside_from as usize..][..inside]);
        for (i, pixel) in out.iter_mut().enumerate().skip(left + inside) {
            *pixel = value(first + i as isize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(border: Border, shown: &str) {
        let row: Vec<f32> = "abcd".bytes().map(f32::from).collect();
        let mut out = vec![0.0_f32; shown.len()];
        border.extend(&row, -((shown.len() as isize - 4) / 2), &mut out);
        let out: String = out.iter().map(|&letter| char::from(letter as u8)).collect();
        assert_eq!(out, shown);
    }

    #[test]
    fn rows_go_on_beyond_the_edge_at_any_distance() {
        check(Border::Reflect101, "abcdcbabcdcbabcd");
        check(Border::Reflect, "cddcbaabcddcbaab");
        check(Border::Replicate, "aaaaaabcdddddd");
        check(Border::Constant(120.0), "xxxabcdxxx");
    }

    #[test]
    fn one_pixel_stands_for_all() {
        for border in [Border::Reflect101, Border::Reflect, Border::Replicate] {
            assert!((-9..9).all(|at| border.place(at, 1) == Some(0)), "{border:?}");
        }
    }

    #[test]
    fn a_piece_wholly_outside_is_filled() {
        let mut out = [0.0_f32; 3];
        Border::Replicate.extend(&[1.0, 2.0], 5, &mut out);
        assert_eq!(out, [2.0; 3]);
        Border::Reflect101.extend(&[1.0, 2.0], -4, &mut out);
        assert_eq!(out, [1.0, 2.0, 1.0]);
    }
}
