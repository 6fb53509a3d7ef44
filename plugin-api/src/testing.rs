//! A host made of nothing, for unit tests of kinds:
//!
//! ```
//! use weft_plugin::prelude::*;
//! use weft_plugin::testing::{self, Picture};
//!
//! /// Turns black into white.
//! #[node(id = "com.acme.invert", category = "Image/Colour", pure)]
//! fn invert(call: &Call, image: &Image) -> Result<ImageMut> {
//!     let mut out = call.image_like(image)?;
//!     out.fill_rows(call, |plane, y, row| {
//!         for (to, from) in row.iter_mut().zip(image.row(plane, y)) {
//!             *to = 1.0 - from;
//!         }
//!     })?;
//!     Ok(out)
//! }
//!
//! let done = testing::run(&invert::KIND).image("image", Picture::flat(8, 4, [0.25])).go()?;
//! assert_eq!(done.image("result"), Picture::flat(8, 4, [0.75]));
//! testing::validate(&invert::KIND).check();
//! # Ok::<(), Error>(())
//! ```
#![expect(unsafe_code, reason = "the other half of the boundary: a host that is made of nothing")]

mod bands;
mod data;
mod descriptor;
mod done;
mod host;
mod instance;
mod item;
mod memory;
mod migrate;
mod overhead;
mod run;
mod services;
mod validate;

pub use data::{Array, Data, Numbers, Picture};
pub use done::Done;
pub use instance::Instance;
pub use migrate::migrate;
pub use overhead::nanoseconds_a_call;
pub use run::{Run, run};
pub use validate::{Validation, validate};
