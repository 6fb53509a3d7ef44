//! A storybook picture with a blank face, drawn from a seed, and where in it somebody's face belongs.

mod astronaut;
mod child;
mod forest;
mod knight;
mod nature;
mod palette;
mod pirate;
mod slot;
mod wizard;

pub use palette::Mood;
pub use slot::Slot;

use weft_kernels::bands::{Cancelled, Progress};
use weft_plugin::Choice;

use crate::canvas::{Frame, Sheet};
use crate::chance::Chance;
use crate::picture::{Picture, drawable};
use child::Child;
use palette::Palette;

/// What the child in the picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
pub enum Story {
    /// One of the others.
    #[default]
    Auto,
    /// On a small moon, below a ringed planet.
    Astronaut,
    /// Before a castle.
    Knight,
    /// At night, with a wand.
    Wizard,
    /// On a beach, with a parrot.
    Pirate,
    /// In a wood, in a red hood.
    Forest,
}

/// Everything that [`template`] asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateSettings {
    /// Who the child is.
    pub story: Story,
    /// The colours of the day.
    pub mood: Mood,
    /// Another seed moves hills, trees and stars and changes clothes.
    pub seed: u64,
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
}

impl Default for TemplateSettings {
    fn default() -> TemplateSettings {
        TemplateSettings { story: Story::Auto, mood: Mood::Auto, seed: 1, width: 1024, height: 1024 }
    }
}

/// A picture with a place for a face.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The illustration.
    pub image: Picture,
    /// One plane: how much of the blank face is seen in each pixel. What lies over the face, a brim or a fringe, is not in it.
    pub mask: Picture,
    /// Where the face belongs.
    pub slot: Slot,
}

/// Draws a scene. The same settings give the same bits, on any machine and any number of threads.
///
/// # Errors
/// `progress` asked to stop.
pub fn template(settings: &TemplateSettings, progress: Progress<'_>) -> Result<Template, Cancelled> {
    let frame = Frame::new(drawable(settings.width), drawable(settings.height));
    let chance = Chance::new(settings.seed);
    let story = match settings.story {
        Story::Auto => {
            chance.pick("story", &[Story::Astronaut, Story::Knight, Story::Wizard, Story::Pirate, Story::Forest])
        }
        story => story,
    };
    let palette = Palette::new(settings.mood, story, chance);
    let child = Child::new(chance);
    let mut sheet = Sheet::new(frame);
    let draw = match story {
        Story::Auto | Story::Astronaut => astronaut::draw,
        Story::Knight => knight::draw,
        Story::Wizard => wizard::draw,
        Story::Pirate => pirate::draw,
        Story::Forest => forest::draw,
    };
    draw(&mut sheet, &palette, &child, chance);
    let (image, mask) = sheet.pixels(progress)?;
    Ok(Template { image, mask, slot: Slot::new(&child, &frame) })
}
