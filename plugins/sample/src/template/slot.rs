//! Where a face belongs in a template, in pixels: what a program needs that places one.

use super::child::Child;
use crate::canvas::{Frame, Point, at};

/// The place for one face. Coordinates are pixels of the picture; (0, 0) is the upper left corner of the first pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// The middle of the blank oval.
    pub centre: [f32; 2],
    /// Half its width and half its height, along its own axes.
    pub radii: [f32; 2],
    /// Degrees by which the head leans, clockwise in the picture.
    pub rotation: f32,
    /// Left, top, width and height of the upright rectangle around the oval.
    pub rectangle: [f32; 4],
    /// Left eye, right eye, tip of the nose, left and right corner of the mouth, as seen in the picture.
    pub points5: [[f32; 2]; 5],
    /// How to blend a face in: `normal` replaces the blank oval, whose shades are only a hint.
    pub blend_mode: &'static str,
    /// How many pixels the mask may be feathered without touching what frames the face.
    pub feather: f32,
}

/// Eyes, nose and mouth within an oval of radius 1: the ArcFace mean face, fitted so that the chin touches the oval.
const FACE: [(f32, f32); 5] = [(-0.40, -0.10), (0.40, -0.10), (0.0, 0.22), (-0.32, 0.52), (0.32, 0.52)];

impl Slot {
    pub(crate) fn new(child: &Child, frame: &Frame) -> Slot {
        let pixel = |p: Point| {
            let p = frame.pixel(p);
            [p.x, p.y]
        };
        let points5 = FACE.map(|(x, y)| pixel(child.in_face(x, y)));
        let centre = pixel(child.in_face(0.0, 0.0));
        let radii = [child.rx / frame.unit, child.ry / frame.unit];
        // The rectangle around a turned ellipse.
        let (right, down) = (pixel(child.in_face(1.0, 0.0)), pixel(child.in_face(0.0, 1.0)));
        let half = |axis: usize| {
            let (a, b) = (right[axis] - centre[axis], down[axis] - centre[axis]);
            (a * a + b * b).sqrt()
        };
        let (half_width, half_height) = (half(0), half(1));
        Slot {
            centre,
            radii,
            rotation: child.lean,
            rectangle: [centre[0] - half_width, centre[1] - half_height, 2.0 * half_width, 2.0 * half_height],
            points5,
            blend_mode: "normal",
            feather: radii[0] * 0.06,
        }
    }

    /// Whether a place lies in the oval.
    #[must_use]
    pub fn contains(&self, point: [f32; 2]) -> bool {
        let p = crate::canvas::turned(at(point[0], point[1]), at(self.centre[0], self.centre[1]), -self.rotation);
        let (x, y) = ((p.x - self.centre[0]) / self.radii[0], (p.y - self.centre[1]) / self.radii[1]);
        x * x + y * y <= 1.0
    }
}
