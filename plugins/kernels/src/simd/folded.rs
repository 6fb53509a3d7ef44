//! Where the taps of spots fall beyond the border: folded back into the plane.
#![expect(clippy::needless_range_loop, reason = "a lane is the same place in many arrays")]

use super::spots::{SPOTS, Spots};
use crate::border::Border;
use crate::plane::PlaneRef;

/// Where the taps of sixteen spots fall when the border is folded into the plane; −1 is the border's constant.
/// One for all planes of a size.
pub(crate) struct Folded<const TAPS: usize> {
    pub(super) x: [[i32; SPOTS]; TAPS],
    pub(super) y: [[i32; SPOTS]; TAPS],
    pub(super) constant: f32,
}

impl Folded<2> {
    /// For `bilinear_folded`.
    pub(crate) fn two(spots: &Spots, border: Border, size: (usize, usize)) -> Self {
        fold_two(spots, border, size)
    }
}

impl Folded<4> {
    /// For `cubic_folded`.
    pub(crate) fn four(spots: &Spots, border: Border, size: (usize, usize)) -> Self {
        fold_four(spots, border, size)
    }
}

by_cpu! {
    fn fold_two(spots: &Spots, border: Border, size: (usize, usize)) -> Folded<2> {
        Folded::new(spots, 0, border, size)
    }
}

by_cpu! {
    fn fold_four(spots: &Spots, border: Border, size: (usize, usize)) -> Folded<4> {
        Folded::new(spots, 1, border, size)
    }
}

impl<const TAPS: usize> Folded<TAPS> {
    /// The first tap lies `before` pixels left and above of the spot.
    #[inline(always)]
    fn new(spots: &Spots, before: i32, border: Border, (width, height): (usize, usize)) -> Self {
        let constant = if let Border::Constant(value) = border { value } else { 0.0 };
        let mut folded = Self { x: [[0; SPOTS]; TAPS], y: [[0; SPOTS]; TAPS], constant };
        for tap in 0..TAPS {
            fold(border, &spots.x, tap as i32 - before, width, &mut folded.x[tap]);
            fold(border, &spots.y, tap as i32 - before, height, &mut folded.y[tap]);
        }
        folded
    }

    /// The taps of a row of one spot.
    #[inline(always)]
    pub(super) fn row(&self, plane: PlaneRef<'_>, row: usize, lane: usize) -> [f32; TAPS] {
        let mut taps = [self.constant; TAPS];
        if let Ok(y) = usize::try_from(self.y[row][lane]) {
            let pixels = plane.row(y);
            for tap in 0..TAPS {
                if let Ok(x) = usize::try_from(self.x[tap][lane]) {
                    taps[tap] = pixels[x];
                }
            }
        }
        taps
    }
}

#[inline(always)]
fn fold(border: Border, places: &[i32; SPOTS], offset: i32, length: usize, folded: &mut [i32; SPOTS]) {
    let last = length as i32 - 1;
    let near = places.iter().fold(true, |near, &at| near & (at + offset >= -last) & (at + offset <= 2 * last));
    for lane in 0..SPOTS {
        let at = places[lane] + offset;
        folded[lane] = match border {
            Border::Constant(_) => {
                if (at >= 0) & (at <= last) {
                    at
                } else {
                    -1
                }
            }
            Border::Replicate => at.max(0).min(last),
            // One mirror is enough nearly always, and needs no division.
            Border::Reflect101 if near => last - (last - at.abs()).abs(),
            _ => border.place(at as isize, length).map_or(-1, |place| place as i32),
        };
    }
}
