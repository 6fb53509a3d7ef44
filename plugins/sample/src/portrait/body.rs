//! Neck, shoulders and what is worn on them. World space: the body stays upright while the head moves.

use super::person::{Garment, Person};
use super::shapes::{Egg, carve, join, overlap, ring, stick};
use crate::noise::noise;
use crate::vector::{Vec3, bump, mix, ramp, vec3};

/// Neck, trunk and garment of one person.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// How much higher than an adult's this body stands: children have short necks and low chins.
    lift: Vec3,
    throat: Vec3,
    neck_radius: f32,
    shoulder_x: f32,
    shoulder_radius: f32,
    torso: Egg,
    neckline: Egg,
    garment: Garment,
}

const NECK_FOOT: Vec3 = vec3(0.0, -1.72, -0.40);

impl Body {
    /// `throat` is where the head sits on the neck, in world space.
    pub(crate) fn new(person: &Person, throat: Vec3) -> Body {
        let child = person.child;
        let broad = 0.10 * (person.angular - 0.5) - 0.30 * child;
        let lift = vec3(0.0, 0.20 * child, 0.0);
        Body {
            lift,
            throat: throat - lift,
            neck_radius: 0.315 + 0.06 * (person.angular - 0.4) - 0.085 * child,
            shoulder_x: 1.10 + broad,
            shoulder_radius: 0.30 - 0.04 * child,
            torso: Egg::new(vec3(0.0, -2.62, -0.36), vec3(0.98 + broad, 1.05, 0.50)),
            neckline: Egg::new(vec3(0.0, -1.42, -0.20), vec3(0.45, 0.27, 0.52)),
            garment: person.garment,
        }
    }

    /// The skin of the neck and of the body under the cloth.
    pub(crate) fn skin(&self, p: Vec3) -> f32 {
        let p = p - self.lift;
        let neck = stick(p, NECK_FOOT, self.throat, self.neck_radius * 1.06, self.neck_radius);
        join(neck, self.trunk(p.mirrored()), 0.34)
    }

    fn trunk(&self, m: Vec3) -> f32 {
        let tip = vec3(self.shoulder_x, -2.02, -0.44);
        // The body goes on below: tall pictures show it.
        let m = vec3(m.x, m.y.max(-2.62), m.z);
        let shoulder = stick(m, vec3(0.12, -1.74, -0.42), tip, self.shoulder_radius * 0.85, self.shoulder_radius);
        let arm = stick(m, tip, tip + vec3(0.16, -1.4, 0.0), self.shoulder_radius, 0.26);
        join(join(shoulder, arm, 0.08), self.torso.distance(m), 0.30)
    }

    /// The garment; `skin` is what [`Body::skin`] said about the same point.
    pub(crate) fn cloth(&self, p: Vec3, skin: f32) -> f32 {
        let p = p - self.lift;
        let m = p.mirrored();
        let folds = 0.006 * noise(p * 1.7) * ramp(-1.5, -2.0, p.y);
        let layer = skin - 0.035 + folds;
        // Above its middle the neckline goes straight up, so that the neck stays free.
        let neckline = self.neckline.distance(vec3(m.x, m.y.min(self.neckline.centre.y), m.z));
        match self.garment {
            Garment::TShirt => {
                let hem = overlap(layer - 0.010, (neckline - 0.03).abs() - 0.032, 0.02);
                carve(layer, neckline, 0.03).min(hem)
            }
            Garment::RollNeck => {
                let height = m.y + 1.34 + 0.20 * (m.z + 0.3);
                let roll = overlap(skin - 0.075, height.abs() - 0.12, 0.10);
                join(overlap(layer, height, 0.04), roll, 0.03)
            }
            Garment::Shirt => {
                let opening = m.x - 0.40 * (m.y + 1.62);
                let placket = overlap(layer - 0.012, (m.x - 0.02).abs() - 0.065, 0.015);
                let open = carve(layer.min(placket), opening.max(-m.z), 0.02);
                let shirt = overlap(open, m.y + 1.42 + 0.30 * (m.z + 0.2), 0.03);
                join(shirt, self.collar(m), 0.02)
            }
            Garment::Hoodie => {
                let hoodie = carve(layer - 0.03, neckline - 0.02, 0.05);
                let slope = vec3(m.x, m.y + 1.56 + 0.42 * (m.z + 0.25), m.z + 0.30);
                let hood = ring(slope, vec3(0.0, 0.0, 0.0), 0.47, 0.085 + 0.10 * ramp(0.2, -0.4, m.z));
                join(hoodie, hood, 0.08)
            }
        }
    }

    /// Two stiff flaps around the neck.
    fn collar(&self, m: Vec3) -> f32 {
        let (top, low) =
            (-1.30 - 0.30 * (m.z + 0.2), -1.76 + 0.28 * ramp(0.05, 0.5, m.x) + 0.15 * ramp(0.2, -0.3, m.z));
        let around = (m.x * m.x + (m.z + 0.32) * (m.z + 0.32)).sqrt() - (self.neck_radius + 0.05 + 0.34 * (top - m.y));
        // Open above the top button, and again below it.
        let front = 0.015 + 0.45 * (m.y + 1.56).abs() - m.x - 0.8 * (-m.z - 0.1).max(0.0);
        let flap = (m.y - top).max(low - m.y).max(front);
        overlap(around.abs() - 0.022, flap * 0.8, 0.03) * 0.85
    }

    /// How much darker the weave is at a point, as a factor near 1.
    pub(crate) fn weave(&self, p: Vec3) -> f32 {
        let rib = match self.garment {
            Garment::RollNeck => bump(0.5, 0.6, (p.x * 26.0 + 3.0 * p.z).rem_euclid(1.0)),
            _ => 0.5,
        };
        mix(0.94, 1.05, rib) + 0.04 * noise(p * 60.0)
    }
}
