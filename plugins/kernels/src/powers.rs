//! Logarithms and powers for loops: without branches or tables, so that they become vectors, and in f64, so that all systems round the
//! answer to the same f32. Inlined into `by_cpu!` functions.

/// Numbers from 2^52 on have no fraction: their low bits count, which converts integers without an instruction for it.
const COUNTER: u64 = 0x4330_0000_0000_0000;

/// The natural logarithm, to 2e-13; of numbers that are not positive, that of 1e-280.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    let bits = (if x > 1e-280 { x } else { 1e-280 }).to_bits();
    // x = 2^power · mantissa, with the mantissa between the square roots of a half and of two.
    let power_bits = bits.wrapping_add(ONE - SQRT_HALF) >> 52;
    let power = f64::from_bits(power_bits | COUNTER) - (f64::from_bits(COUNTER) + 1023.0);
    let mantissa = f64::from_bits(bits.wrapping_sub(power_bits.wrapping_sub(1023) << 52));
    // ln m = 2 artanh((m − 1) / (m + 1)).
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    let series = ((((((z / 15.0 + 1.0 / 13.0) * z + 1.0 / 11.0) * z + 1.0 / 9.0) * z + 1.0 / 7.0) * z + 0.2) * z
        + 1.0 / 3.0)
        * z
        + 1.0;
    power * std::f64::consts::LN_2 + 2.0 * s * series
}

/// e to the power of `x`, to 1e-11 of it; beyond ±700 that of ±700.
#[inline(always)]
#[expect(clippy::manual_clamp, reason = "`clamp` lets NaN through")]
pub(crate) fn exp(x: f64) -> f64 {
    // Adding and taking away 1.5 · 2^52 rounds to the nearest integer, which then sits in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let x = x.max(-700.0).min(700.0);
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let part = x - (shifted - ROUND) * std::f64::consts::LN_2;
    let mut series = 1.0 + part * (1.0 / 9.0);
    for inverse in [1.0 / 8.0, 1.0 / 7.0, 1.0 / 6.0, 0.2, 0.25, 1.0 / 3.0, 0.5, 1.0] {
        series = 1.0 + series * (part * inverse);
    }
    f64::from_bits(series.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// `x` to the power of `exponent`, which is positive; 0 for numbers that are not. Within one rounding of f32.
#[inline(always)]
pub(crate) fn pow(x: f32, exponent: f64) -> f32 {
    let power = exp(ln(f64::from(x)) * exponent) as f32;
    if x > 0.0 { power } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_and_powers_are_close_to_the_exact_ones() {
        for i in 1..100_000_u32 {
            let x = (f64::from(i) * 2e-4).powi(3);
            assert!((ln(x) - x.ln()).abs() < 3e-13 * x.ln().abs().max(1.0), "ln {x}");
            let exponent = f64::from(i) / 200.0 - 250.0;
            assert!((exp(exponent) / exponent.exp() - 1.0).abs() < 1e-11, "e^{exponent}");
            for gamma in [0.3, 1.0 / 2.4, 2.4] {
                let want = x.powf(gamma);
                assert!((f64::from(pow(x as f32, gamma)) / want - 1.0).abs() < 3e-7, "{x}^{gamma}");
            }
        }
        assert_eq!([pow(0.0, 0.5), pow(-1.0, 0.5), pow(f32::NAN, 2.0), pow(1.0, 7.0)], [0.0, 0.0, 0.0, 1.0]);
    }
}
