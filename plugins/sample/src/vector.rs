//! Three numbers as a point, a direction or a colour. Nothing about pictures or persons.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use crate::exact::{cos, sin};

/// A point, a direction or a linear-light colour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Vec3 {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) z: f32,
}

/// Short for writing down points and colours.
pub(crate) const fn vec3(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3 { x, y, z }
}

impl Vec3 {
    pub(crate) fn dot(self, other: Vec3) -> f32 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    pub(crate) fn cross(self, other: Vec3) -> Vec3 {
        vec3(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }

    pub(crate) fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// The direction of this vector; a zero vector stays (almost) zero instead of becoming NaN.
    pub(crate) fn unit(self) -> Vec3 {
        self * (1.0 / self.length().max(1e-12))
    }

    /// Component by component, as a colour filters light.
    pub(crate) fn times(self, other: Vec3) -> Vec3 {
        vec3(self.x * other.x, self.y * other.y, self.z * other.z)
    }

    pub(crate) fn map(self, change: impl Fn(f32) -> f32) -> Vec3 {
        vec3(change(self.x), change(self.y), change(self.z))
    }

    /// Mirrored to the half with positive `x`.
    pub(crate) fn mirrored(self) -> Vec3 {
        vec3(self.x.abs(), self.y, self.z)
    }
}

impl Add for Vec3 {
    type Output = Vec3;
    fn add(self, other: Vec3) -> Vec3 {
        vec3(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl AddAssign for Vec3 {
    fn add_assign(&mut self, other: Vec3) {
        *self = *self + other;
    }
}

impl Sub for Vec3 {
    type Output = Vec3;
    fn sub(self, other: Vec3) -> Vec3 {
        vec3(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl Mul<f32> for Vec3 {
    type Output = Vec3;
    fn mul(self, factor: f32) -> Vec3 {
        vec3(self.x * factor, self.y * factor, self.z * factor)
    }
}

impl Neg for Vec3 {
    type Output = Vec3;
    fn neg(self) -> Vec3 {
        self * -1.0
    }
}

/// `from` at 0, `to` at 1, straight on outside.
pub(crate) fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// The same for points and colours.
pub(crate) fn mix3(from: Vec3, to: Vec3, share: f32) -> Vec3 {
    from + (to - from) * share
}

/// 0 below `from`, 1 above `to`, a soft S between; `from` may be the larger one.
pub(crate) fn ramp(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A soft hill around `centre` that is 1 there and 0 beyond `reach`.
pub(crate) fn bump(centre: f32, reach: f32, x: f32) -> f32 {
    let t = (1.0 - ((x - centre) / reach) * ((x - centre) / reach)).max(0.0);
    t * t
}

/// A rotation, as rows: turned about the upright axis, then nodding, then tilting to a shoulder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rotation {
    rows: [Vec3; 3],
}

impl Rotation {
    /// Angles in radians. Positive turns to the right in the picture, nods down, tilts clockwise in the picture.
    pub(crate) fn from_angles(turn: f32, nod: f32, tilt: f32) -> Rotation {
        let about_y = [vec3(cos(turn), 0.0, sin(turn)), vec3(0.0, 1.0, 0.0), vec3(-sin(turn), 0.0, cos(turn))];
        let about_x = [vec3(1.0, 0.0, 0.0), vec3(0.0, cos(nod), -sin(nod)), vec3(0.0, sin(nod), cos(nod))];
        let about_z = [vec3(cos(tilt), sin(tilt), 0.0), vec3(-sin(tilt), cos(tilt), 0.0), vec3(0.0, 0.0, 1.0)];
        Rotation { rows: product(about_z, product(about_y, about_x)) }
    }

    pub(crate) fn apply(&self, v: Vec3) -> Vec3 {
        vec3(self.rows[0].dot(v), self.rows[1].dot(v), self.rows[2].dot(v))
    }

    /// The rotation backwards: the transpose.
    pub(crate) fn undo(&self, v: Vec3) -> Vec3 {
        self.rows[0] * v.x + self.rows[1] * v.y + self.rows[2] * v.z
    }
}

fn product(a: [Vec3; 3], b: [Vec3; 3]) -> [Vec3; 3] {
    a.map(|row| b[0] * row.x + b[1] * row.y + b[2] * row.z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_and_its_undoing_give_the_point_back() {
        let rotation = Rotation::from_angles(0.4, -0.2, 0.1);
        let point = vec3(0.3, -0.7, 1.1);
        assert!((rotation.undo(rotation.apply(point)) - point).length() < 1e-6);
    }

    #[test]
    fn a_positive_turn_brings_the_nose_to_the_right_of_the_picture() {
        let nose = Rotation::from_angles(0.5, 0.0, 0.0).apply(vec3(0.0, 0.0, 1.0));
        assert!(nose.x > 0.4);
        let nodding = Rotation::from_angles(0.0, 0.5, 0.0).apply(vec3(0.0, 0.0, 1.0));
        assert!(nodding.y < -0.4);
        let tilted = Rotation::from_angles(0.0, 0.0, 0.5).apply(vec3(0.0, 1.0, 0.0));
        assert!(tilted.x > 0.4);
    }
}
