//! Two pictures that are compared: the same size and the same colours, whatever came in.

use weft_kernels::PlaneRef;
use weft_kernels::resize::Resampler;
use weft_planes::{Fitted, all_fitted, colours, rgb};
use weft_plugin::prelude::*;

/// Colours of two pictures, plane by plane. The second one is stretched where it is of another size.
pub(crate) struct Pair<'a> {
    pub(crate) first: Vec<PlaneRef<'a>>,
    second: Vec<Fitted<'a>>,
    pub(crate) is_stretched: bool,
}

impl<'a> Pair<'a> {
    pub(crate) fn new(call: &Call, first: &'a Image, second: &'a Image) -> Result<Self> {
        let both_grey = first.colours() == 1 && second.colours() == 1;
        let planes = |image: &'a Image| if both_grey { colours(image) } else { rgb(image).to_vec() };
        let size = (first.width(), first.height());
        Ok(Self {
            first: planes(first),
            second: all_fitted(call, &planes(second), size, Resampler::PillowLanczos)?,
            is_stretched: (second.width(), second.height()) != size,
        })
    }

    pub(crate) fn second(&self) -> Vec<PlaneRef<'_>> {
        self.second.iter().map(Fitted::view).collect()
    }
}
