//! Sine, power and their relatives with the same bits on every machine.
//!
//! The standard library hands these to the platform's C library, whose last bits differ. Here they are polynomials of
//! additions, multiplications, divisions and square roots, which IEEE 754 fixes to the bit, and Rust neither reorders
//! nor fuses them. Errors stay below 4e-6 of the result where a picture can see it.

const LN_2: f32 = std::f32::consts::LN_2;
const HALF_PI: f32 = std::f32::consts::FRAC_PI_2;
const QUARTER_PI: f32 = std::f32::consts::FRAC_PI_4;

/// Sine of radians; angles beyond a few thousand turns lose precision, infinite or missing ones give 0.
pub(crate) fn sin(x: f32) -> f32 {
    if !x.is_finite() {
        return 0.0;
    }
    let quarter = (x / HALF_PI + 0.5).floor();
    // Half a pi in two parts, so that the rest keeps its low bits.
    let rest = (x - quarter * 1.570_312_5) - quarter * 4.838_268e-4;
    let square = rest * rest;
    let odd = rest
        + rest * square * (-0.166_666_67 + square * (8.333_331e-3 + square * (-1.984_09e-4 + square * 2.752_6e-6)));
    let even = 1.0 - square * (0.5 - square * (4.166_666_4e-2 - square * (1.388_87e-3 - square * 2.476e-5)));
    match (quarter.rem_euclid(4.0)) as u8 {
        0 => odd,
        1 => even,
        2 => -odd,
        _ => -even,
    }
}

/// Cosine of radians.
pub(crate) fn cos(x: f32) -> f32 {
    sin(x + HALF_PI)
}

/// The angle of the point `(x, y)`, from −π to π.
pub(crate) fn atan2(y: f32, x: f32) -> f32 {
    let (low, high) = (x.abs().min(y.abs()), x.abs().max(y.abs()));
    if high == 0.0 {
        return 0.0;
    }
    let t = low / high;
    // Once folded at tan(π/8), the series is short.
    let (base, t) = if t > 0.414_213_57 { (QUARTER_PI, (t - 1.0) / (t + 1.0)) } else { (0.0, t) };
    let s = t * t;
    let mut angle =
        base + t * (1.0 + s * (-0.333_333_34 + s * (0.199_999_3 + s * (-0.142_774_2 + s * (0.109_0 - s * 0.069_0)))));
    if y.abs() > x.abs() {
        angle = HALF_PI - angle;
    }
    if x < 0.0 {
        angle = std::f32::consts::PI - angle;
    }
    if y < 0.0 { -angle } else { angle }
}

/// e to the power of `x`; 0 far below, a large finite number far above.
pub(crate) fn exp(x: f32) -> f32 {
    let scaled = (x / LN_2).clamp(-126.0, 126.0);
    let whole = (scaled + 0.5).floor();
    let rest = (scaled - whole) * LN_2;
    let power = 1.0
        + rest
            * (1.0
                + rest
                    * (0.5 + rest * (0.166_666_67 + rest * (4.166_666_6e-2 + rest * (8.333_4e-3 + rest * 1.389e-3)))));
    power * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

/// The natural logarithm of a positive number; −87 for anything that has none.
pub(crate) fn ln(x: f32) -> f32 {
    if x.is_nan() || x < f32::MIN_POSITIVE {
        return -87.0;
    }
    let bits = x.to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    if mantissa > std::f32::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let s = t * t;
    2.0 * t * (1.0 + s * (0.333_333_34 + s * (0.2 + s * (0.142_857_15 + s * 0.111_111_1)))) + exponent as f32 * LN_2
}

/// `base` to the power of `exponent`, for a base that is not negative.
pub(crate) fn pow(base: f32, exponent: f32) -> f32 {
    if base <= 0.0 { 0.0 } else { exp(ln(base) * exponent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, ours: impl Fn(f32) -> f32, theirs: impl Fn(f64) -> f64, range: (f32, f32), tolerance: f64) {
        for step in 0..=4000 {
            let x = range.0 + (range.1 - range.0) * step as f32 / 4000.0;
            let (got, want) = (f64::from(ours(x)), theirs(f64::from(x)));
            assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{name}({x}) = {got}, not {want}");
        }
    }

    #[test]
    fn the_polynomials_agree_with_the_standard_library() {
        check("sin", sin, f64::sin, (-20.0, 20.0), 4e-6);
        check("cos", cos, f64::cos, (-20.0, 20.0), 4e-6);
        check("exp", exp, f64::exp, (-20.0, 20.0), 4e-6);
        check("ln", ln, f64::ln, (1e-6, 50.0), 4e-6);
        check("pow", |x| pow(x, 2.4), |x| x.powf(2.4), (0.0, 4.0), 4e-6);
        for step in 0..1000 {
            let angle = f64::from(step) * 0.006 - 3.0;
            let got = f64::from(atan2(angle.sin() as f32, angle.cos() as f32));
            assert!((got - angle).abs() < 1e-5, "atan2 at {angle} gave {got}");
        }
    }

    /// The first bits that were ever computed; another machine must give them too.
    #[test]
    fn the_bits_are_the_same_everywhere() {
        let bits = [sin(1.25), cos(-7.5), exp(0.7), ln(3.3), pow(0.42, 2.2), atan2(-0.4, 0.9)].map(f32::to_bits);
        assert_eq!(bits, BITS);
    }

    const BITS: [u32; 6] = [1_064_497_320, 1_051_818_548, 1_073_799_507, 1_066_979_956, 1_041_751_194, 3_201_704_320];
}
