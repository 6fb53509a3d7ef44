//! Networks that redraw an aligned face: a picture of 512 pixels in, one out, from -1 to 1.

use weft_kernels::resize::Resampler;
use weft_planes::{all_fitted, planes_mut, rgb};
use weft_plugin::infer::{Feed, Session};
use weft_plugin::prelude::*;

/// What a network wants.
pub(crate) struct Network {
    picture: String,
    /// CodeFormer: how faithful it shall be.
    pub(crate) weight: Option<String>,
    output: String,
    side: u32,
    pub(crate) name: String,
}

impl Network {
    pub(crate) fn of(session: &Session<'_>) -> Result<Self> {
        let (inputs, outputs) = (session.inputs()?, session.outputs()?);
        let name = session.fact("model")?.unwrap_or("a model").to_owned();
        let is_picture = |shape: &[Option<usize>]| matches!(shape, [_, Some(3) | None, _, _]);
        let picture = inputs.iter().find(|port| is_picture(&port.shape));
        let output = outputs.iter().find(|port| is_picture(&port.shape) || port.shape.is_empty());
        let (Some(picture), Some(output)) = (picture, output) else {
            bail!("`{name}` restores no faces: it takes and gives no picture of three colours");
        };
        if inputs.len() > 2 {
            bail!("`{name}` restores no faces: it takes {} inputs", inputs.len());
        }
        let side = picture.shape[2].unwrap_or(512);
        if picture.shape[3].unwrap_or(side) != side {
            bail!("`{name}` restores no faces: it takes the shape {:?}, and faces are square", picture.shape);
        }
        let weight = inputs.iter().find(|port| port.name != picture.name).map(|port| port.name.clone());
        let side = u32::try_from(side)?;
        Ok(Self { picture: picture.name.clone(), weight, output: output.name.clone(), side, name })
    }

    /// The face, redrawn, in the size that it came in.
    pub(crate) fn redraw(&self, call: &Call, session: &Session<'_>, crop: &Image, weight: f32) -> Result<ImageMut> {
        let side = (self.side, self.side);
        let sized = all_fitted(&call.sub(0.0..0.05), &rgb(crop), side, Resampler::OpencvLinear)?;
        let mut picture = call.image_for_overwrite(self.side, self.side, 3)?;
        planes_mut(&mut picture).iter_mut().zip(&sized).for_each(|(to, from)| to.copy_from(from.view()));
        let picture = picture.done();
        let mut feeds = vec![Feed::image(&self.picture, &picture).scaled(2.0, -1.0)];
        let number;
        if let Some(name) = &self.weight {
            number = call.tensor_of(&[1], &[weight])?;
            feeds.push(Feed::tensor(name, &number));
        }
        let given = session.run(&feeds, &[&self.output])?.remove(0);
        let &[1, 3, high, wide] = given.shape() else {
            bail!("`{}` restores no faces: it gave the shape {:?}", self.name, given.shape());
        };
        let numbers = given.as_slice::<f32>()?;
        let mut drawn = call.image_for_overwrite(u32::try_from(wide)?, u32::try_from(high)?, 3)?;
        for (colour, mut plane) in planes_mut(&mut drawn).into_iter().enumerate() {
            for (y, row) in plane.rows_mut().enumerate() {
                let from = &numbers[(colour * high + y) * wide..][..wide];
                row.iter_mut().zip(from).for_each(|(to, from)| *to = (from.clamp(-1.0, 1.0) + 1.0) / 2.0);
            }
        }
        if (wide, high) == (crop.width() as usize, crop.height() as usize) {
            return Ok(drawn);
        }
        let drawn = drawn.done();
        let back = all_fitted(call, &rgb(&drawn), (crop.width(), crop.height()), Resampler::OpencvArea)?;
        let mut out = call.image_for_overwrite(crop.width(), crop.height(), 3)?;
        planes_mut(&mut out).iter_mut().zip(&back).for_each(|(to, from)| to.copy_from(from.view()));
        Ok(out)
    }
}

/// `strength` of the redrawn face, the rest of the one that was.
pub(crate) fn blend(redrawn: &mut ImageMut, before: &Image, strength: f32) {
    let from = rgb(before);
    for (mut to, from) in planes_mut(redrawn).into_iter().zip(from) {
        for (y, row) in to.rows_mut().enumerate() {
            row.iter_mut().zip(from.row(y)).for_each(|(to, from)| *to = strength * *to + (1.0 - strength) * from);
        }
    }
}
