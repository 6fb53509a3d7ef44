//! What is painted on an eyeball: white, iris, pupil, and the light in it.

use super::face::Eye;
use super::figure::Figure;
use super::light::{Spot, Studio};
use super::march::Coarse;
use crate::exact::{atan2, pow};
use crate::noise::noise2;
use crate::vector::{Vec3, bump, mix, mix3, ramp, vec3};

/// The sizes of iris and pupil, as shares of the eyeball's radius.
const IRIS: f32 = 0.56;
const PUPIL: f32 = 0.25;

impl Figure {
    /// The colour of an eyeball at a point, light included.
    pub(crate) fn eye_at(&self, coarse: &Coarse, studio: &Studio, spot: &Spot, viewer: Vec3) -> Vec3 {
        let q = self.in_head(spot.p);
        let side = if q.x < 0.0 { -1.0 } else { 1.0 };
        let eye = &self.face.eye;
        let centre = vec3(eye.centre.x * side, eye.centre.y, eye.centre.z);
        let normal = (q - centre).unit();
        let gaze = gaze(self.in_head(viewer) - centre);

        // The plane of the iris, seen through the cornea: the pattern lies a little deeper than the surface.
        let right = vec3(gaze.z, 0.0, -gaze.x).unit();
        let above = gaze.cross(right);
        let (x, y) = (normal.dot(right) / IRIS, normal.dot(above) / IRIS);
        let radius = (x * x + y * y).sqrt();
        let facing = ramp(0.2, 0.5, normal.dot(gaze));

        let (upper, lower) = eye.opening(q.mirrored());
        let white = self.white(eye, q.mirrored());
        let iris = self.iris(x, y, radius);
        let inside = ramp(1.03, 0.95, radius) * facing;
        let colour = mix3(white, iris, inside);

        // Lids and lashes shade the eye from above.
        let lid_shade = mix(0.42, 1.0, ramp(0.0, -0.085, upper)) * mix(0.8, 1.0, ramp(0.0, -0.03, lower));
        let world_normal = self.direction_in_world(normal);
        let key = world_normal.dot(studio.key()).max(0.0);
        let broad = 0.50 + 0.62 * mix(key, 0.7, 0.45);
        let open = coarse.openness(spot.p, world_normal);
        let lit = colour * (lid_shade * broad * mix(0.75, 1.0, open));

        let mirror = world_normal * (2.0 * world_normal.dot(spot.to_viewer)) - spot.to_viewer;
        let fresnel = 0.05 + 0.4 * pow(1.0 - world_normal.dot(spot.to_viewer).clamp(0.0, 1.0), 5.0);
        lit + studio.mirrored(mirror) * (fresnel * lid_shade) + catch_light(x, y, facing) * ramp(0.005, -0.012, upper)
    }

    fn white(&self, eye: &Eye, m: Vec3) -> Vec3 {
        let towards_nose = ramp(eye.centre.x - 0.10, eye.centre.x - 0.165, m.x);
        let edge = ramp(0.09, 0.17, (m.x - eye.centre.x).abs());
        let white = mix3(vec3(0.86, 0.855, 0.85), vec3(0.80, 0.66, 0.62), 0.55 * edge);
        mix3(white, vec3(0.70, 0.36, 0.32), 0.75 * towards_nose)
    }

    fn iris(&self, x: f32, y: f32, radius: f32) -> Vec3 {
        let colour = self.person.iris;
        let angle = atan2(y, x);
        let fibres = 0.5
            + 0.5 * noise2(angle * 9.0, radius * 1.6) * ramp(-3.1, -2.8, angle).min(ramp(3.1, 2.8, angle))
            + 0.25 * noise2(angle * 23.0 + 40.0, radius * 2.5);
        let mut shade = colour * mix(0.65, 1.35, fibres);
        // The cup of the iris is bright opposite to the lamp.
        shade = shade * mix(0.70, 1.75, ramp(0.75, -0.85, y - 0.35 * x));
        shade = mix3(shade, vec3(shade.x * 1.25 + 0.02, shade.y * 1.1 + 0.01, shade.z * 0.8), bump(0.48, 0.22, radius));
        shade = shade * mix(1.0, 0.22, ramp(0.78, 1.0, radius));
        mix3(shade, vec3(0.004, 0.004, 0.005), ramp(PUPIL / IRIS + 0.05, PUPIL / IRIS - 0.04, radius))
    }
}

/// Eyes look at the viewer as far as that is comfortable.
fn gaze(to_viewer: Vec3) -> Vec3 {
    let d = to_viewer.unit();
    vec3(d.x.clamp(-0.42, 0.42), d.y.clamp(-0.28, 0.28), d.z.max(0.5)).unit()
}

/// Two small lights that make an eye alive.
fn catch_light(x: f32, y: f32, facing: f32) -> Vec3 {
    let spot = |cx: f32, cy: f32, size: f32| {
        let (dx, dy) = (x - cx, y - cy);
        ramp(size, size * 0.6, (dx * dx + dy * dy).sqrt())
    };
    let light = spot(-0.33, 0.36, 0.27) + 0.35 * spot(0.36, -0.38, 0.14);
    vec3(1.0, 0.99, 0.97) * (light * facing)
}
