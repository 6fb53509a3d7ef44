//! Pictures of the contract as planes of the kernels, and the loop that pointwise kinds share.

use weft_kernels::{Border, Cancelled, PlaneMut, PlaneRef};
use weft_plugin::prelude::*;

/// What a colour between pixels is made of, where a picture is moved.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Outside {
    /// Nothing: black, or transparent
    #[default]
    Empty,
    /// The colours of the edge go on
    Edge,
    /// The picture is mirrored
    Mirror,
}

impl Outside {
    pub(crate) fn border(self) -> Border {
        match self {
            Self::Empty => Border::Constant(0.0),
            Self::Edge => Border::Replicate,
            Self::Mirror => Border::Reflect101,
        }
    }
}

/// All planes, for reading.
pub(crate) fn planes(image: &Image) -> Vec<PlaneRef<'_>> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    (0..image.channels())
        .map(|plane| {
            let (floats, stride) = image.plane(plane);
            PlaneRef::new(floats, width, height, stride)
        })
        .collect()
}

/// All planes, for writing.
pub(crate) fn planes_mut(image: &mut ImageMut) -> Vec<PlaneMut<'_>> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let (planes, stride) = image.planes_mut();
    planes.into_iter().map(|floats| PlaneMut::new(floats, width, height, stride)).collect()
}

/// Pixels of a picture beyond which nobody has the memory: 12 GB in colour.
const PIXELS_MAX: f64 = 1.0e9;
/// What file formats and graphics cards can still name.
const SIDE_MAX: f64 = 1_000_000.0;

/// The sides of a new picture: whole, at least 1, and not too large.
pub(crate) fn sides(width: f64, height: f64) -> Result<(u32, u32)> {
    let (width, height) = (width.round().max(1.0), height.round().max(1.0));
    if !(width <= SIDE_MAX && height <= SIDE_MAX && width * height <= PIXELS_MAX) {
        bail!("a picture of {width} × {height} is too large; {SIDE_MAX} a side and {PIXELS_MAX} pixels are possible");
    }
    Ok((width as u32, height as u32))
}

/// A new picture of another size, whose numbers mean what those of `like` mean: a mask stays a mask. Write every sample.
pub(crate) fn resized_like(call: &Call, like: &Image, (width, height): (u32, u32)) -> Result<ImageMut> {
    match like.colour() {
        Colour::Srgb => call.image_for_overwrite(width, height, like.channels()),
        Colour::Data => call.data_image(width, height, like.channels()),
    }
}

/// Runs a kernel that reports, as a kind that reports.
pub(crate) fn reporting(
    call: &Call,
    kernel: impl FnOnce(weft_kernels::Progress<'_>) -> Result<(), Cancelled>,
) -> Result<()> {
    let progress = |done: f64| call.report(done).map_err(|_| Cancelled);
    kernel(Some(&progress)).map_err(|_| Error::cancelled())
}

/// The picture with each colour sample changed alone. Alpha stays.
pub(crate) fn each_sample(call: &Call, image: &Image, change: impl Fn(f32) -> f32 + Sync) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    let colours = image.colours();
    out.fill_rows(call, |plane, y, row| {
        let from = image.row(plane, y);
        if plane >= colours {
            row.copy_from_slice(from);
        } else {
            row.iter_mut().zip(from).for_each(|(to, from)| *to = change(*from));
        }
    })?;
    Ok(out)
}

/// The picture with each colour plane changed alone. Alpha stays.
pub(crate) fn each_colour_plane(
    call: &Call,
    image: &Image,
    change: impl Fn(PlaneRef<'_>, &mut PlaneMut<'_>),
) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    let (colours, channels) = (image.colours() as usize, f64::from(image.channels()));
    for (plane, (from, to)) in planes(image).into_iter().zip(&mut planes_mut(&mut out)).enumerate() {
        call.report(plane as f64 / channels)?;
        if plane < colours { change(from, to) } else { to.copy_from(from) }
    }
    Ok(out)
}

/// Brightness of an RGB pixel: Rec. 709 weights on code values, as people see it on a screen.
pub(crate) fn luma(red: f32, green: f32, blue: f32) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// One row of a colour, grey standing in for all three.
pub(crate) fn colour_row(image: &Image, colour: u32, y: u32) -> &[f32] {
    image.row(if image.colours() == 1 { 0 } else { colour }, y)
}
