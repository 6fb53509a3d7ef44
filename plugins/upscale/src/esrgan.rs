//! `upscale.esrgan`: larger with a network that draws the detail.

use weft_planes::{colours, planes_mut, sides};
use weft_plugin::infer::{Feed, Session};
use weft_plugin::prelude::*;
use weft_plugin::tiles::Tiles;

use crate::lanczos::{self, resized};

/// What becomes of transparency.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Alpha {
    /// The network draws its edges too, at twice the time
    #[default]
    Network,
    /// It is stretched
    Stretched,
}

/// Up to here a picture goes through in one piece, which the largest networks need 4 GB for: what tiles have in common would be
/// drawn twice, a third of the work for a picture of four.
const WHOLE_PIXELS: u64 = 640 * 640;

/// A larger picture.
#[derive(Outputs)]
pub(crate) struct Upscaled {
    /// The larger picture
    pub(crate) image: ImageMut,
    /// How many times as large it is
    pub(crate) scale: f64,
    /// Who made it
    pub(crate) source: String,
}

/// Makes a picture larger with a network of the Real-ESRGAN kind: RRDB, SRVGG, or any other that enlarges.
///
/// Large pictures go through in tiles. Without a model a Lanczos filter does it, and `source` says so.
#[node(id = "upscale.esrgan", category = "Image/Upscale", label = "Enlarge with detail", pure)]
pub(crate) fn esrgan(
    call: &Call,
    image: &Image,
    /// Who draws. With `?`: a Lanczos filter, where no model is installed
    #[input(default = "upscaler?", set_only)]
    model: &Model,
    /// How many times as large; 0: as the network makes it
    #[input(default = 0.0, soft = 0.0..=8.0, hard = 0.0..=64.0, unit = "×", on_node)]
    scale: f32,
    /// Side of the tiles; 0: a good one
    #[input(default = 0, soft = 0..=1024, hard = 0..=8192, unit = "px", advanced)]
    tile: u32,
    /// What neighbouring tiles have in common
    #[input(default = 96, soft = 16..=256, hard = 0..=1024, unit = "px", advanced)]
    overlap: u32,
    /// What becomes of transparency
    #[input(default = Alpha::Network, advanced)]
    alpha: Alpha,
) -> Result<Upscaled> {
    let Some(session) = call.open_model_if_any(model)? else {
        let scale = if scale == 0.0 { 2.0 } else { f64::from(scale) };
        return Ok(Upscaled { image: lanczos::scaled(call, image, scale)?, scale, source: lanczos::SOURCE.to_owned() });
    };
    let network = Network::of(&session)?;
    let is_small = u64::from(image.width()) * u64::from(image.height()) <= WHOLE_PIXELS;
    let tile = if tile == 0 && is_small { image.width().max(image.height()) } else { tile };
    let tiles = network.tiles(tile, overlap);
    let by_network = image.has_alpha() && alpha == Alpha::Network;
    let end = if by_network { 0.5 } else { 0.95 };
    let coloured = network.enlarged(&call.sub(0.0..end), &session, image, &tiles)?;
    let own_scale = f64::from(coloured.width()) / f64::from(image.width());
    let opacity = match weft_planes::alpha(image) {
        None => None,
        Some(plane) if by_network => {
            let mut grey = call.image_for_overwrite(image.width(), image.height(), 1)?;
            planes_mut(&mut grey)[0].copy_from(plane);
            Some(network.enlarged(&call.sub(0.5..0.95), &session, &grey.done(), &tiles)?)
        }
        Some(plane) => {
            let mut grey = call.image_for_overwrite(image.width(), image.height(), 1)?;
            planes_mut(&mut grey)[0].copy_from(plane);
            Some(resized(&call.sub(0.9..0.95), &grey.done(), (coloured.width(), coloured.height()))?.done())
        }
    };
    let joined = join(call, image, &coloured, opacity.as_ref())?;
    let wanted = if scale == 0.0 { own_scale } else { f64::from(scale) };
    let name = session.fact("model")?.unwrap_or("a model").to_owned();
    let mut source = format!("`{name}` ×{own_scale}");
    let exact = |length: u32| (f64::from(length) * wanted + 1e-6).floor();
    let size = sides(exact(image.width()), exact(image.height()))?;
    let image = if size == (joined.width(), joined.height()) {
        joined
    } else {
        source += &format!(", then Lanczos to ×{wanted}");
        resized(&call.sub(0.95..1.0), &joined.done(), size)?
    };
    Ok(Upscaled { image, scale: wanted, source })
}

/// Colours in as many planes as the picture had, and how opaque it is.
fn join(call: &Call, like: &Image, coloured: &Image, opacity: Option<&Image>) -> Result<ImageMut> {
    let mut out = weft_planes::resized_like(call, like, (coloured.width(), coloured.height()))?;
    let n_colours = like.colours();
    for plane in 0..n_colours {
        for y in 0..out.height() {
            let row = out.row_mut(plane, y);
            if n_colours == 1 && coloured.colours() == 3 {
                grey_row(coloured, y, row);
            } else {
                let from = coloured.row(plane.min(coloured.channels() - 1), y);
                row.iter_mut().zip(from).for_each(|(to, from)| *to = from.clamp(0.0, 1.0));
            }
        }
    }
    if let Some(opacity) = opacity {
        for y in 0..out.height() {
            let row = out.row_mut(n_colours, y);
            match opacity.channels() {
                1 => row.iter_mut().zip(opacity.row(0, y)).for_each(|(to, from)| *to = from.clamp(0.0, 1.0)),
                _ => grey_row(opacity, y, row),
            }
        }
    }
    Ok(out)
}

