//! The colours of a scene: those of the day, and those of the clothes.

use weft_plugin::Choice;

use super::Story;
use crate::canvas::{Tone, tone};
use crate::chance::Chance;

/// The light of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
pub enum Mood {
    /// What suits the story.
    #[default]
    Auto,
    /// Blue and green.
    Day,
    /// Violet and orange.
    Sunset,
    /// Dark blue, with a moon.
    Night,
    /// Pink, mint and cream.
    Candy,
}

/// The colours of one picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    pub(crate) dark: bool,
    pub(crate) sky_top: Tone,
    pub(crate) sky_low: Tone,
    pub(crate) light: Tone,
    pub(crate) cloud: Tone,
    pub(crate) far: Tone,
    pub(crate) middle: Tone,
    pub(crate) near: Tone,
    pub(crate) ground: Tone,
    pub(crate) tree: Tone,
    pub(crate) bark: Tone,
    /// Of the clothes.
    pub(crate) main: Tone,
    pub(crate) second: Tone,
    pub(crate) trim: Tone,
    pub(crate) skin: Tone,
}

impl Palette {
    pub(crate) fn new(mood: Mood, story: Story, chance: Chance) -> Palette {
        let mood = match (mood, story) {
            (Mood::Auto, Story::Astronaut | Story::Auto) => {
                chance.pick("mood", &[Mood::Night, Mood::Night, Mood::Sunset])
            }
            (Mood::Auto, Story::Wizard) => chance.pick("mood", &[Mood::Night, Mood::Sunset]),
            (Mood::Auto, _) => chance.pick("mood", &[Mood::Day, Mood::Day, Mood::Sunset, Mood::Candy]),
            (mood, _) => mood,
        };
        let [sky_top, sky_low, light, cloud, far, middle, near, ground, tree, bark] = of_mood(mood).map(tone);
        let clothes = chance.pick(
            "clothes",
            &[
                [0xd9483b, 0x2f5d8a, 0xf3c24f],
                [0x3a6fb0, 0xd95f43, 0xf5cf66],
                [0x7a4fa3, 0x2e8c8c, 0xf6c453],
                [0x2f8f6f, 0xc94f5d, 0xf7d774],
                [0xe0803a, 0x3b5a99, 0xfbe08a],
                [0xb83f6f, 0x3f7fa6, 0xf2c75c],
            ],
        );
        let [main, second, trim] = clothes.map(tone);
        Palette {
            dark: matches!(mood, Mood::Night),
            sky_top,
            sky_low,
            light,
            cloud,
            far,
            middle,
            near,
            ground,
            tree,
            bark,
            main,
            second,
            trim,
            skin: tone(0xf0bd98),
        }
    }
}

fn of_mood(mood: Mood) -> [u32; 10] {
    match mood {
        Mood::Auto | Mood::Day => {
            [0x6fb7e0, 0xfdf0d0, 0xfff0b0, 0xffffff, 0xa8d0c8, 0x7dbb92, 0x559e6d, 0x86b95c, 0x3f8a5c, 0x7a5238]
        }
        Mood::Sunset => {
            [0x564a8c, 0xffb37a, 0xffe3a3, 0xffd3b5, 0xc08aa0, 0x8a6396, 0x5d4a80, 0x8c7c60, 0x4a4576, 0x4a3446]
        }
        Mood::Night => {
            [0x141c46, 0x7c9bd0, 0xfdf4d2, 0x9fb4dc, 0x4a6aa4, 0x33538a, 0x264270, 0x3b6a68, 0x1f4f58, 0x3a3450]
        }
        Mood::Candy => {
            [0xf4a9c0, 0xfff1da, 0xffffff, 0xffffff, 0xdcbfe0, 0xb9a3d6, 0x8fbfc4, 0xa9d8b8, 0x7cbfa8, 0x9a6b7a]
        }
    }
}
