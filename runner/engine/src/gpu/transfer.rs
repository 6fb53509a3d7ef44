//! What crosses the bus. Rows of the host have gaps, those of the device have none; every byte is counted.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, PoisonError};

use super::counts::count;
use super::device::{Device, at_once};
use super::memory::{DeviceBuffer, Purpose};
use super::trouble::Trouble;
use crate::value::Image;

/// What goes over at once: pieces, so that a large picture does not take a second one of its size.
const PIECE_BYTES_MAX: u64 = 8 << 20;
/// While one piece is taken, the device already copies the next ones.
const PIECES_SENT_MAX: usize = 3;
/// Put aside for reading: the longest row that there is.
pub(super) const RESERVE_BYTES: u64 = Image::SIDE_MAX as u64 * 4;

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
        mut rows: impl ExactSizeIterator<Item = &'r [f32]>,
    ) -> Result<(), Trouble> {
        let rows_at_once = (PIECE_BYTES_MAX as usize / row_bytes.max(1)).max(1);
        let (mut sent, mut offset) = (VecDeque::with_capacity(PIECES_SENT_MAX), 0);
        while rows.len() > 0 {
            let n_rows = rows.len().min(rows_at_once);
            let Some(size) = wgpu::BufferSize::new((n_rows * row_bytes) as u64) else { return Ok(()) };
            if sent.len() == PIECES_SENT_MAX {
                // What is on its way lies in memory of the driver, of which there may be little.
                self.wait(sent.pop_front().as_ref())?;
            }
            let mut piece = rows.by_ref().take(n_rows).enumerate();
            self.guarded(|| {
                // None where a scope has caught why.
                let Some(mut memory) = self.queue.write_buffer_with(&to.raw, offset, size) else { return };
                for (at, row) in piece.by_ref() {
                    memory.slice(at * row_bytes..(at + 1) * row_bytes).copy_from_slice(bytemuck::cast_slice(row));
                }
            })?;
            piece.for_each(drop);
            // It begins now, not with the first kernel.
            let turn = self.turn()?;
            sent.push_back(self.guarded(|| self.queue.submit([]))?);
            drop(turn);
            offset += size.get();
        }
        count(&self.counts.bytes_up, offset);
        Ok(())
    }

    /// Copies bytes to a buffer. What is missing to a multiple of 4 is filled with zeros.
    pub(super) fn upload_bytes(&self, to: &DeviceBuffer, offset: u64, bytes: &[u8]) -> Result<(), Trouble> {
        let mut at = offset;
        for piece in bytes.chunks(PIECE_BYTES_MAX as usize) {
            let whole = piece.len() - piece.len() % 4;
            self.guarded(|| {
                if whole > 0 {
                    self.queue.write_buffer(&to.raw, at, &piece[..whole]);
                }
                if whole < piece.len() {
                    let mut last = [0; 4];
                    last[..piece.len() - whole].copy_from_slice(&piece[whole..]);
                    self.queue.write_buffer(&to.raw, at + whole as u64, &last);
                }
            })?;
            if bytes.len() > piece.len() {
                let turn = self.turn()?;
                self.guarded(|| self.queue.submit([]))?;
                drop(turn);
            }
            at += piece.len() as u64;
        }
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
        self.wait_for_others()?;
        let starts = |piece_bytes: u64| part.clone().step_by(usize::try_from(piece_bytes).unwrap_or(usize::MAX));
        let piece_bytes = (PIECE_BYTES_MAX / step).max(1) * step;
        let pieces = |at| starts(piece_bytes).map(move |start| (at, start..part.end.min(start + piece_bytes)));
        let mut to_send = (0..from.len()).flat_map(pieces).peekable();
        let mut sent = VecDeque::with_capacity(PIECES_SENT_MAX);
        loop {
            while sent.len() < PIECES_SENT_MAX
                && let Some((at, piece)) = to_send.peek().cloned()
            {
                match self.buffer(piece.end - piece.start, Purpose::Reading) {
                    Ok(buffer) => sent.push_back((at, piece.start, self.send_piece(&from[at], piece, buffer)?)),
                    // One that comes back is used again.
                    Err(Trouble::Memory(_)) if !sent.is_empty() => break,
                    Err(Trouble::Memory(_)) => {
                        let begin = part.start;
                        let mut take = |start, bytes: &[u8]| take(at, start - begin, bytes);
                        self.read_through_reserve(&from[at], piece, step, &mut take)?;
                    }
                    Err(other) => return Err(other),
                }
                to_send.next();
            }
            let Some((at, start, piece)) = sent.pop_front() else { return Ok(()) };
            piece.take(|bytes| take(at, start - part.start, bytes))?;
        }
    }

    /// Reads where there is no memory to read to but what was put aside for this.
    fn read_through_reserve(
        &self,
        from: &DeviceBuffer,
        part: Range<u64>,
        step: u64,
        take: &mut dyn FnMut(u64, &[u8]),
    ) -> Result<(), Trouble> {
        let reserve = self.reserve.lock().unwrap_or_else(PoisonError::into_inner);
        let piece_bytes = RESERVE_BYTES / step * step;
        let Some(buffer) = reserve.as_ref().filter(|_| piece_bytes > 0) else { return Err(self.out_of_memory()) };
        let mut at = part.start;
        while at < part.end {
            let end = part.end.min(at + piece_bytes);
            self.send_piece(from, at..end, Arc::clone(buffer))?.take(|bytes| take(at, bytes))?;
            at = end;
        }
        Ok(())
    }

    fn send_piece(
        &self,
        from: &DeviceBuffer,
        part: Range<u64>,
        buffer: Arc<DeviceBuffer>,
    ) -> Result<Piece<'_>, Trouble> {
        let bytes = part.end - part.start;
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
    /// Whoever gets the buffer next finds it as it was; also where nobody has waited for it, or the device does not come back.
    fn drop(&mut self) {
        // What could not be mapped says so once more here.
        let scope = self.device.wgpu.push_error_scope(wgpu::ErrorFilter::Validation);
        self.buffer.raw.unmap();
        drop(at_once(scope.pop()));
    }
}
