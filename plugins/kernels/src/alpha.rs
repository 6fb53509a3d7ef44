//! Straight alpha to premultiplied and back.

use crate::plane::{PlaneMut, PlaneRef};

/// Below this, a colour divided by its alpha is noise.
const ALPHA_MIN: f32 = 1.0 / 65536.0;

/// Multiplies a colour plane by its alpha.
pub fn premultiply(colour: &mut PlaneMut<'_>, alpha: PlaneRef<'_>) {
    assert_eq!((colour.width(), colour.height()), (alpha.width(), alpha.height()), "alpha of another size");
    for (colours, alphas) in colour.rows_mut().zip(alpha.rows()) {
        colours.iter_mut().zip(alphas).for_each(|(colour, &alpha)| *colour *= alpha);
    }
}

/// Divides a colour plane by its alpha. Where there is no alpha to divide by, the pixel of `hidden` is taken.
pub fn unpremultiply(colour: &mut PlaneMut<'_>, alpha: PlaneRef<'_>, hidden: PlaneRef<'_>) {
    assert_eq!((colour.width(), colour.height()), (alpha.width(), alpha.height()), "alpha of another size");
    assert_eq!((colour.width(), colour.height()), (hidden.width(), hidden.height()), "hidden colours of another size");
    for ((colours, alphas), hidden) in colour.rows_mut().zip(alpha.rows()).zip(hidden.rows()) {
        for ((colour, &alpha), &hidden) in colours.iter_mut().zip(alphas).zip(hidden) {
            // The comparison is false for an alpha of NaN as well.
            *colour = if alpha > ALPHA_MIN { *colour / alpha } else { hidden };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    #[test]
    fn a_round_trip_keeps_visible_colours_and_takes_hidden_ones_from_outside() {
        let alpha = Plane::from_fn(4, 1, |x, _| [0.0, 0.25, 1.0, f32::NAN][x]);
        let mut colour = Plane::filled(4, 1, 0.5);
        premultiply(&mut colour.view_mut(), alpha.view());
        assert_eq!(colour.row(0)[..3], [0.0, 0.125, 0.5]);
        unpremultiply(&mut colour.view_mut(), alpha.view(), Plane::filled(4, 1, 0.75).view());
        assert_eq!(colour.row(0), [0.75, 0.5, 0.5, 0.75]);
    }
}
