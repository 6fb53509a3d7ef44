//! Writes large results straight to memory: a row that nobody reads soon need not be fetched before it is overwritten, and need not
//! push out of the cache what is still in use.

use crate::aligned::Aligned;
use crate::plane::PlaneMut;

/// From here on a result is larger than the caches that one picture can hope for.
const BYTES_MIN: usize = 64 << 20;

/// Whether these planes are better written past the cache.
pub(crate) fn is_worthwhile(out: &[PlaneMut<'_>]) -> bool {
    let floats: usize = out.iter().map(|plane| plane.stride() * plane.height()).sum();
    cfg!(target_arch = "x86_64") && floats * size_of::<f32>() >= BYTES_MIN
}

/// Writes the rows of a result, past the cache if it is large.
pub(crate) struct RowWriter {
    line: Option<Aligned>,
}

impl RowWriter {
    /// For rows, or parts of them, of at most this width.
    pub(crate) fn new(is_large: bool, width: usize) -> Self {
        Self { line: is_large.then(|| Aligned::zeros(width)) }
    }

    /// Lets `fill` make the row, here or in a line of the cache.
    pub(crate) fn write(&mut self, row: &mut [f32], fill: impl FnOnce(&mut [f32])) {
        match &mut self.line {
            Some(line) => {
                let line = &mut line[..row.len()];
                fill(line);
                copy_past_cache(line, row);
            }
            None => fill(row),
        }
    }
}

/// Copies a row to memory.
pub(crate) fn copy_past_cache(from: &[f32], to: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    copy_on_x86_64(from, to);
    #[cfg(not(target_arch = "x86_64"))]
    to.copy_from_slice(from);
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "such stores take pointers")]
fn copy_on_x86_64(from: &[f32], to: &mut [f32]) {
    use std::arch::x86_64::{_mm_loadu_ps, _mm_sfence, _mm_stream_ps};
    assert_eq!(from.len(), to.len());
    let aligned = to.as_ptr().align_offset(16).min(to.len());
    let (from_start, from) = from.split_at(aligned);
    let (to_start, to) = to.split_at_mut(aligned);
    to_start.copy_from_slice(from_start);
    let (from, from_end) = from.as_chunks::<4>();
    let (to, to_end) = to.as_chunks_mut::<4>();
    for (from, to) in from.iter().zip(to) {
        // SAFETY: `from` holds four floats.
        let four = unsafe { _mm_loadu_ps(from.as_ptr()) };
        // SAFETY: `to` holds four floats, and begins on a 16-byte boundary: so did the first, and four floats are 16 bytes.
        unsafe { _mm_stream_ps(to.as_mut_ptr(), four) };
    }
    to_end.copy_from_slice(from_end);
    // SAFETY: every x86-64 has the instruction. It makes the stores visible before another thread is told of them.
    unsafe { _mm_sfence() };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_arrive_whole_wherever_they_begin() {
        let from: Vec<f32> = (0..100_u8).map(f32::from).collect();
        for start in 0..17 {
            for length in [0, 1, 3, 4, 5, 16, 63] {
                let mut to = vec![-1.0; 100];
                copy_past_cache(&from[..length], &mut to[start..start + length]);
                assert_eq!(to[start..start + length], from[..length]);
                assert!(to[..start].iter().chain(&to[start + length..]).all(|&float| float == -1.0));
            }
        }
    }
}
