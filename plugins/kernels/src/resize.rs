//! Resize as three libraries do it: they do not agree, and networks were trained with one of them.
//! OpenCV samples without antialias (but AREA), Pillow widens its filter on shrink, torch rounds positions in f32.

mod axis;
mod passes;
mod pillow_u8;
mod range;

pub use axis::{Axis, axes};
pub use pillow_u8::resize_pillow_u8;
pub use range::keep_range;
pub(crate) use range::range_of;

use crate::alpha::weighted_by_alpha;
use crate::bands::{Cancelled, Progress};
use crate::plane::{PlaneMut, PlaneRef};

/// How new pixels are made from old ones: the library first, then its name for the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resampler {
    /// `cv2.INTER_NEAREST`.
    OpencvNearest,
    /// `cv2.INTER_LINEAR`: two taps, also on shrink.
    OpencvLinear,
    /// `cv2.INTER_AREA`: the mean of the covered pixels on shrink, a kind of linear otherwise.
    OpencvArea,
    /// `cv2.INTER_CUBIC`: four taps, a = −0.75.
    OpencvCubic,
    /// `cv2.INTER_LANCZOS4`: eight taps.
    OpencvLanczos4,
    /// `Image.Resampling.BOX`.
    PillowBox,
    /// `Image.Resampling.BILINEAR`, with antialias.
    PillowBilinear,
    /// `Image.Resampling.BICUBIC`, a = −0.5, with antialias.
    PillowBicubic,
    /// `Image.Resampling.LANCZOS`, three lobes, with antialias.
    PillowLanczos,
    /// `interpolate(mode="nearest")`.
    TorchNearest,
    /// `interpolate(mode="bilinear", align_corners=False)`, without antialias.
    TorchBilinear,
}

/// Resizes each plane to the size of the output plane at the same place. The planes of `out` must have one size.
pub fn resize(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    resampler: Resampler,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_eq!(source.len(), out.len(), "as many planes out as in");
    let Some((from, to)) = source.first().zip(out.first()) else { return Ok(()) };
    let (from, to) = ((from.width(), from.height()), (to.width(), to.height()));
    assert!(source.iter().all(|plane| (plane.width(), plane.height()) == from), "source planes of different size");
    assert!(out.iter().all(|plane| (plane.width(), plane.height()) == to), "output planes of different size");
    let (across, down) = axis::axes(resampler, from, to);
    passes::resize(source, out, &across, &down, progress)
}

/// Resizes a picture whose last plane is straight alpha: nothing hidden bleeds into the edges.
pub fn resize_straight_alpha(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    resampler: Resampler,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    weighted_by_alpha(source, out, |source, out, progress| resize(source, out, resampler, progress), progress)
}
