//! Aligned memory for samples, recycled. A page touched for the first time costs more than most pixel loops do with it.
//! Somebody else may lend the memory instead, so that another process sees the samples where they are made.

use crate::diagnostic::{Diagnostic, Place};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Floats between 64-byte boundaries.
pub(crate) const LANE: usize = 16;

/// Memory for `len` floats on a 64-byte boundary. Goes back to the pool when dropped.
pub struct Buffer {
    memory: Memory,
    /// The first float on a boundary. The allocation never moves, as `floats` never grows.
    start: usize,
    len: usize,
}

enum Memory {
    /// Longer than `len`, so that some float in it lies on a boundary.
    Own(Vec<f32>),
    /// At least `len` floats.
    Lent(Box<dyn LentFloats>),
}

/// Memory of somebody else, on a 64-byte boundary. Dropping it gives it back.
pub(crate) trait LentFloats: Send + Sync {
    fn floats(&self) -> &[f32];
    fn floats_mut(&mut self) -> &mut [f32];
    /// What its owner calls it.
    fn segment(&self) -> u32;
}

/// Lends memory for so many floats, or not.
pub(crate) type Lender = fn(usize) -> Option<Box<dyn LentFloats>>;

static LENDER: OnceLock<Lender> = OnceLock::new();

/// From now on this one is asked first for every large buffer. The first call in a process counts.
pub(crate) fn set_lender(lender: Lender) {
    LENDER.get_or_init(|| lender);
}

impl Memory {
    fn floats(&self) -> &[f32] {
        match self {
            Self::Own(floats) => floats,
            Self::Lent(lent) => lent.floats(),
        }
    }
}

impl Buffer {
    /// All zero.
    #[must_use]
    pub fn zeroed(len: usize) -> Self {
        let mut buffer = Pool::shared().take(len);
        if buffer.recycled {
            buffer.buffer.as_mut_slice().fill(0.0);
        }
        buffer.buffer
    }

    /// Whatever the recycled memory held. The caller writes every sample that counts.
    #[must_use]
    pub fn for_overwrite(len: usize) -> Self {
        Pool::shared().take(len).buffer
    }

    /// All of it.
    #[must_use]
    pub fn as_slice(&self) -> &[f32] {
        &self.memory.floats()[self.start..self.start + self.len]
    }

