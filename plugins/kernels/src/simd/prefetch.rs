//! Tells the processor what will be read soon, where it cannot guess: tiles of a picture begin in another page with each row.

/// Asks for a part of a row. Only a hint: changes nothing but time.
#[inline]
pub(crate) fn prefetch(row: &[f32]) {
    #[cfg(target_arch = "x86_64")]
    for line in row.chunks(16) {
        #[expect(unsafe_code, reason = "a hint takes a pointer")]
        // SAFETY: every x86-64 has the instruction, and it never faults.
        unsafe {
            std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.as_ptr().cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = row;
}
