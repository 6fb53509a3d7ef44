//! Nodes from near: header, sockets, widgets of unwired inputs, the small picture, how the run stands.

use egui::{
    Align2, Color32, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::hit::Hit;
use super::ink::{Detail, Ink};
use super::{Look, inline, status};
use crate::intent::Intent;
use crate::scene::{HEADER, NodeBox, Side, SocketAt, WIDTH};
use crate::signature::{Face, Socket};
use crate::state::State;
use crate::theme::{SIZE_BODY, SIZE_SMALL, category, mark_of, spacing, type_name};

/// Width of an input's label where its widget stands beside it.
pub(crate) const LABEL: f32 = 74.0;

pub(crate) fn paint(ui: &mut Ui, ink: &Ink<'_>, state: &State, look: &Look, intents: &mut Vec<Intent>) {
    let seen = ink.camera.seen(ink.canvas).expand(16.0);
    for (index, node) in state.scene.nodes.iter().enumerate() {
        // What is told below a node belongs to it.
        let whole = node.rect.with_max_y(node.rect.max.y + 120.0);
        if whole.intersects(seen) {
            one(ui, ink, state, look, (index, node), intents);
        }
    }
}

fn one(
    ui: &mut Ui,
    ink: &Ink<'_>,
    state: &State,
    look: &Look,
    (index, node): (usize, &NodeBox),
    intents: &mut Vec<Intent>,
) {
    let id = ui.scope_id().with(("node", node.name.as_str()));
    ui.interact(ink.rect(node.rect).intersect(ink.canvas), id, Sense::hover()).widget_info(|| {
        WidgetInfo::selected(Role::Group, true, look.is_selected(&node.name), format!("node {}", node.name))
    });
    body(ink, state, look, index, node);
    header(ink, state, node);
    if node.collapsed {
        for side in [Side::Input, Side::Output] {
            collapsed_sockets(ink, node, side);
        }
    } else {
        rows(ui, ink, state, look, (index, node), intents);
    }
    status::paint(ui, ink, state, node, intents);
}

fn body(ink: &Ink<'_>, state: &State, look: &Look, index: usize, node: &NodeBox) {
    let palette = ink.palette;
    let rect = ink.rect(node.rect);
    let corner = f32::from(spacing::NODE_CORNER) * ink.zoom();
    let selected = look.is_selected(&node.name);
    if selected && ink.detail() == Detail::Near {
        let shadow = egui::Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(70) };
        ink.painter.add(shadow.as_shape(rect, corner));
    }
    let fill = if node.muted { category::over(palette.canvas, palette.node, 0.5) } else { palette.node };
    ink.painter.rect_filled(rect, corner, fill);
    let head = ink.rect(Rect::from_min_size(node.rect.min, vec2(node.rect.width(), HEADER.min(node.rect.height()))));
    let shown =
        if node.muted { category::over(palette.canvas, header_fill(ink, node), 0.5) } else { header_fill(ink, node) };
    ink.painter.rect_filled(head, top_corners(corner, node.collapsed), shown);
    let hovered = matches!(look.hover, Hit::Node(hovered) if hovered == index);
    let edge = if selected {
        Stroke::new(1.5, palette.accent)
    } else if status::is_failed(state, node) {
        Stroke::new(1.5, palette.error)
    } else if node.signature.face == Face::Missing {
        Stroke::new(1.0, palette.warning)
    } else if hovered {
        Stroke::new(1.0, category::over(palette.node_edge, palette.text, 0.25))
    } else {
        Stroke::new(1.0, palette.node_edge)
    };
    ink.painter.rect_stroke(rect, corner, edge, StrokeKind::Inside);
}

