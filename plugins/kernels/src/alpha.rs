//! Pictures whose last plane is straight alpha, moved or mixed: colours are weighted by their alpha on the way, so that nothing
//! hidden bleeds into what is seen. What is no number counts as 0 on the way, as one bad pixel must not spoil others.

use crate::bands::{Cancelled, Progress};
use crate::lanes::finite;
use crate::plane::{Plane, PlaneMut, PlaneRef, views, views_mut};
use crate::resize::range_of;

/// Below this, a colour divided by its alpha is noise.
const ALPHA_MIN: f32 = 1.0 / 65536.0;

/// Runs `kernel` on colours times alpha, and on alpha, and divides again. Where nothing shows, the colour is what `kernel` makes
/// of the plain one, in case alpha is taken away later. Where nearly nothing shows, filters with negative weights divide a small
/// difference by another one: what is far beyond the colours of the source is cut off, further than filters overshoot.
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
    // Hardly ever, so nobody pays for another plane.
    let cleaned = alpha.rows().flatten().any(|alpha| finite(*alpha) != *alpha).then(|| {
        let mut cleaned = alpha.to_plane();
        cleaned.view_mut().rows_mut().flatten().for_each(|alpha| *alpha = finite(*alpha));
        cleaned
    });
    let clean = cleaned.as_ref().map_or(*alpha, Plane::view);
    let heavy: Vec<_> = heavy.iter().map(Plane::view).chain([clean]).collect();
    kernel(&heavy, out, progress)?;
    let Some((alpha, made)) = out.split_last_mut() else { return Ok(()) };
    // Sharp filters overshoot; more than opaque would make colours of nothing.
    alpha.rows_mut().flatten().for_each(|sample| *sample = sample.clamp(0.0, 1.0));
    for ((made, hidden), colour) in made.iter_mut().zip(views(&hidden)).zip(colours) {
        unpremultiply(made, alpha.view(), hidden, possible(*colour));
    }
    Ok(())
}

/// Beyond the colours of a plane, and those from 0 to 1, by four times what lies between the least and the most of them.
fn possible(colour: PlaneRef<'_>) -> [f32; 2] {
    let (least, most) = range_of(colour);
    let room = 4.0 * (most - least);
    [least - room, most + room]
}

/// Multiplies a colour plane by its alpha.
fn premultiply(colour: &mut PlaneMut<'_>, alpha: PlaneRef<'_>) {
    assert_eq!((colour.width(), colour.height()), (alpha.width(), alpha.height()), "alpha of another size");
    for (colours, alphas) in colour.rows_mut().zip(alpha.rows()) {
        colours.iter_mut().zip(alphas).for_each(|(colour, &alpha)| *colour = finite(*colour) * finite(alpha));
    }
}

/// Divides a colour plane by its alpha, and cuts it. Where there is no alpha to divide by, the pixel of `hidden` is taken.
fn unpremultiply(colour: &mut PlaneMut<'_>, alpha: PlaneRef<'_>, hidden: PlaneRef<'_>, [least, most]: [f32; 2]) {
    assert_eq!((colour.width(), colour.height()), (alpha.width(), alpha.height()), "alpha of another size");
    assert_eq!((colour.width(), colour.height()), (hidden.width(), hidden.height()), "hidden colours of another size");
    for ((colours, alphas), hidden) in colour.rows_mut().zip(alpha.rows()).zip(hidden.rows()) {
        for ((colour, &alpha), &hidden) in colours.iter_mut().zip(alphas).zip(hidden) {
            // The comparison is false for an alpha of NaN as well.
            *colour = if alpha > ALPHA_MIN { (*colour / alpha).clamp(least, most) } else { hidden };
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
        unpremultiply(&mut colour.view_mut(), alpha.view(), Plane::filled(4, 1, 0.75).view(), [-1.0, 2.0]);
        assert_eq!(colour.row(0), [0.75, 0.5, 0.5, 0.75]);
    }

    #[test]
    fn colours_of_nearly_nothing_are_not_made_of_rounding() {
        // Alpha is a small difference, as behind a filter with negative weights.
        let source = [Plane::filled(1, 1, 0.5), Plane::filled(1, 1, 1.0)];
        let mut out = [Plane::new(1, 1), Plane::new(1, 1)];
        let kernel = |from: &[PlaneRef<'_>], to: &mut [PlaneMut<'_>], _: Progress<'_>| {
            to[0].row_mut(0)[0] = 0.05;
            if let (2, [_, alpha]) = (from.len(), to) {
                alpha.row_mut(0)[0] = 1e-4;
            }
            Ok(())
        };
        weighted_by_alpha(&views(&source), &mut views_mut(&mut out), kernel, None).unwrap();
        assert_eq!((out[0].row(0)[0], out[1].row(0)[0]), (5.0, 1e-4));
    }

    #[test]
    fn a_pixel_that_is_no_number_counts_as_nothing() {
        let colour = Plane::from_fn(5, 1, |x, _| if x == 2 { f32::NAN } else { 0.5 });
        for bad in [f32::NAN, f32::INFINITY] {
            let alpha = Plane::from_fn(5, 1, |x, _| if x == 3 { bad } else { 1.0 });
            let mut out = [Plane::new(5, 1), Plane::new(5, 1)];
            let copy = |from: &[PlaneRef<'_>], to: &mut [PlaneMut<'_>], _: Progress<'_>| {
                to.iter_mut().zip(from).for_each(|(to, from)| to.copy_from(*from));
                Ok(())
            };
            weighted_by_alpha(&[colour.view(), alpha.view()], &mut views_mut(&mut out), copy, None).unwrap();
            assert_eq!(out[0].row(0), [0.5, 0.5, 0.0, 0.5, 0.5]);
            assert_eq!(out[1].row(0), [1.0, 1.0, 1.0, 0.0, 1.0]);
        }
    }
}
