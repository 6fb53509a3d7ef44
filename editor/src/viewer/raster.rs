//! Triangles to pixels, without a graphics device: so a mesh looks the same everywhere, and tests see it. Runs beside the
//! window.

use std::sync::Arc;

use egui::{Color32, ColorImage, Vec2};
use weft_engine::session::Shown;

use super::develop::Samples;
use super::mesh::Solid;

type Vector = [f32; 3];

/// What of a mesh is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Look {
    #[default]
    Shaded,
    Wires,
    Texture,
    Normals,
}

impl Look {
    pub(super) const ALL: [Self; 4] = [Self::Shaded, Self::Wires, Self::Texture, Self::Normals];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Shaded => "Shaded",
            Self::Wires => "Wireframe",
            Self::Texture => "Texture",
            Self::Normals => "Normals",
        }
    }
}

/// From where a mesh is looked at, in halves of its diagonal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Eye {
    /// Around the upright axis, in radians.
    yaw: f32,
    /// Up and down.
    pitch: f32,
    distance: f32,
    shift: Vec2,
}

impl Default for Eye {
    fn default() -> Self {
        Self { yaw: 0.5, pitch: 0.35, distance: 2.7, shift: Vec2::ZERO }
    }
}

impl Eye {
    pub(super) fn turn(&mut self, by: Vec2) {
        self.yaw += by.x;
        self.pitch = (self.pitch + by.y).clamp(-1.55, 1.55);
    }

    pub(super) fn nearer(&mut self, factor: f32) {
        self.distance = (self.distance * factor).clamp(0.2, 60.0);
    }

    pub(super) fn shift(&mut self, by: Vec2) {
        self.shift += by * self.distance * 0.7;
    }
}

/// All that decides the picture.
#[derive(Clone)]
pub(super) struct Scene {
    pub solid: Arc<Solid>,
    pub texture: Option<Arc<Shown>>,
    pub middle: Vector,
    pub radius: f32,
    pub eye: Eye,
    pub look: Look,
    pub size: [usize; 2],
    pub body: Color32,
    pub wire: Color32,
    pub ground: Color32,
}

/// Height of the picture at distance 1, halved.
const SPREAD: f32 = 0.36;
const NEAREST: f32 = 0.02;
const FAR: f32 = f32::INFINITY;

/// A corner on the screen.
#[derive(Debug, Clone, Copy)]
struct Corner {
    x: f32,
    y: f32,
    /// One over the distance: that is what is even across a triangle on the screen.
    nearness: f32,
    normal: Vector,
    uv: [f32; 2],
}

/// More pixels than this are drawn as they are; fewer are drawn twice as fine, so that edges are smooth.
const FINE_MAX: usize = 1 << 21;

/// Draws it.
pub(super) fn draw(scene: &Scene) -> ColorImage {
    let [width, height] = scene.size;
    if width * height > FINE_MAX {
        return drawn(scene);
    }
    let fine = drawn(&Scene { size: [width * 2, height * 2], ..scene.clone() });
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let four = [0, 1, 2 * width, 2 * width + 1].map(|at| fine.pixels[y * 4 * width + x * 2 + at]);
            let mean =
                |part: fn(&Color32) -> u8| (four.iter().map(|pixel| u16::from(part(pixel))).sum::<u16>() / 4) as u8;
            let [red, green, blue, alpha] = [Color32::r, Color32::g, Color32::b, Color32::a].map(mean);
            pixels.push(Color32::from_rgba_premultiplied(red, green, blue, alpha));
        }
    }
    ColorImage::new(scene.size, pixels)
}

fn drawn(scene: &Scene) -> ColorImage {
    let [width, height] = scene.size;
    let mut image = ColorImage::filled(scene.size, Color32::TRANSPARENT);
    let mut depth = vec![FAR; width * height];
    let normals = normals(&scene.solid);
    let corners: Vec<Option<Corner>> =
        scene.solid.points.iter().enumerate().map(|(at, point)| project(scene, at, point, normals[at])).collect();
    for triangle in &scene.solid.triangles {
        let [a, b, c] = triangle.map(|at| corners[at as usize]);
        if let (Some(a), Some(b), Some(c)) = (a, b, c) {
            fill(scene, [a, b, c], &mut image, &mut depth);
        }
    }
    image
}

