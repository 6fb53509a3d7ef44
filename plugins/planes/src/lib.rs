//! Pictures of the contract as planes of the kernels, and back. No pixel loops, no kinds.
#![forbid(unsafe_code)]

pub mod device;
mod moved;
pub mod parts;

pub use moved::{mixed, moved};

use weft_kernels::resize::{Resampler, resize};
use weft_kernels::{Cancelled, Plane, PlaneMut, PlaneRef, Progress};
use weft_plugin::{Call, Colour, Error, Image, ImageMut, Result, bail};

/// A plugin of Weft's own, as `weft_plugin::plugin!` declares it; and its kinds as `KINDS`, for tests of all of them.
#[macro_export]
macro_rules! plugin {
    (id: $id:tt, label: $label:tt, kinds: [$($module:ident :: $kind:ident),* $(,)?]) => {
        weft_plugin::plugin! {
            id: $id,
            label: $label,
            vendor: "Weft",
            license: "MIT OR Apache-2.0",
            kinds: [$($module::$kind),*]
        }

        #[cfg(test)]
        const KINDS: &[&weft_plugin::Kind] = &[$(&$module::$kind::KIND),*];
    };
}

/// All planes, for reading.
pub fn planes(image: &Image) -> Vec<PlaneRef<'_>> {
    (0..image.channels()).map(|plane| plane_of(image, plane)).collect()
}

/// The planes without alpha: one, or three.
pub fn colours(image: &Image) -> Vec<PlaneRef<'_>> {
    (0..image.colours()).map(|plane| plane_of(image, plane)).collect()
}

/// Red, green and blue; a grey picture stands in for all three.
pub fn rgb(image: &Image) -> [PlaneRef<'_>; 3] {
    [0, 1, 2].map(|colour| plane_of(image, if image.colours() == 1 { 0 } else { colour }))
}

/// How opaque it is, if it says so.
pub fn alpha(image: &Image) -> Option<PlaneRef<'_>> {
    image.has_alpha().then(|| plane_of(image, image.channels() - 1))
}

/// The first plane: all there is of a mask.
pub fn plane(mask: &Image) -> PlaneRef<'_> {
    plane_of(mask, 0)
}

fn plane_of(image: &Image, plane: u32) -> PlaneRef<'_> {
    let (floats, stride) = image.plane(plane);
    PlaneRef::new(floats, image.width() as usize, image.height() as usize, stride)
}

/// All planes, for writing.
pub fn planes_mut(image: &mut ImageMut) -> Vec<PlaneMut<'_>> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let (planes, stride) = image.planes_mut();
    planes.into_iter().map(|floats| PlaneMut::new(floats, width, height, stride)).collect()
}

/// The first plane, for writing.
pub fn plane_mut(mask: &mut ImageMut) -> PlaneMut<'_> {
    let (width, height) = (mask.width() as usize, mask.height() as usize);
    let (floats, stride) = mask.plane_mut(0);
    PlaneMut::new(floats, width, height, stride)
}

/// A plane that is lent, or was made because the lent one does not fit.
pub enum Fitted<'a> {
    /// It fits.
    Lent(PlaneRef<'a>),
    /// It was stretched.
    Made(Plane),
}

impl Fitted<'_> {
    /// For reading.
    pub fn view(&self) -> PlaneRef<'_> {
        match self {
            Self::Lent(plane) => *plane,
            Self::Made(plane) => plane.view(),
        }
    }
}

/// A mask in the size of the picture that it belongs to: stretched, where it is of another size.
///
/// # Errors
/// The user pressed stop.
pub fn fitted<'a>(call: &Call, mask: &'a Image, like: &Image) -> Result<Fitted<'a>> {
    let mut fitted = all_fitted(call, &[plane(mask)], (like.width(), like.height()), Resampler::PillowBilinear)?;
    Ok(fitted.remove(0))
}

/// Planes of one size in another one.
///
/// # Errors
/// The user pressed stop.
pub fn all_fitted<'a>(
    call: &Call,
    planes: &[PlaneRef<'a>],
    (width, height): (u32, u32),
    resampler: Resampler,
) -> Result<Vec<Fitted<'a>>> {
    let (width, height) = (width as usize, height as usize);
    if planes.iter().all(|plane| (plane.width(), plane.height()) == (width, height)) {
        return Ok(planes.iter().map(|plane| Fitted::Lent(*plane)).collect());
    }
    let mut made: Vec<Plane> = planes.iter().map(|_| Plane::new(width, height)).collect();
    let mut views: Vec<PlaneMut<'_>> = made.iter_mut().map(Plane::view_mut).collect();
    reporting(call, |progress| resize(planes, &mut views, resampler, progress))?;
    Ok(made.into_iter().map(Fitted::Made).collect())
}

/// Runs a kernel that reports, as a kind that reports.
///
/// # Errors
/// The user pressed stop.
pub fn reporting(call: &Call, kernel: impl FnOnce(Progress<'_>) -> Result<(), Cancelled>) -> Result<()> {
    let progress = |done: f64| call.report(done).map_err(|_stopped| Cancelled);
    kernel(Some(&progress)).map_err(|Cancelled| Error::cancelled())
}

/// The picture with other colours: `kernel` gets its colours and those of the result; alpha stays.
///
/// # Errors
/// No memory, or the user pressed stop.
pub fn recoloured(
    call: &Call,
    image: &Image,
    kernel: impl FnOnce(&[PlaneRef<'_>], &mut [PlaneMut<'_>], Progress<'_>) -> Result<(), Cancelled>,
) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    let (from, mut to) = (planes(image), planes_mut(&mut out));
    let count = image.colours() as usize;
    from[count..].iter().zip(&mut to[count..]).for_each(|(from, to)| to.copy_from(*from));
    reporting(call, |progress| kernel(&from[..count], &mut to[..count], progress))?;
    drop(to);
    Ok(out)
}

/// Pixels of a picture beyond which nobody has the memory: 12 GB in colour.
const PIXELS_MAX: f64 = 1.0e9;
/// What file formats and graphics cards can still name.
const SIDE_MAX: f64 = 1_000_000.0;

/// The sides of a new picture: whole, at least 1, and not too large.
///
/// # Errors
/// Nobody has that much memory.
pub fn sides(width: f64, height: f64) -> Result<(u32, u32)> {
    let (width, height) = (width.round().max(1.0), height.round().max(1.0));
    if !(width <= SIDE_MAX && height <= SIDE_MAX && width * height <= PIXELS_MAX) {
        bail!("a picture of {width} × {height} is too large; {SIDE_MAX} a side and {PIXELS_MAX} pixels are possible");
    }
    Ok((width as u32, height as u32))
}

/// A new picture of another size, whose numbers mean what those of `like` mean: a mask stays a mask. Write every sample.
///
/// # Errors
/// No memory.
pub fn resized_like(call: &Call, like: &Image, (width, height): (u32, u32)) -> Result<ImageMut> {
    match like.colour() {
        Colour::Srgb => call.image_for_overwrite(width, height, like.channels()),
        Colour::Data => call.data_image(width, height, like.channels()),
    }
}
