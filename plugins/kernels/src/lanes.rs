//! Loops over a fixed number of floats, which the compiler turns into vectors, and the exponential that they share.
//! Everything here is inlined into a `by_cpu!` function and keeps its order of operations on every processor.

/// `N` neighbours of a row, from `at` on.
#[inline(always)]
pub(crate) fn lanes<const N: usize>(row: &[f32], at: usize) -> &[f32; N] {
    match row[at..].first_chunk() {
        Some(lanes) => lanes,
        None => panic!("a row of {} has no {N} lanes at {at}", row.len()),
    }
}

/// `N` neighbours of a row to write, from `at` on.
#[inline(always)]
pub(crate) fn lanes_mut<const N: usize>(row: &mut [f32], at: usize) -> &mut [f32; N] {
    let length = row.len();
    match row[at..].first_chunk_mut() {
        Some(lanes) => lanes,
        None => panic!("a row of {length} has no {N} lanes at {at}"),
    }
}

/// Writes `N` neighbours of a row, or as many as there are up to its end.
#[inline(always)]
pub(crate) fn store<const N: usize>(row: &mut [f32], at: usize, lanes: &[f32; N]) {
    match row[at..].first_chunk_mut() {
        Some(to) => *to = *lanes,
        None => row[at..].iter_mut().zip(lanes).for_each(|(to, lane)| *to = *lane),
    }
}

/// a · b + c, rounded once. `NATIVE` says that the processor can do it (`simd::fuses`); elsewhere it takes a dozen
/// instructions for the same bits. For loops that gain more than a few percent from it.
#[inline(always)]
pub(crate) fn fused<const NATIVE: bool>(a: f32, b: f32, c: f32) -> f32 {
    if NATIVE {
        return a.mul_add(b, c);
    }
    // The product of two f32 is exact in f64. Rounding the sum to odd keeps the second rounding, to f32, honest.
    let (product, c) = (f64::from(a) * f64::from(b), f64::from(c));
    let sum = product + c;
    let from_c = sum - product;
    let lost = (product - (sum - from_c)) + (c - from_c);
    let bits = sum.to_bits();
    let to_odd = u64::from(lost.abs() > 0.0) & !bits & 1;
    let outward = (lost > 0.0) == (sum > 0.0);
    f64::from_bits(if outward { bits.wrapping_add(to_odd) } else { bits.wrapping_sub(to_odd) }) as f32
}

/// Adding and taking away 1.5 · 2^23 rounds to the nearest integer, which then sits in the low bits.
pub(crate) const ROUND: f32 = 12_582_912.0;

/// 2 to the power of `t`, for `t` from -64 to 0, with a relative error below 2e-7. Anything smaller, and NaN, gives 2^-64:
/// a product with a pixel then never is a subnormal number, which costs a hundred times as much.
#[inline(always)]
pub(crate) fn exp2_of_negative(t: f32) -> f32 {
    let t = t.max(-64.0);
    let shifted = t + ROUND;
    let part = t - (shifted - ROUND);
    let mut power = 0.001_327_463_3;
    for next in [0.009_671_962, 0.055_506_784, 0.240_222_35, 0.693_147_06, 1.0] {
        power = power * part + next;
    }
    f32::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The value, or 0 where it is no number or beyond any picture: so that running sums recover behind a bad pixel.
#[inline(always)]
pub(crate) fn finite(value: f32) -> f32 {
    if value.abs() <= 1e9 { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp2_is_close_to_the_exact_power() {
        for i in 0..=64_000 {
            let t = -(i as f32) / 1000.0;
            let exact = f64::from(t).exp2();
            let error = (f64::from(exp2_of_negative(t)) - exact).abs() / exact;
            assert!(error < 2e-7, "2^{t}: {error:e}");
        }
        assert_eq!(exp2_of_negative(0.0), 1.0);
        assert!(exp2_of_negative(-1e30) < 6e-20);
        assert!(exp2_of_negative(f32::NAN) < 6e-20);
    }

    #[test]
    fn fused_gives_the_bits_of_one_rounding_on_any_processor() {
        let mut state = 1_u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Exponents close enough to each other that sums round and cancel.
            f32::from_bits((state & 0x807f_ffff) | ((120 + (state >> 13) % 14) << 23))
        };
        for _ in 0..400_000 {
            let (a, b, c) = (random(), random(), random());
            for c in [c, -a * b, c * 1e-8, 0.0] {
                assert_eq!(fused::<false>(a, b, c).to_bits(), a.mul_add(b, c).to_bits(), "{a} {b} {c}");
            }
        }
        // Here two roundings give another answer than one.
        let (a, b) = (1.0 + 2.0_f32.powi(-12), 1.0 + 2.0_f32.powi(-12));
        let c = 2.0_f32.powi(-60);
        assert_eq!(fused::<false>(a, b, c).to_bits(), a.mul_add(b, c).to_bits());
    }
}
