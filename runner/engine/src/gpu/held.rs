//! What one call holds on a device, by handles: numbers with the number of the call in them, so one of another call, or a
//! made-up one, is refused. And which buffers a call may write: its own, and those of a picture until that is a result.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};

use super::memory::DeviceBuffer;
use super::resident::Resident;
use super::trouble::Trouble;
use crate::value::{Image, Value};

/// A buffer or a kernel of a call; 0 is none.
pub type Handle = u64;

/// Buffers of a call.
#[derive(Debug)]
pub(super) struct Held {
    generation: u32,
    buffers: Vec<Option<OneHeld>>,
    /// Pictures of the call that are no result yet.
    made: Vec<Weak<Resident>>,
}

#[derive(Debug)]
struct OneHeld {
    buffer: Arc<DeviceBuffer>,
    bytes: u64,
    references: u32,
    of: Of,
}

/// What a buffer belongs to, and so whether it may be written.
#[derive(Debug, Clone)]
pub(super) enum Of {
    /// The call alone.
    Call,
    /// A picture that others have too.
    Others,
    /// A picture that the call makes.
    Made(Arc<Resident>),
    /// The same, given as a result.
    Result,
}

/// A part of a buffer.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) buffer: Arc<DeviceBuffer>,
    /// Whole words.
    pub(super) bytes: Range<u64>,
    pub(super) of: Of,
}

/// Counts calls, so that handles of one are no handles of another.
static GENERATIONS: AtomicU32 = AtomicU32::new(1);

impl Of {
    /// # Errors
    /// Where others see what is written: a picture never changes once somebody else can have it.
    pub(super) fn check_writable(&self) -> Result<(), Trouble> {
        let picture = match self {
            Self::Call => return Ok(()),
            Self::Made(picture) if !picture.is_read() => return Ok(()),
            Self::Made(_) => "whose samples it had asked for in memory before",
            Self::Others => "that it got for reading",
            Self::Result => "that it had given as its result before",
        };
        Err(Trouble::Breach(format!("wrote on the device to a picture {picture}")))
    }
}

impl Held {
    /// Nothing yet, of a new call.
    pub(super) fn new() -> Self {
        let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed).max(1);
        Self { generation, buffers: Vec::new(), made: Vec::new() }
    }

    /// A buffer, with one reference.
    pub(super) fn hold(&mut self, buffer: Arc<DeviceBuffer>, bytes: u64, of: Of) -> Handle {
        self.buffers.push(Some(OneHeld { buffer, bytes, references: 1, of }));
        self.handle(self.buffers.len())
    }

    /// A picture that the call makes.
    pub(super) fn make(&mut self, picture: &Arc<Resident>) {
        self.made.push(Arc::downgrade(picture));
    }

    pub(super) fn retain(&mut self, buffer: Handle) -> Result<(), Trouble> {
        let at = self.index(buffer)?;
        if let Some(Some(held)) = self.buffers.get_mut(at) {
            held.references = held.references.saturating_add(1);
        }
        Ok(())
    }

    pub(super) fn release(&mut self, buffer: Handle) -> Result<(), Trouble> {
        let at = self.index(buffer)?;
        if let Some(place) = self.buffers.get_mut(at)
            && let Some(held) = place
        {
            held.references -= 1;
            if held.references == 0 {
                *place = None;
            }
        }
        Ok(())
    }

    /// A part of a buffer that lies in it, rounded up to whole words.
    pub(super) fn part(&self, buffer: Handle, offset: u64, bytes: u64) -> Result<Part, Trouble> {
        let held = self.one(buffer)?;
        match offset.checked_add(bytes).and_then(|end| end.checked_next_multiple_of(4)) {
            Some(end) if end <= held.bytes && offset.is_multiple_of(4) => {
                Ok(Part { buffer: Arc::clone(&held.buffer), bytes: offset..end, of: held.of.clone() })
            }
            _ => {
                let whole = held.bytes;
                let message = format!("{bytes} bytes at {offset} of a buffer of {whole} (from a multiple of 4 on)");
                Err(Trouble::Invalid(message))
            }
        }
    }

    pub(super) fn bytes(&self, buffer: Handle) -> Result<u64, Trouble> {
        self.one(buffer).map(|held| held.bytes)
    }

    /// A value is a result: its pictures stay as they are.
    pub(super) fn give(&mut self, value: &Value) {
        if self.made.is_empty() {
            return;
        }
        let mut give = |image: &Image| {
            if let Some(copy) = image.copy_elsewhere() {
                let copy = Arc::as_ptr(&copy);
                self.made.retain(|made| !std::ptr::addr_eq(made.as_ptr(), copy));
                for held in self.buffers.iter_mut().flatten() {
                    if matches!(&held.of, Of::Made(picture) if std::ptr::addr_eq(Arc::as_ptr(picture), copy)) {
                        held.of = Of::Result;
                    }
                }
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let Ok(()) = value.pictures(&mut give);
    }

    /// Gives back the pictures that are no result, where somebody still has their values. How many those were.
    pub(super) fn end_pictures(&mut self) -> usize {
        self.buffers.clear();
        let left: Vec<Arc<Resident>> = self.made.drain(..).filter_map(|made| made.upgrade()).collect();
        left.iter().for_each(|picture| picture.end());
        left.len()
    }

    pub(super) fn handle(&self, number: usize) -> Handle {
        (u64::from(self.generation) << 32) | number as u64
    }

    pub(super) fn index(&self, handle: Handle) -> Result<usize, Trouble> {
        let number = (handle & u64::from(u32::MAX)) as usize;
        match (handle >> 32 == u64::from(self.generation), number.checked_sub(1)) {
            (true, Some(at)) => Ok(at),
            _ => Err(Trouble::Invalid("a handle was given that is none of this call".to_owned())),
        }
    }

    fn one(&self, buffer: Handle) -> Result<&OneHeld, Trouble> {
        let held = self.buffers.get(self.index(buffer)?).and_then(Option::as_ref);
        held.ok_or_else(|| Trouble::Invalid("a buffer was named that is given back".to_owned()))
    }
}