fn project(scene: &Scene, at: usize, point: &Vector, normal: Vector) -> Option<Corner> {
    let (sin_yaw, cos_yaw) = scene.eye.yaw.sin_cos();
    let (sin_pitch, cos_pitch) = scene.eye.pitch.sin_cos();
    let turned = |[x, y, z]: Vector| {
        let (x, z) = (x * cos_yaw + z * sin_yaw, z * cos_yaw - x * sin_yaw);
        [x, y * cos_pitch - z * sin_pitch, y * sin_pitch + z * cos_pitch]
    };
    let [x, y, z] = turned([0, 1, 2].map(|axis| (point[axis] - scene.middle[axis]) / scene.radius));
    let away = scene.eye.distance - z;
    if away.is_nan() || away < NEAREST {
        return None;
    }
    let [width, height] = scene.size.map(|side| side as f32);
    let per_unit = width.min(height) / (2.0 * SPREAD) / away;
    let shift = scene.eye.shift;
    Some(Corner {
        x: width / 2.0 + (x + shift.x) * per_unit,
        y: height / 2.0 - (y - shift.y) * per_unit,
        nearness: 1.0 / away,
        normal: turned(normal),
        uv: scene.solid.uvs.get(at).copied().unwrap_or_default(),
    })
}

fn fill(scene: &Scene, corners: [Corner; 3], image: &mut ColorImage, depth: &mut [f32]) {
    let [width, height] = scene.size;
    let [a, b, c] = corners;
    let area = edge(a, b, c.x, c.y);
    if area == 0.0 || !area.is_finite() {
        return;
    }
    let span = |values: [f32; 3], side: usize| {
        let low = values.into_iter().fold(f32::INFINITY, f32::min).floor().max(0.0);
        let high = values.into_iter().fold(f32::NEG_INFINITY, f32::max).ceil().min(side as f32);
        low as usize..(high.max(0.0) as usize)
    };
    let lengths = [(b, c), (c, a), (a, b)].map(|(from, to)| (to.x - from.x).hypot(to.y - from.y).max(1e-6));
    for y in span([a.y, b.y, c.y], height) {
        for x in span([a.x, b.x, c.x], width) {
            let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
            let edges = [edge(b, c, px, py), edge(c, a, px, py), edge(a, b, px, py)];
            let weights = edges.map(|edge| edge / area);
            if weights.iter().any(|weight| *weight < 0.0) {
                continue;
            }
            let mix = |of: fn(&Corner) -> f32| (0..3).map(|at| weights[at] * of(&corners[at])).sum::<f32>();
            let nearness = mix(|corner| corner.nearness);
            let away = 1.0 / nearness;
            let place = y * width + x;
            if away >= depth[place] {
                continue;
            }
            depth[place] = away;
            // How far the nearest side is, in pixels.
            let side = (0..3).map(|at| edges[at].abs() / lengths[at]).fold(f32::INFINITY, f32::min);
            let even = [0, 1, 2].map(|at| weights[at] * corners[at].nearness * away);
            image.pixels[place] = colour(scene, &corners, even, side);
        }
    }
}

fn edge(from: Corner, to: Corner, x: f32, y: f32) -> f32 {
    (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x)
}

fn colour(scene: &Scene, corners: &[Corner; 3], weights: Vector, side: f32) -> Color32 {
    let normal = unit([0, 1, 2].map(|axis| (0..3).map(|at| weights[at] * corners[at].normal[axis]).sum()));
    // Both sides of a surface are seen. Whoever looks carries the lamp, above the left shoulder.
    const LAMP: Vector = [-0.36, 0.48, 0.8];
    let normal = if normal[2] < 0.0 { normal.map(|part| -part) } else { normal };
    let light = 0.25 + 0.75 * dot(normal, LAMP).max(0.0);
    match scene.look {
        Look::Shaded => scaled(scene.body, light),
        Look::Wires => {
            let line = (2.0 - side).clamp(0.0, 1.0);
            scaled(scene.body, 0.35 + 0.3 * light).lerp_to_gamma(scene.ground, 0.72).lerp_to_gamma(scene.wire, line)
        }
        Look::Normals => {
            let byte = |part: f32| ((part * 0.5 + 0.5).clamp(0.0, 1.0) * 255.0) as u8;
            Color32::from_rgb(byte(normal[0]), byte(normal[1]), byte(normal[2]))
        }
        Look::Texture => {
            let uv = [0, 1].map(|axis| (0..3).map(|at| weights[at] * corners[at].uv[axis]).sum::<f32>());
            scaled(texel(scene, uv).unwrap_or(scene.body), 0.6 + 0.4 * light)
        }
    }
}

