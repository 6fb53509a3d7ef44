//! `style.segment`: where skin, clothes and hair are.

use weft_kernels::resize::Resampler;
use weft_planes::{all_fitted, plane_mut};
use weft_plugin::prelude::*;

use crate::ports::Ports;

/// Where everything is.
#[derive(Outputs)]
pub(crate) struct Segmented {
    /// Skin
    skin: MaskMut,
    /// Clothes
    clothes: MaskMut,
    /// Hair
    hair: MaskMut,
    /// All three
    person: MaskMut,
    /// Who says so
    source: String,
}

/// Says where skin, clothes and hair are, as three soft masks.
///
/// There is no stand-in without a model.
#[node(id = "style.segment", category = "Masks", label = "Skin, clothes and hair", pure, no_disk)]
pub(crate) fn segment(
    call: &Call,
    image: &Image,
    /// Who looks
    #[input(default = "segmenter", set_only)]
    model: &Model,
) -> Result<Segmented> {
    let session = call.open_model(model)?;
    let ports = Ports::of(&session, "knows no skin, clothes and hair")?;
    let size = ports.size.unwrap_or((512, 512));
    let picture = Ports::sized(&call.sub(0.0..0.1), image, size)?;
    call.report(0.1)?;
    let given = ports.run(&session, &picture, |feed| feed.normalise([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))?;
    if given.planes != 3 {
        bail!("`{}` knows no skin, clothes and hair: it gives {} planes instead of three", ports.name, given.planes);
    }
    call.report(0.9)?;
    let mut masks = Vec::new();
    for plane in 0..3 {
        let found = given.plane(plane)?;
        let fitted = all_fitted(call, &[found.view()], (image.width(), image.height()), Resampler::OpencvLinear)?;
        let mut mask = call.mask_like(image)?;
        let mut to = plane_mut(&mut mask);
        for (y, row) in to.rows_mut().enumerate() {
            row.iter_mut().zip(fitted[0].view().row(y)).for_each(|(to, from)| *to = from.clamp(0.0, 1.0));
        }
        masks.push(mask);
    }
    let mut person = call.mask_like(image)?;
    for y in 0..image.height() {
        let rows = [0, 1, 2].map(|at: usize| masks[at].row(0, y));
        let row = person.row_mut(0, y);
        for (x, to) in row.iter_mut().enumerate() {
            *to = rows.iter().fold(0.0, |most: f32, row| most.max(row[x]));
        }
    }
    let mut masks = masks.into_iter();
    let (Some(skin), Some(clothes), Some(hair)) = (masks.next(), masks.next(), masks.next()) else {
        bail!("three masks became fewer");
    };
    Ok(Segmented { skin, clothes, hair, person, source: format!("`{}`", ports.name) })
}
