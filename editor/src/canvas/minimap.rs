//! The whole graph, small, in a corner. A click or drag on it moves the camera.

use egui::{Mesh, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2};

use super::ink::Ink;
use crate::scene::Scene;
use crate::theme::category;

const SIZE: egui::Vec2 = vec2(168.0, 112.0);
const MARGIN: f32 = 12.0;

/// Draws it; gives the point of the graph that shall be in the middle, if the user asked for one.
pub(crate) fn show(ui: &Ui, ink: &Ink<'_>, scene: &Scene) -> Option<Pos2> {
    let seen = ink.camera.seen(ink.canvas);
    let bounds = scene.bounds()?;
    // Where all is seen there is nothing to say.
    if seen.contains_rect(bounds) || ink.canvas.width() < 3.0 * SIZE.x || ink.canvas.height() < 3.0 * SIZE.y {
        return None;
    }
    let whole = bounds.union(seen).expand(40.0);
    let frame = Rect::from_min_size(ink.canvas.max - SIZE - vec2(MARGIN, MARGIN), SIZE);
    let inner = frame.shrink(4.0);
    let scale = (inner.width() / whole.width()).min(inner.height() / whole.height());
    let to_map = |at: Pos2| inner.center() + (at - whole.center()) * scale;
    let response = ui.interact(frame, ui.scope_id().with("minimap"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Minimap"));
    let palette = ink.palette;
    let painter = &ink.painter;
    painter.rect(
        frame,
        6.0,
        palette.panel.gamma_multiply(0.92),
        Stroke::new(1.0, palette.separator),
        StrokeKind::Inside,
    );
    let mut mesh = Mesh::default();
    let part = |rect: Rect| Rect::from_min_max(to_map(rect.min), to_map(rect.max));
    for board in &scene.boards {
        mesh.add_colored_rect(part(board.rect), category::over(palette.panel, palette.text_disabled, 0.25));
    }
    for node in &scene.nodes {
        let rect = part(node.rect);
        let rect = Rect::from_center_size(rect.center(), rect.size().max(vec2(1.5, 1.5)));
        mesh.add_colored_rect(rect, category::over(palette.panel, node.hue, 0.65));
    }
    painter.with_clip_rect(inner).add(Shape::mesh(mesh));
    painter.rect(
        part(seen).intersect(inner),
        2.0,
        palette.accent.gamma_multiply(0.08),
        Stroke::new(1.0, palette.accent),
        StrokeKind::Inside,
    );
    let pointer =
        response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on() || response.clicked())?;
    Some(whole.center() + (pointer - inner.center()) / scale)
}
