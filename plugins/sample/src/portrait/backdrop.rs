//! What is behind the person: an even colour, a soft light, or lights out of focus.

use super::choices::Background;
use crate::chance::Chance;
use crate::noise::noise2;
use crate::picture::colour;
use crate::vector::{Vec3, bump, mix, mix3, ramp, vec3};

/// A backdrop.
#[derive(Clone, Debug)]
pub(crate) struct Backdrop {
    kind: Background,
    pub(crate) tone: Vec3,
    second: Vec3,
    discs: Vec<Disc>,
}

#[derive(Clone, Copy, Debug)]
struct Disc {
    x: f32,
    y: f32,
    radius: f32,
    light: Vec3,
}

const TONES: [u32; 8] = [0x7fa3b8, 0x9bb08c, 0xc9a27e, 0xa893b8, 0xb8b2a6, 0x6f8f9a, 0xd0b48a, 0x8a9bb0];
const SECONDS: [u32; 4] = [0x3d4f63, 0x5a4a5e, 0x3f5a52, 0x66503f];

impl Backdrop {
    pub(crate) fn new(wanted: Background, chance: Chance) -> Backdrop {
        let kind = match wanted {
            Background::Auto => chance
                .pick("backdrop", &[Background::Plain, Background::Gradient, Background::Gradient, Background::Bokeh]),
            other => other,
        };
        let (tone, second) =
            (colour(chance.pick("tone of backdrop", &TONES)), colour(chance.pick("second tone", &SECONDS)));
        let disc = |number: u64| {
            let own = chance.child(number);
            let warm = colour(own.pick("light", &[0xffd9a0, 0xffc48a, 0xfff0cf, 0xbfe0ff, 0xffb3a0]));
            Disc {
                x: own.between("x", -2.4, 2.4),
                y: own.between("y", -1.6, 1.5),
                radius: own.between("radius", 0.10, 0.34),
                light: mix3(warm, tone, 0.35) * own.between("brightness", 0.10, 0.34),
            }
        };
        let discs = if kind == Background::Bokeh { (0..30).map(disc).collect() } else { Vec::new() };
        Backdrop { kind, tone, second, discs }
    }

    /// The light from a place in the plane of the picture: `x` and `y` about ±2 within a square picture.
    pub(crate) fn at(&self, x: f32, y: f32) -> Vec3 {
        let away = (x * x * 0.8 + (y - 0.2) * (y - 0.2)).sqrt();
        match self.kind {
            Background::Plain | Background::Auto => self.tone * mix(0.80, 0.70, ramp(0.0, 3.0, away)),
            Background::Gradient => {
                let cloth = 1.0 + 0.05 * noise2(x * 0.9 + 3.0, y * 0.9);
                mix3(self.tone * 0.95, self.second * 0.8, ramp(0.3, 2.9, away)) * cloth
            }
            Background::Bokeh => {
                let ground =
                    mix3(self.second * 0.55, self.tone * 0.5, ramp(-2.2, 1.8, y + 0.3 * noise2(x * 0.7, y * 0.7)));
                self.discs.iter().fold(ground, |light, disc| {
                    let (dx, dy) = (x - disc.x, y - disc.y);
                    let from_centre = (dx * dx + dy * dy).sqrt();
                    let inside = ramp(disc.radius, disc.radius * 0.93, from_centre);
                    light + disc.light * (inside * (0.75 + 0.35 * bump(disc.radius, disc.radius * 0.3, from_centre)))
                })
            }
        }
    }

    /// The colour that the backdrop throws back on the figure.
    pub(crate) fn bounce(&self) -> Vec3 {
        mix3(self.tone, vec3(0.5, 0.5, 0.5), 0.3)
    }
}
