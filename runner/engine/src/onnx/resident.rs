//! How much memory the process holds, where the system says so: the runtime does not tell what a session takes. And giving back
//! what nobody needs any more.
#![cfg_attr(all(target_os = "linux", target_env = "gnu"), expect(unsafe_code, reason = "a call of the C library"))]

/// In bytes.
pub(super) fn bytes() -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }
    #[cfg(not(target_os = "linux"))]
    {
        None
    }
}

/// Gives free memory back to the system. The C library keeps what was freed in pieces, for later; after a model was closed that may
/// be hundreds of MB, after a window has opened a few.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // SAFETY: it takes a number, and may be called at any time from any thread.
        unsafe { libc::malloc_trim(0) };
    }
}
