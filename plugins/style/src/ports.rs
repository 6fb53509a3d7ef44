//! What networks from pictures to pictures take and give, read off their files.

use weft_kernels::resize::Resampler;
use weft_planes::{all_fitted, planes_mut, rgb};
use weft_plugin::infer::{Feed, Session};
use weft_plugin::prelude::*;

/// A network that takes one picture of three colours.
pub(crate) struct Ports {
    pub(crate) name: String,
    pub(crate) input: String,
    pub(crate) output: String,
    pub(crate) channels_last: bool,
    /// It takes no other size: width and height.
    pub(crate) size: Option<(u32, u32)>,
    /// Planes that come out, where the file says so.
    pub(crate) gives: Option<usize>,
}

/// Numbers that came out, one plane after the other.
pub(crate) struct Given {
    pub(crate) planes: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    numbers: Tensor,
    channels_last: bool,
}

impl Ports {
    /// `does` is what the network is wanted for.
    pub(crate) fn of(session: &Session<'_>, does: &str) -> Result<Self> {
        let (inputs, outputs) = (session.inputs()?, session.outputs()?);
        let name = session.fact("model")?.unwrap_or("a model").to_owned();
        let ([input], [output, ..]) = (inputs.as_slice(), outputs.as_slice()) else {
            bail!("`{name}` {does}: it takes {} inputs instead of one picture", inputs.len());
        };
        let (channels_last, high, wide) = match *input.shape.as_slice() {
            [_, high, wide, Some(3)] => (true, high, wide),
            [_, Some(3) | None, high, wide] => (false, high, wide),
            _ => bail!("`{name}` {does}: it takes the shape {:?} instead of a picture in colour", input.shape),
        };
        if !matches!(output.shape.len(), 0 | 4) {
            bail!("`{name}` {does}: it gives the shape {:?} instead of a picture", output.shape);
        }
        let size = match (wide, high) {
            (Some(wide), Some(high)) => Some((u32::try_from(wide)?, u32::try_from(high)?)),
            _ => None,
        };
        let gives = output.shape.get(if channels_last { 3 } else { 1 }).copied().flatten();
        Ok(Self { input: input.name.clone(), output: output.name.clone(), channels_last, size, gives, name })
    }

    /// The colours of a picture in another size.
    pub(crate) fn sized(call: &Call, image: &Image, size: (u32, u32)) -> Result<Image> {
        let fitted = all_fitted(call, &rgb(image), size, Resampler::OpencvLinear)?;
        let mut out = call.image_for_overwrite(size.0, size.1, 3)?;
        planes_mut(&mut out).iter_mut().zip(&fitted).for_each(|(to, from)| to.copy_from(from.view()));
        Ok(out.done())
    }

    /// What it makes of a picture; `prepare` says what its numbers are.
    pub(crate) fn run<'f>(
        &'f self,
        session: &Session<'_>,
        picture: &'f Image,
        prepare: impl FnOnce(Feed<'f>) -> Feed<'f>,
    ) -> Result<Given> {
        let feed = prepare(Feed::image(&self.input, picture));
        let feed = if self.channels_last { feed.channels_last() } else { feed };
        let numbers = session.run(&[feed], &[&self.output])?.remove(0);
        let (planes, height, width) = match (self.channels_last, numbers.shape()) {
            (true, &[1, height, width, planes]) | (false, &[1, planes, height, width]) => (planes, height, width),
            (_, shape) => bail!("`{}` gave the shape {shape:?} instead of a picture", self.name),
        };
        if planes == 0 || width == 0 || height == 0 {
            bail!("`{}` gave an empty picture", self.name);
        }
        Ok(Given { planes, width, height, numbers, channels_last: self.channels_last })
    }
}

impl Given {
    /// One number for each pixel.
    pub(crate) fn plane(&self, plane: usize) -> Result<weft_kernels::Plane> {
        let numbers = self.numbers.as_slice::<f32>()?;
        let at = |x: usize, y: usize| match self.channels_last {
            true => (y * self.width + x) * self.planes + plane,
            false => (plane * self.height + y) * self.width + x,
        };
        Ok(weft_kernels::Plane::from_fn(self.width, self.height, |x, y| numbers[at(x, y)]))
    }
}
