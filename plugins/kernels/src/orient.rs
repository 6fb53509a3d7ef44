//! Pictures turned by quarters, mirrored, cut out and padded: pixels keep their values.

use crate::bands::for_each_band;
use crate::border::Border;
use crate::plane::{PlaneMut, PlaneRef};

/// One of the eight ways to lay a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Orientation {
    /// As it is.
    #[default]
    Upright,
    /// Left becomes right.
    Mirrored,
    /// A quarter clockwise.
    Rotated90,
    /// Half around.
    Rotated180,
    /// A quarter counter-clockwise.
    Rotated270,
    /// Upside down: top becomes bottom.
    Flipped,
    /// Rows become columns.
    Transposed,
    /// Rows become columns, from the other corner.
    Transversed,
}

impl Orientation {
    /// The orientation that turns a picture upright whose EXIF tag says 1 to 8; none for other tags.
    pub fn from_exif(tag: u16) -> Option<Self> {
        use Orientation::*;
        [Upright, Mirrored, Rotated180, Flipped, Transposed, Rotated90, Transversed, Rotated270]
            .get(usize::from(tag).checked_sub(1)?)
            .copied()
    }

    /// Whether width and height change places.
    pub fn swaps_sides(self) -> bool {
        matches!(self, Self::Rotated90 | Self::Rotated270 | Self::Transposed | Self::Transversed)
    }

    /// Whether rows and columns change places first; then whether left and right, top and bottom do.
    fn steps(self) -> [bool; 3] {
        match self {
            Self::Upright => [false, false, false],
            Self::Mirrored => [false, true, false],
            Self::Rotated180 => [false, true, true],
            Self::Flipped => [false, false, true],
            Self::Transposed => [true, false, false],
            Self::Rotated90 => [true, true, false],
            Self::Transversed => [true, true, true],
            Self::Rotated270 => [true, false, true],
        }
    }
}

/// Lays each plane another way. The sides of `out` are those of the source, swapped if the orientation says so.
pub fn orient(source: &[PlaneRef<'_>], out: &mut [PlaneMut<'_>], orientation: Orientation) {
    /// Squares of this size keep both the rows that are read and those that are written in the cache.
    const TILE: usize = 32;
    assert_eq!(source.len(), out.len(), "as many planes out as in");
    let [transposed, mirrored, flipped] = orientation.steps();
    for (source, out) in source.iter().zip(out.iter()) {
        let sides = if transposed { (source.height(), source.width()) } else { (source.width(), source.height()) };
        assert_eq!(sides, (out.width(), out.height()), "{orientation:?} needs other sides");
    }
    let cancelled = for_each_band(out, TILE, None, |plane, top, mut band| {
        let (source, width, rows) = (source[plane], band.width(), band.height());
        let height = if transposed { source.width() } else { source.height() };
        let source_of = |y: usize| if flipped { height - 1 - y } else { y };
        if !transposed {
            for (y, row) in (top..).zip(band.rows_mut()) {
                row.copy_from_slice(source.row(source_of(y)));
                if mirrored {
                    row.reverse();
                }
            }
            return;
        }
        for left in (0..width).step_by(TILE) {
            for x in left..width.min(left + TILE) {
                let column = source.row(if mirrored { width - 1 - x } else { x });
                for y in 0..rows {
                    band.row_mut(y)[x] = column[source_of(top + y)];
                }
            }
        }
    });
    debug_assert!(cancelled.is_ok());
}

/// Puts the left upper corner of the source at (x, y) of the output, which may lie outside: pads, crops, or both.
/// What the source does not cover is its border.
pub fn place(source: &[PlaneRef<'_>], out: &mut [PlaneMut<'_>], [x, y]: [isize; 2], border: Border) {
    assert_eq!(source.len(), out.len(), "as many planes out as in");
    let cancelled = for_each_band(out, 64, None, |plane, top, mut band| {
        let source = source[plane];
        for (out_y, row) in (top as isize..).zip(band.rows_mut()) {
            match (border.place(out_y - y, source.height()), border) {
                (Some(source_y), _) => border.extend(source.row(source_y), -x, row),
                (None, Border::Constant(value)) => row.fill(value),
                (None, _) => row.fill(0.0),
            }
        }
    });
    debug_assert!(cancelled.is_ok());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    fn drawn(plane: &Plane) -> Vec<String> {
        plane.rows().map(|row| row.iter().map(|&letter| char::from(letter as u8)).collect()).collect()
    }

    fn letters() -> Plane {
        Plane::from_fn(3, 2, |x, y| f32::from(b"abcdef"[y * 3 + x]))
    }

    #[test]
    fn all_eight_orientations_lay_the_letters_right() {
        use Orientation::*;
        for (orientation, want) in [
            (Upright, ["abc", "def", ""]),
            (Mirrored, ["cba", "fed", ""]),
            (Rotated180, ["fed", "cba", ""]),
            (Flipped, ["def", "abc", ""]),
            (Transposed, ["ad", "be", "cf"]),
            (Rotated90, ["da", "eb", "fc"]),
            (Transversed, ["fc", "eb", "da"]),
            (Rotated270, ["cf", "be", "ad"]),
        ] {
            let mut out = if orientation.swaps_sides() { Plane::new(2, 3) } else { Plane::new(3, 2) };
            orient(&[letters().view()], &mut [out.view_mut()], orientation);
            assert_eq!(drawn(&out), want[..out.height()], "{orientation:?}");
        }
    }

    #[test]
    fn large_pictures_turn_without_a_seam() {
        let source = Plane::from_fn(100, 70, |x, y| (y * 100 + x) as f32);
        let mut out = Plane::new(70, 100);
        orient(&[source.view()], &mut [out.view_mut()], Orientation::Rotated90);
        for (y, row) in out.rows().enumerate() {
            assert!(row.iter().enumerate().all(|(x, &pixel)| pixel == source.row(69 - x)[y]), "row {y}");
        }
    }

    #[test]
    fn exif_tags_are_known_from_1_to_8() {
        assert_eq!(Orientation::from_exif(6), Some(Orientation::Rotated90));
        assert_eq!((Orientation::from_exif(0), Orientation::from_exif(9)), (None, None));
    }

    #[test]
    fn placing_pads_and_crops() {
        let mut out = Plane::new(5, 4);
        place(&[letters().view()], &mut [out.view_mut()], [1, 1], Border::Replicate);
        assert_eq!(drawn(&out), ["aabcc", "aabcc", "ddeff", "ddeff"]);
        let mut out = Plane::new(2, 3);
        place(&[letters().view()], &mut [out.view_mut()], [-2, -1], Border::Constant(120.0));
        assert_eq!(drawn(&out), ["fx", "xx", "xx"]);
    }
}
