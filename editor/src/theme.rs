//! How the editor looks: colours by role, types by hue and shape, spacing, and egui's style made from them.

pub mod category;
mod palette;
mod style;
mod type_mark;

pub use palette::{DARK, LIGHT, Palette, contrast};
pub use style::{SIZE_BODY, SIZE_SMALL, SIZE_TITLE, apply, spacing};
pub use type_mark::{Mark, mark_of, type_name};
