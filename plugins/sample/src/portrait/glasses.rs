//! Spectacles: two rims, a bridge and two temples. Head space, mirrored.

use super::face::Face;
use super::person::Frame;
use super::shapes::{join, stick};
use crate::vector::{Vec3, mix, vec3};

/// The frame on one face.
#[derive(Clone, Debug)]
pub(crate) struct Spectacles {
    centre: Vec3,
    half_width: f32,
    half_height: f32,
    rounding: f32,
    thickness: f32,
}

impl Spectacles {
    pub(crate) fn new(frame: Frame, face: &Face) -> Spectacles {
        let eye = &face.eye;
        let half_width = mix(0.255, 0.235, frame.round);
        let half_height = mix(0.165, 0.225, frame.round);
        Spectacles {
            centre: vec3(eye.centre.x + 0.018, eye.centre.y - 0.035, eye.centre.z + eye.radius + 0.105),
            half_width,
            half_height,
            rounding: mix(0.08, half_height, frame.round),
            thickness: frame.thickness,
        }
    }

    pub(crate) fn distance(&self, m: Vec3) -> f32 {
        let q = m - self.centre;
        // The lenses wrap a little around the face.
        let z = q.z + 0.12 * q.x + 0.25 * q.x * q.x;
        let (x, y) = (q.x.abs() - self.half_width + self.rounding, q.y.abs() - self.half_height + self.rounding);
        let outside = vec3(x.max(0.0), y.max(0.0), 0.0).length();
        let rim = (outside + x.max(y).min(0.0) - self.rounding).abs();
        let rim = vec3(rim, z, 0.0).length() - self.thickness;
        let inner = self.centre + vec3(-self.half_width, 0.02, 0.01);
        let bridge = stick(m, inner, vec3(0.0, inner.y + 0.035, inner.z + 0.02), self.thickness, self.thickness);
        let hinge = self.centre + vec3(self.half_width + 0.005, 0.06, -0.05);
        let temple = stick(m, hinge, vec3(0.80, 0.04, 0.0), self.thickness * 0.9, self.thickness * 0.9);
        join(join(rim, bridge, 0.02), temple, 0.02)
    }
}
