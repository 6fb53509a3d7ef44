//! Simple operations on masks: planes in which 1 is selected, 0 is not, and values between are partly.

use crate::bands::for_each_row;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;

/// From here on a soft mask counts as selected, where an operation knows only yes and no.
pub const SELECTED: f32 = 0.5;

/// Whether a soft mask counts as selected; no number does not.
#[inline]
pub fn is_selected(pixel: f32) -> bool {
    pixel >= SELECTED
}

/// How two masks become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// What either selects: the larger value.
    Union,
    /// What both select: the smaller value.
    Intersect,
    /// What the first selects and the second does not.
    Subtract,
    /// What one selects and the other does not.
    Difference,
    /// The product: soft edges of both count.
    Multiply,
    /// The sum, at most 1.
    Add,
}

/// 1 where the mask reaches `at`, 0 elsewhere and where it is no number.
pub fn threshold(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>, at: f32) {
    check_size(mask, out);
    for_each_row(out, |y, row| threshold_row(mask.row(y), row, at));
}

/// 1 minus the mask.
pub fn invert(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>) {
    check_size(mask, out);
    for_each_row(out, |y, row| invert_row(mask.row(y), row));
}

/// Two masks become one.
pub fn combine(first: PlaneRef<'_>, second: PlaneRef<'_>, out: &mut PlaneMut<'_>, how: Combine) {
    check_size(first, out);
    check_size(second, out);
    for_each_row(out, |y, row| {
        let (first, second) = (first.row(y), second.row(y));
        match how {
            Combine::Union => combine_rows::<0>(first, second, row),
            Combine::Intersect => combine_rows::<1>(first, second, row),
            Combine::Subtract => combine_rows::<2>(first, second, row),
            Combine::Difference => combine_rows::<3>(first, second, row),
            Combine::Multiply => combine_rows::<4>(first, second, row),
            Combine::Add => combine_rows::<5>(first, second, row),
        }
    });
}

fn check_size(mask: PlaneRef<'_>, out: &PlaneMut<'_>) {
    assert_eq!((mask.width(), mask.height()), (out.width(), out.height()), "masks of different size");
}

by_cpu! {
    fn threshold_row(from: &[f32], to: &mut [f32], at: f32) {
        to.iter_mut().zip(from).for_each(|(to, &from)| *to = if from >= at { 1.0 } else { 0.0 });
    }
}

by_cpu! {
    fn invert_row(from: &[f32], to: &mut [f32]) {
        to.iter_mut().zip(from).for_each(|(to, &from)| *to = 1.0 - from);
    }
}

by_cpu! {
    fn combine_rows<const HOW: u8>(first: &[f32], second: &[f32], to: &mut [f32]) {
        for ((to, &a), &b) in to.iter_mut().zip(first).zip(second) {
            *to = match HOW {
                0 => if a > b { a } else { b },
                1 => if a < b { a } else { b },
                2 => if a < 1.0 - b { a } else { 1.0 - b },
                3 => (a - b).abs(),
                4 => a * b,
                _ => if a + b < 1.0 { a + b } else { 1.0 },
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    fn check(how: Combine, want: [f32; 5]) {
        let (first, second) = ([0.0, 1.0, 0.0, 1.0, 0.25], [0.0, 0.0, 1.0, 1.0, 0.5]);
        let plane = |values: [f32; 5]| Plane::from_fn(5, 1, |x, _| values[x]);
        let mut out = Plane::new(5, 1);
        combine(plane(first).view(), plane(second).view(), &mut out.view_mut(), how);
        assert_eq!(out.row(0), want, "{how:?}");
    }

    #[test]
    fn masks_combine() {
        check(Combine::Union, [0.0, 1.0, 1.0, 1.0, 0.5]);
        check(Combine::Intersect, [0.0, 0.0, 0.0, 1.0, 0.25]);
        check(Combine::Subtract, [0.0, 1.0, 0.0, 0.0, 0.25]);
        check(Combine::Difference, [0.0, 1.0, 1.0, 0.0, 0.25]);
        check(Combine::Multiply, [0.0, 0.0, 0.0, 1.0, 0.125]);
        check(Combine::Add, [0.0, 1.0, 1.0, 1.0, 0.75]);
    }

    #[test]
    fn a_threshold_knows_only_yes_and_no() {
        let mask = Plane::from_fn(4, 1, |x, _| [0.49, 0.5, 7.0, f32::NAN][x]);
        let mut out = Plane::new(4, 1);
        threshold(mask.view(), &mut out.view_mut(), SELECTED);
        assert_eq!(out.row(0), [0.0, 1.0, 1.0, 0.0]);
        invert(out.clone().view(), &mut out.view_mut());
        assert_eq!(out.row(0), [1.0, 0.0, 0.0, 1.0]);
    }
}
