//! Borders as border.wgsl knows them.

use weft_kernels::Border;

/// How border.wgsl counts them.
pub(crate) fn number(border: Border) -> u32 {
    match border {
        Border::Reflect101 => 0,
        Border::Reflect => 1,
        Border::Replicate => 2,
        Border::Constant(_) => 3,
    }
}

/// What lies beyond a constant border.
pub(crate) fn constant(border: Border) -> f32 {
    if let Border::Constant(value) = border { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    /// As border.wgsl does it, with quotients that are as far off as a driver's may be.
    fn wrapped(at: i32, period: i32, off: i32) -> i32 {
        let quotient = |at: i32| {
            let exact = at as f32 / period as f32;
            f32::from_bits(exact.to_bits().wrapping_add_signed(if exact == 0.0 { 0 } else { off })).floor() as i32
        };
        let near = at.wrapping_sub(period.wrapping_mul(quotient(at)));
        let rest = near.wrapping_sub(period.wrapping_mul(quotient(near)));
        rest + if rest < 0 { period } else { 0 } - if rest >= period { period } else { 0 }
    }

    #[test]
    fn places_wrap_around_any_length_wherever_they_are() {
        // As far as a warp looks.
        const FAR: i32 = 536_870_912;
        let near = (-70_000..70_000).step_by(7);
        let far = (0..2_000).flat_map(|at| [FAR - at * 131, at * 131 - FAR]);
        for period in [2, 4, 6, 14, 512, 514, 1022, 8190, 65_534, 131_070] {
            for at in near.clone().chain(far.clone()).chain([-period, period, period - 1, 1 - period, 3 * period]) {
                for off in [-4, 0, 4] {
                    assert_eq!(wrapped(at, period, off), at.rem_euclid(period), "{at} in {period}, {off}");
                }
            }
        }
    }
}
