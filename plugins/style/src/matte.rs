//! `style.matte`: where the person is.

use weft_kernels::guided::{Guided, guided};
use weft_kernels::resize::Resampler;
use weft_planes::{all_fitted, plane_mut, reporting, rgb};
use weft_plugin::prelude::*;

use crate::ports::Ports;

/// Where the person is.
#[derive(Outputs)]
pub(crate) struct Matted {
    /// 1 where the person is, 0 where not
    mask: MaskMut,
    /// Who says so
    source: String,
}

/// Of its training pictures, in shares of 255: blue, green, red.
const SINET_MEAN: [f32; 3] = [107.304_565 / 255.0, 115.698_84 / 255.0, 132.357_03 / 255.0];
/// In bytes, as its authors divide twice.
const SINET_DEVIATION: [f32; 3] = [63.971_82, 65.133_7, 68.297_26];

/// Says where the person is in a portrait, so that the background can be exchanged.
///
/// Edges follow those of the picture. There is no stand-in without a model.
#[node(id = "style.matte", category = "Masks", label = "Person", pure, no_disk)]
pub(crate) fn matte(
    call: &Call,
    image: &Image,
    /// Who looks
    #[input(default = "matting", set_only)]
    model: &Model,
    /// How far edges may move to those of the picture; 0: as the network says
    #[input(default = 4.0, soft = 0.0..=32.0, hard = 0.0..=512.0, unit = "px")]
    refine: f32,
) -> Result<Matted> {
    let session = call.open_model(model)?;
    let ports = Ports::of(&session, "finds no people")?;
    let size = ports.size.unwrap_or((512, 512));
    let picture = Ports::sized(&call.sub(0.0..0.1), image, size)?;
    call.report(0.1)?;
    let given = ports.run(&session, &picture, |feed| match ports.gives {
        // SINet: person or not, of pictures with blue first, less their mean.
        Some(2) => feed.bgr().normalise(SINET_MEAN, SINET_DEVIATION),
        // MODNet and its like.
        _ => feed.scaled(2.0, -1.0),
    })?;
    // One plane says it, or the last of two.
    if given.planes > 2 {
        bail!("`{}` finds no people: it gives {} planes instead of one or two", ports.name, given.planes);
    }
    call.report(0.8)?;
    let found = given.plane(given.planes - 1)?;
    let fitted = all_fitted(call, &[found.view()], (image.width(), image.height()), Resampler::OpencvLinear)?;
    let mut mask = call.mask_like(image)?;
    let mut to = plane_mut(&mut mask);
    let radius = refine.round() as usize;
    if radius > 0 {
        let options = Guided { radius_px: radius, epsilon: 1e-3 };
        reporting(&call.sub(0.8..1.0), |progress| {
            guided(&rgb(image), &[fitted[0].view()], std::slice::from_mut(&mut to), &options, progress)
        })?;
    } else {
        to.copy_from(fitted[0].view());
    }
    to.rows_mut().flatten().for_each(|sample| *sample = sample.clamp(0.0, 1.0));
    Ok(Matted { mask, source: format!("`{}`", ports.name) })
}
