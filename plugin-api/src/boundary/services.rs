//! The host's tables, copied once: as much of each as both sides know. What is missing is `None`, never a crash.

use crate::{Error, Result};
use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use weft_abi::*;

/// All services of one host.
pub(crate) struct Services {
    host: *const weft_host,
    core_of_host: *const weft_core_v1,
    pub(crate) core: weft_core_v1,
    pub(crate) image: weft_image_v1,
    pub(crate) tensor: weft_tensor_v1,
    pub(crate) record: weft_record_v1,
    pub(crate) mesh: weft_mesh_v1,
    pub(crate) parallel: weft_parallel_v1,
    pub(crate) paths: weft_paths_v1,
    pub(crate) gpu: weft_gpu_v1,
    pub(crate) infer: weft_infer_v1,
    next: *const Services,
}

// SAFETY: written once, before it is shared; the host's tables may be read by every thread.
unsafe impl Send for Services {}
// SAFETY: as above.
unsafe impl Sync for Services {}

/// The newest first. A process has one host; tests may have a few. Never freed, as the host's tables are not.
static FIRST: AtomicPtr<Services> = AtomicPtr::new(ptr::null_mut());

impl Services {
    /// Of the host that makes this call. Two comparisons where the host is known already.
    ///
    /// # Safety
    /// `call` is a live call of a host.
    pub(super) unsafe fn of_call(call: *mut weft_call) -> &'static Self {
        // SAFETY: the caller promises a live call; both fields are there since minor 0.
        let host = unsafe { (*call).host };
        // SAFETY: as above.
        let core = unsafe { (*call).core };
        // SAFETY: promise 1 of the boundary.
        unsafe { Self::of(host, core) }
    }

    /// # Safety
    /// Both pointers are those of a host, or null.
    unsafe fn of(host: *const weft_host, core: *const weft_core_v1) -> &'static Self {
        let mut at = FIRST.load(Ordering::Acquire).cast_const();
        // SAFETY: only leaked boxes are ever stored in the list.
        while let Some(services) = unsafe { at.as_ref() } {
            if services.host == host && services.core_of_host == core {
                return services;
            }
            at = services.next;
        }
        // SAFETY: the caller promises.
        let made = Box::leak(Box::new(unsafe { Self::ask(host, core) }));
        let mut first = FIRST.load(Ordering::Acquire);
        loop {
            made.next = first;
            // Two threads may both add the same host: the second entry is just never found first.
            match FIRST.compare_exchange_weak(first, made, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return made,
                Err(now) => first = now,
            }
        }
    }

    /// # Safety
    /// As of `of`.
    unsafe fn ask(host: *const weft_host, core: *const weft_core_v1) -> Self {
        // SAFETY: promise 1 of the boundary, for each of the tables asked for here.
        let known = unsafe { copy::<weft_host>(host) };
        let table = |id: &CStr| match known.get_service {
            // SAFETY: the host's own function, with its own pointer and a text that lives long enough.
            Some(get) => unsafe { get(host, id.as_ptr()) },
            None => ptr::null(),
        };
        /// Asks for a table by its name and copies it.
        macro_rules! service {
            ($id:literal) => {
                // SAFETY: the host gives a table of the kind that its name says, or null.
                unsafe { copy(table($id).cast()) }
            };
        }
        Self {
            host,
            core_of_host: core,
            // SAFETY: promise 1 of the boundary.
            core: unsafe { copy(core) },
            image: service!(c"weft.image/1"),
            tensor: service!(c"weft.tensor/1"),
            record: service!(c"weft.record/1"),
            mesh: service!(c"weft.mesh/1"),
            parallel: service!(c"weft.parallel/1"),
            paths: service!(c"weft.paths/1"),
            gpu: service!(c"weft.gpu/1"),
            infer: service!(c"weft.infer/1"),
            next: ptr::null(),
        }
    }
}

/// A table of the contract.
///
/// # Safety
/// `repr(C)`, begins with `u32 struct_size`, and all zeros is a value of it.
unsafe trait Table {}

/// Says so of each.
macro_rules! tables {
    ($($table:ty),*) => { $(
        // SAFETY: see `weft-abi`: integers, pointers and `Option`s of functions, `struct_size` first.
        unsafe impl Table for $table {}
    )* };
}
tables!(weft_host, weft_core_v1, weft_image_v1, weft_tensor_v1, weft_record_v1, weft_mesh_v1);
tables!(weft_parallel_v1, weft_paths_v1, weft_gpu_v1, weft_infer_v1);

/// As much of a foreign table as both sides know; a missing tail, or a missing table, is zero.
///
/// # Safety
/// `foreign` is null, or points to a table that is as large as its `struct_size` says.
unsafe fn copy<T: Table>(foreign: *const T) -> T {
    let mut known = MaybeUninit::<T>::zeroed();
    if !foreign.is_null() {
        // SAFETY: each table begins with its size.
        let size = unsafe { foreign.cast::<u32>().read() } as usize;
        let bytes = size.min(size_of::<T>());
        // SAFETY: both sides have at least so many bytes.
        unsafe { ptr::copy_nonoverlapping(foreign.cast::<u8>(), known.as_mut_ptr().cast(), bytes) };
    }
    // SAFETY: all zeros is a value of a table, and so is the beginning of a foreign one.
    unsafe { known.assume_init() }
}

/// A function of the host, or the sentence that says what the host is too old for.
pub(crate) fn need<F>(function: Option<F>, name: &'static str) -> Result<F> {
    match function {
        Some(function) => Ok(function),
        None => Err(Error::unsupported(format!("this host does not offer `{name}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn threads(_: *mut weft_call) -> u32 {
        3
    }

    #[test]
    fn a_shorter_table_of_an_older_host_reads_as_absent() {
        let whole = weft_parallel_v1 {
            struct_size: size_of::<weft_parallel_v1>() as u32,
            reserved0: 0,
            threads: Some(threads),
            for_each: None,
        };
        // SAFETY: it is as large as it says.
        assert!(unsafe { copy(&raw const whole) }.threads.is_some());
        let shorter = weft_parallel_v1 { struct_size: 8, ..whole };
        // SAFETY: it is larger than it says.
        assert!(unsafe { copy(&raw const shorter) }.threads.is_none());
        // SAFETY: null is a missing table.
        assert!(unsafe { copy::<weft_parallel_v1>(ptr::null()) }.threads.is_none());
    }

    #[test]
    fn a_longer_table_of_a_newer_host_is_cut() {
        #[repr(C)]
        struct Newer {
            old: weft_parallel_v1,
            more: usize,
        }
        let newer = Newer {
            old: weft_parallel_v1 {
                struct_size: size_of::<Newer>() as u32,
                reserved0: 0,
                threads: Some(threads),
                for_each: None,
            },
            more: 7,
        };
        // SAFETY: it is as large as it says.
        let known = unsafe { copy((&raw const newer).cast::<weft_parallel_v1>()) };
        assert!(known.threads.is_some() && known.for_each.is_none() && newer.more == 7);
    }

    #[test]
    fn a_missing_function_is_a_sentence() {
        let error = need(None::<fn()>, "weft.image/1 create").unwrap_err();
        assert_eq!(error.to_string(), "this host does not offer `weft.image/1 create`");
    }
}