fn texel(scene: &Scene, [u, v]: [f32; 2]) -> Option<Color32> {
    let Shown::Image(view) = &**scene.texture.as_ref()? else { return None };
    let index = |part: f32, length: u32| ((part.rem_euclid(1.0) * length as f32) as u32).min(length.saturating_sub(1));
    let sample = Samples::new(view).at(index(u, view.columns), index(v, view.rows));
    let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    Some(Color32::from_rgb(byte(sample[0]), byte(sample[1]), byte(sample[2])))
}

fn scaled(colour: Color32, light: f32) -> Color32 {
    let part = |part: u8| (f32::from(part) * light).clamp(0.0, 255.0) as u8;
    Color32::from_rgb(part(colour.r()), part(colour.g()), part(colour.b()))
}

/// Of each point: the mean of its triangles, the larger ones counting more.
fn normals(solid: &Solid) -> Vec<Vector> {
    let mut sums = vec![[0.0; 3]; solid.points.len()];
    for triangle in &solid.triangles {
        let [a, b, c] = triangle.map(|at| solid.points[at as usize]);
        let across = cross(minus(b, a), minus(c, a));
        for at in triangle {
            sums[*at as usize] = [0, 1, 2].map(|axis| sums[*at as usize][axis] + across[axis]);
        }
    }
    sums.into_iter().map(unit).collect()
}

fn minus(a: Vector, b: Vector) -> Vector {
    [0, 1, 2].map(|axis| a[axis] - b[axis])
}

fn dot(a: Vector, b: Vector) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(vector: Vector) -> Vector {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 { vector.map(|part| part / length) } else { [0.0, 0.0, 1.0] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square that faces the eye, and a small one before its middle.
    fn scene(look: Look) -> Scene {
        let square = |side: f32, z: f32| [[-side, -side, z], [side, -side, z], [side, side, z], [-side, side, z]];
        let mut points = square(1.0, 0.0).to_vec();
        points.extend(square(0.2, 0.5));
        Scene {
            solid: Arc::new(Solid {
                points,
                triangles: vec![[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]],
                uvs: Vec::new(),
            }),
            texture: None,
            middle: [0.0; 3],
            radius: 1.0,
            eye: Eye { yaw: 0.0, pitch: 0.0, distance: 4.0, shift: Vec2::ZERO },
            look,
            size: [101, 101],
            body: Color32::from_gray(200),
            wire: Color32::WHITE,
            ground: Color32::BLACK,
        }
    }

    #[test]
    fn a_square_covers_what_it_should_and_what_is_nearer_wins() {
        let image = draw(&scene(Look::Shaded));
        let covered = image.pixels.iter().filter(|pixel| pixel.a() > 0).count();
        // Two units wide at distance four.
        let side = 101.0 / (2.0 * SPREAD) / 4.0 * 2.0;
        assert!((covered as f32 - side * side).abs() < 6.0 * side, "{covered} of {}", side * side);
        let mut turned = scene(Look::Normals);
        turned.eye.yaw = std::f32::consts::PI;
        let behind = draw(&turned);
        assert_eq!(behind.pixels[50 * 101 + 50], draw(&scene(Look::Normals)).pixels[50 * 101 + 50]);
        assert_eq!(image.pixels[0], Color32::TRANSPARENT);
    }

    #[test]
    fn wires_lie_on_the_sides_of_triangles() {
        let image = draw(&scene(Look::Wires));
        let bright = |x: usize, y: usize| image.pixels[y * 101 + x].r();
        // The diagonal of the small square, and a place beside it.
        assert!(bright(50, 50) > 200, "{}", bright(50, 50));
        assert!(bright(50, 25) < 120, "{}", bright(50, 25));
    }

    #[test]
    fn a_mesh_that_is_behind_the_eye_or_broken_draws_nothing() {
        let mut broken = scene(Look::Shaded);
        broken.solid = Arc::new(Solid {
            points: vec![[f32::NAN; 3], [0.0; 3], [0.0, 0.0, 99.0]],
            triangles: vec![[0, 1, 2]],
            uvs: Vec::new(),
        });
        assert!(draw(&broken).pixels.iter().all(|pixel| pixel.a() == 0));
    }
}
