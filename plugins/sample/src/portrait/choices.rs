//! What the user of a portrait may settle. Everything may be left to the seed.

use weft_plugin::Choice;

/// Skin tone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Skin {
    #[default]
    Auto,
    Fair,
    Light,
    Olive,
    Tan,
    Brown,
    Dark,
}

/// Hair style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
#[expect(missing_docs, reason = "the names say it")]
pub enum HairStyle {
    #[default]
    Auto,
    Bald,
    Buzz,
    Crop,
    Quiff,
    Part,
    Curls,
    Bob,
    Long,
    Bun,
    Bunches,
}

/// Hair colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
#[expect(missing_docs, reason = "the names say it")]
pub enum HairColour {
    #[default]
    Auto,
    Black,
    Brown,
    Chestnut,
    Blond,
    Ginger,
    Grey,
    White,
}

/// Whether spectacles are worn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Glasses {
    #[default]
    Auto,
    None,
    Worn,
}

/// What is behind the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
pub enum Background {
    /// One of the other three.
    #[default]
    Auto,
    /// One even colour.
    Plain,
    /// A soft light behind the head.
    Gradient,
    /// Lights out of focus.
    Bokeh,
}

/// Everything that [`portrait`](super::portrait) asks for. Numbers out of range, infinite or missing count as the nearest sensible one.
#[derive(Clone, Debug, PartialEq)]
pub struct PortraitSettings {
    /// Another seed is another person.
    pub seed: u64,
    /// Skin tone.
    pub skin: Skin,
    /// Hair style.
    pub hair: HairStyle,
    /// Hair colour.
    pub hair_colour: HairColour,
    /// Age in years, 3 to 95.
    pub age: f32,
    /// Degrees; positive looks to the right of the picture. Within ±60.
    pub turn: f32,
    /// Degrees; positive leans the head to the right of the picture. Within ±45.
    pub tilt: f32,
    /// Degrees; positive looks down. Within ±35.
    pub nod: f32,
    /// 0 is earnest, 1 laughs.
    pub smile: f32,
    /// Spectacles.
    pub glasses: Glasses,
    /// What is behind.
    pub background: Background,
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
}

impl Default for PortraitSettings {
    fn default() -> PortraitSettings {
        PortraitSettings {
            seed: 1,
            skin: Skin::Auto,
            hair: HairStyle::Auto,
            hair_colour: HairColour::Auto,
            age: 30.0,
            turn: 0.0,
            tilt: 0.0,
            nod: 0.0,
            smile: 0.4,
            glasses: Glasses::Auto,
            background: Background::Auto,
            width: 768,
            height: 768,
        }
    }
}

impl PortraitSettings {
    pub(crate) fn age_years(&self) -> f32 {
        within(self.age, 30.0, 3.0, 95.0)
    }

    pub(crate) fn smile_share(&self) -> f32 {
        within(self.smile, 0.4, 0.0, 1.0)
    }

    /// Turn, nod and tilt in radians.
    pub(crate) fn angles(&self) -> (f32, f32, f32) {
        const DEGREE: f32 = std::f32::consts::PI / 180.0;
        let limited = |angle: f32, limit: f32| within(angle, 0.0, -limit, limit) * DEGREE;
        (limited(self.turn, 60.0), limited(self.nod, 35.0), limited(self.tilt, 45.0))
    }
}

/// A number that is surely usable: NaN becomes `normal`, the rest is brought between the limits.
fn within(x: f32, normal: f32, low: f32, high: f32) -> f32 {
    if x.is_nan() { normal } else { x.clamp(low, high) }
}
