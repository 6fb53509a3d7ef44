//! Filters on pictures whose planes are larger than a kernel can be given: the result is made part by part, each from what it needs
//! of the source. All of it is copied on the device. Kinds that tell the host how far they look need none of this: it cuts them itself.

use crate::device::{self, size};
use weft_kernels::warp::Warp;
use weft_plugin::gpu::{Gpu, GpuImage, GpuImageMut};
use weft_plugin::{Call, Colour, Image, Mask, Result};
use weft_shaders::alpha::weighted_by_alpha;
use weft_shaders::tall::{Rectangle, Tall};
use weft_shaders::warp::{Back, Part, by_matrix, needed};
use weft_shaders::{Plane, Scratch, is_usable};

/// A kernel's rows or columns of sums begin at multiples of this: parts that do so as well have the bits of the whole.
const GROUP: u32 = 32;

/// A picture of any size on the device.
pub struct Lent {
    planes: Vec<Tall>,
    colours: u32,
    _held: GpuImage,
}

/// A new one.
pub struct Fresh {
    planes: Vec<Tall>,
    image: GpuImageMut,
}

impl Lent {
    /// Brings it there, if it is not there yet.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn new(gpu: &Gpu<'_>, image: &Image) -> Result<Self> {
        let held = gpu.image(image)?;
        let tall = |plane: u32| Tall { place: held.plane(plane), width: image.width(), height: image.height() };
        Ok(Self { planes: (0..image.channels()).map(tall).collect(), colours: image.colours(), _held: held })
    }

    /// A rectangle of each plane.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn part<'c>(&self, gpu: &Gpu<'c>, part: Rectangle) -> Result<device::Lent<'c>> {
        let taken = |plane: &Tall| {
            let made = Scratch::new(gpu, (part.width, part.height))?;
            plane.take(gpu, part, made.plane())?;
            Ok(made)
        };
        let planes = self.planes.iter().map(taken).collect::<Result<_>>()?;
        Ok(device::Lent::of(planes, self.colours))
    }
}

impl Fresh {
    /// Write all of it.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn new(gpu: &Gpu<'_>, (width, height): (u32, u32), channels: u32, colour: Colour) -> Result<Self> {
        let image = gpu.new_image(width, height, channels, colour)?;
        let planes = (0..channels).map(|plane| Tall { place: image.plane(plane), width, height }).collect();
        Ok(Self { planes, image })
    }

    /// Copies a rectangle of planes to (x, y).
    ///
    /// # Errors
    /// The device failed.
    pub fn put(&self, gpu: &Gpu<'_>, from: &[Plane], part: Rectangle, to: (u32, u32)) -> Result<()> {
        self.planes.iter().zip(from).try_for_each(|(plane, from)| plane.put(gpu, *from, part, to))
    }

    /// From now on only for reading.
    ///
    /// # Errors
    /// The host did not make a picture.
    pub fn done(self) -> Result<Image> {
        self.image.done()
    }

    /// The same, of a mask.
    ///
    /// # Errors
    /// It is no mask.
    pub fn done_mask(self) -> Result<Mask> {
        self.image.done_mask()
    }
}

/// The device, where there is one and some plane of these sizes is more than it binds at once.
///
/// # Errors
/// The device failed.
pub fn cutting<'c>(call: &'c Call, sizes: &[(u32, u32)]) -> Result<Option<Gpu<'c>>> {
    let Some(gpu) = call.gpu()? else { return Ok(None) };
    let bytes = |size: &(u32, u32)| Rectangle::whole(*size).bytes();
    let is_cut = sizes.iter().any(|size| !is_usable(&gpu, *size));
    Ok((is_cut && sizes.iter().all(|size| bytes(size) <= gpu.caps().buffer_bytes_max)).then_some(gpu))
}

/// The parts of a result of this size that can be made at once, and what each needs: halves, and halves of those. Nothing where some
/// part of `least` pixels either way is still made from too much.
pub fn parts(
    gpu: &Gpu<'_>,
    size: (u32, u32),
    least: u32,
    needs: impl Fn(Rectangle) -> Option<Rectangle>,
) -> Option<Vec<(Rectangle, Rectangle)>> {
    // What filters make in between may be larger than what they get.
    let most = gpu.caps().binding_bytes_max / 2;
    let (mut left, mut found) = (vec![Rectangle::whole(size)], Vec::new());
    while let Some(to) = left.pop() {
        let from = needs(to).filter(|from| from.bytes() <= most && to.bytes() <= most);
        if let Some(from) = from {
            found.push((from, to));
            continue;
        }
        // Rows go on where they can: less is made twice.
        let by_rows = to.height >= 2 * least && (to.height >= to.width || 4 * u64::from(to.width) <= most / 8);
        if (if by_rows { to.height } else { to.width }) < 2 * least.max(1) {
            return None;
        }
        left.extend(to.halves(by_rows).into_iter().rev());
    }
    Some(found)
}

/// What filters see that look as far as `reach` says, so many times over.
#[must_use]
pub fn around(to: Rectangle, (width, height): (u32, u32), reach: u32, times: u32) -> Rectangle {
    let span = |at: u32, length: u32, whole: u32| {
        let start = (0..times).fold(at / GROUP * GROUP, |start, _| start.saturating_sub(reach) / GROUP * GROUP);
        let end = at.saturating_add(length).saturating_add(reach.saturating_mul(times)).min(whole);
        (start, end - start)
    };
    let ((x, width), (y, height)) = (span(to.x, to.width, width), span(to.y, to.height, height));
    Rectangle { x, y, width, height }
}

