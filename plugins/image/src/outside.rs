//! What is beyond the edges of a picture that is moved.

use weft_kernels::Border;
use weft_plugin::prelude::*;

/// What is beyond the edges.
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

impl Outside {
    pub(crate) fn border(self) -> Border {
        match self {
            Self::Empty => Border::Constant(0.0),
            Self::Edge => Border::Replicate,
            Self::Mirror => Border::Reflect101,
        }
    }
}
