//! Nodes from far away: one mesh of plain boxes, so that five thousand of them cost what fifty do near by.

use egui::{Color32, Mesh, Rect, Shape, Stroke, StrokeKind};

use super::Look;
use super::ink::Ink;
use crate::live::NodeState;
use crate::scene::HEADER;
use crate::signature::Face;
use crate::state::State;
use crate::theme::category;

pub(crate) fn paint(ink: &Ink<'_>, state: &State, look: &Look) {
    let palette = ink.palette;
    let seen = ink.camera.seen(ink.canvas);
    let mut mesh = Mesh::default();
    for node in state.scene.nodes.iter().filter(|node| node.rect.intersects(seen)) {
        let rect = ink.rect(node.rect);
        let edge = match state.live.node(&node.full_name) {
            NodeState::Failed(..) => Some(palette.error),
            NodeState::Running(_) => Some(palette.running),
            _ if node.signature.face == Face::Missing => Some(palette.warning),
            _ => None,
        };
        if let Some(edge) = edge {
            mesh.add_colored_rect(rect.expand(1.5), edge);
        }
        let quiet = if node.muted { 0.5 } else { 1.0 };
        let body = palette.canvas.lerp_to_gamma(palette.node, quiet);
        let head = category::over(palette.node, node.hue, 0.5 * quiet);
        let header =
            Rect::from_min_max(rect.min, egui::pos2(rect.max.x, (rect.min.y + HEADER * ink.zoom()).min(rect.max.y)));
        mesh.add_colored_rect(rect, body);
        mesh.add_colored_rect(header, head);
    }
    ink.painter.add(Shape::mesh(mesh));
    for key in &look.selection {
        if let Some(node) = state.scene.node(key) {
            let stroke = Stroke::new(1.5, palette.accent);
            ink.painter.rect(ink.rect(node.rect).expand(1.0), 2.0, Color32::TRANSPARENT, stroke, StrokeKind::Outside);
        }
    }
}
