//! `style.redraw`: a whole picture in the style that a network has learned.

use weft_kernels::resize::Resampler;
use weft_kernels::{Plane, PlaneRef};
use weft_planes::{all_fitted, alpha, planes_mut, rgb};
use weft_plugin::prelude::*;

use crate::ports::Ports;

/// A redrawn picture.
#[derive(Outputs)]
pub(crate) struct Redrawn {
    /// The picture
    image: ImageMut,
    /// Who redrew it
    source: String,
}

/// Networks of this kind halve their picture twice, unless their manifest says more.
const MULTIPLE: u32 = 4;

/// Redraws a picture with a network: CartoonGAN, AnimeGAN, fast style transfer.
///
/// There is no stand-in without a model: `toon.cartoon` is a filter that draws.
#[node(id = "style.redraw", category = "Image/Stylise", label = "Redraw in a style", pure)]
pub(crate) fn redraw(
    call: &Call,
    image: &Image,
    /// The style
    #[input(default = "style", set_only)]
    model: &Model,
    /// The network looks at pictures that are so large along their longer side; 0: as it is
    #[input(default = 1024, soft = 256..=2048, hard = 0..=8192, unit = "px")]
    side: u32,
    /// How much of it; the rest is the picture as it was
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    strength: f32,
) -> Result<Redrawn> {
    let session = call.open_model(model)?;
    let ports = Ports::of(&session, "redraws no pictures")?;
    let multiple = session.fact("multiple")?.and_then(|text| text.parse().ok()).unwrap_or(MULTIPLE).clamp(1, 256);
    let size = ports.size.unwrap_or_else(|| {
        let longer = image.width().max(image.height());
        let scale = if side == 0 { 1.0 } else { (f64::from(side) / f64::from(longer)).min(1.0) };
        let sized = |length: u32| ((f64::from(length) * scale) as u32).max(1).next_multiple_of(multiple);
        (sized(image.width()), sized(image.height()))
    });
    let picture = Ports::sized(&call.sub(0.0..0.1), image, size)?;
    call.report(0.1)?;
    // Most were trained from -1 to 1; fast style transfer of the ONNX zoo counts in bytes.
    let in_bytes = session.fact("value_range")? == Some("0..255");
    let given = ports
        .run(&session, &picture, |feed| if in_bytes { feed.scaled(255.0, 0.0) } else { feed.scaled(2.0, -1.0) })?;
    if given.planes != 3 {
        bail!("`{}` redraws no pictures: it gives {} planes instead of three colours", ports.name, given.planes);
    }
    call.report(0.9)?;
    let mut colours: Vec<Plane> = (0..3).map(|colour| given.plane(colour)).collect::<Result<_>>()?;
    for sample in colours.iter_mut().flat_map(Plane::rows_mut).flatten() {
        *sample = if in_bytes { *sample / 255.0 } else { (*sample + 1.0) / 2.0 }.clamp(0.0, 1.0);
    }
    let views: Vec<PlaneRef<'_>> = colours.iter().map(Plane::view).collect();
    let back = all_fitted(&call.sub(0.9..1.0), &views, (image.width(), image.height()), Resampler::PillowBicubic)?;
    let mut out = call.image_for_overwrite(image.width(), image.height(), 3 + u32::from(image.has_alpha()))?;
    let mut planes = planes_mut(&mut out);
    if let (Some(from), Some(to)) = (alpha(image), planes.get_mut(3)) {
        to.copy_from(from);
    }
    for ((to, drawn), before) in planes.iter_mut().zip(&back).zip(rgb(image)) {
        for (y, row) in to.rows_mut().enumerate() {
            for ((to, drawn), before) in row.iter_mut().zip(drawn.view().row(y)).zip(before.row(y)) {
                *to = (strength * drawn.clamp(0.0, 1.0)) + (1.0 - strength) * before;
            }
        }
    }
    drop(planes);
    Ok(Redrawn { image: out, source: format!("`{}`, at {} × {} px", ports.name, size.0, size.1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn without_a_model_nothing_is_made_up() {
        let error = testing::run(&redraw::KIND).image("image", Picture::flat(8, 8, [0.5; 3])).go().unwrap_err();
        assert_ne!(error.status(), 0);
    }
}
