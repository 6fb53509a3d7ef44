//! Numbers that need more digits than f32 has, as double.wgsl takes them.

/// The number as the sum of two f32.
pub(crate) fn halves(number: f64) -> [f32; 2] {
    let high = number as f32;
    let low = if high.is_finite() { (number - f64::from(high)) as f32 } else { 0.0 };
    [high, low]
}
