//! The kind `sample.portrait`.

use weft_kernels::bands::Cancelled;
use weft_plugin::prelude::*;

use super::hand_over::{image_of, report_to, size_of};
use crate::portrait::{Background, Glasses, HairColour, HairStyle, PortraitSettings, Skin, portrait};

/// Draws the portrait of a person who does not exist. Nothing is downloaded; the same seed is always the same person.
#[node(id = "sample.portrait", category = "Image/Sample", label = "Sample portrait", pure, output = "image")]
#[expect(clippy::too_many_arguments, reason = "the arguments are the inputs")]
pub fn sample_portrait(
    call: &Call,
    /// Another seed is another person
    #[input(default = 1, on_node)]
    seed: Seed,
    /// Skin tone
    skin: Skin,
    /// Hair style
    hair: HairStyle,
    /// Hair colour
    hair_colour: HairColour,
    /// In years
    #[input(default = 30.0, soft = 3.0..=90.0, hard = 3.0..=95.0, step = 1.0)]
    age: f64,
    /// Looks to the right of the picture, or to the left
    #[input(default = 0.0, soft = -30.0..=30.0, hard = -60.0..=60.0, step = 1.0, unit = "°")]
    turn: f64,
    /// Leans to the right of the picture, or to the left
    #[input(default = 0.0, soft = -20.0..=20.0, hard = -45.0..=45.0, step = 1.0, unit = "°")]
    tilt: f64,
    /// Looks down, or up
    #[input(default = 0.0, soft = -15.0..=15.0, hard = -35.0..=35.0, step = 1.0, unit = "°")]
    nod: f64,
    /// From earnest to laughing
    #[input(default = 0.4, soft = 0.0..=1.0, hard = 0.0..=1.0, step = 0.01)]
    smile: f64,
    /// Whether spectacles are worn
    glasses: Glasses,
    /// What is behind the person
    background: Background,
    #[input(default = 768, soft = 64..=2048, hard = 1..=8192, unit = "px")] width: i64,
    #[input(default = 768, soft = 64..=2048, hard = 1..=8192, unit = "px")] height: i64,
) -> Result<ImageMut> {
    let settings = PortraitSettings {
        seed: seed.0 as u64,
        skin,
        hair,
        hair_colour,
        age: age as f32,
        turn: turn as f32,
        tilt: tilt as f32,
        nod: nod as f32,
        smile: smile as f32,
        glasses,
        background,
        width: size_of(width),
        height: size_of(height),
    };
    match portrait(&settings, Some(&report_to(call))) {
        Ok(picture) => image_of(call, &picture),
        Err(Cancelled) => Err(Error::cancelled()),
    }
}
