//! Which way hair runs, and what runs along it: locks, strands and their silk. Head space.

use crate::exact::{atan2, pow};
use crate::noise::{noise, noise2};
use crate::vector::{Vec3, mix, vec3};

/// Strands lie in planes that all contain one axis, as the segments of an orange do: a whorl, a parting or a knot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow {
    pub(crate) origin: Vec3,
    axis: Vec3,
    across: Vec3,
    up: Vec3,
    /// Locks a radian.
    pub(crate) locks: f32,
    /// How much strands wander off their plane.
    pub(crate) wave: f32,
}

impl Flow {
    pub(crate) fn new(origin: Vec3, axis: Vec3, locks: f32, wave: f32) -> Flow {
        let axis = axis.unit();
        // Any direction that is not the axis will do as a start; the seam of the angle must lie behind or below.
        let start = if axis.y.abs() > 0.6 { vec3(0.0, 0.0, 1.0) } else { vec3(0.0, 1.0, 0.0) };
        let across = axis.cross(start).unit();
        Flow { origin, axis, across, up: across.cross(axis), locks, wave }
    }

    /// Which strand a point lies on (radians), and how far along it.
    pub(crate) fn strand(&self, q: Vec3) -> (f32, f32) {
        let r = q - self.origin;
        let along = r.length();
        let wander = self.wave * noise(vec3(q.x * 2.2, q.y * 2.2, q.z * 2.2));
        (atan2(r.dot(self.across), r.dot(self.up)) + wander, along)
    }

    /// How far the locks stand out, −1 to 1: broad tufts, each with smaller ones.
    pub(crate) fn locks_at(&self, q: Vec3) -> f32 {
        let (strand, along) = self.strand(q);
        let broad = noise2(strand * self.locks, along * 0.9);
        let fine = noise2(strand * self.locks * 2.7 + 17.0, along * 1.3);
        0.68 * (1.0 - 2.0 * broad.abs()) + 0.32 * (1.0 - 2.0 * fine.abs())
    }

    /// The direction of the strands on a surface.
    pub(crate) fn direction(&self, q: Vec3, normal: Vec3) -> Vec3 {
        let around = self.axis.cross(q - self.origin);
        normal.cross(around).unit()
    }

    /// Brightness of single strands, around 1.
    pub(crate) fn silk(&self, q: Vec3) -> f32 {
        let (strand, along) = self.strand(q);
        let per_radian = self.locks * 14.0;
        let coarse = noise2(strand * per_radian * 0.35, along * 1.4 + 5.0);
        let fine = noise2(strand * per_radian, along * 2.2);
        1.0 + 0.20 * coarse + 0.24 * fine
    }
}

/// The two highlights of a hair under one lamp (Kajiya and Kay, shifted after Marschner): white, and of the hair's colour.
pub(crate) fn shine(strand: Vec3, normal: Vec3, to_lamp: Vec3, to_viewer: Vec3, shift: f32) -> (f32, f32) {
    let half = (to_lamp + to_viewer).unit();
    let lobe = |offset: f32, power: f32| {
        let tangent = (strand + normal * offset).unit();
        let cosine = tangent.dot(half);
        pow((1.0 - cosine * cosine).max(0.0).sqrt(), power)
    };
    let lit = mix(0.15, 1.0, normal.dot(to_lamp).clamp(0.0, 1.0));
    (lobe(0.08 + shift, 90.0) * lit, lobe(-0.10 + shift, 24.0) * lit)
}
