//! Changes of a selected part that leave no seam: other colours, other light, less texture. At the meaning of OpenCV's
//! `colorChange`, `illuminationChange` and `textureFlattening`.

use crate::bands::{Cancelled, Progress};
use crate::canny::{Canny, Norm, canny};
use crate::gradient_domain::{Fields, Levels, Use, copy, eroded, masked, put, selection_of};
use crate::plane::{Plane, PlaneMut, PlaneRef, assert_like, views};

/// What to change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LocalChange {
    /// Factors for red, green and blue.
    Colour([f32; 3]),
    /// Evens out highlights and deep shadows.
    Illumination {
        /// Steps of this many levels of 8 bits keep their size; OpenCV asks for 0 to 2.
        alpha: f32,
        /// How much larger ones shrink: 0 to 2.
        beta: f32,
    },
    /// Keeps nothing but the edges that Canny finds.
    Flatten {
        /// Weak edges from here on.
        low: f32,
        /// Strong edges from here on.
        high: f32,
        /// 3, 5 or 7.
        aperture: usize,
    },
}

/// Changes a picture where `mask` is not 0.
///
/// # Panics
/// If planes and mask differ in size, or source and output in number.
pub fn change_locally(
    source: &[PlaneRef<'_>],
    mask: PlaneRef<'_>,
    out: &mut [PlaneMut<'_>],
    change: &LocalChange,
    levels: Levels,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    assert_eq!((source[0].width(), source[0].height()), (mask.width(), mask.height()), "mask of another size");
    let selection = selection_of(mask);
    if mask.width() < 3 || mask.height() < 3 || selection.rows().flatten().all(|&value| value == 0.0) {
        copy(source, out);
        return Ok(());
    }
    let patch = masked(source, Some(selection.view()), levels);
    let target = masked(source, None, levels);
    let weights = eroded(selection.view());
    let mut edges = None;
    let how = match *change {
        LocalChange::Colour([red, green, blue]) => Use::Scale([red, green, blue, 1.0]),
        LocalChange::Illumination { alpha, beta } => {
            let levels_per_unit = if levels == Levels::EightBits { 1.0 } else { 255.0 };
            Use::Compress { alpha: alpha / levels_per_unit, beta }
        }
        LocalChange::Flatten { low, high, aperture } => {
            let seen = masked(source, Some(selection.view()), Levels::Continuous);
            edges = Some(canny(&views(&seen), &Canny { low, high, aperture, norm: Norm::Sum }));
            Use::Copy
        }
    };
    let fields = Fields {
        target: views(&target),
        patch: views(&patch),
        mask: weights.view(),
        edges: edges.as_ref().map(Plane::view),
        how,
    };
    put(&fields.solve(progress)?, (0, 0), levels, source, out);
    Ok(())
}
