//! The only place of the SDK where `unsafe` is written (beside the mock host in `testing`): the host's tables on one
//! side, safe Rust on the other. Everything above it is safe code.
//!
//! What the host promises, and every `SAFETY` comment here leans on:
//! 1. Its tables, and the names of types, live until the process ends.
//! 2. A `weft_call` is valid until `run` returns.
//! 3. A value lives as long as somebody holds a reference, and never changes once it was handed out for reading.
//! 4. A view describes memory that is as large as it says, and nobody else has what it gives for writing.
#![expect(unsafe_code, reason = "the C contract; each block says who promises what")]

mod entry;
mod gpu;
mod guard;
mod image;
mod infer;
mod kind;
mod mesh;
mod parallel;
mod raw_call;
mod record;
mod services;
mod tensor;
mod value;

pub use entry::{Entry, Plugin};
pub use gpu::GpuCaps;
pub(crate) use gpu::{RawBuffer, RawGpuImage};
pub(crate) use image::{Pixels, PixelsMut, Shape};
pub use infer::ModelPort;
pub(crate) use infer::{RawFeed, Side};
pub(crate) use kind::{ABSENT, array};
pub use kind::{Exclusive, Fingerprint, Function, Input, Kind, Migrate, Output, Shared};
pub(crate) use mesh::Attribute;
pub(crate) use raw_call::{Folder, RawCall};
pub(crate) use services::need;
pub(crate) use tensor::Numbers;
pub use tensor::{Element, ScalarType};
pub use value::Value;
pub(crate) use value::{str_of, text_of};

/// A list for the host, for one call.
fn array_of<T>(items: &[T]) -> weft_abi::weft_array {
    weft_abi::weft_array { ptr: items.as_ptr().cast(), len: items.len() as u32, stride: size_of::<T>() as u32 }
}
