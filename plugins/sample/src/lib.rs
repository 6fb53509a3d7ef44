//! Pictures drawn by code alone, so that Weft has something to show and to test with before anything is downloaded.
#![forbid(unsafe_code)]

mod canvas;
mod chance;
mod exact;
mod kinds;
mod noise;
mod picture;
mod portrait;
mod template;
mod vector;

pub use kinds::{TemplateOutputs, sample_portrait, sample_template};
pub use picture::{Picture, SIDE_MAX};
pub use portrait::{Background, Glasses, HairColour, HairStyle, PortraitSettings, Skin, portrait};
pub use template::{Mood, Slot, Story, Template, TemplateSettings, template};

weft_plugin::plugin! {
    id: "sample",
    label: "Sample pictures",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [sample_portrait, sample_template],
}
