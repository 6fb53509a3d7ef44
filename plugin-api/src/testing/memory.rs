//! Memory as a host gives it: aligned, with room between rows, full of what somebody else left.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};

const ALIGN: usize = 64;

/// Bytes which are written through pointers while others only know their address.
pub(super) struct Memory {
    start: *mut u8,
    bytes: usize,
}

// SAFETY: written by whoever made the value it belongs to, before anybody else sees it; read afterwards.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Memory {
    /// All of it is `left`.
    pub(super) fn filled(bytes: usize, left: f32) -> Self {
        // Room for a last, half-used f32.
        let bytes = bytes.next_multiple_of(size_of::<f32>()).max(size_of::<f32>());
        let layout = layout(bytes);
        // SAFETY: the layout is not empty.
        let start = unsafe { alloc(layout) };
        if start.is_null() {
            handle_alloc_error(layout);
        }
        let floats = bytes / size_of::<f32>();
        for at in 0..floats {
            // SAFETY: inside of what was allocated, and aligned.
            let place = unsafe { start.cast::<f32>().add(at) };
            // SAFETY: as above.
            unsafe { place.write(left) };
        }
        Self { start, bytes }
    }

    pub(super) fn start(&self) -> *mut u8 {
        self.start
    }

    /// While nobody writes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        // SAFETY: so many bytes, all written when they were allocated.
        unsafe { std::slice::from_raw_parts(self.start, self.bytes) }
    }

    /// While nobody writes.
    pub(super) fn as_floats(&self) -> &[f32] {
        // SAFETY: so many floats, all written when they were allocated; aligned to 64 bytes.
        unsafe { std::slice::from_raw_parts(self.start.cast::<f32>(), self.bytes / size_of::<f32>()) }
    }

    /// Of memory which nobody knows yet.
    pub(super) fn as_floats_mut(&mut self) -> &mut [f32] {
        // SAFETY: as of `as_floats`, and borrowed for writing.
        unsafe { std::slice::from_raw_parts_mut(self.start.cast::<f32>(), self.bytes / size_of::<f32>()) }
    }

    /// Of memory which nobody knows yet.
    pub(super) fn as_bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as of `as_bytes`, and borrowed for writing.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.bytes) }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: allocated by us with this layout.
        unsafe { dealloc(self.start, layout(self.bytes)) };
    }
}

fn layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, ALIGN).expect("a test asks for little memory")
}
