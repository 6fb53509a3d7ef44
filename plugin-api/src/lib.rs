//! Writes nodes for Weft: a function becomes a kind. The README, whose examples are compiled:
#![doc = include_str!("../README.md")]
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
pub mod tiles;
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

/// What does not compile, each for the reason that its name says.
///
/// A type that does not flow is no input:
/// ```compile_fail,E0277
/// # use weft_plugin::prelude::*;
/// /// Text.
/// #[node(id = "a.a", category = "A")]
/// fn not_an_input(thread: std::thread::Thread) {}
/// ```
/// Nor is it an output; several outputs need a struct:
/// ```compile_fail,E0277
/// # use weft_plugin::prelude::*;
/// /// Text.
/// #[node(id = "a.a", category = "A")]
/// fn not_an_output() -> Result<(f32, f32)> { Ok((0.0, 1.0)) }
/// ```
/// The default keeps within the hard limits:
/// ```compile_fail,E0080
/// # use weft_plugin::prelude::*;
/// /// Text.
/// #[node(id = "a.a", category = "A")]
/// fn default_out_of_range(#[input(default = 2.0, hard = ..=1.0)] x: f32) {}
/// # const _: weft_plugin::Kind = default_out_of_range::KIND;
/// ```
/// A text has no limits, and its default is a text:
/// ```compile_fail,E0080
/// # use weft_plugin::prelude::*;
/// /// Text.
/// #[node(id = "a.a", category = "A")]
/// fn text_with_a_number(#[input(default = 2.0)] x: &str) {}
/// # const _: weft_plugin::Kind = text_with_a_number::KIND;
/// ```
/// An id belongs to one kind:
/// ```compile_fail,E0080
/// # use weft_plugin::prelude::*;
/// /// Text.
/// #[node(id = "a.a", category = "A")]
/// fn one() {}
/// /// Text.
/// #[node(id = "a.a", category = "A")]
/// fn other() {}
/// plugin! { id: "a", label: "A", vendor: "A", license: "MIT", kinds: [one, other] }
/// ```
/// An input is never written:
/// ```compile_fail,E0599
/// # use weft_plugin::prelude::*;
/// fn write(image: &mut Image) { image.row_mut(0, 0)[0] = 1.0; }
/// ```
/// Rows do not outlive the picture:
/// ```compile_fail,E0505
/// # use weft_plugin::prelude::*;
/// fn keep(mut image: ImageMut) -> f32 { let row = image.row_mut(0, 0); drop(image.done()); row[0] }
/// ```
/// A call does not outlive the run:
/// ```compile_fail,E0521
/// # use weft_plugin::prelude::*;
/// fn keep(call: &Call) { std::thread::spawn(move || call.log("too late")); }
/// ```
#[cfg(doctest)]
mod mistakes {}

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
    pub use crate::boundary::{Entry, Exclusive, Fingerprint, Function, Kind, Migrate, Plugin, Shared};
    pub use crate::choice::answer;
    pub use crate::describe::*;
    pub use crate::flow::{Argument, FromValue, IntoValue, Results, Returned, Slot, put_one};
    pub use weft_abi as abi;
}
