//! What the fills share: the hole, its soft edge, and the sentence about where the pixels come from.

use weft_kernels::{Cancelled, Plane, PlaneMut, PlaneRef, Progress};
use weft_planes::{fitted, planes, planes_mut, reporting};
use weft_plugin::prelude::*;

/// A picture without the hole.
#[derive(Outputs)]
pub(crate) struct Filled {
    /// The picture, filled
    #[output(ty = "image|mask")]
    image: ImageMut,
    /// Where the new pixels come from
    source: String,
}

/// Fills all planes of a picture, alpha too, where the mask selects; `kernel` also says what it did.
pub(crate) fn filled(
    call: &Call,
    image: &Image,
    mask: &Mask,
    kernel: impl FnOnce(
        &[PlaneRef<'_>],
        PlaneRef<'_>,
        &mut [PlaneMut<'_>],
        Progress<'_>,
    ) -> std::result::Result<&'static str, Cancelled>,
) -> Result<Filled> {
    let mask = fitted(&call.sub(0.0..0.05), mask, image)?;
    let mut out = call.image_like_for_overwrite(image)?;
    let (from, mut to) = (planes(image), planes_mut(&mut out));
    // What is no number selects nothing; a mask that was stretched selects faintly around its edge, which is no hole.
    let share = |x: usize, y: usize| mask.view().row(y)[x].clamp(0.0, 1.0);
    let hole = Plane::from_fn(mask.view().width(), mask.view().height(), |x, y| {
        if share(x, y) > 1.0 / 512.0 { share(x, y) } else { 0.0 }
    });
    let mut source = "";
    reporting(&call.sub(0.05..1.0), |progress| {
        source = kernel(&from, hole.view(), &mut to, progress)?;
        Ok(())
    })?;
    for (to, from) in to.iter_mut().zip(&from) {
        for (y, row) in to.rows_mut().enumerate() {
            for ((to, &from), &hole) in row.iter_mut().zip(from.row(y)).zip(hole.row(y)) {
                // Nothing is computed where nothing is to be mixed: what stands there may be no number.
                *to = if hole > 0.0 && hole < 1.0 { from + hole * (*to - from) } else { *to };
            }
        }
    }
    drop(to);
    Ok(Filled { image: out, source: source.to_owned() })
}