    /// All of it, for writing.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        let floats = match &mut self.memory {
            Memory::Own(floats) => floats.as_mut_slice(),
            Memory::Lent(lent) => lent.floats_mut(),
        };
        &mut floats[self.start..self.start + self.len]
    }

    /// All of it, for writing through the contract. Valid until the buffer is dropped.
    pub fn as_mut_ptr(&mut self) -> *mut f32 {
        self.as_mut_slice().as_mut_ptr()
    }

    /// What the owner of lent memory calls it.
    pub(crate) fn segment(&self) -> Option<u32> {
        match &self.memory {
            Memory::Own(_) => None,
            Memory::Lent(lent) => Some(lent.segment()),
        }
    }

    /// In floats.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Says whether so many floats can be had. An allocation that fails ends the process, so whoever lets others choose
    /// the size asks first.
    pub(crate) fn room_for(floats: usize) -> Result<(), Diagnostic> {
        /// Fewer are there, or nothing else works either.
        const LARGE: usize = 1 << 18;
        /// A system that promises more will not keep it.
        const LARGEST: usize = 1 << 38;
        let is_there = || floats <= LARGEST && Vec::<f32>::new().try_reserve_exact(Pool::class(floats) + LANE).is_ok();
        if floats < LARGE || Pool::shared().waits(floats) || is_there() {
            return Ok(());
        }
        // What waits for its next use may be just what is missing.
        Pool::shared().let_go();
        if is_there() {
            return Ok(());
        }
        let message = format!("there is no memory for {} MiB", floats.div_ceil(1 << 18));
        Err(Diagnostic::error("out-of-memory", Place::Everywhere, message)
            .hint("make it smaller, or close other programs"))
    }

    fn allocate(class: usize, len: usize) -> Self {
        let floats = vec![0.0_f32; class + LANE];
        let misaligned = (floats.as_ptr() as usize / size_of::<f32>()) % LANE;
        Self { start: (LANE - misaligned) % LANE, memory: Memory::Own(floats), len }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        match &mut self.memory {
            Memory::Own(floats) => Pool::shared().give_back(std::mem::take(floats), self.start),
            Memory::Lent(_) => _ = Pool::shared().used.fetch_sub(Pool::bytes_for(self.len), Ordering::Relaxed),
        }
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Self {
        let mut copy = Self::for_overwrite(self.len);
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

impl PartialEq for Buffer {
    /// Bit by bit, so that NaN equals itself.
    fn eq(&self, other: &Self) -> bool {
        bytemuck::cast_slice::<f32, u8>(self.as_slice()) == bytemuck::cast_slice::<f32, u8>(other.as_slice())
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Buffer({} floats)", self.len)
    }
}

/// Where dropped buffers wait for their next use. One for the process: memory belongs to the machine, not to a graph.
pub struct Pool {
    waiting: Mutex<Waiting>,
    /// Bytes of all buffers in use, and the most there ever were.
    used: AtomicUsize,
    used_peak: AtomicUsize,
}

struct Waiting {
    /// By size class in floats; each with its start.
    buffers: BTreeMap<usize, Vec<(Vec<f32>, usize)>>,
    bytes: usize,
    bytes_max: usize,
}

struct Taken {
    buffer: Buffer,
    recycled: bool,
}

static SHARED: Pool = Pool {
    waiting: Mutex::new(Waiting { buffers: BTreeMap::new(), bytes: 0, bytes_max: Pool::BYTES_MAX }),
    used: AtomicUsize::new(0),
    used_peak: AtomicUsize::new(0),
};

impl Pool {
    /// What waits at most unless `set_bytes_max` says otherwise.
    pub const BYTES_MAX: usize = 1 << 30;
    /// Smaller ones are cheaper to allocate than to look for.
    const FLOATS_MIN: usize = 4096;

    /// The pool of the process.
    #[must_use]
    pub fn shared() -> &'static Self {
        &SHARED
    }

    /// How much may wait. What is too much is freed at once.
    pub fn set_bytes_max(&self, bytes_max: usize) {
        let mut waiting = self.lock();
        waiting.bytes_max = bytes_max;
        waiting.shrink_to(bytes_max);
    }

    /// Frees all that waits.
    pub fn let_go(&self) {
        self.lock().shrink_to(0);
    }

    /// Memory that waits now.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Memory of all buffers in use now.
    #[must_use]
    pub fn bytes_used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// The most that was in use at once since the last call of this.
    pub fn take_peak(&self) -> usize {
        self.used_peak.swap(self.bytes_used(), Ordering::Relaxed)
    }

    fn take(&self, len: usize) -> Taken {
        let class = Self::class(len);
        let bytes = Self::bytes_for(len);
        let used = self.used.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.used_peak.fetch_max(used, Ordering::Relaxed);
        if class >= Self::FLOATS_MIN
            && let Some(lent) = LENDER.get().and_then(|lender| lender(len))
        {
            return Taken { buffer: Buffer { memory: Memory::Lent(lent), start: 0, len }, recycled: true };
        }
        if class >= Self::FLOATS_MIN
            && let Some((floats, start)) = self.lock().pop(class)
        {
            return Taken { buffer: Buffer { memory: Memory::Own(floats), start, len }, recycled: true };
        }
        Taken { buffer: Buffer::allocate(class, len), recycled: false }
    }

    /// Whether a buffer for so many floats waits. Somebody else may be quicker to take it.
    fn waits(&self, floats: usize) -> bool {
        floats <= isize::MAX as usize / 4
            && self.lock().buffers.get(&Self::class(floats)).is_some_and(|all| !all.is_empty())
    }

    fn give_back(&self, floats: Vec<f32>, start: usize) {
        self.used.fetch_sub(floats.len() * size_of::<f32>(), Ordering::Relaxed);
        if floats.len() >= Self::FLOATS_MIN + LANE {
            self.lock().push(floats, start);
        }
    }

    /// What a buffer of so many floats counts as.
    fn bytes_for(len: usize) -> usize {
        (Self::class(len) + LANE) * size_of::<f32>()
    }

    /// Sizes are rounded up to an eighth of a power of two: at most 12 % is wasted, and similar sizes share.
    fn class(len: usize) -> usize {
        if len < Self::FLOATS_MIN {
            return len;
        }
        let step = (len.next_power_of_two() / 16).max(LANE);
        len.next_multiple_of(step)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn pop(&mut self, class: usize) -> Option<(Vec<f32>, usize)> {
        let found = self.buffers.get_mut(&class)?.pop()?;
        self.bytes -= found.0.len() * size_of::<f32>();
        Some(found)
    }

    fn push(&mut self, floats: Vec<f32>, start: usize) {
        let bytes = floats.len() * size_of::<f32>();
        if bytes > self.bytes_max {
            return;
        }
        self.shrink_to(self.bytes_max - bytes);
        self.bytes += bytes;
        self.buffers.entry(floats.len() - LANE).or_default().push((floats, start));
    }

    /// Frees the largest first: they are the quickest way down.
    fn shrink_to(&mut self, bytes_max: usize) {
        while self.bytes > bytes_max {
            let Some(mut largest) = self.buffers.last_entry() else { return };
            match largest.get_mut().pop() {
                Some((floats, _)) => self.bytes -= floats.len() * size_of::<f32>(),
                None => {
                    largest.remove();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_begin_on_a_boundary_at_every_size() {
        for len in [0, 1, 15, 16, 17, 4095, 4096, 100_003] {
            let buffer = Buffer::zeroed(len);
            assert_eq!(buffer.as_slice().as_ptr() as usize % 64, 0, "{len}");
            assert_eq!(buffer.len(), len);
        }
    }

    #[test]
    fn a_recycled_buffer_is_zero_again_if_asked() {
        for _ in 0..4 {
            let mut buffer = Buffer::zeroed(77_777);
            assert!(buffer.as_slice().iter().all(|float| *float == 0.0));
            buffer.as_mut_slice().fill(1.0);
        }
    }

    #[test]
    fn more_memory_than_there_is_gives_a_sentence() {
        assert_eq!(Buffer::room_for(1 << 20), Ok(()));
        let refused = Buffer::room_for(1 << 60).unwrap_err();
        assert_eq!(refused.message, "there is no memory for 4398046511104 MiB");
    }

    #[test]
    fn a_size_class_wastes_at_most_an_eighth() {
        for len in (4096..3_000_000).step_by(997) {
            let class = Pool::class(len);
            assert!(class >= len && class - len <= len / 7, "{len} {class}");
        }
    }
}
