//! Buffers on a device, recycled by size class. What is given back may still be in use by the device: its queue runs in order, so
//! whoever gets it next comes later there too.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::counts::count;
use super::device::Device;
use super::transfer::RESERVE_BYTES;
use super::trouble::Trouble;

/// Memory on a device. Goes back to the pool when nobody has it, queued work included.
#[derive(Debug)]
pub(super) struct DeviceBuffer {
    pub(super) raw: wgpu::Buffer,
    class: Class,
    memory: Arc<Memory>,
}

/// What a buffer is good for, and how large it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    purpose: Purpose,
    bytes: u64,
}

/// What a buffer is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Purpose {
    /// Kernels read and write it.
    Kernels,
    /// The processor reads what was copied there.
    Reading,
}

/// Buffers that wait for their next use.
#[derive(Debug, Default)]
pub(super) struct Memory {
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    buffers: BTreeMap<Class, Vec<wgpu::Buffer>>,
    bytes: u64,
}

/// What waits at most.
const WAITING_BYTES_MAX: u64 = 1 << 30;
/// Smaller sizes share a class.
const CLASS_BYTES_MIN: u64 = 256;

impl Device {
    /// A buffer that holds whatever was there.
    pub(super) fn buffer(&self, bytes: u64, purpose: Purpose) -> Result<Arc<DeviceBuffer>, Trouble> {
        let most = self.limits().buffer_bytes_max;
        if bytes > most {
            let message = format!("a buffer of {bytes} bytes, but {} has at most {most}", self.about().name);
            return Err(Trouble::Unfit(message));
        }
        if self.faults.memory_is_due() {
            self.refused.fetch_add(bytes, Ordering::Relaxed);
            return Err(self.out_of_memory());
        }
        let class = Class { purpose, bytes: class_bytes(bytes).min(most) };
        let memory = Arc::clone(&self.memory);
        let waiting = memory.lock().pop(class);
        if let Some(raw) = waiting {
            count(&self.counts.buffers_reused, 1);
            return Ok(Arc::new(DeviceBuffer { raw, class, memory }));
        }
        let raw = match self.create(class) {
            Err(Trouble::Memory(_)) => self.make_room(class.bytes).and_then(|()| self.create(class)),
            other => other,
        };
        if matches!(raw, Err(Trouble::Memory(_))) {
            self.refused.fetch_add(class.bytes, Ordering::Relaxed);
        }
        let raw = raw?;
        count(&self.counts.buffers_made, 1);
        Ok(Arc::new(DeviceBuffer { raw, class, memory }))
    }

    /// Whatever is left later, reading works.
    pub(super) fn put_aside(&self) {
        let class = Class { purpose: Purpose::Reading, bytes: RESERVE_BYTES };
        let aside = self.create(class).ok();
        let aside = aside.map(|raw| Arc::new(DeviceBuffer { raw, class, memory: Arc::clone(&self.memory) }));
        *self.reserve.lock().unwrap_or_else(PoisonError::into_inner) = aside;
    }

    fn create(&self, Class { purpose, bytes: size }: Class) -> Result<wgpu::Buffer, Trouble> {
        let usage = match purpose {
            Purpose::Kernels => {
                wgpu::BufferUsages::STORAGE
                    | wgpu::BufferUsages::UNIFORM
                    | wgpu::BufferUsages::COPY_SRC
                    | wgpu::BufferUsages::COPY_DST
            }
            Purpose::Reading => wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        };
        let descriptor = wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false };
        self.guarded(|| self.wgpu.create_buffer(&descriptor))
    }

    /// Frees what waits, which may be just what is missing, and copies of what lies in memory too.
    fn make_room(&self, bytes: u64) -> Result<(), Trouble> {
        self.drop_copies(bytes);
        self.drop_waiting()
    }

    /// Frees what waits. The driver has it back once the device is through with it.
    pub(super) fn drop_waiting(&self) -> Result<(), Trouble> {
        *self.memory.lock() = Waiting::default();
        self.wait(None)
    }
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn pop(&mut self, class: Class) -> Option<wgpu::Buffer> {
        let found = self.buffers.get_mut(&class)?.pop()?;
        self.bytes -= class.bytes;
        Some(found)
    }

    fn push(&mut self, class: Class, raw: wgpu::Buffer) {
        if class.bytes > WAITING_BYTES_MAX {
            return;
        }
        self.bytes += class.bytes;
        self.buffers.entry(class).or_default().push(raw);
        while self.bytes > WAITING_BYTES_MAX {
            let Some(mut largest) = self.buffers.last_entry() else { return };
            match largest.get_mut().pop() {
                Some(_) => self.bytes -= largest.key().bytes,
                None => drop(largest.remove()),
            }
        }
    }
}

impl Drop for DeviceBuffer {
    fn drop(&mut self) {
        // A handle is a counted reference.
        self.memory.lock().push(self.class, self.raw.clone());
    }
}

/// Sizes are rounded up to an eighth of a power of two: at most an eighth is wasted, and similar sizes share.
fn class_bytes(bytes: u64) -> u64 {
    if bytes <= CLASS_BYTES_MIN {
        return CLASS_BYTES_MIN;
    }
    bytes.next_multiple_of((bytes.next_power_of_two() / 16).max(16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_class_wastes_at_most_an_eighth() {
        assert_eq!(class_bytes(0), 256);
        for bytes in (257..200_000).step_by(61) {
            let class = class_bytes(bytes);
            assert!(
                class >= bytes && class - bytes <= (bytes / 8).max(16) && class.is_multiple_of(16),
                "{bytes} {class}"
            );
        }
    }
}
