//! One picture over another, in the blend modes of the W3C (Compositing and Blending Level 1), with straight alpha.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_joint_band};
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;

/// How the colours of both pictures become one where they overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Blend {
    /// The upper colour.
    #[default]
    Normal,
    /// The product: darker.
    Multiply,
    /// The product of the negatives: lighter.
    Screen,
    /// Multiplies the dark parts of the lower picture and screens its light ones.
    Overlay,
    /// Multiplies where the upper picture is dark and screens where it is light.
    HardLight,
    /// A gentle hard light.
    SoftLight,
    /// The smaller value.
    Darken,
    /// The larger value.
    Lighten,
    /// Brightens the lower picture by the upper one.
    ColorDodge,
    /// Darkens the lower picture by the upper one.
    ColorBurn,
    /// The sum, at most 1.
    Add,
    /// The lower minus the upper colour, at least 0.
    Subtract,
    /// The distance between both.
    Difference,
    /// A difference of less contrast.
    Exclusion,
    /// The lower divided by the upper colour, at most 1.
    Divide,
}

/// A picture: its colour planes, and its alpha if it has one.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// One plane or more.
    pub colours: &'a [PlaneRef<'a>],
    /// Straight alpha; none is 1 everywhere.
    pub alpha: Option<PlaneRef<'a>>,
}

