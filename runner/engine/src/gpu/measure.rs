//! What a device can do at best, to hold kernels against: a copy within its memory.

use std::sync::Arc;
use std::time::Instant;

use super::device::Device;
use super::memory::Purpose;
use super::trouble::Trouble;
use crate::value::Image;

impl Device {
    /// Seconds of copying so many bytes from one buffer to another, the mean of so many copies in a row.
    ///
    /// # Errors
    /// Where there is no memory, or the device fails.
    pub fn copy_seconds(self: &Arc<Self>, bytes: u64, times: u32) -> Result<f64, Trouble> {
        let (from, to) = (self.buffer(bytes, Purpose::Kernels)?, self.buffer(bytes, Purpose::Kernels)?);
        let copy = |times: u32| {
            let turn = self.turn()?;
            let sent = self.guarded(|| {
                let mut encoder = self.wgpu.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
                (0..times).for_each(|_| encoder.copy_buffer_to_buffer(&from.raw, 0, &to.raw, 0, bytes));
                self.queue.submit([encoder.finish()])
            })?;
            drop(turn);
            self.wait(Some(&sent))
        };
        // The first one also fills both with zeros.
        copy(1)?;
        let began = Instant::now();
        copy(times)?;
        Ok(began.elapsed().as_secs_f64() / f64::from(times))
    }

    /// Seconds of bringing a picture here that is not.
    ///
    /// # Errors
    /// Where there is no memory, or the device fails.
    pub fn bring_seconds(self: &Arc<Self>, image: &Image) -> Result<f64, Trouble> {
        self.finish()?;
        let began = Instant::now();
        self.picture(image)?;
        self.finish()?;
        Ok(began.elapsed().as_secs_f64())
    }

    /// Waits until all that was asked for is done.
    ///
    /// # Errors
    /// Where the device fails.
    pub fn finish(&self) -> Result<(), Trouble> {
        self.wait(None)
    }
}
