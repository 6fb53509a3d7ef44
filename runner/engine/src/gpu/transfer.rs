//! What crosses the bus. Rows of the host have gaps, those of the device have none; every byte is counted.

use std::ops::Range;
use std::sync::mpsc;

use super::counts::count;
use super::device::Device;
use super::memory::{DeviceBuffer, Purpose};
use super::trouble::Trouble;

/// What is read at once, so that a large picture does not need a second one of its size to be read.
const READ_BYTES_MAX: u64 = 64 << 20;

impl Device {
    /// Copies rows to a buffer, one behind the other. All are of one length.
    pub(super) fn upload_rows<'r>(
        &self,
        to: &DeviceBuffer,
        row_bytes: usize,
        rows: impl ExactSizeIterator<Item = &'r [f32]>,
    ) -> Result<(), Trouble> {
        let bytes = (row_bytes * rows.len()) as u64;
        let Some(size) = wgpu::BufferSize::new(bytes) else { return Ok(()) };
        self.guarded(|| {
            // None where a scope has caught why.
            let Some(mut memory) = self.queue.write_buffer_with(&to.raw, 0, size) else { return };
            for (at, row) in rows.enumerate() {
                memory.slice(at * row_bytes..(at + 1) * row_bytes).copy_from_slice(bytemuck::cast_slice(row));
            }
            drop(memory);
            // It begins now, not with the first kernel.
            self.queue.submit([]);
        })?;
        count(&self.counts.bytes_up, bytes);
        Ok(())
    }

    /// Copies bytes to a buffer. What is missing to a multiple of 4 is filled with zeros.
    pub(super) fn upload_bytes(&self, to: &DeviceBuffer, offset: u64, bytes: &[u8]) -> Result<(), Trouble> {
        let whole = bytes.len() - bytes.len() % 4;
        self.guarded(|| {
            if whole > 0 {
                self.queue.write_buffer(&to.raw, offset, &bytes[..whole]);
            }
            if whole < bytes.len() {
                let mut last = [0; 4];
                last[..bytes.len() - whole].copy_from_slice(&bytes[whole..]);
                self.queue.write_buffer(&to.raw, offset + whole as u64, &last);
            }
        })?;
        count(&self.counts.bytes_up, bytes.len() as u64);
        Ok(())
    }

    /// Reads a part of a buffer, which begins and ends at multiples of 4, and waits for it. `take` gets it in pieces that
    /// begin at multiples of `step`, with where they begin.
    pub(super) fn download(
        &self,
        from: &DeviceBuffer,
        part: Range<u64>,
        step: u64,
        take: &mut dyn FnMut(u64, &[u8]),
    ) -> Result<(), Trouble> {
        let piece_bytes = (READ_BYTES_MAX / step).max(1) * step;
        let mut at = part.start;
        while at < part.end {
            let bytes = piece_bytes.min(part.end - at);
            let piece = self.buffer(bytes, Purpose::Reading)?;
            let (tell, told) = mpsc::channel();
            let sent = self.guarded(|| {
                let mut encoder = self.wgpu.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
                encoder.copy_buffer_to_buffer(&from.raw, at, &piece.raw, 0, bytes);
                let sent = self.queue.submit([encoder.finish()]);
                // Whoever waits has gone only if the device has, too.
                piece.raw.map_async(wgpu::MapMode::Read, 0..bytes, move |mapped| drop(tell.send(mapped)));
                sent
            })?;
            self.wait(Some(sent))?;
            let lost = |why: String| Trouble::Lost(format!("{} gives nothing back: {why}", self.about().name));
            told.recv().map_err(|why| lost(why.to_string()))?.map_err(|why| lost(why.to_string()))?;
            let mapped = piece.raw.get_mapped_range(0..bytes).map_err(|why| lost(why.to_string()))?;
            take(at - part.start, &mapped);
            drop(mapped);
            piece.raw.unmap();
            at += bytes;
            count(&self.counts.bytes_down, bytes);
        }
        Ok(())
    }
}