/// Puts `upper` over `lower`. `mask` and `opacity` weaken the upper picture. `out` takes the colours, and an alpha if it has one
/// plane more. All planes have one size. Where nothing is visible, the lower colour stays.
pub fn composite(
    lower: &Layer<'_>,
    upper: &Layer<'_>,
    mask: Option<PlaneRef<'_>>,
    out: &mut [PlaneMut<'_>],
    (blend, opacity): (Blend, f32),
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let colours = lower.colours.len();
    assert_eq!(colours, upper.colours.len(), "as many colours above as below");
    assert!(out.len() == colours || out.len() == colours + 1, "{} planes for {colours} colours", out.len());
    let Some(size) = out.first().map(|plane| (plane.width(), plane.height())) else { return Ok(()) };
    let all = lower.colours.iter().chain(upper.colours).chain(&lower.alpha).chain(&upper.alpha).chain(&mask);
    assert!(all.into_iter().all(|plane| (plane.width(), plane.height()) == size), "planes of different size");
    let row_of = ROWS[blend as usize];
    for_each_joint_band(out, ROWS_PER_BAND, progress, |first_row, bands| {
        let mut cover = vec![0.0; size.0];
        let opaque = vec![1.0; size.0];
        for y in 0..bands[0].height() {
            let source_y = first_row + y;
            cover.fill(opacity);
            for factor in upper.alpha.iter().chain(&mask) {
                weaken(&mut cover, factor.row(source_y));
            }
            let below = lower.alpha.as_ref().map_or(&opaque[..], |alpha| alpha.row(source_y));
            for (c, band) in bands.iter_mut().enumerate() {
                if c < colours {
                    let (low, high) = (lower.colours[c].row(source_y), upper.colours[c].row(source_y));
                    row_of(low, high, below, &cover, band.row_mut(y));
                } else {
                    union(below, &cover, band.row_mut(y));
                }
            }
        }
    })
}

type Row = fn(&[f32], &[f32], &[f32], &[f32], &mut [f32]);
/// In the order of `Blend`.
const ROWS: [Row; 15] = [
    blend_row::<0>,
    blend_row::<1>,
    blend_row::<2>,
    blend_row::<3>,
    blend_row::<4>,
    blend_row::<5>,
    blend_row::<6>,
    blend_row::<7>,
    blend_row::<8>,
    blend_row::<9>,
    blend_row::<10>,
    blend_row::<11>,
    blend_row::<12>,
    blend_row::<13>,
    blend_row::<14>,
];

by_cpu! {
    fn weaken(cover: &mut [f32], by: &[f32]) {
        cover.iter_mut().zip(by).for_each(|(cover, by)| *cover *= by);
    }
}

by_cpu! {
    fn union(below: &[f32], cover: &[f32], to: &mut [f32]) {
        for ((to, &below), &cover) in to.iter_mut().zip(below).zip(cover) {
            *to = below + cover * (1.0 - below);
        }
    }
}

by_cpu! {
    fn blend_row<const MODE: usize>(low: &[f32], high: &[f32], below: &[f32], cover: &[f32], to: &mut [f32]) {
        let length = to.len();
        let (low, high, below, cover) = (&low[..length], &high[..length], &below[..length], &cover[..length]);
        for x in 0..length {
            let (low, high, below, cover) = (low[x], high[x], below[x], cover[x]);
            let alpha = below + cover * (1.0 - below);
            // The share of the upper picture in what is visible, and in it that of both together.
            let share = if alpha > 0.0 { cover / alpha } else { 0.0 };
            let mixed = high + (mix::<MODE>(low, high) - high) * below;
            to[x] = low + (mixed - low) * share;
        }
    }
}

/// The colour of both together.
#[inline(always)]
fn mix<const MODE: usize>(low: f32, high: f32) -> f32 {
    const NORMAL: usize = Blend::Normal as usize;
    const MULTIPLY: usize = Blend::Multiply as usize;
    const SCREEN: usize = Blend::Screen as usize;
    const OVERLAY: usize = Blend::Overlay as usize;
    const HARD_LIGHT: usize = Blend::HardLight as usize;
    const SOFT_LIGHT: usize = Blend::SoftLight as usize;
    const DARKEN: usize = Blend::Darken as usize;
    const LIGHTEN: usize = Blend::Lighten as usize;
    const COLOR_DODGE: usize = Blend::ColorDodge as usize;
    const COLOR_BURN: usize = Blend::ColorBurn as usize;
    const ADD: usize = Blend::Add as usize;
    const SUBTRACT: usize = Blend::Subtract as usize;
    const DIFFERENCE: usize = Blend::Difference as usize;
    const EXCLUSION: usize = Blend::Exclusion as usize;
    match MODE {
        NORMAL => high,
        MULTIPLY => low * high,
        SCREEN => low + high - low * high,
        OVERLAY => hard_light(high, low),
        HARD_LIGHT => hard_light(low, high),
        SOFT_LIGHT => {
            let base = low.max(0.0);
            let lighter = if base <= 0.25 { ((16.0 * base - 12.0) * base + 4.0) * base } else { base.sqrt() };
            let strength = 2.0 * high - 1.0;
            if high <= 0.5 { low + strength * low * (1.0 - low) } else { low + strength * (lighter - low) }
        }
        DARKEN => {
            if low < high {
                low
            } else {
                high
            }
        }
        LIGHTEN => {
            if low > high {
                low
            } else {
                high
            }
        }
        COLOR_DODGE => match () {
            () if low <= 0.0 => 0.0,
            () if low >= 1.0 - high => 1.0,
            () => low / (1.0 - high),
        },
        COLOR_BURN => match () {
            () if low >= 1.0 => 1.0,
            () if 1.0 - low >= high => 0.0,
            () => 1.0 - (1.0 - low) / high,
        },
        ADD => (low + high).min(1.0),
        SUBTRACT => (low - high).max(0.0),
        DIFFERENCE => (low - high).abs(),
        EXCLUSION => low + high - 2.0 * low * high,
        _ => {
            if low >= high {
                1.0
            } else {
                low / high
            }
        }
    }
}

#[inline(always)]
fn hard_light(low: f32, high: f32) -> f32 {
    if high <= 0.5 { 2.0 * low * high } else { 1.0 - 2.0 * (1.0 - low) * (1.0 - high) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    const ALL: [Blend; 15] = [
        Blend::Normal,
        Blend::Multiply,
        Blend::Screen,
        Blend::Overlay,
        Blend::HardLight,
        Blend::SoftLight,
        Blend::Darken,
        Blend::Lighten,
        Blend::ColorDodge,
        Blend::ColorBurn,
        Blend::Add,
        Blend::Subtract,
        Blend::Difference,
        Blend::Exclusion,
        Blend::Divide,
    ];

    /// One pixel: lower and upper colour and alpha, the colour and alpha that come out.
    fn of(blend: Blend, lower: [f32; 2], upper: [f32; 2], opacity: f32) -> [f32; 2] {
        let plane = |value| Plane::filled(1, 1, value);
        let [low, below, high, cover] = [lower[0], lower[1], upper[0], upper[1]].map(plane);
        let mut out = [plane(9.0), plane(9.0)];
        let [colour, alpha] = &mut out;
        composite(
            &Layer { colours: &[low.view()], alpha: Some(below.view()) },
            &Layer { colours: &[high.view()], alpha: Some(cover.view()) },
            None,
            &mut [colour.view_mut(), alpha.view_mut()],
            (blend, opacity),
            None,
        )
        .unwrap();
        [out[0].row(0)[0], out[1].row(0)[0]]
    }

    #[test]
    fn modes_follow_the_formulas_of_the_w3c() {
        let want = [0.75, 0.1875, 0.8125, 0.375, 0.625, 0.375, 0.25, 0.75, 1.0, 0.0, 1.0, 0.0, 0.5, 0.625, 1.0 / 3.0];
        for (blend, want) in ALL.into_iter().zip(want) {
            assert!(ROWS.len() > blend as usize);
            let [have, alpha] = of(blend, [0.25, 1.0], [0.75, 1.0], 1.0);
            assert!((have - want).abs() < 1e-6 && alpha == 1.0, "{blend:?}: {have} and not {want}");
        }
    }

    #[test]
    fn alpha_is_straight() {
        // Half of red over half of black: two thirds of the visible is red.
        let [colour, alpha] = of(Blend::Normal, [0.0, 0.5], [1.0, 0.5], 1.0);
        assert!((colour - 2.0 / 3.0).abs() < 1e-6 && alpha == 0.75);
        // Over nothing, a blend mode has nothing to blend with.
        assert_eq!(of(Blend::Multiply, [0.0, 0.0], [0.75, 0.5], 1.0), [0.75, 0.5]);
        assert_eq!(of(Blend::Normal, [0.25, 0.0], [0.75, 0.0], 1.0), [0.25, 0.0]);
        assert_eq!(of(Blend::Normal, [0.25, 1.0], [0.75, 1.0], 0.0), [0.25, 1.0]);
    }

    #[test]
    fn values_outside_of_0_to_1_give_numbers() {
        for blend in ALL {
            for (low, high) in [(-1.0, 2.0), (2.0, -1.0), (0.0, 0.0), (1.0, 1.0), (-0.5, 0.7)] {
                let [colour, _] = of(blend, [low, 1.0], [high, 1.0], 1.0);
                assert!(colour.is_finite(), "{blend:?} {low} {high}: {colour}");
            }
        }
    }
}
