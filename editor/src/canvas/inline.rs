//! Widgets on nodes: what matters of an unwired input can be changed right where it is.

use egui::{Align2, Rect, Ui, pos2};
use weft_engine::graph::Node;

use super::ink::Ink;
use super::nodes::LABEL;
use crate::fields::{self, Spot};
use crate::inspector::wish;
use crate::intent::Intent;
use crate::scene::{NodeBox, ROW};
use crate::signature::Socket;
use crate::theme::SIZE_BODY;

#[expect(clippy::too_many_arguments, reason = "what is drawn, where, and for whom")]
pub(crate) fn show(
    ui: &mut Ui,
    ink: &Ink<'_>,
    node: &NodeBox,
    own: &Node,
    socket: &Socket,
    y: f32,
    wired: bool,
    intents: &mut Vec<Intent>,
) {
    let middle = node.rect.min.y + y;
    let label = pos2(node.rect.min.x + 12.0, middle);
    let quiet = ink.palette.text_secondary;
    let Some(input) = socket.input().filter(|_| !wired && socket.can_be_set()) else {
        ink.line(label, Align2::LEFT_CENTER, &socket.label, SIZE_BODY, quiet, node.rect.width() - 24.0);
        return;
    };
    ink.line(label, Align2::LEFT_CENTER, &socket.label, SIZE_BODY, quiet, LABEL - 4.0);
    let place = Rect::from_min_max(
        pos2(node.rect.min.x + 12.0 + LABEL, middle - ROW / 2.0 + 1.0),
        pos2(node.rect.max.x - 8.0, middle + ROW / 2.0 - 1.0),
    );
    let rect = ink.rect(place);
    if !rect.intersects(ink.canvas) {
        return;
    }
    let name = format!("{}.{}", node.name, socket.id);
    let sunk = ink.palette.on_node();
    let spot = Spot {
        rect,
        scale: ink.zoom(),
        id: ui.scope_id().with(("field", node.name.as_str(), socket.id.as_str())),
        name: &name,
        palette: &sunk,
        locked: node.locked,
    };
    if input.ty.has("path") {
        crate::dropping::offer(ui, ink.palette, rect, &node.name, &socket.id);
    }
    if let Some(change) = fields::show(ui, &spot, input, own.set.get(&socket.id)) {
        intents.extend(wish::of_change(&node.name, &socket.id, change));
    }
}
