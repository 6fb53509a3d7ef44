//! A kind with state that lives over several runs.

use crate::Kind;
use std::ffi::c_void;
use std::ptr;
use weft_abi::*;

/// A run of a kind whose state is kept for the next one.
///
/// ```
/// # use weft_plugin::prelude::*;
/// # use weft_plugin::testing;
/// #[derive(Default)]
/// struct Count(i64);
///
/// /// Counts its runs.
/// #[node(id = "com.acme.count", category = "Math")]
/// impl Count {
///     fn run(&mut self) -> i64 {
///         self.0 += 1;
///         self.0
///     }
/// }
///
/// let mut count = testing::Instance::new(&Count::KIND);
/// testing::run(&Count::KIND).go_on(&mut count)?;
/// assert_eq!(testing::run(&Count::KIND).go_on(&mut count)?.int("result"), 2);
/// # Ok::<(), Error>(())
/// ```
pub struct Instance<'k> {
    pub(super) kind: &'k Kind,
    /// Null before the first run, after a panic, and where the kind has no state.
    pub(super) state: *mut c_void,
}

impl<'k> Instance<'k> {
    /// Nothing happens before the first run.
    pub fn new(kind: &'k Kind) -> Self {
        Self { kind, state: ptr::null_mut() }
    }

    pub(super) fn ready(&mut self, host: &'static weft_host) -> weft_status {
        match self.kind.as_raw().create {
            // SAFETY: the kind's own function; the place for the state is ours.
            Some(create) if self.state.is_null() => unsafe { create(host, self.kind.as_raw(), &raw mut self.state) },
            _ => WEFT_OK,
        }
    }

    pub(super) fn end(&mut self) {
        let state = std::mem::replace(&mut self.state, ptr::null_mut());
        if let (false, Some(destroy)) = (state.is_null(), self.kind.as_raw().destroy) {
            // SAFETY: `create` made it, and nobody uses it any more.
            unsafe { destroy(state) };
        }
    }
}

impl Drop for Instance<'_> {
    fn drop(&mut self) {
        self.end();
    }
}
