//! Pictures drawn by code alone, so that Weft has something to show and to test with before anything is downloaded.
#![forbid(unsafe_code)]

mod canvas;
mod chance;
mod exact;
mod noise;
mod picture;
mod portrait;
mod template;
mod vector;

pub use picture::{Picture, SIDE_MAX};
pub use portrait::{Background, Glasses, HairColour, HairStyle, Settings, Skin, portrait};
pub use template::{Mood, Slot, Story, Template, TemplateSettings, template};
