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
