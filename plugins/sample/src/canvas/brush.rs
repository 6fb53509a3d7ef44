//! What a shape is filled with. Colours are sRGB code values: illustrations are mixed as on paper, not as light.

use super::path::Point;
use crate::noise::noise2;
use crate::vector::{Vec3, mix, mix3, ramp, vec3};

/// A colour with its opacity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tone {
    pub(crate) rgb: Vec3,
    pub(crate) opacity: f32,
}

/// An opaque colour written as `0xRRGGBB`.
pub(crate) fn tone(rgb: u32) -> Tone {
    let part = |shift: u32| ((rgb >> shift) & 0xff) as f32 / 255.0;
    Tone { rgb: vec3(part(16), part(8), part(0)), opacity: 1.0 }
}

impl Tone {
    pub(crate) fn faint(self, opacity: f32) -> Tone {
        Tone { opacity: self.opacity * opacity, ..self }
    }

    pub(crate) fn towards(self, other: Tone, share: f32) -> Tone {
        Tone { rgb: mix3(self.rgb, other.rgb, share), opacity: mix(self.opacity, other.opacity, share) }
    }

    pub(crate) fn darker(self, share: f32) -> Tone {
        // Shades on paper lean to blue, not to black.
        self.towards(Tone { rgb: self.rgb.times(vec3(0.30, 0.28, 0.42)), opacity: self.opacity }, share)
    }

    pub(crate) fn lighter(self, share: f32) -> Tone {
        self.towards(Tone { rgb: vec3(1.0, 0.98, 0.93), opacity: self.opacity }, share)
    }
}

/// A filling.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    kind: Kind,
    /// How much the brush is seen, 0 to 1.
    grain: f32,
    /// Direction of its strokes in degrees.
    angle: f32,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Plain(Tone),
    /// Along `y`.
    Vertical {
        top: f32,
        bottom: f32,
        from: Tone,
        to: Tone,
    },
    Radial {
        centre: Point,
        radius: f32,
        from: Tone,
        to: Tone,
    },
}

/// From one tone above to another below.
pub(crate) fn vertical(top: f32, bottom: f32, from: Tone, to: Tone) -> Paint {
    Paint { kind: Kind::Vertical { top, bottom, from, to }, grain: 0.35, angle: 12.0 }
}

/// From one tone in the middle to another at the rim.
pub(crate) fn radial(centre: Point, radius: f32, from: Tone, to: Tone) -> Paint {
    Paint { kind: Kind::Radial { centre, radius, from, to }, grain: 0.25, angle: 40.0 }
}

impl From<Tone> for Paint {
    fn from(tone: Tone) -> Paint {
        Paint { kind: Kind::Plain(tone), grain: 0.35, angle: 25.0 }
    }
}

impl Paint {
    pub(crate) fn grain(self, grain: f32) -> Paint {
        Paint { grain, ..self }
    }

    pub(crate) fn angle(self, angle: f32) -> Paint {
        Paint { angle, ..self }
    }

    /// The brush at a place of the drawing.
    pub(crate) fn at(&self, p: Point, direction: (f32, f32)) -> Tone {
        let tone = match self.kind {
            Kind::Plain(tone) => tone,
            Kind::Vertical { top, bottom, from, to } => from.towards(to, ramp(top, bottom, p.y)),
            Kind::Radial { centre, radius, from, to } => {
                let (dx, dy) = (p.x - centre.x, p.y - centre.y);
                from.towards(to, ((dx * dx + dy * dy).sqrt() / radius).min(1.0))
            }
        };
        if self.grain <= 0.0 {
            return tone;
        }
        let (along, across) = (p.x * direction.0 + p.y * direction.1, p.y * direction.0 - p.x * direction.1);
        let strokes = 0.6 * noise2(along * 0.012, across * 0.10) + 0.4 * noise2(along * 0.05 + 40.0, across * 0.42);
        let light = 1.0 + 0.11 * self.grain * strokes;
        Tone { rgb: tone.rgb.map(|x| (x * light).min(1.0)), ..tone }
    }

    /// Cosine and sine of the strokes' direction, for [`Paint::at`].
    pub(crate) fn direction(&self) -> (f32, f32) {
        let angle = self.angle * (std::f32::consts::PI / 180.0);
        (crate::exact::cos(angle), crate::exact::sin(angle))
    }
}
