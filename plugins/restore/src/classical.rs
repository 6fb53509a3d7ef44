//! Clearer faces without a network: noise off, local contrast, edges. No detail is made up.

use weft_kernels::bilateral::{Bilateral, bilateral};
use weft_kernels::clahe::{Clahe, clahe};
use weft_kernels::colour_space::{ColourSpace, from_rgb, to_rgb};
use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::plane::{views, views_mut};
use weft_kernels::{Border, Cancelled, Plane, PlaneMut, PlaneRef, Progress};
use weft_planes::{planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// What results say.
pub(crate) const SOURCE: &str = "classical enhancement (denoise, local contrast, sharpen), not GFPGAN";

/// A face of 512 pixels, or another size in proportion.
pub(crate) fn clearer(call: &Call, crop: &Image) -> Result<ImageMut> {
    let size = (crop.width() as usize, crop.height() as usize);
    let scale = size.0.min(size.1) as f32 / 512.0;
    let mut calm = three(size);
    let denoise = Bilateral {
        diameter_px: 2 * ((4.0 * scale).round() as usize).max(1) + 1,
        sigma_colour: 0.06,
        sigma_space_px: 2.5 * scale.max(0.2),
        border: Border::Reflect101,
    };
    reporting(&call.sub(0.0..0.4), |progress| bilateral(&rgb(crop), &mut views_mut(&mut calm), &denoise, progress))?;
    let mut lively = three(size);
    reporting(&call.sub(0.4..0.7), |progress| {
        // Gently: on skin more contrast soon looks like dirt.
        local_contrast(&views(&calm), &mut views_mut(&mut lively), &Clahe { limit: 1.2, tiles: (4, 4) }, 0.35, progress)
    })?;
    let mut soft = three(size);
    let blur = Gaussian { sigma_px: (1.6 * scale).max(0.5), taps: 0, border: Border::Reflect101 };
    reporting(&call.sub(0.7..0.9), |progress| gaussian(&views(&lively), &mut views_mut(&mut soft), &blur, progress))?;
    let mut out = call.image_for_overwrite(crop.width(), crop.height(), 3)?;
    for ((mut to, from), soft) in planes_mut(&mut out).into_iter().zip(&lively).zip(&soft) {
        for (y, row) in to.rows_mut().enumerate() {
            for ((to, from), soft) in row.iter_mut().zip(from.row(y)).zip(soft.row(y)) {
                *to = (from + 0.8 * (from - soft)).clamp(0.0, 1.0);
            }
        }
    }
    Ok(out)
}

fn three((width, height): (usize, usize)) -> Vec<Plane> {
    vec![Plane::new(width, height); 3]
}

/// CLAHE on the lightness of Lab; `share` of it, the rest as it was.
pub(crate) fn local_contrast(
    rgb: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &Clahe,
    share: f32,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let size = (rgb[0].width(), rgb[0].height());
    let mut lab = three(size);
    from_rgb(ColourSpace::Lab, rgb, &mut views_mut(&mut lab), progress)?;
    let light = Plane::from_fn(size.0, size.1, |x, y| (lab[0].row(y)[x] / 100.0).clamp(0.0, 1.0));
    let mut lively = Plane::new(size.0, size.1);
    clahe(light.view(), &mut lively.view_mut(), options, progress)?;
    for (y, row) in lab[0].rows_mut().enumerate() {
        row.iter_mut().zip(lively.row(y)).for_each(|(to, lively)| *to += share * (100.0 * lively - *to));
    }
    to_rgb(ColourSpace::Lab, &views(&lab), out, progress)
}
