//! From a figure to pixels: the camera, what each ray sees, and extra rays where neighbours differ.

use super::backdrop::Backdrop;
use super::figure::{Figure, Part};
use super::light::{Matter, Spot, Studio, exposed};
use super::march::{Coarse, Ray};
use crate::noise::noise;
use crate::picture::code_value;
use crate::vector::{Vec3, mix, mix3, ramp, vec3};

/// Everything that a ray may meet.
pub(crate) struct Scene {
    figure: Figure,
    backdrop: Backdrop,
    studio: Studio,
    coarse: Coarse,
    camera: Camera,
}

/// A lens of about 85 mm.
#[derive(Clone, Copy, Debug)]
struct Camera {
    width: usize,
    height: usize,
    /// Size of a pixel in the plane of the head.
    pixel: f32,
}

/// One look through the camera.
#[derive(Clone, Copy)]
struct Look {
    light: Vec3,
    part: Option<Part>,
    depth: f32,
}

const VIEWER: Vec3 = vec3(0.0, -0.10, 9.5);
const MIDDLE_Y: f32 = -0.32;
const HALF_SIDE: f32 = 1.92;

impl Scene {
    pub(crate) fn new(figure: Figure, backdrop: Backdrop, width: usize, height: usize) -> Scene {
        let pixel = 2.0 * HALF_SIDE / width.min(height) as f32;
        let camera = Camera { width, height, pixel };
        let bottom = (MIDDLE_Y - camera.half_height() * 1.15).max(-7.0);
        let cell = (pixel * 9.0).clamp(0.045, 0.11);
        let coarse = Coarse::new(&figure, vec3(-1.9, bottom, -1.5), vec3(1.9, 1.62, 1.35), cell);
        Scene { studio: Studio::new(backdrop.bounce()), figure, backdrop, coarse, camera }
    }

    /// Draws some rows from `first_row` on: red, green and blue.
    pub(crate) fn draw(&self, first_row: usize, band: &mut [&mut [f32]]) {
        let width = self.camera.width;
        let rows = band[0].len() / width;
        // One row more above and below, to compare with.
        let first_look = first_row.saturating_sub(1);
        let last_look = (first_row + rows + 1).min(self.camera.height);
        let looks: Vec<Look> = (first_look..last_look)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| self.look(x as f32 + 0.5, y as f32 + 0.5))
            .collect();
        for y in first_row..first_row + rows {
            for x in 0..width {
                let at = (y - first_look) * width + x;
                let first = looks[at];
                let beside = [(x > 0).then(|| at - 1), (x + 1 < width).then(|| at + 1)];
                let above = [(y > first_look).then(|| at - width), (y + 1 < last_look).then(|| at + width)];
                let edge = beside.into_iter().chain(above).flatten().any(|other| first.differs(&looks[other]));
                let light = if edge { self.closer_look(x, y) } else { first.light };
                let to = (y - first_row) * width + x;
                band[0][to] = code_value(light.x);
                band[1][to] = code_value(light.y);
                band[2][to] = code_value(light.z);
            }
        }
    }

    /// The mean of five places within a pixel, on no common line.
    fn closer_look(&self, x: usize, y: usize) -> Vec3 {
        const PLACES: [(f32, f32); 5] = [(0.5, 0.5), (0.1, 0.3), (0.7, 0.1), (0.9, 0.7), (0.3, 0.9)];
        let looks = PLACES.map(|(dx, dy)| self.look(x as f32 + dx, y as f32 + dy).light);
        looks.into_iter().fold(Vec3::default(), |sum, light| sum + light) * 0.2
    }

    fn look(&self, x: f32, y: f32) -> Look {
        let (px, py) = self.camera.plane(x, y);
        let ray = Ray { from: VIEWER, along: (vec3(px, py, 0.0) - VIEWER).unit() };
        let precision = self.camera.pixel * 0.15;
        match self.coarse.hit(&self.figure, ray, precision) {
            None => Look { light: exposed(self.backdrop.at(px, py - MIDDLE_Y)), part: None, depth: 99.0 },
            Some(t) => {
                let p = ray.at(t);
                let part = self.figure.part(p);
                Look { light: exposed(self.light_from(p, part, -ray.along)), part: Some(part), depth: t }
            }
        }
    }

    fn light_from(&self, p: Vec3, part: Part, to_viewer: Vec3) -> Vec3 {
        let normal = self.figure.normal(p, (self.camera.pixel * 0.5).clamp(0.0012, 0.01));
        let mut spot = Spot { p, normal, broad: normal, to_viewer };
        let person = &self.figure.person;
        let q = self.figure.in_head(p);
        let matter = match part {
            Part::Eyeball => return self.figure.eye_at(&self.coarse, &self.studio, &spot, VIEWER),
            Part::Skin => {
                spot.broad = self.coarse.broad_normal(p, 0.075);
                self.figure.skin_at(q)
            }
            Part::Hair => {
                let flow = &self.figure.hair.flow;
                let strand = self.figure.direction_in_world(flow.direction(q, self.figure.direction_in_head(normal)));
                let silk = self.figure.hair.silk(q);
                let shift = 0.10 * (silk - 1.0);
                // Roots lie in the shade of what grows over them.
                let shade = mix(0.78, 1.1, ramp(0.0, 0.25, self.figure.head.base(q.mirrored())));
                return self.studio.shade_hair(&self.coarse, &spot, person.hair * (silk * shade), strand, shift);
            }
            Part::Brow => {
                let strands = 1.0 + 0.35 * noise(vec3(q.x.abs() * 26.0 + q.y * 40.0, q.y * 14.0, 0.0));
                let dark = mix3(person.hair * 0.55, person.skin * 0.25, 0.25);
                Matter { colour: dark * strands, gloss: 0.2, roughness: 0.7, scatter: 0.3 }
            }
            Part::Beard => {
                let strands = 1.0 + 0.45 * noise(vec3(q.x.abs() * 50.0, q.y * 11.0 - q.x.abs() * 16.0, q.z * 22.0));
                Matter { colour: person.whiskers * (0.85 * strands), gloss: 0.35, roughness: 0.55, scatter: 0.2 }
            }
            Part::Lash => Matter { colour: vec3(0.012, 0.009, 0.008), gloss: 0.2, roughness: 0.6, scatter: 0.0 },
            Part::Teeth => Matter { colour: vec3(0.80, 0.77, 0.71), gloss: 1.0, roughness: 0.25, scatter: 0.5 },
            Part::Cloth => {
                Matter { colour: person.cloth * self.figure.body.weave(p), gloss: 0.25, roughness: 0.8, scatter: 0.15 }
            }
            Part::Frame => {
                let colour = person.glasses.map_or(Vec3::default(), |frame| frame.colour);
                Matter { colour, gloss: 1.2, roughness: 0.25, scatter: 0.0 }
            }
        };
        self.studio.shade(&self.coarse, &spot, &matter)
    }
}

impl Camera {
    fn half_height(&self) -> f32 {
        self.height as f32 * 0.5 * self.pixel
    }

    /// The place of a pixel in the plane of the head. Tall pictures show more of the body, not more air.
    fn plane(&self, x: f32, y: f32) -> (f32, f32) {
        let top = MIDDLE_Y + HALF_SIDE;
        ((x - self.width as f32 * 0.5) * self.pixel, top - y * self.pixel)
    }
}

impl Look {
    /// Whether a pixel between the two would need more rays.
    fn differs(&self, other: &Look) -> bool {
        let step = self.light - other.light;
        self.part != other.part || (self.depth - other.depth).abs() > 0.06 || step.dot(step) > 0.004
    }
}
