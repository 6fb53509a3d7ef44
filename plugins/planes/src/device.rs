//! Pictures of the contract as planes on the device, and back: what `recoloured`, `mixed`, `moved` and `fitted` are on the
//! processor.

use weft_kernels::resize::Resampler;
use weft_plugin::gpu::{Gpu, GpuImage, GpuImageMut};
use weft_plugin::{Call, Colour, Image, Result};
use weft_shaders::alpha::weighted_by_alpha;
use weft_shaders::planes::copy;
use weft_shaders::resize::resize;
use weft_shaders::{Plane, Scratch, is_usable};

/// The host's device, where there is one and planes of these sizes fit it.
///
/// # Errors
/// The device failed, or the user pressed stop.
pub fn device<'c>(call: &'c Call, sizes: &[(u32, u32)]) -> Result<Option<Gpu<'c>>> {
    let Some(gpu) = call.gpu()? else { return Ok(None) };
    if let Some((width, height)) = sizes.iter().find(|size| !is_usable(&gpu, **size)) {
        let name = &gpu.caps().name;
        call.warn(format!(
            "runs on the processor: {name} binds no plane of {width} × {height}, and this looks at all of it"
        ));
        return Ok(None);
    }
    call.report(0.0)?;
    Ok(Some(gpu))
}

/// Width and height.
#[must_use]
pub fn size(image: &Image) -> (u32, u32) {
    (image.width(), image.height())
}

/// A picture on the device, or a part of one, for reading.
pub struct Lent<'c> {
    /// All of them, alpha last.
    pub planes: Vec<Plane>,
    colours: usize,
    _held: Held<'c>,
}

enum Held<'c> {
    Whole(#[expect(dead_code, reason = "kept until nobody reads its planes")] GpuImage),
    Part(#[expect(dead_code, reason = "kept until nobody reads them")] Vec<Scratch<'c>>),
}

impl<'c> Lent<'c> {
    /// Brings it there, if it is not there yet.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn new(gpu: &Gpu<'_>, image: &Image) -> Result<Self> {
        let held = gpu.image(image)?;
        let plane = |at: u32| {
            let place = held.plane(at);
            Plane { read: place.read(), write: place.write(), width: image.width(), height: image.height() }
        };
        let planes = (0..image.channels()).map(plane).collect();
        Ok(Self { planes, colours: image.colours() as usize, _held: Held::Whole(held) })
    }

    /// A part that was copied.
    pub(crate) fn of(planes: Vec<Scratch<'c>>, colours: u32) -> Self {
        Self { planes: Scratch::planes(&planes), colours: colours as usize, _held: Held::Part(planes) }
    }

    /// The planes without alpha: one, or three.
    #[must_use]
    pub fn colours(&self) -> &[Plane] {
        &self.planes[..self.colours]
    }

    /// Red, green and blue; a grey picture stands in for all three.
    #[must_use]
    pub fn rgb(&self) -> [Plane; 3] {
        [0, 1, 2].map(|colour| self.planes[if self.colours == 1 { 0 } else { colour }])
    }

    /// How opaque it is, if it says so.
    #[must_use]
    pub fn alpha(&self) -> Option<Plane> {
        self.planes.get(self.colours).copied()
    }
}

/// A new picture on the device. Write every sample.
pub struct Fresh {
    /// All of them, alpha last.
    pub planes: Vec<Plane>,
    image: GpuImageMut,
}

impl Fresh {
    /// Of this size, with so many planes.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn new(gpu: &Gpu<'_>, (width, height): (u32, u32), channels: u32, colour: Colour) -> Result<Self> {
        let image = gpu.new_image(width, height, channels, colour)?;
        let plane = |at: u32| {
            let place = image.plane(at);
            Plane { read: place.read(), write: place.write(), width, height }
        };
        Ok(Self { planes: (0..channels).map(plane).collect(), image })
    }

    /// Of this size, and else like another one.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn like(gpu: &Gpu<'_>, image: &Image, size: (u32, u32)) -> Result<Self> {
        Self::new(gpu, size, image.channels(), image.colour())
    }

    /// A mask.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn mask(gpu: &Gpu<'_>, size: (u32, u32)) -> Result<Self> {
        Self::new(gpu, size, 1, Colour::Data)
    }

    /// In colour, with alpha if `image` has it, which is copied; and the three planes to write.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn colour_with_alpha_of(gpu: &Gpu<'_>, image: &Lent<'_>) -> Result<(Self, [Plane; 3])> {
        let alpha = image.alpha();
        let fresh = Self::new(gpu, image.planes[0].size(), 3 + u32::from(alpha.is_some()), Colour::Srgb)?;
        if let Some(alpha) = alpha {
            copy(gpu, alpha, fresh.planes[3])?;
        }
        let rgb = [fresh.planes[0], fresh.planes[1], fresh.planes[2]];
        Ok((fresh, rgb))
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
    pub fn done_mask(self) -> Result<weft_plugin::Mask> {
        self.image.done_mask()
    }
}

/// The picture with other colours: `filter` gets its colours and those of the result; alpha stays.
///
/// # Errors
/// The device failed.
pub fn recoloured(
    gpu: &Gpu<'_>,
    image: &Image,
    filter: impl FnOnce(&[Plane], &[Plane]) -> Result<()>,
) -> Result<Image> {
    let (from, to) = (Lent::new(gpu, image)?, Fresh::like(gpu, image, size(image))?);
    let count = from.colours().len();
    from.planes[count..].iter().zip(&to.planes[count..]).try_for_each(|(from, to)| copy(gpu, *from, *to))?;
    filter(&from.planes[..count], &to.planes[..count])?;
    to.done()
}

/// A picture of another size whose pixels `filter` takes from the planes of the old one; colours by their alpha.
///
/// # Errors
/// The device failed.
pub fn moved(
    gpu: &Gpu<'_>,
    image: &Image,
    size: (u32, u32),
    filter: impl Fn(&[Plane], &[Plane]) -> Result<()>,
) -> Result<Image> {
    let (from, to) = (Lent::new(gpu, image)?, Fresh::like(gpu, image, size)?);
    if image.has_alpha() {
        weighted_by_alpha(gpu, &from.planes, &to.planes, filter)?;
    } else {
        filter(&from.planes, &to.planes)?;
    }
    to.done()
}

/// A plane that is lent, or was made because the lent one does not fit.
pub struct Fitted<'c> {
    /// To read.
    pub plane: Plane,
    _held: (Lent<'c>, Option<Scratch<'c>>),
}

/// The first plane of a picture in this size: stretched, where it is of another one.
///
/// # Errors
/// The device failed.
pub fn fitted<'c>(gpu: &Gpu<'c>, mask: &Image, size: (u32, u32)) -> Result<Fitted<'c>> {
    let lent = Lent::new(gpu, mask)?;
    let plane = lent.planes[0];
    if plane.size() == size {
        return Ok(Fitted { plane, _held: (lent, None) });
    }
    let made = Scratch::new(gpu, size)?;
    resize(gpu, &[plane], &[made.plane()], Resampler::PillowBilinear)?;
    Ok(Fitted { plane: made.plane(), _held: (lent, Some(made)) })
}
