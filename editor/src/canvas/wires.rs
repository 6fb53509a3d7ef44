//! Wires: in the hue of what flows, thicker under the pointer, slowly pulsing while the value is being made.

use egui::{Color32, Pos2, Rect, Stroke, vec2};

use super::Look;
use super::hit::Hit;
use super::ink::{Detail, Ink};
use crate::live::NodeState;
use crate::scene::{Scene, WireLine};
use crate::state::State;
use crate::theme::{mark_of, type_name};

/// Of the hue, so that nodes stay in front.
const STRENGTH: f32 = 0.8;

pub(crate) fn paint(ink: &Ink<'_>, state: &State, look: &Look) {
    let scene = &state.scene;
    let seen = ink.camera.seen(ink.canvas);
    let far = ink.detail() == Detail::Far;
    let mut mesh = egui::Mesh::default();
    for (index, wire) in scene.wires.iter().enumerate() {
        let (from, to) = scene.wire_points(wire);
        if wire.bends.is_empty() && !Rect::from_two_pos(from, to).expand(160.0).intersects(seen) {
            continue;
        }
        let colour = colour_of(ink, wire, scene, look);
        if far && wire.bends.is_empty() {
            thin(&mut mesh, ink.at(from), ink.at(to), colour);
            continue;
        }
        let hot = matches!(look.hover, Hit::Wire(hot, _) | Hit::Bend(hot, _) if hot == index);
        let selected =
            look.is_selected(&scene.nodes[wire.from.0].name) || look.is_selected(&scene.nodes[wire.to.0].name);
        let width = (if hot {
            3.0
        } else if selected {
            2.5
        } else {
            2.0
        }) * ink.zoom().clamp(0.5, 1.5);
        let pulsing = pulses(state, scene, wire);
        let colour = if pulsing { look.pulse(colour) } else { colour };
        if pulsing {
            ink.painter.ctx().request_repaint_after(std::time::Duration::from_millis(50));
        }
        ink.wire(&points(from, wire, to), Stroke::new(width, colour));
        for bend in &wire.bends {
            let radius = if hot { 5.0 } else { 3.5 };
            ink.painter.circle(
                ink.at(*bend),
                radius * ink.zoom().clamp(0.6, 1.5),
                ink.palette.canvas,
                Stroke::new(1.5, colour),
            );
        }
    }
    ink.painter.add(egui::Shape::mesh(mesh));
}

/// Begin, bends and end.
pub(crate) fn points(from: Pos2, wire: &WireLine, to: Pos2) -> Vec<Pos2> {
    let mut points = Vec::with_capacity(wire.bends.len() + 2);
    points.push(from);
    points.extend(&wire.bends);
    points.push(to);
    points
}

fn colour_of(ink: &Ink<'_>, wire: &WireLine, scene: &Scene, look: &Look) -> Color32 {
    let (_, hue) = mark_of(type_name(&wire.ty), ink.palette);
    // A muted node's wires step back.
    let quiet = scene.nodes[wire.from.0].muted || scene.nodes[wire.to.0].muted;
    let dim = if look.wire_drag {
        0.35
    } else if quiet {
        0.45
    } else {
        STRENGTH
    };
    hue.gamma_multiply(dim)
}

fn pulses(state: &State, scene: &Scene, wire: &WireLine) -> bool {
    state.live.is_running() && matches!(state.live.node(&scene.nodes[wire.from.0].full_name), NodeState::Running(_))
}

/// Far away a wire is a sliver of a quad in one mesh: ten thousand cost less than a hundred curves.
fn thin(mesh: &mut egui::Mesh, from: Pos2, to: Pos2, colour: Color32) {
    let along = to - from;
    let side = vec2(-along.y, along.x).normalized() * 0.6;
    let first = u32::try_from(mesh.vertices.len()).unwrap_or(0);
    for point in [from - side, from + side, to + side, to - side] {
        mesh.colored_vertex(point, colour);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first, first + 2, first + 3);
}
