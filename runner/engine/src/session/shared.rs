//! Shared memory where the system has it, and what stands in for it elsewhere.

#[cfg(target_os = "linux")]
pub(super) use super::segments::{set_wanted, wanted};

/// Does something whose results somebody wants to see.
#[cfg(not(target_os = "linux"))]
pub(super) fn wanted<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Says whether somebody wants to see what this thread makes from now on; gives what it was before.
#[cfg(not(target_os = "linux"))]
pub(super) fn set_wanted(_: bool) -> bool {
    false
}
