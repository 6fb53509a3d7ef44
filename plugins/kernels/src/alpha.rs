//! Pictures whose last plane is straight alpha, moved or mixed: colours are weighted by their alpha on the way, so that nothing
//! hidden bleeds into what is seen.

use crate::bands::{Cancelled, Progress};
use crate::plane::{Plane, PlaneMut, PlaneRef, views, views_mut};

/// Below this, a colour divided by its alpha is noise.
const ALPHA_MIN: f32 = 1.0 / 65536.0;

/// Runs `kernel` on colours times alpha, and on alpha, and divides again. Where nothing shows, the colour is what `kernel` makes
/// of the plain one, in case alpha is taken away later.
pub fn weighted_by_alpha(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    kernel: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>], Progress<'_>) -> Result<(), Cancelled>,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let (Some((alpha, colours)), Some(first)) = (source.split_last(), out.first()) else { return Ok(()) };
    let mut hidden: Vec<Plane> = colours.iter().map(|_| Plane::new(first.width(), first.height())).collect();
    kernel(colours, &mut views_mut(&mut hidden), None)?;
    let mut heavy: Vec<Plane> = colours.iter().map(PlaneRef::to_plane).collect();
    heavy.iter_mut().for_each(|colour| premultiply(&mut colour.view_mut(), *alpha));
    let heavy: Vec<_> = heavy.iter().map(Plane::view).chain([*alpha]).collect();
    kernel(&heavy, out, progress)?;
    let Some((alpha, colours)) = out.split_last_mut() else { return Ok(()) };
    // Sharp filters overshoot; more than opaque would make colours of nothing.
    alpha.rows_mut().flatten().for_each(|sample| *sample = sample.clamp(0.0, 1.0));
    for (colour, hidden) in colours.iter_mut().zip(views(&hidden)) {
        unpremultiply(colour, alpha.view(), hidden);
    }
    Ok(())
}

/// Multiplies a colour plane by its alpha.
fn premultiply(colour: &mut PlaneMut<'_>, alpha: PlaneRef<'_>) {
    assert_eq!((colour.width(), colour.height()), (alpha.width(), alpha.height()), "alpha of another size");
    for (colours, alphas) in colour.rows_mut().zip(alpha.rows()) {
        colours.iter_mut().zip(alphas).for_each(|(colour, &alpha)| *colour *= alpha);
    }
}

/// Divides a colour plane by its alpha. Where there is no alpha to divide by, the pixel of `hidden` is taken.
fn unpremultiply(colour: &mut PlaneMut<'_>, alpha: PlaneRef<'_>, hidden: PlaneRef<'_>) {
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
