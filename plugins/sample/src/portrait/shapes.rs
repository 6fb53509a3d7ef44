//! Signed distances of simple solids, and soft ways to join them. Negative is inside.

use crate::vector::{Vec3, vec3};

/// An egg with three radii.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Egg {
    pub(crate) centre: Vec3,
    inverse: Vec3,
}

impl Egg {
    pub(crate) fn new(centre: Vec3, radii: Vec3) -> Egg {
        let radii = radii.map(|radius| radius.max(1e-3));
        Egg { centre, inverse: radii.map(|radius| 1.0 / radius) }
    }

    /// Close to the true distance near the surface, and never much too far.
    pub(crate) fn distance(&self, p: Vec3) -> f32 {
        let once = (p - self.centre).times(self.inverse);
        let twice = once.times(self.inverse);
        let reach = once.length();
        reach * (reach - 1.0) / twice.length().max(1e-6)
    }
}

/// A ball.
pub(crate) fn ball(p: Vec3, centre: Vec3, radius: f32) -> f32 {
    (p - centre).length() - radius
}

/// A stick from `from` to `to` whose radius changes evenly.
pub(crate) fn stick(p: Vec3, from: Vec3, to: Vec3, radius_from: f32, radius_to: f32) -> f32 {
    let (along, offset) = (to - from, p - from);
    let share = (offset.dot(along) / along.dot(along).max(1e-9)).clamp(0.0, 1.0);
    (offset - along * share).length() - (radius_from + (radius_to - radius_from) * share)
}

/// A ring around the upright axis through `centre`.
pub(crate) fn ring(p: Vec3, centre: Vec3, radius: f32, thickness: f32) -> f32 {
    let q = p - centre;
    let flat = (q.x * q.x + q.z * q.z).sqrt() - radius;
    vec3(flat, q.y, 0.0).length() - thickness
}

/// Both solids, melted together within `softness`.
pub(crate) fn join(a: f32, b: f32, softness: f32) -> f32 {
    let near = (softness - (a - b).abs()).max(0.0) / softness;
    a.min(b) - near * near * softness * 0.25
}

/// What both solids share, with a rounded edge.
pub(crate) fn overlap(a: f32, b: f32, softness: f32) -> f32 {
    -join(-a, -b, softness)
}

/// The first solid without the second, with a rounded edge.
pub(crate) fn carve(a: f32, b: f32, softness: f32) -> f32 {
    -join(-a, b, softness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_zero_on_the_surface() {
        let egg = Egg::new(vec3(0.1, 0.2, 0.3), vec3(0.5, 0.7, 0.9));
        assert!(egg.distance(vec3(0.6, 0.2, 0.3)).abs() < 1e-6);
        assert!(egg.distance(vec3(0.1, 0.2, 1.2)).abs() < 1e-6);
        assert!(egg.distance(egg.centre) <= 0.0);
        assert!(stick(vec3(0.5, 0.25, 0.0), vec3(0.0, 0.0, 0.0), vec3(1.0, 0.0, 0.0), 0.25, 0.25).abs() < 1e-6);
    }

    #[test]
    fn a_soft_join_only_adds_and_a_carving_only_takes() {
        for (a, b) in [(0.1, 0.12), (0.3, -0.2), (-0.1, -0.1)] {
            assert!(join(a, b, 0.1) <= f32::min(a, b));
            assert!(overlap(a, b, 0.1) >= f32::max(a, b));
            assert!(carve(a, b, 0.1) >= a);
        }
    }
}
