//! Writes numbers. The formatter of the library is general and slow; a graph is mostly short numbers, and reading asks
//! for each whether we would write it so.

use std::fmt::{self, Write};

/// A whole number by its sign and size.
pub(super) fn write_int(out: &mut impl Write, negative: bool, size: u64) -> fmt::Result {
    if size < 10 && !negative {
        let digit = size as usize;
        return out.write_str(&"0123456789"[digit..=digit]);
    }
    let mut digits = [0_u8; 21];
    let mut begin = digits.len();
    let mut rest = size;
    loop {
        begin -= 1;
        digits[begin] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if negative {
        begin -= 1;
        digits[begin] = b'-';
    }
    out.write_str(std::str::from_utf8(&digits[begin..]).map_err(|_| fmt::Error)?)
}

/// The shortest digits that read back to the same bits, always with a point or an exponent; `inf` and `NaN`.
pub(super) fn write_float(out: &mut impl Write, value: f64) -> fmt::Result {
    if value.is_nan() {
        return out.write_str("NaN");
    }
    // Thousandths below a thousand million have at most 12 digits. No two numbers of up to 15 digits share their bits,
    // so if these digits read back they are the shortest.
    let thousandths = (value * 1000.0).round();
    let is_short =
        thousandths.abs() < 1e12 && thousandths / 1000.0 == value && (value != 0.0 || value.is_sign_positive());
    if !is_short {
        return write!(out, "{value:?}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative and below 1e12")]
    let size = thousandths.abs() as u64;
    write_int(out, value < 0.0, size / 1000)?;
    let fraction = size % 1000;
    let digits = [b'.', b'0' + (fraction / 100) as u8, b'0' + (fraction / 10 % 10) as u8, b'0' + (fraction % 10) as u8];
    let length = match digits {
        [.., b'0', b'0'] => 2,
        [.., b'0'] => 3,
        _ => 4,
    };
    out.write_str(std::str::from_utf8(&digits[..length]).map_err(|_| fmt::Error)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64) {
        let mut written = String::new();
        write_float(&mut written, value).unwrap();
        assert_eq!(written, format!("{value:?}"));
    }

    #[test]
    fn short_floats_are_written_as_the_library_does() {
        for thousandth in -20_000..20_000 {
            check(f64::from(thousandth) / 1000.0);
            check(f64::from(thousandth) * 0.007);
        }
        for value in [
            0.0,
            -0.0,
            1e9,
            999_999_999.999,
            1e12,
            -1e15,
            1e16,
            1e-5,
            0.0005,
            f64::MIN_POSITIVE,
            f64::MAX,
            -f64::INFINITY,
        ] {
            check(value);
        }
        let mut bits = 1_u64;
        for _ in 0..100_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            check(f64::from_bits(bits));
        }
    }

    #[test]
    fn whole_numbers_are_written_to_their_ends() {
        for value in [0, 7, -1, 1000, i64::MAX, i64::MIN] {
            let mut written = String::new();
            write_int(&mut written, value < 0, value.unsigned_abs()).unwrap();
            assert_eq!(written, value.to_string());
        }
    }
}
