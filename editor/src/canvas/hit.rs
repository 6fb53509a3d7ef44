//! What lies under the pointer, nearest to the eye first.

use egui::{Pos2, Rect, vec2};

use super::ink;
use crate::scene::{BoardKind, HEADER, Scene, Side, SocketAt};

/// Something under the pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Hit {
    /// A socket.
    Socket(SocketAt),
    /// A node; whether at its header.
    Node(usize),
    /// A bend of a wire: which wire, which bend.
    Bend(usize, usize),
    /// A wire, between which of its points.
    Wire(usize, usize),
    /// The lower right corner of a frame or note.
    Corner(usize),
    /// The title of a frame, or a note.
    Board(usize),
    /// Nothing.
    Canvas,
}

/// How near the pointer must be, in points of the screen.
const SOCKET_REACH: f32 = 10.0;
const WIRE_REACH: f32 = 7.0;
const BEND_REACH: f32 = 8.0;
/// Of a frame's title, in the graph.
pub(crate) const TITLE: f32 = 26.0;

pub(crate) fn hit(scene: &Scene, at: Pos2, zoom: f32) -> Hit {
    if let Some(socket) = socket(scene, at, SOCKET_REACH / zoom) {
        return Hit::Socket(socket);
    }
    if let Some(node) = scene.nodes.iter().rposition(|node| node.rect.contains(at)) {
        return Hit::Node(node);
    }
    if let Some(hit) = wire(scene, at, zoom) {
        return hit;
    }
    for (index, board) in scene.boards.iter().enumerate().rev() {
        let corner = Rect::from_min_max(board.rect.max - vec2(16.0, 16.0), board.rect.max).expand(2.0 / zoom);
        if corner.contains(at) {
            return Hit::Corner(index);
        }
        let title = board.rect.with_max_y(board.rect.min.y + TITLE.max(14.0 / zoom));
        if title.contains(at) || (board.kind == BoardKind::Note && board.rect.contains(at)) {
            return Hit::Board(index);
        }
    }
    Hit::Canvas
}

/// The nearest socket within reach. Nodes in front hide those behind.
pub(crate) fn socket(scene: &Scene, at: Pos2, reach: f32) -> Option<SocketAt> {
    let mut best: Option<(f32, SocketAt)> = None;
    for (index, node) in scene.nodes.iter().enumerate().rev() {
        if !node.rect.expand(reach).contains(at) {
            continue;
        }
        let inputs = node.face.inputs.iter().enumerate().filter(|(_, row)| row.is_some());
        let inputs = inputs.map(|(input, _)| SocketAt { node: index, side: Side::Input, index: input });
        let outputs = 0..node.face.outputs.len();
        let outputs = outputs.map(|output| SocketAt { node: index, side: Side::Output, index: output });
        for socket in inputs.chain(outputs) {
            let far = scene.socket_pos(socket).distance(at);
            if far <= reach && best.is_none_or(|(nearest, _)| far < nearest) {
                best = Some((far, socket));
            }
        }
        if node.rect.contains(at) {
            break;
        }
    }
    best.map(|(_, socket)| socket)
}

pub(crate) fn wire(scene: &Scene, at: Pos2, zoom: f32) -> Option<Hit> {
    let reach = WIRE_REACH / zoom;
    let mut best: Option<(f32, Hit)> = None;
    for (index, wire) in scene.wires.iter().enumerate() {
        let (from, to) = scene.wire_points(wire);
        if wire.bends.is_empty() && !Rect::from_two_pos(from, to).expand2(vec2(170.0, reach)).contains(at) {
            continue;
        }
        for (bend, point) in wire.bends.iter().enumerate() {
            if point.distance(at) <= BEND_REACH / zoom {
                return Some(Hit::Bend(index, bend));
            }
        }
        let mut last = from;
        for (piece, next) in wire.bends.iter().copied().chain([to]).enumerate() {
            let far = ink::distance_to(last, next, at);
            if far <= reach && best.is_none_or(|(nearest, _)| far < nearest) {
                best = Some((far, Hit::Wire(index, piece)));
            }
            last = next;
        }
    }
    best.map(|(_, hit)| hit)
}

/// Whether the pointer is on the header of a node rather than on its rows.
pub(crate) fn on_header(scene: &Scene, node: usize, at: Pos2) -> bool {
    at.y < scene.nodes[node].rect.min.y + HEADER
}