/// A grey picture went in as three planes, and comes back as three that differ a little.
fn grey_row(from: &Image, y: u32, row: &mut [f32]) {
    let [red, green, blue] = [0, 1, 2].map(|plane| from.row(plane, y));
    for (x, to) in row.iter_mut().enumerate() {
        *to = (0.299 * red[x] + 0.587 * green[x] + 0.114 * blue[x]).clamp(0.0, 1.0);
    }
}

/// What a network wants.
struct Network {
    input: String,
    output: String,
    /// It takes no other size.
    side: Option<u32>,
    /// Sides must be multiples of it, where the manifest says so.
    multiple: u32,
    /// 255 where it counts in bytes.
    range: f32,
}

impl Network {
    fn of(session: &Session<'_>) -> Result<Self> {
        let (inputs, outputs) = (session.inputs()?, session.outputs()?);
        let name = session.fact("model")?.unwrap_or("a model");
        let ([input], [output]) = (inputs.as_slice(), outputs.as_slice()) else {
            bail!(
                "`{name}` makes no picture larger: it takes {} inputs and gives {} outputs",
                inputs.len(),
                outputs.len()
            );
        };
        let (&[_, Some(1 | 3) | None, high, wide], 4) = (input.shape.as_slice(), output.shape.len()) else {
            bail!(
                "`{name}` makes no picture larger: it takes the shape {:?} and gives {:?}",
                input.shape,
                output.shape
            );
        };
        let side = match (wide, high) {
            (Some(wide), Some(high)) if wide == high => Some(u32::try_from(wide)?),
            (None, None) => None,
            _ => bail!("`{name}` takes only pictures that are not square, which tiles cannot be"),
        };
        let number = |fact: &str| -> Result<Option<f32>> { Ok(session.fact(fact)?.and_then(|text| text.parse().ok())) };
        let range = match session.fact("value_range")? {
            Some("0..255") => 255.0,
            _ => 1.0,
        };
        let multiple = number("multiple")?.map_or(1, |number| number as u32).clamp(1, 256);
        Ok(Self { input: input.name.clone(), output: output.name.clone(), side, multiple, range })
    }

    fn tiles(&self, tile: u32, overlap: u32) -> Tiles {
        let tiles = match self.side {
            Some(side) => Tiles::new().exactly(side),
            None => Tiles::new().at_most(tile).multiple_of(self.multiple),
        };
        tiles.overlap(overlap)
    }

    /// Its colours, enlarged; transparency does not count.
    fn enlarged(&self, call: &Call, session: &Session<'_>, image: &Image, tiles: &Tiles) -> Result<Image> {
        let mut plain = call.image_for_overwrite(image.width(), image.height(), image.colours())?;
        planes_mut(&mut plain).iter_mut().zip(colours(image)).for_each(|(to, from)| to.copy_from(from));
        let plain = plain.done();
        let work = |tile: &Image| {
            let feed = Feed::image(&self.input, tile).scaled(self.range, 0.0);
            Ok(session.run(&[feed], &[&self.output])?.remove(0))
        };
        // Networks that shrink first (`pixel_unshuffle`) take only even sides, and few say so.
        let done = match tiles.run(call, &plain, work) {
            Err(error) if self.side.is_none() && self.multiple == 1 && may_be_odd(&error, &plain) => {
                tiles.multiple_of(4).run(call, &plain, work)?
            }
            done => done?,
        };
        if self.range == 1.0 {
            return Ok(done.done());
        }
        let mut done = done;
        let range = self.range;
        done.fill_rows(call, |_, _, row| row.iter_mut().for_each(|sample| *sample /= range))?;
        Ok(done.done())
    }
}

/// Whether the sides may be why it failed.
fn may_be_odd(error: &Error, image: &Image) -> bool {
    let even = image.width().is_multiple_of(4) && image.height().is_multiple_of(4);
    !error.is_cancelled() && !error.is_out_of_memory() && !even
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Picture};

    #[test]
    fn without_a_model_it_is_a_filter_and_says_so() {
        testing::validate(&esrgan::KIND).check();
        let run = testing::run(&esrgan::KIND).image("image", Picture::flat(8, 4, [0.5; 4]));
        let done = run.go().unwrap();
        assert!(done.image("image").difference(&Picture::flat(16, 8, [0.5; 4])) < 1e-5);
        assert_eq!(done.data("source"), &Data::Text(lanczos::SOURCE.to_owned()));
    }

    #[test]
    fn a_model_that_is_needed_and_missing_ends_it() {
        let run = testing::run(&esrgan::KIND).image("image", Picture::flat(8, 4, [0.5; 3]));
        let error = run.set("model", "upscaler").go().unwrap_err();
        assert!(error.to_string().contains("weft.infer/1") || error.status() != 0, "{error:?}");
    }
}
