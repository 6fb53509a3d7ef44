//! Writes nodes for Weft: a function becomes a kind.
// The macros name this crate as its users do; so do its own tests.
extern crate self as weft_plugin;

mod boundary;
mod call;
mod choice;
#[doc(hidden)]
pub mod describe;
pub mod drawn;
mod error;
#[doc(hidden)]
pub mod flow;
pub mod found;
pub mod gpu;
mod image;
pub mod infer;
pub mod mesh;
mod record;
mod scalars;
mod settings;
mod tensor;
pub mod testing;
mod value;

pub use boundary::Kind;
pub use call::{Call, SubCall, Work};
pub use choice::Choice;
pub use drawn::{Curve, Points, Rect, Strokes};
pub use error::{Context, Error, INVALID, MISSING_MODEL, PANIC, Result, UNSUPPORTED};
pub use found::{Embedding, Faces, Labels, Pose};
pub use image::{Colour, Image, ImageMut, Mask, MaskMut};
pub use mesh::{Mesh, MeshMut};
pub use record::{Record, RecordMut};
pub use scalars::{Color, Model, Seed};
pub use settings::Settings;
pub use tensor::{Element, ScalarType, Tensor, TensorMut};
pub use value::Value;
pub use weft_plugin_macros::{Choice, Outputs, node, plugin};

/// What a plugin needs: `use weft_plugin::prelude::*;`
pub mod prelude {
    pub use crate::{
        Call, Choice, Color, Colour, Context, Curve, Embedding, Error, Faces, Image, ImageMut, Labels, Mask, MaskMut,
        Mesh, Model, Outputs, Points, Pose, Record, Rect, Result, Seed, Settings, Strokes, Tensor, Value, bail, node,
        plugin,
    };
    pub use std::path::{Path, PathBuf};
}

/// What the macros write. Not for authors; it may change with any version.
#[doc(hidden)]
pub mod written {
    pub use crate::boundary::{Entry, Exclusive, Function, Kind, Migrate, Plugin, Shared};
    pub use crate::choice::answer;
    pub use crate::describe::*;
    pub use crate::flow::{Argument, FromValue, IntoValue, Results, Returned, Slot, put_one};
    pub use weft_abi as abi;
}
