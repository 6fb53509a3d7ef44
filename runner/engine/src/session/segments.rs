//! The shared memory of an engine: samples that somebody wants to see as they are lie in it from the beginning, so that no
//! pixel is copied. Segments are recycled: a page touched for the first time costs more than most pixel loops do with it.

use std::cell::Cell;
use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::mapping::{self, Mapping};
use super::message::{Blob, BlobPlace};
use crate::value::{LentFloats, set_lender};

/// Fewer bytes go through the pipe faster.
pub(super) const BYTES_MIN: usize = 64 << 10;
/// Of all segments together; beyond it bytes go through the pipe.
const BYTES_MAX: usize = 1 << 30;
/// Segments that wait for their next use.
const WAITING_MAX: usize = 8;

/// One for the process, as memory is.
static SEGMENTS: Mutex<Segments> =
    Mutex::new(Segments { next: 1, bytes: 0, waiting: Vec::new(), unsent: None, gone: Vec::new() });

thread_local! {
    /// Whether somebody wants to see what this thread makes now.
    static WANTED: Cell<bool> = const { Cell::new(false) };
}

struct Segments {
    next: u32,
    bytes: usize,
    waiting: Vec<Segment>,
    /// Of those that nobody was told of yet.
    unsent: Option<HashMap<u32, (OwnedFd, usize)>>,
    /// Those that the other side may forget.
    gone: Vec<u32>,
}

struct Segment {
    number: u32,
    size: usize,
    mapping: Mapping,
}

/// A segment in use as a buffer.
struct Lent(Option<Segment>);

/// From now on buffers are made in shared memory where somebody wants to see them.
pub(super) fn offer() {
    set_lender(lend);
}

/// Does something whose results somebody wants to see.
pub(super) fn wanted<T>(work: impl FnOnce() -> T) -> T {
    let before = set_wanted(true);
    let made = work();
    set_wanted(before);
    made
}

/// Says whether somebody wants to see what this thread makes from now on; gives what it was before.
pub(super) fn set_wanted(wanted: bool) -> bool {
    WANTED.replace(wanted)
}

fn lend(floats: usize) -> Option<Box<dyn LentFloats>> {
    let bytes = floats * size_of::<f32>();
    if !WANTED.get() || bytes < BYTES_MIN {
        return None;
    }
    // Sizes are rounded up, so that similar ones share.
    let size = bytes.next_multiple_of((bytes.next_power_of_two() / 8).max(4096));
    let found = segments().take(size);
    let segment = found.or_else(|| segments().make(size))?;
    Some(Box::new(Lent(Some(segment))))
}

/// Numbers of segments that are gone since the last question.
pub(super) fn take_gone() -> Vec<u32> {
    std::mem::take(&mut segments().gone)
}

/// Where the bytes of a blob lie, if that is in a segment; with the descriptor, the first time.
pub(super) fn place(blob: &Blob) -> Option<(BlobPlace, Option<OwnedFd>)> {
    let segment = blob.segment()?;
    let new = segments().unsent.as_mut().and_then(|unsent| unsent.remove(&segment));
    let (fd, size) = new.map_or((None, None), |(fd, size)| (Some(fd), Some(size)));
    Some((BlobPlace { bytes: blob.len(), segment, size }, fd))
}

fn segments() -> MutexGuard<'static, Segments> {
    SEGMENTS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Segments {
    fn take(&mut self, size: usize) -> Option<Segment> {
        let fits = |segment: &Segment| (size..=size + size / 4).contains(&segment.size);
        let at = self.waiting.iter().position(fits)?;
        Some(self.waiting.swap_remove(at))
    }

    /// None where the system or the budget has no more: the bytes then go another way.
    fn make(&mut self, size: usize) -> Option<Segment> {
        while self.bytes + size > BYTES_MAX {
            let oldest = (!self.waiting.is_empty()).then(|| self.waiting.remove(0))?;
            self.forget(&oldest);
        }
        let fd = mapping::create(size).ok()?;
        let mapping = Mapping::new(&fd, size).ok()?;
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        self.bytes += size;
        self.unsent.get_or_insert_default().insert(number, (fd, size));
        Some(Segment { number, size, mapping })
    }

    fn give_back(&mut self, segment: Segment) {
        self.waiting.push(segment);
        if self.waiting.len() > WAITING_MAX {
            let oldest = self.waiting.remove(0);
            self.forget(&oldest);
        }
    }

    fn forget(&mut self, segment: &Segment) {
        self.bytes -= segment.size;
        let never_sent = self.unsent.as_mut().is_some_and(|unsent| unsent.remove(&segment.number).is_some());
        if !never_sent {
            self.gone.push(segment.number);
        }
    }
}

impl LentFloats for Lent {
    fn floats(&self) -> &[f32] {
        self.0.as_ref().map_or(&[], |segment| bytemuck::cast_slice(segment.mapping.bytes()))
    }

    fn floats_mut(&mut self) -> &mut [f32] {
        self.0.as_mut().map_or(&mut [], |segment| bytemuck::cast_slice_mut(segment.mapping.bytes_mut()))
    }

    fn segment(&self) -> u32 {
        self.0.as_ref().map_or(0, |segment| segment.number)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(segment) = self.0.take() {
            segments().give_back(segment);
        }
    }
}
