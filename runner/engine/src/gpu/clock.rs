//! The device's own clock: how long it worked, without anybody waiting for the answer. Each pass writes when it began and ended;
//! the numbers come back behind the work itself, and are read whenever somebody next looks at the device.
//!
//! A device without such a clock has none of this: whoever asks then says that the time is the processor's.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::device::Device;
use super::trouble::Trouble;

/// What the device spent on somebody's work. Grows until the device is through with all of it.
#[derive(Debug, Default)]
pub struct Meter {
    nanos: AtomicU64,
    /// What was sent, and what has answered.
    sent: AtomicU32,
    answered: AtomicU32,
    /// Parts that a plugin wants told, with their names.
    parts: Mutex<Vec<(String, Arc<Meter>)>>,
}

/// The clock of a device.
#[derive(Debug)]
pub(super) struct Clock {
    /// Of one tick.
    nanos: f64,
    free: Arc<Mutex<Vec<Probe>>>,
}

/// Room for the times of one batch.
#[derive(Debug)]
struct Probe {
    queries: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    read: wgpu::Buffer,
}

/// The times of a batch that is being written.
pub(super) struct Taking<'c> {
    clock: &'c Clock,
    probe: Probe,
    used: u32,
}

/// Two for each pass. A batch has no more orders than this, and every other one may end a pass.
const QUERIES: u32 = super::batch::ORDERS_MAX as u32;
const TICK_BYTES: u64 = wgpu::QUERY_SIZE as u64;
/// More wait for their next use only after a burst.
const FREE_MAX: usize = 32;

impl Meter {
    /// Seconds so far; none where nothing was sent, or nothing has answered.
    #[must_use]
    pub fn seconds(&self) -> Option<f64> {
        let has_answer = self.answered.load(Ordering::Acquire) > 0;
        #[expect(clippy::cast_precision_loss, reason = "a time for people")]
        has_answer.then(|| self.nanos.load(Ordering::Relaxed) as f64 / 1e9)
    }

    /// Whether all that was sent has answered.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.answered.load(Ordering::Acquire) >= self.sent.load(Ordering::Acquire)
    }

    /// Takes the parts that are to be told.
    #[must_use]
    pub fn take_parts(&self) -> Vec<(String, Arc<Self>)> {
        std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn add_part(&self, name: String, part: Arc<Self>) {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).push((name, part));
    }

    fn answer(&self, nanos: Option<f64>) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a duration")]
        self.nanos.fetch_add(nanos.unwrap_or(0.0).max(0.0) as u64, Ordering::Relaxed);
        self.answered.fetch_add(1, Ordering::Release);
    }
}

thread_local! {
    static WAITED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// How long this thread has waited, all in all, for a device to finish what is paid by those who asked for it.
#[must_use]
pub fn waited_here() -> Duration {
    WAITED.get()
}

impl Device {
    /// Waits for all that was asked for so far, on account of those who asked.
    pub(super) fn wait_for_others(&self) -> Result<(), Trouble> {
        let began = Instant::now();
        let ended = self.wait(None);
        // Without a clock nobody knows who is to pay: then it is who waits.
        if self.has_clock() {
            WAITED.set(WAITED.get() + began.elapsed());
        }
        ended
    }
}

impl Clock {
    /// Of a device that was opened with one.
    pub(super) fn of(device: &wgpu::Device, queue: &wgpu::Queue) -> Option<Self> {
        let nanos = f64::from(queue.get_timestamp_period());
        let has_clock = device.features().contains(wgpu::Features::TIMESTAMP_QUERY) && nanos > 0.0;
        has_clock.then(|| Self { nanos, free: Arc::default() })
    }

    /// Begins to take the times of a batch. Within the scopes of its sending.
    pub(super) fn take(&self, device: &wgpu::Device) -> Taking<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let probe = free.unwrap_or_else(|| {
            let buffer = |usage| {
                let size = u64::from(QUERIES) * TICK_BYTES;
                device.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
            };
            let ty = wgpu::QueryType::Timestamp;
            Probe {
                queries: device.create_query_set(&wgpu::QuerySetDescriptor { label: None, ty, count: QUERIES }),
                resolved: buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC),
                read: buffer(wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST),
            }
        });
        Taking { clock: self, probe, used: 0 }
    }
}

impl Taking<'_> {
    /// Where the next pass writes its times.
    pub(super) fn pass(&mut self) -> Option<wgpu::ComputePassTimestampWrites<'_>> {
        let at = self.used;
        if at + 2 > QUERIES {
            return None;
        }
        self.used += 2;
        Some(wgpu::ComputePassTimestampWrites {
            query_set: &self.probe.queries,
            beginning_of_pass_write_index: Some(at),
            end_of_pass_write_index: Some(at + 1),
        })
    }

    /// Behind the last pass.
    pub(super) fn resolve(&self, encoder: &mut wgpu::CommandEncoder) {
        if self.used > 0 {
            encoder.resolve_query_set(&self.probe.queries, 0..self.used, &self.probe.resolved, 0);
            encoder.copy_buffer_to_buffer(&self.probe.resolved, 0, &self.probe.read, 0, self.bytes());
        }
    }

    /// When it is sent: the times go to these meters once the device is through. Nobody waits.
    pub(super) fn give(self, meters: Vec<Arc<Meter>>) {
        let bytes = self.bytes();
        let Self { clock, probe, used } = self;
        if used == 0 {
            return;
        }
        meters.iter().for_each(|meter| _ = meter.sent.fetch_add(1, Ordering::Release));
        let (free, tick_nanos) = (Arc::clone(&clock.free), clock.nanos);
        probe.read.clone().map_async(wgpu::MapMode::Read, 0..bytes, move |mapped| {
            let ticks = mapped.ok().and_then(|()| {
                let read = probe.read.get_mapped_range(0..bytes).ok()?;
                Some(ticks_of(bytemuck::cast_slice(&read)))
            });
            #[expect(clippy::cast_precision_loss, reason = "less than a day of nanoseconds")]
            let nanos = ticks.map(|ticks| ticks as f64 * tick_nanos);
            meters.iter().for_each(|meter| meter.answer(nanos));
            if ticks.is_some() {
                probe.read.unmap();
                let mut free = free.lock().unwrap_or_else(PoisonError::into_inner);
                if free.len() < FREE_MAX {
                    free.push(probe);
                }
            }
        });
    }

    fn bytes(&self) -> u64 {
        u64::from(self.used) * TICK_BYTES
    }
}

/// The sum of all passes, each with its begin and its end. Some clocks begin anew now and then: such a pass counts nothing.
fn ticks_of(times: &[u64]) -> u64 {
    times.chunks_exact(2).map(|pass| pass[1].saturating_sub(pass[0])).sum()
}

impl Device {
    /// Whether it has a clock of its own.
    #[must_use]
    pub fn has_clock(&self) -> bool {
        self.clock.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_are_summed_and_a_clock_that_began_anew_counts_nothing() {
        assert_eq!(ticks_of(&[10, 25, 30, 31]), 16);
        assert_eq!(ticks_of(&[u64::MAX - 1, 3, 5, 9]), 4);
        assert_eq!(ticks_of(&[]), 0);
    }
}
