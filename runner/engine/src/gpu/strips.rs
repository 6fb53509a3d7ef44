//! Pictures whose planes are larger than what a kernel can be given at once: some rows of them as pictures of their own, and a
//! new picture out of such rows. All of it is copied on the device; nothing crosses the bus.
//!
//! Not here: which kinds may be called on some rows (`run/strips`).

use std::ops::Range;
use std::sync::Arc;

use super::batch::{Batch, Order};
use super::device::Device;
use super::memory::DeviceBuffer;
use super::resident::{Resident, Size};
use super::trouble::Trouble;
use crate::value::{Colour, Image};

/// A new picture that is filled from strips.
#[derive(Debug)]
pub struct Canvas {
    device: Arc<Device>,
    size: Size,
    colour: Colour,
    planes: Vec<Arc<DeviceBuffer>>,
    resident: Arc<Resident>,
}

impl Device {
    /// Whether no kernel can be given a whole plane of a picture.
    #[must_use]
    pub fn needs_strips(&self, image: &Image) -> bool {
        Size::of(image).plane_bytes() > self.limits().binding_bytes_max
    }

    /// Rows of so many pixels that a strip may have. What kernels make in between may be larger, so there is room for twice as
    /// many.
    #[must_use]
    pub fn strip_rows_max(&self, width: u32) -> u32 {
        let row_bytes = u64::from(width.max(1)) * 4;
        u32::try_from(self.limits().binding_bytes_max / 2 / row_bytes).unwrap_or(u32::MAX)
    }

    /// Some rows of a picture, as one that knows where it lies.
    ///
    /// # Errors
    /// Where there is no memory, or the device fails.
    pub fn strip(self: &Arc<Self>, image: &Image, rows: Range<u32>) -> Result<Image, Trouble> {
        let whole = Size::of(image);
        let size = Size { height: rows.end - rows.start, ..whole };
        let from = self.picture(image)?;
        let batch = Batch::new(self);
        let (to, resident) = self.new_picture(size, &batch)?;
        copy(&batch, size, (&from, rows.start), (&to, 0))?;
        let strip = Image::elsewhere(size.width, size.height, size.channels, image.colour(), resident);
        let strip = strip.map_err(|told| Trouble::Unfit(told.message))?;
        Ok(strip.placed((0, rows.start), (whole.width, whole.height)))
    }

    /// A picture of this size, with planes and meaning of its first strip.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub fn canvas(self: &Arc<Self>, width: u32, height: u32, like: &Image) -> Result<Canvas, Trouble> {
        let size = Size { width, height, channels: like.channels() };
        let (planes, resident) = self.new_picture(size, &Batch::new(self))?;
        Ok(Canvas { device: Arc::clone(self), size, colour: like.colour(), planes, resident })
    }
}

impl Canvas {
    /// Planes of the picture.
    #[must_use]
    pub fn channels(&self) -> u32 {
        self.size.channels
    }

    /// Copies rows of a strip of the same width and planes to the row `to` and those below it.
    ///
    /// # Errors
    /// Where the device fails.
    pub fn put(&self, to: u32, strip: &Image, rows: Range<u32>) -> Result<(), Trouble> {
        let from = self.device.picture(strip)?;
        let size = Size { height: rows.end - rows.start, ..self.size };
        copy(&Batch::new(&self.device), size, (&from, rows.start), (&self.planes, to))
    }

    /// The picture, when all of its rows are there.
    ///
    /// # Errors
    /// Where nobody could ever have its pixels in memory.
    pub fn done(self) -> Result<Image, Trouble> {
        let Size { width, height, channels } = self.size;
        let made = Image::elsewhere(width, height, channels, self.colour, self.resident);
        made.map_err(|told| Trouble::Unfit(told.message))
    }
}

/// Copies rows, each side from a row of its own on, and sends that at once: kernels of others come behind it.
fn copy(
    batch: &Batch,
    size: Size,
    (from, from_row): (&[Arc<DeviceBuffer>], u32),
    (to, to_row): (&[Arc<DeviceBuffer>], u32),
) -> Result<(), Trouble> {
    let byte = |row: u32| Size { height: row, ..size }.plane_bytes();
    for (from, to) in from.iter().zip(to) {
        let (from, to) = (Arc::clone(from), Arc::clone(to));
        let (from_byte, to_byte) = (byte(from_row), byte(to_row));
        batch.push(Order::Copy { from, from_byte, to, to_byte, bytes: size.plane_bytes() })?;
    }
    batch.flush()
}
