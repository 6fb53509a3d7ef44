//! A small drawing board: closed shapes with smooth edges, filled with flat colours, gradients and the grain of a brush.
//! It knows nothing of scenes.

mod brush;
mod coverage;
mod path;
mod sheet;

pub(crate) use brush::{Paint, Tone, radial, tone, vertical};
pub(crate) use path::{Path, Point, at, turned};
pub(crate) use sheet::{Frame, Sheet};
