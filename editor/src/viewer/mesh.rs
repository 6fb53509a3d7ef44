//! A mesh in the pane: turned by dragging, nearer and farther by the wheel, shaded, as wires, with its picture or its normals.

use std::sync::Arc;

use egui::{Color32, Context, CursorIcon, Key, Modifiers, PointerButton, Rect, Response, Ui, Vec2, pos2};
use weft_engine::session::{MeshView, Shown};

use super::darkroom::Sheet;
use super::prints::Prints;
use super::raster::{Eye, Look, Scene, draw};
use crate::theme::{Palette, SIZE_SMALL};
use crate::words;

/// A shape that can be drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Solid {
    pub points: Vec<[f32; 3]>,
    pub triangles: Vec<[u32; 3]>,
    /// None, or one for each point.
    pub uvs: Vec<[f32; 2]>,
}

impl Solid {
    /// Out of what the session shows.
    pub(super) fn of(view: &MeshView) -> Self {
        let (vertices, triangles) = (view.vertices as usize, view.triangles as usize);
        let floats = view.arrays.floats();
        let part = |start: usize, length: usize| floats.get(start..start + length).unwrap_or(&[]);
        let corners = part(3 * vertices, 3 * triangles).as_chunks::<3>().0.iter();
        let corners = corners.map(|corners| corners.map(f32::to_bits));
        let uvs = if view.uvs { part(3 * (vertices + triangles), 2 * vertices) } else { &[] };
        Self {
            points: part(0, 3 * vertices).as_chunks().0.to_vec(),
            triangles: corners.filter(|corners| corners.iter().all(|at| (*at as usize) < vertices)).collect(),
            uvs: uvs.as_chunks().0.to_vec(),
        }
    }

    /// As a text that any other program reads.
    pub(super) fn obj(&self) -> String {
        let mut text = String::from("# Weft\n");
        for [x, y, z] in &self.points {
            text.push_str(&format!("v {x} {y} {z}\n"));
        }
        for [u, v] in &self.uvs {
            // Its origin is at the bottom.
            text.push_str(&format!("vt {u} {}\n", 1.0 - v));
        }
        for triangle in &self.triangles {
            let corner = |at: u32| if self.uvs.is_empty() { (at + 1).to_string() } else { format!("{0}/{0}", at + 1) };
            let [a, b, c] = triangle.map(corner);
            text.push_str(&format!("f {a} {b} {c}\n"));
        }
        text
    }
}

/// How meshes are looked at.
#[derive(Default)]
pub(super) struct Orbit {
    eye: Eye,
    pub look: Look,
    solid: Option<(u64, Arc<Solid>)>,
    made: Option<Key4>,
}

/// What the picture that is there was made from.
#[derive(Debug, Clone, PartialEq)]
struct Key4 {
    serials: [u64; 2],
    eye: Eye,
    look: Look,
    size: [usize; 2],
    dark: bool,
}

impl Orbit {
    pub(super) fn reset(&mut self) {
        self.eye = Eye::default();
    }

    /// Takes what the user does and has the picture made anew where that changes it.
    #[expect(clippy::too_many_arguments, reason = "what is shown, where, and with which picture on it")]
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        palette: &Palette,
        response: &Response,
        room: Rect,
        (serial, view): (u64, &MeshView),
        texture: Option<(u64, Arc<Shown>)>,
        prints: &mut Prints,
    ) {
        self.turn(ui, response);
        if self.solid.as_ref().is_none_or(|(of, _)| *of != serial) {
            self.solid = Some((serial, Arc::new(Solid::of(view))));
        }
        let Some((_, solid)) = &self.solid else { return };
        let pixels = room.size() * ui.pixels_per_point();
        let size = [(pixels.x as usize).clamp(1, 4096), (pixels.y as usize).clamp(1, 4096)];
        let texture_serial = texture.as_ref().map_or(0, |(serial, _)| *serial);
        let key = Key4 { serials: [serial, texture_serial], eye: self.eye, look: self.look, size, dark: palette.dark };
        if self.made.as_ref() != Some(&key) {
            let scene = Scene {
                solid: Arc::clone(solid),
                texture: texture.map(|(_, shown)| shown),
                middle: [0, 1, 2].map(|at| (view.low[at] + view.high[at]) / 2.0),
                radius: half_diagonal(view),
                eye: self.eye,
                look: self.look,
                size,
                body: if palette.dark { Color32::from_gray(0xC8) } else { Color32::from_gray(0xB4) },
                wire: palette.text,
                ground: palette.window,
            };
            self.make(ui.ctx(), prints, scene);
            self.made = Some(key);
        }
        if let Some(picture) = prints.drawn.get(&Sheet::Mesh) {
            let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter().with_clip_rect(room).image(picture.id(), room, uv, Color32::WHITE);
        }
        let count = |number: u64, one| words::count(usize::try_from(number).unwrap_or(usize::MAX), one);
        let text = format!("{}, {}", count(view.triangles_in_all, "triangle"), count(view.vertices_in_all, "point"));
        let corner = room.left_bottom() + egui::vec2(8.0, -8.0);
        let font = egui::FontId::proportional(SIZE_SMALL);
        ui.painter().text(corner, egui::Align2::LEFT_BOTTOM, text, font, palette.text_secondary);
    }

    fn make(&self, ctx: &Context, prints: &mut Prints, scene: Scene) {
        prints.room.make(ctx, Sheet::Mesh, move || draw(&scene));
    }

    fn turn(&mut self, ui: &Ui, response: &Response) {
        let shift = ui.input(|input| input.modifiers.shift);
        let by = response.drag_delta();
        if response.dragged_by(PointerButton::Primary) && !shift {
            self.eye.turn(by * 0.01);
            ui.set_cursor_icon(CursorIcon::Grabbing);
        } else if response.dragged_by(PointerButton::Middle) || response.dragged_by(PointerButton::Primary) {
            self.eye.shift(by / response.rect.height().max(1.0));
        }
        if response.contains_pointer() {
            let wheel = ui.input(|input| input.smooth_scroll_delta().y / 200.0 + (input.zoom_delta() - 1.0));
            self.eye.nearer((-wheel).exp());
        }
        if response.has_focus() {
            let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            for (key, by) in [
                (Key::ArrowLeft, Vec2::new(-0.15, 0.0)),
                (Key::ArrowRight, Vec2::new(0.15, 0.0)),
                (Key::ArrowUp, Vec2::new(0.0, -0.15)),
                (Key::ArrowDown, Vec2::new(0.0, 0.15)),
            ] {
                if pressed(key) {
                    self.eye.turn(by);
                }
            }
            if pressed(Key::Plus) || pressed(Key::Equals) {
                self.eye.nearer(0.8);
            }
            if pressed(Key::Minus) {
                self.eye.nearer(1.25);
            }
            if pressed(Key::F) || pressed(Key::Num0) || pressed(Key::Home) {
                self.reset();
            }
        }
    }
}

fn half_diagonal(view: &MeshView) -> f32 {
    let squares = [0, 1, 2].map(|at| (view.high[at] - view.low[at]).powi(2));
    (squares.iter().sum::<f32>().sqrt() / 2.0).max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mesh_is_written_as_other_programs_read_it() {
        let solid = Solid {
            points: vec![[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.5]],
            triangles: vec![[0, 1, 2]],
            uvs: vec![[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]],
        };
        assert_eq!(solid.obj().lines().last(), Some("f 1/1 2/2 3/3"));
        assert!(solid.obj().contains("v 0 1 0.5\n") && solid.obj().contains("vt 0 1\n"));
    }
}