fn header_fill(ink: &Ink<'_>, node: &NodeBox) -> Color32 {
    category::header(ink.palette, node.hue)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a corner of a few points")]
fn top_corners(corner: f32, all: bool) -> CornerRadius {
    let round = corner.clamp(0.0, 60.0) as u8;
    if all { CornerRadius::same(round) } else { CornerRadius { nw: round, ne: round, sw: 0, se: 0 } }
}

fn header(ink: &Ink<'_>, state: &State, node: &NodeBox) {
    let palette = ink.palette;
    let left = node.rect.min.x + 10.0;
    let room = WIDTH - 20.0 - status::header(ink, state, node);
    if ink.detail() == Detail::Middle {
        // From afar the name alone, larger: it is what one looks for.
        let at = pos2(left, node.rect.min.y + HEADER / 2.0);
        ink.line(at, Align2::LEFT_CENTER, &node.name, SIZE_BODY * 1.5, palette.text, WIDTH - 20.0);
        return;
    }
    ink.line(pos2(left, node.rect.min.y + 5.0), Align2::LEFT_TOP, &node.name, SIZE_BODY, palette.text, room);
    let quiet = category::subtitle(palette, header_fill(ink, node));
    let label = match (node.muted, node.signature.face) {
        (true, _) => "Muted: passed through",
        (false, Face::Missing) => "Missing kind",
        (false, _) => &node.signature.label,
    };
    ink.line(pos2(left, node.rect.min.y + 22.0), Align2::LEFT_TOP, label, SIZE_SMALL, quiet, WIDTH - 20.0);
}

fn rows(
    ui: &mut Ui,
    ink: &Ink<'_>,
    state: &State,
    look: &Look,
    (index, node): (usize, &NodeBox),
    intents: &mut Vec<Intent>,
) {
    let near = ink.detail() == Detail::Near;
    let level = state.document().map(|document| document.level());
    let own = level.and_then(|level| level.node(&node.name));
    if near {
        for input in &node.face.widgets {
            let socket = &node.signature.inputs[*input];
            let wired = own.is_some_and(|own| own.wires.contains(&socket.id));
            if let (Some(y), Some(own)) = (node.face.inputs[*input], own) {
                inline::show(ui, ink, node, own, socket, y, wired, intents);
            }
        }
    }
    for (at, socket) in node.signature.inputs.iter().enumerate() {
        let Some(y) = node.face.inputs[at] else { continue };
        // A wire from a file may end at what can only be set; it is followed, so it is shown.
        if socket.can_be_wired() || own.is_some_and(|own| own.wires.contains(&socket.id)) {
            mark(ui, ink, state, look, SocketAt { node: index, side: Side::Input, index: at }, socket);
        }
        if near && !node.face.widgets.contains(&at) {
            let taken = node.face.outputs.iter().any(|row| (row - y).abs() < 1.0);
            let room = if taken { WIDTH / 2.0 - 14.0 } else { WIDTH - 24.0 };
            let at = pos2(node.rect.min.x + 12.0, node.rect.min.y + y);
            ink.line(at, Align2::LEFT_CENTER, &socket.label, SIZE_BODY, ink.palette.text_secondary, room);
        }
    }
    for (at, socket) in node.signature.outputs.iter().enumerate() {
        let y = node.face.outputs[at];
        mark(ui, ink, state, look, SocketAt { node: index, side: Side::Output, index: at }, socket);
        if near {
            let taken = node.face.inputs.iter().flatten().any(|row| (row - y).abs() < 1.0);
            let room = if taken { WIDTH / 2.0 - 14.0 } else { WIDTH - 24.0 };
            let place = pos2(node.rect.max.x - 12.0, node.rect.min.y + y);
            let words = status::value_of(state, node, socket);
            let text = words.as_deref().unwrap_or(&socket.label);
            ink.line(place, Align2::RIGHT_CENTER, text, SIZE_BODY, ink.palette.text_secondary, room);
        }
    }
    if let Some(top) = node.face.thumb {
        thumb(ink, state, node, top);
    }
}

fn mark(ui: &Ui, ink: &Ink<'_>, state: &State, look: &Look, at: SocketAt, socket: &Socket) {
    let place = ink.at(state.scene.socket_pos(at));
    let (mark, hue) = mark_of(type_name(&socket.ty), ink.palette);
    let fits = look.fits(state, at);
    let colour = if fits { hue } else { category::over(ink.palette.node, hue, 0.18) };
    let hot = matches!(look.hover, Hit::Socket(hot) if hot == at) && fits;
    let radius = (if hot { 6.0 } else { 4.5 }) * ink.zoom().clamp(0.55, 2.0);
    mark.paint(&ink.painter, place, radius, colour, socket.ty.is_list(), ink.palette.node);
    if ink.detail() == Detail::Near {
        let node = &state.scene.nodes[at.node];
        let side = if at.side == Side::Input { "input" } else { "output" };
        let id = ui.scope_id().with((side, node.name.as_str(), at.index));
        let area = Rect::from_center_size(place, vec2(16.0, 16.0) * ink.zoom().min(1.5)).intersect(ink.canvas);
        if area.is_positive() {
            let response = ui.interact(area, id, Sense::hover());
            response
                .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{side} {}.{}", node.name, socket.id)));
            if look.dragged.is_none() {
                response.on_hover_ui_at_pointer(|ui| explain(ui, ink, socket));
            }
        }
    }
}

fn explain(ui: &mut Ui, ink: &Ink<'_>, socket: &Socket) {
    ui.label(&socket.label);
    let quiet = |text: &str| egui::RichText::new(text).small().color(ink.palette.text_secondary);
    ui.label(quiet(&socket.ty.to_string()));
    if let Some(input) = socket.input().filter(|input| !input.doc.is_empty()) {
        ui.label(quiet(&input.doc));
    }
}

fn collapsed_sockets(ink: &Ink<'_>, node: &NodeBox, side: Side) {
    let (any, x) = match side {
        Side::Input => (!node.signature.inputs.is_empty(), node.rect.min.x),
        Side::Output => (!node.signature.outputs.is_empty(), node.rect.max.x),
    };
    if any {
        let at = ink.at(pos2(x, node.rect.min.y + HEADER / 2.0));
        ink.painter.circle(at, 4.0 * ink.zoom(), ink.palette.text_secondary, Stroke::new(1.0, ink.palette.node));
    }
}

fn thumb(ink: &Ink<'_>, state: &State, node: &NodeBox, top: f32) {
    let area = Rect::from_min_max(
        pos2(node.rect.min.x + 8.0, node.rect.min.y + top),
        pos2(node.rect.max.x - 8.0, node.rect.max.y - 8.0),
    );
    let corner = 3.0 * ink.zoom();
    ink.painter.rect_filled(ink.rect(area), corner, category::over(ink.palette.node, ink.palette.window, 0.55));
    let shot = node.signature.outputs.first().and_then(|output| {
        let wire = weft_engine::graph::Wire::new(node.full_name.clone(), output.id.clone());
        state.live.shots.get(&wire)
    });
    let Some(shot) = shot else {
        if ink.detail() == Detail::Near {
            ink.line(
                area.center(),
                Align2::CENTER_CENTER,
                "not run yet",
                SIZE_SMALL,
                ink.palette.text_disabled,
                area.width(),
            );
        }
        return;
    };
    let size = shot.texture.size_vec2();
    let scale = (area.width() / size.x).min(area.height() / size.y);
    let picture = Rect::from_center_size(area.center(), size * scale);
    let tint = if node.muted { Color32::from_white_alpha(120) } else { Color32::WHITE };
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ink.painter.image(shot.texture.id(), ink.rect(picture), uv, tint);
}
