//! What all kinds share that move pixels: what stands between and beyond them, and places in pixels.

use weft_kernels::Border;
use weft_kernels::warp::{Sampling, Warp};
use weft_plugin::prelude::*;

/// How a colour between pixels is made.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Between {
    /// The nearest pixel
    Nearest,
    /// Two by two pixels
    #[default]
    Linear,
    /// Four by four pixels: sharper
    Cubic,
}

/// What lies beyond the edge of a picture.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Outside {
    /// Nothing: black, or transparent
    #[default]
    Empty,
    /// The colours of the edge go on
    Edge,
    /// The picture is mirrored
    Mirror,
}

pub(crate) fn warp(between: Between, outside: Outside) -> Warp {
    let sampling = match between {
        Between::Nearest => Sampling::Nearest,
        Between::Linear => Sampling::Bilinear,
        Between::Cubic => Sampling::Cubic,
    };
    let border = match outside {
        Outside::Empty => Border::Constant(0.0),
        Outside::Edge => Border::Replicate,
        Outside::Mirror => Border::Reflect101,
    };
    Warp { sampling, border }
}

/// Places in parts of a picture as pixels, whose centres lie at whole numbers.
pub(crate) fn pixels(points: &[[f32; 2]], (width, height): (u32, u32)) -> Vec<[f64; 2]> {
    let place = |[x, y]: &[f32; 2]| [f64::from(*x) * f64::from(width) - 0.5, f64::from(*y) * f64::from(height) - 0.5];
    points.iter().map(place).collect()
}

/// A size that is asked for; 0 takes that of the picture.
pub(crate) fn size_or(image: &Image, width: u32, height: u32) -> Result<(u32, u32)> {
    let side = |asked: u32, whole: u32| f64::from(if asked == 0 { whole } else { asked });
    weft_planes::sides(side(width, image.width()), side(height, image.height()))
}

/// Points as a hand draws them, for tests.
#[cfg(test)]
pub(crate) fn drawn(points: &[[f32; 2]]) -> weft_plugin::testing::Array {
    weft_plugin::testing::Array::new(&[points.len(), 2], points.as_flattened().to_vec())
}

/// A picture that is brighter to the right and to the bottom, so that a shift shows as a difference, for tests.
#[cfg(test)]
pub(crate) fn slope(width: u32, height: u32) -> weft_plugin::testing::Picture {
    weft_plugin::testing::Picture::new(width, height, 1, |x, y, _| (x as f32 + 10.0 * y as f32) / 1000.0)
}
