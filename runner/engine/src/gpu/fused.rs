//! A run of pointwise steps as one kernel: each pixel is read once and written once. Planes larger than a binding go in strips.

use std::sync::Arc;

use super::batch::{Batch, Bound, Order};
use super::clock::Meter;
use super::counts::count;
use super::device::Device;
use super::kernel::Kernel;
use super::memory::DeviceBuffer;
use super::resident::Size;
use super::snippet::{Stage, outcome, params, text};
use super::trouble::Trouble;
use crate::value::Image;

/// Why a run of steps did not become a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FusedTrouble {
    /// The device.
    Device(Trouble),
    /// The snippet of this stage does not compile; the compiler's words.
    Stage(usize, String),
}

/// Threads of a row: pictures are read as one long row in pieces of this, as an axis of a dispatch is short.
const ROW: u32 = 1 << 16;

impl Device {
    /// Whether a picture lies here.
    #[must_use]
    pub fn holds(self: &Arc<Self>, image: &Image) -> bool {
        self.has_picture(image)
    }

    /// Runs stages one after the other on each pixel. `meter` learns how long that takes, later.
    ///
    /// # Errors
    /// Where a snippet is wrong, or the device fails.
    pub fn run_stages(
        self: &Arc<Self>,
        image: &Image,
        stages: &[Stage<'_>],
        meter: Option<Arc<Meter>>,
    ) -> Result<Image, FusedTrouble> {
        let size = Size::of(image);
        let text = text(stages, size.channels);
        let kernel = match self.kernel(&text, "weft_main") {
            Err(Trouble::Invalid(words)) => return Err(self.blame(stages, size, &words)),
            other => other.map_err(FusedTrouble::Device)?,
        };
        let batch = Batch::new(self);
        meter.into_iter().for_each(|meter| batch.add_meter(meter));
        self.dispatch_stages(image, size, (stages, &kernel), &batch).map_err(FusedTrouble::Device)
    }

    fn dispatch_stages(
        self: &Arc<Self>,
        image: &Image,
        size: Size,
        (stages, kernel): (&[Stage<'_>], &Arc<Kernel>),
        batch: &Arc<Batch>,
    ) -> Result<Image, Trouble> {
        let before = self.picture(image)?;
        let (channels, colour) = outcome(stages, size.channels);
        let (after, resident) = self.new_picture(Size { channels, ..size }, batch)?;
        let n_pixels = size.plane_bytes() / 4;
        // Strips begin where bindings may.
        let step = u64::from(self.limits().offset_align.max(4)) / 4;
        let strip =
            (self.limits().binding_bytes_max / 4 / step * step).max(step).min(u64::from(u32::MAX) / step * step);
        let mut first = 0;
        while first < n_pixels {
            let pixels = strip.min(n_pixels - first);
            let bind =
                |buffer: &Arc<DeviceBuffer>| Bound { buffer: Arc::clone(buffer), offset: first * 4, bytes: pixels * 4 };
            let bindings = before.iter().chain(&after).map(bind).collect();
            #[expect(clippy::cast_possible_truncation, reason = "a strip has no more")]
            let pixels_u32 = pixels as u32;
            let row = pixels_u32.min(ROW);
            let groups = self.groups(kernel, [row, pixels_u32.div_ceil(row), 1])?;
            let params = params(stages, pixels_u32, row);
            batch.push(Order::Dispatch { kernel: Arc::clone(kernel), bindings, params, groups })?;
            first += pixels;
        }
        batch.flush()?;
        count(&self.counts.fused_steps, stages.len() as u64);
        let colour = colour.unwrap_or(image.colour());
        let made = Image::elsewhere(size.width, size.height, channels, colour, resident);
        made.map_err(|told| Trouble::Unfit(told.message))
    }

    /// Finds the stage whose snippet is wrong.
    fn blame(&self, stages: &[Stage<'_>], size: Size, words: &str) -> FusedTrouble {
        for (at, stage) in stages.iter().enumerate() {
            let (channels, _) = outcome(&stages[..at], size.channels);
            let alone = text(std::slice::from_ref(stage), channels);
            match self.kernel(&alone, "weft_main") {
                Ok(_) => {}
                Err(Trouble::Invalid(words)) => return FusedTrouble::Stage(at, words),
                Err(other) => return FusedTrouble::Device(other),
            }
        }
        // Each is right alone: what is wrong is ours.
        FusedTrouble::Device(Trouble::Unfit(format!("the snippets of a run cannot be joined: {words}")))
    }
}
