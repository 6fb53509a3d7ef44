//! Which instructions of this processor a kernel may use, chosen when it runs.
//!
//! `by_cpu!` compiles one loop several times (baseline, x86-64-v3, x86-64-v4; NEON is part of every aarch64) and
//! calls the widest copy that the processor has. All copies give the same bits: Rust never reorders sums, and kernels
//! multiply and add with two roundings, or with `lanes::fused`, which has one rounding everywhere; never with `mul_add`,
//! which is a slow library call where there is no FMA. Loops over arrays of 16 or more lanes become vectors by
//! themselves; only shuffles and gathers (`row_taps`, `spots`) are written out.

#[cfg(target_arch = "x86_64")]
use std::sync::atomic::{AtomicU8, Ordering};

/// Sets of instructions that the kernels are compiled for, narrow to wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every processor of this architecture has: SSE2 or NEON.
    Baseline,
    /// x86-64-v3: AVX2, eight lanes of f32.
    V3,
    /// x86-64-v4: AVX-512, sixteen lanes of f32.
    V4,
}

#[cfg(target_arch = "x86_64")]
const UNKNOWN: u8 = u8::MAX;
#[cfg(target_arch = "x86_64")]
static LEVEL: AtomicU8 = AtomicU8::new(UNKNOWN);

/// The widest set that this processor has, or the one that `limit` asked for.
#[inline]
#[must_use]
pub fn level() -> Level {
    #[cfg(target_arch = "x86_64")]
    match LEVEL.load(Ordering::Relaxed) {
        0 => Level::Baseline,
        1 => Level::V3,
        2 => Level::V4,
        _ => {
            let found = widest();
            LEVEL.store(found as u8, Ordering::Relaxed);
            found
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    Level::Baseline
}

/// Whether multiply and add with one rounding is an instruction of the current level.
#[inline]
#[must_use]
pub fn fuses() -> bool {
    cfg!(target_arch = "aarch64") || level() >= Level::V3
}

/// Uses at most this set from now on, in the whole process: for tests and benches. Returns what is used.
pub fn limit(level: Level) -> Level {
    #[cfg(target_arch = "x86_64")]
    {
        let used = level.min(widest());
        LEVEL.store(used as u8, Ordering::Relaxed);
        used
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let _ = level;
        Level::Baseline
    }
}

#[cfg(target_arch = "x86_64")]
#[cold]
fn widest() -> Level {
    let v3 = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt");
    let v4 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512cd")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl");
    match (v3, v4) {
        (true, true) => Level::V4,
        (true, false) => Level::V3,
        _ => Level::Baseline,
    }
}

/// Wraps a function so that it runs with the widest instructions of this processor.
///
/// Whatever its loops call must be `#[inline(always)]`, else that part stays at the baseline. Call it once per band
/// of rows, inside the closure that rayon runs: a closure does not carry the instructions of the function around it.
macro_rules! by_cpu {
    (
        $(#[$meta:meta])*
        $vis:vis fn $name:ident $(<$(const $size:ident: $size_type:ty),+>)? ($($argument:ident: $type:ty),* $(,)?)
        $(-> $output:ty)? $body:block
    ) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "the copies repeat what the author wrote")]
        $vis fn $name $(<$(const $size: $size_type),+>)? ($($argument: $type),*) $(-> $output)? {
            #[inline(always)]
            fn every $(<$(const $size: $size_type),+>)? ($($argument: $type),*) $(-> $output)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,bmi1,bmi2,fma,lzcnt,popcnt")]
            fn v3 $(<$(const $size: $size_type),+>)? ($($argument: $type),*) $(-> $output)? {
                every $(::<$($size),+>)? ($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(
                enable = "avx2,bmi1,bmi2,fma,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl"
            )]
            fn v4 $(<$(const $size: $size_type),+>)? ($($argument: $type),*) $(-> $output)? {
                every $(::<$($size),+>)? ($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "only the processor can promise its own instructions")]
            match $crate::simd::level() {
                $crate::simd::Level::V4 => {
                    // SAFETY: `level` has asked this processor for the instructions of `v4`.
                    return unsafe { v4 $(::<$($size),+>)? ($($argument),*) };
                }
                $crate::simd::Level::V3 => {
                    // SAFETY: `level` has asked this processor for the instructions of `v3`.
                    return unsafe { v3 $(::<$($size),+>)? ($($argument),*) };
                }
                $crate::simd::Level::Baseline => {}
            }
            every $(::<$($size),+>)? ($($argument),*)
        }
    };
}
pub(crate) use by_cpu;

pub(crate) mod bilinear;
pub(crate) mod cubic;
pub(crate) mod folded;
pub(crate) mod past_cache;
pub(crate) mod prefetch;
pub(crate) mod row_taps;
pub(crate) mod spots;

#[cfg(test)]
mod tests {
    use super::*;

    by_cpu! {
        fn scaled_sum<const LANES: usize>(values: &[f32], scale: f32) -> [f32; LANES] {
            let mut sums = [0.0; LANES];
            for values in values.as_chunks::<LANES>().0 {
                for lane in 0..LANES {
                    sums[lane] += values[lane] * scale;
                }
            }
            sums
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let values: Vec<f32> = (0..4000_u16).map(|i| 1.0 / f32::from(i + 1)).collect();
        let sums = [Level::Baseline, Level::V3, Level::V4].map(|level| {
            assert!(limit(level) <= level);
            scaled_sum::<16>(&values, 0.3).map(f32::to_bits)
        });
        assert!(sums.iter().all(|sum| *sum == sums[0]));
    }
}