/// Where a part of the result lies in what it was made from.
#[must_use]
pub fn own(from: Rectangle, to: Rectangle) -> Rectangle {
    Rectangle { x: to.x - from.x, y: to.y - from.y, ..to }
}

/// The picture with other samples of the same size, where its planes are larger than a kernel can be given: `filter` looks as far
/// as `reach` says, so many times over. Nothing where there is no device, where all of the picture fits it, or where that is too far.
///
/// # Errors
/// The device failed, or the user pressed stop.
pub fn filtered(
    call: &Call,
    image: &Image,
    reach: impl FnOnce() -> (u32, u32),
    filter: impl Fn(&Gpu<'_>, &[Plane], &[Plane]) -> Result<()>,
) -> Result<Option<Image>> {
    let size = size(image);
    let Some(gpu) = cutting(call, &[size])? else { return Ok(None) };
    let (reach, times) = reach();
    let needs = |to| Some(around(to, size, reach, times));
    // Less would be work done several times over.
    let Some(parts) = parts(&gpu, size, reach.saturating_mul(times).max(1), needs) else { return Ok(None) };
    let (lent, made) = (Lent::new(&gpu, image)?, Fresh::new(&gpu, size, image.channels(), image.colour())?);
    each_part(call, &parts, |from, to| {
        let taken = lent.part(&gpu, from)?;
        let given = Scratch::like(&gpu, &taken.planes)?;
        let planes = Scratch::planes(&given);
        filter(&gpu, &taken.planes, &planes)?;
        made.put(&gpu, &planes, own(from, to), (to.x, to.y))
    })?;
    made.done().map(Some)
}

/// A picture of another size whose pixels `filter` takes from those that `needs` says, where planes are larger than a kernel can be
/// given; colours as they are.
///
/// # Errors
/// The device failed, or the user pressed stop.
pub fn rearranged(
    call: &Call,
    image: &Image,
    to_size: (u32, u32),
    needs: impl Fn(Rectangle) -> Option<Rectangle>,
    filter: impl Fn(&Gpu<'_>, &[Plane], &[Plane], (Rectangle, Rectangle)) -> Result<()>,
) -> Result<Option<Image>> {
    let Some(gpu) = cutting(call, &[size(image), to_size])? else { return Ok(None) };
    let Some(parts) = parts(&gpu, to_size, 1, needs) else { return Ok(None) };
    let (lent, made) = (Lent::new(&gpu, image)?, Fresh::new(&gpu, to_size, image.channels(), image.colour())?);
    each_part(call, &parts, |from, to| {
        let taken = lent.part(&gpu, from)?;
        let given: Vec<_> =
            lent.planes.iter().map(|_| Scratch::new(&gpu, (to.width, to.height))).collect::<Result<_>>()?;
        let given = (Scratch::planes(&given), given);
        filter(&gpu, &taken.planes, &given.0, (from, to))?;
        made.put(&gpu, &given.0, Rectangle::whole((to.width, to.height)), (to.x, to.y))
    })?;
    made.done().map(Some)
}

/// The same, where colours count by their alpha.
///
/// # Errors
/// As of [`rearranged`].
pub fn moved(
    call: &Call,
    image: &Image,
    to_size: (u32, u32),
    needs: impl Fn(Rectangle) -> Option<Rectangle>,
    filter: impl Fn(&Gpu<'_>, &[Plane], &[Plane], (Rectangle, Rectangle)) -> Result<()>,
) -> Result<Option<Image>> {
    rearranged(call, image, to_size, needs, |gpu, from, to, part| match image.has_alpha() {
        true => weighted_by_alpha(gpu, from, to, |from, to| filter(gpu, from, to, part)),
        false => filter(gpu, from, to, part),
    })
}

/// The picture moved by a matrix, on the device, whole or in parts; nothing where there is none, or where it cannot be cut.
///
/// # Errors
/// The device failed, or the user pressed stop.
pub fn warped(call: &Call, image: &Image, to_size: (u32, u32), back: Back, warp: &Warp) -> Result<Option<Image>> {
    let from_size = size(image);
    let needs = |to| needed(back, to, from_size, warp.border);
    let cut = moved(call, image, to_size, needs, |gpu, from, to, part| {
        let part = Part { from: part.0, from_size, to: part.1 };
        by_matrix(gpu, from, to, back, warp, Some(part))
    })?;
    if cut.is_some() {
        return Ok(cut);
    }
    let Some(gpu) = device::device(call, &[from_size, to_size])? else { return Ok(None) };
    device::moved(&gpu, image, to_size, |from, to| by_matrix(&gpu, from, to, back, warp, None)).map(Some)
}

/// Does all parts, and says how far it is.
///
/// # Errors
/// Those of `work`, or the user pressed stop.
pub fn each_part(
    call: &Call,
    parts: &[(Rectangle, Rectangle)],
    mut work: impl FnMut(Rectangle, Rectangle) -> Result<()>,
) -> Result<()> {
    for (at, (from, to)) in parts.iter().enumerate() {
        call.report(at as f64 / parts.len() as f64)?;
        work(*from, *to)?;
    }
    Ok(())
}
