//! Memory that two processes see: made without a name, so that it goes with the last of them, and sealed, so that neither
//! can take it away under the other.
#![expect(unsafe_code, reason = "maps memory of the system")]

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::ptr::NonNull;
use std::slice;
use std::sync::atomic::AtomicU32;

use rustix::fs::{MemfdFlags, SealFlags};
use rustix::mm::{MapFlags, ProtFlags};

/// Pages that are mapped into this process.
pub(super) struct Mapping {
    at: NonNull<u8>,
    len: usize,
}

// SAFETY: it is memory like any other; who may write when is said at `bytes` and `bytes_mut`.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

/// New memory of so many bytes, all zero, whose size nobody can change.
pub(super) fn create(len: usize) -> io::Result<OwnedFd> {
    let fd = rustix::fs::memfd_create("weft", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    rustix::fs::ftruncate(&fd, len as u64)?;
    rustix::fs::fcntl_add_seals(&fd, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
    Ok(fd)
}

/// How large memory from somebody else is; refused where it could shrink later, as touching what is gone ends a process.
pub(super) fn sealed_len(fd: &OwnedFd) -> io::Result<usize> {
    if !rustix::fs::fcntl_get_seals(fd)?.contains(SealFlags::SHRINK) {
        return Err(io::Error::other("shared memory is not sealed"));
    }
    let len = File::from(fd.try_clone()?).metadata()?.len();
    usize::try_from(len).map_err(io::Error::other)
}

impl Mapping {
    /// Maps the first `len` bytes for reading and writing; `len` is not 0.
    pub(super) fn new(fd: impl AsFd, len: usize) -> io::Result<Self> {
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a new place of the system's choice; nothing else is mapped over.
        let at = unsafe { rustix::mm::mmap(std::ptr::null_mut(), len, protection, MapFlags::SHARED, fd, 0)? };
        let at = NonNull::new(at.cast()).ok_or_else(|| io::Error::other("the system gave no place"))?;
        Ok(Self { at, len })
    }

    /// All of it. The process at the other end has promised not to write while this is read: it lends a segment, and takes
    /// it back when told. If it breaks its word the numbers are wrong; any bytes are good bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: mapped as long as `self` is.
        unsafe { slice::from_raw_parts(self.at.as_ptr(), self.len) }
    }

    /// All of it, for writing. Nobody at the other end looks before it is told to.
    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: mapped as long as `self` is, and this is the only way to it here.
        unsafe { slice::from_raw_parts_mut(self.at.as_ptr(), self.len) }
    }

    /// As numbers that both sides may read and write at any time.
    pub(super) fn words(&self) -> &[AtomicU32] {
        // SAFETY: mapped as long as `self` is; pages are aligned, and atomics may be shared.
        unsafe { slice::from_raw_parts(self.at.as_ptr().cast(), self.len / size_of::<AtomicU32>()) }
    }

    /// The same, kept until the process ends.
    pub(super) fn words_for_ever(self) -> &'static [AtomicU32] {
        let (at, len) = (self.at, self.len);
        std::mem::forget(self);
        // SAFETY: as in `words`; nothing unmaps it any more.
        unsafe { slice::from_raw_parts(at.as_ptr().cast(), len / size_of::<AtomicU32>()) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: this was mapped here and nobody has a reference into it any more. That it fails, nobody can help.
        _ = unsafe { rustix::mm::munmap(self.at.as_ptr().cast(), self.len) };
    }
}
