//! What crosses the bus. Rows of the host have gaps, those of the device have none; every byte is counted.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};

use super::counts::count;
use super::device::Device;
use super::memory::{DeviceBuffer, Purpose};
use super::trouble::Trouble;

/// What is read at once: pieces, so that reading a large picture does not take a second one of its size.
const PIECE_BYTES_MAX: u64 = 8 << 20;
/// While one piece is taken, the device already copies the next ones.
const PIECES_SENT_MAX: usize = 3;

/// Bytes on their way to memory.
struct Piece<'d> {
    device: &'d Device,
    buffer: Arc<DeviceBuffer>,
    bytes: u64,
    sent: wgpu::SubmissionIndex,
    mapped: Receiver<Result<(), wgpu::BufferAsyncError>>,
}

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
        })?;
        // It begins now, not with the first kernel.
        let turn = self.turn()?;
        self.guarded(|| self.queue.submit([]))?;
        drop(turn);
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

    /// Reads the same part of several buffers, which begins and ends at multiples of 4, and waits for it. `take` gets them one
    /// after the other, in pieces that begin at multiples of `step`: which buffer, and where in the part the piece begins.
    pub(super) fn download(
        &self,
        from: &[Arc<DeviceBuffer>],
        part: &Range<u64>,
        step: u64,
        take: &mut dyn FnMut(usize, u64, &[u8]),
    ) -> Result<(), Trouble> {
        let piece_bytes = (PIECE_BYTES_MAX / step).max(1) * step;
        let starts = move || part.clone().step_by(usize::try_from(piece_bytes).unwrap_or(usize::MAX));
        let mut to_send =
            from.iter().enumerate().flat_map(|(at, buffer)| starts().map(move |start| (at, buffer, start)));
        let mut sent = VecDeque::with_capacity(PIECES_SENT_MAX);
        loop {
            while sent.len() < PIECES_SENT_MAX
                && let Some((at, buffer, start)) = to_send.next()
            {
                let end = part.end.min(start + piece_bytes);
                sent.push_back((at, start - part.start, self.send_piece(buffer, start..end)?));
            }
            let Some((at, start, piece)) = sent.pop_front() else { return Ok(()) };
            piece.take(|bytes| take(at, start, bytes))?;
        }
    }

    fn send_piece(&self, from: &DeviceBuffer, part: Range<u64>) -> Result<Piece<'_>, Trouble> {
        let bytes = part.end - part.start;
        let buffer = self.buffer(bytes, Purpose::Reading)?;
        let (tell, mapped) = mpsc::channel();
        let turn = self.turn()?;
        let sent = self.guarded(|| {
            let mut encoder = self.wgpu.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            encoder.copy_buffer_to_buffer(&from.raw, part.start, &buffer.raw, 0, bytes);
            let sent = self.queue.submit([encoder.finish()]);
            // Who waits has gone only if the device has, or a piece before this one failed.
            buffer.raw.map_async(wgpu::MapMode::Read, 0..bytes, move |mapped| drop(tell.send(mapped)));
            sent
        })?;
        drop(turn);
        Ok(Piece { device: self, buffer, bytes, sent, mapped })
    }
}

impl Piece<'_> {
    fn take(self, take: impl FnOnce(&[u8])) -> Result<(), Trouble> {
        let device = self.device;
        device.wait(Some(&self.sent))?;
        let lost = |why: String| Trouble::Lost(format!("{} gives nothing back: {why}", device.about().name));
        self.mapped.recv().map_err(|why| lost(why.to_string()))?.map_err(|why| lost(why.to_string()))?;
        let mapped = self.buffer.raw.get_mapped_range(0..self.bytes).map_err(|why| lost(why.to_string()))?;
        take(&mapped);
        count(&device.counts.bytes_down, self.bytes);
        Ok(())
    }
}

impl Drop for Piece<'_> {
    /// Whoever gets the buffer next finds it as it was; also where nobody has waited for it.
    fn drop(&mut self) {
        if self.device.is_away() {
            // It may come back with all of its buffers, but will not be asked before.
            self.buffer.raw.unmap();
        } else {
            drop(self.device.guarded(|| self.buffer.raw.unmap()));
        }
    }
}
