//! What the pointer does: moving, boxes, wires, bends, sizes. A gesture reads the scene and wishes edits.

use egui::{Color32, PointerButton, Pos2, Rect, Response, Stroke, StrokeKind, Ui, pos2, vec2};
use weft_engine::catalog::Type;
use weft_engine::graph::{Edit, Name, Setting, Wire};

use super::hit::{self, Hit};
use super::ink::Ink;
use super::{Camera, Canvas};
use crate::changes::{arrange, connect, insert};
use crate::intent::{Intent, Join};
use crate::palette::Request;
use crate::scene::{BoardKind, Side, SocketAt};
use crate::state::State;
use crate::theme::{mark_of, type_name};
use crate::view_entry;

/// What is going on.
#[derive(Debug, Clone, Default)]
pub(crate) enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// The view moves with the pointer.
    Pan,
    /// A box from here; what was selected before stays with shift.
    Box { from: Pos2, kept: Vec<Name> },
    /// Things move together; each from where it was.
    Move { from: Pos2, items: Vec<(Name, Pos2)>, moved: bool },
    /// A wire follows the pointer.
    Wire(WireDrag),
    /// A frame or note changes its size.
    Resize { key: Name, corner: Pos2 },
    /// A bend of a wire moves.
    Bend { key: Name, points: Vec<Pos2>, at: usize },
}

/// A wire that follows the pointer.
#[derive(Debug, Clone)]
pub(crate) struct WireDrag {
    /// Its fixed end.
    from: SocketAt,
    ty: Type,
    /// The wire that it was before: node, input, which.
    was: Option<(Name, Name, usize)>,
    to: Pos2,
}

impl Gesture {
    pub(crate) fn pans(&self) -> bool {
        matches!(self, Self::Pan)
    }

    pub(crate) fn dragged(&self) -> Option<(Side, usize, Type)> {
        match self {
            Self::Wire(drag) => Some((drag.from.side, drag.from.node, drag.ty.clone())),
            _ => None,
        }
    }

    pub(crate) fn paint(&self, ink: &Ink<'_>, state: &State) {
        match self {
            Self::Box { from, .. } => {
                let Some(pointer) = ink.painter.ctx().pointer_latest_pos() else { return };
                let rect = Rect::from_two_pos(ink.at(*from), pointer);
                let accent = ink.palette.accent;
                ink.painter.rect(rect, 2.0, accent.gamma_multiply(0.08), Stroke::new(1.0, accent), StrokeKind::Inside);
            }
            Self::Wire(drag) => {
                if drag.from.node >= state.scene.nodes.len() {
                    return;
                }
                let fixed = state.scene.socket_pos(drag.from);
                let ends = if drag.from.side == Side::Output { [fixed, drag.to] } else { [drag.to, fixed] };
                let (mark, hue) = mark_of(type_name(&drag.ty), ink.palette);
                ink.wire(&ends, Stroke::new(2.5, hue));
                mark.paint(&ink.painter, ink.at(drag.to), 4.5, hue, false, Color32::TRANSPARENT);
            }
            _ => {}
        }
    }
}

pub(crate) fn advance(
    canvas: &mut Canvas,
    ui: &Ui,
    response: &Response,
    state: &State,
    camera: Camera,
    hover: Hit,
    intents: &mut Vec<Intent>,
) {
    let Some(at) =
        response.interact_pointer_pos().or_else(|| response.hover_pos()).map(|at| camera.to_graph(canvas.rect, at))
    else {
        return;
    };
    if response.drag_started_by(PointerButton::Primary) {
        let origin =
            ui.input(|input| input.pointer.press_origin()).map_or(at, |origin| camera.to_graph(canvas.rect, origin));
        canvas.gesture = begin(ui, state, camera, origin, intents);
    }
    follow(canvas, ui, state, at, camera, intents);
    if response.drag_stopped() {
        let ended = std::mem::take(&mut canvas.gesture);
        end(canvas, ended, state, at, camera, intents);
    }
    if response.clicked() {
        click(ui, state, hover, intents);
    }
    if response.double_clicked() {
        double_click(canvas, state, hover, at, camera, intents);
    }
}

fn begin(ui: &Ui, state: &State, camera: Camera, origin: Pos2, intents: &mut Vec<Intent>) -> Gesture {
    let (shift, space) =
        ui.input(|input| (input.modifiers.shift || input.modifiers.command, input.key_down(egui::Key::Space)));
    if space {
        return Gesture::Pan;
    }
    let scene = &state.scene;
    match hit::hit(scene, origin, camera.zoom) {
        Hit::Socket(at) => Gesture::Wire(begin_wire(state, at, origin)),
        Hit::Node(node) => grab(state, &scene.nodes[node].name, shift, origin, intents),
        Hit::Board(board) => grab(state, &scene.boards[board].key, shift, origin, intents),
        Hit::Corner(board) => {
            Gesture::Resize { key: scene.boards[board].key.clone(), corner: scene.boards[board].rect.min }
        }
        Hit::Bend(wire, at) => bend(state, wire, at),
        Hit::Wire(wire, piece) => match bend(state, wire, piece) {
            Gesture::Bend { key, mut points, at } => {
                points.insert(at, origin);
                Gesture::Bend { key, points, at }
            }
            other => other,
        },
        Hit::Canvas => {
            let kept = state.document().filter(|_| shift).map(|document| document.selection.iter().cloned().collect());
            Gesture::Box { from: origin, kept: kept.unwrap_or_default() }
        }
    }
}

fn begin_wire(state: &State, at: SocketAt, origin: Pos2) -> WireDrag {
    let scene = &state.scene;
    if at.side == Side::Input {
        // Pulling at a wired input takes the last wire off it.
        let last = scene.wires.iter().filter(|wire| wire.to == (at.node, at.index)).max_by_key(|wire| wire.nth);
        if let Some(wire) = last {
            let (_, node, input) = scene.wire_names(wire);
            let from = SocketAt { node: wire.from.0, side: Side::Output, index: wire.from.1 };
            return WireDrag { from, ty: wire.ty.clone(), was: Some((node, input, wire.nth)), to: origin };
        }
    }
    WireDrag { from: at, ty: scene.socket_type(at).clone(), was: None, to: origin }
}

/// What is moved: the selection if the grabbed one is in it, else it alone. A frame takes along what lies on it.
fn grab(state: &State, key: &Name, shift: bool, origin: Pos2, intents: &mut Vec<Intent>) -> Gesture {
    let selected = state.document().map(|document| document.selection.clone()).unwrap_or_default();
    let mut keys: Vec<Name> = if selected.contains(key) || shift { selected.into_iter().collect() } else { Vec::new() };
    if !keys.contains(key) {
        keys.push(key.clone());
        intents.push(Intent::Select(keys.clone()));
    }
    // The grabbed one first: it is what lands on the grid.
    keys.sort_by_key(|other| other != key);
    let carried: Vec<Name> = keys
        .iter()
        .filter_map(|key| state.scene.board(key))
        .filter(|board| board.kind == BoardKind::Frame)
        .flat_map(|board| state.scene.carried_by(board))
        .collect();
    for key in carried {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let items = keys.into_iter().filter_map(|key| Some((key.clone(), state.scene.rect_of(&key)?.min)));
    Gesture::Move { from: origin, items: items.collect(), moved: false }
}

fn bend(state: &State, wire: usize, at: usize) -> Gesture {
    let line = &state.scene.wires[wire];
    let (_, node, input) = state.scene.wire_names(line);
    Gesture::Bend { key: view_entry::wire_key(&node, &input, line.nth), points: line.bends.clone(), at }
}

fn follow(canvas: &mut Canvas, ui: &Ui, state: &State, at: Pos2, camera: Camera, intents: &mut Vec<Intent>) {
    let free = ui.input(|input| input.modifiers.alt) || !state.settings.snap;
    let snap = |place: Pos2| if free { place.round() } else { arrange::snapped(place) };
    let Some(document) = state.document() else { return };
    let level = document.level();
    match &mut canvas.gesture {
        Gesture::Move { from, items, moved } => {
            let Some((_, first)) = items.first() else { return };
            let by = snap(*first + (at - *from)) - *first;
            let now = state.scene.rect_of(&items[0].0).map(|rect| rect.min);
            if now != Some(*first + by) {
                *moved = true;
                let edits = items.iter().map(|(key, start)| view_entry::move_to(level, key, *start + by)).collect();
                intents.push(Intent::Drag(Edit::Batch(edits), "move".to_owned()));
            }
        }
        Gesture::Wire(drag) => {
            // The end jumps onto a socket that is near.
            let near = hit::socket(&state.scene, at, 14.0 / camera.zoom);
            drag.to = near.map_or(at, |socket| state.scene.socket_pos(socket));
        }
        Gesture::Resize { key, corner } => {
            let size = (snap(at) - *corner).max(vec2(96.0, 56.0));
            if state.scene.board(key).is_some_and(|board| board.rect.size() != size) {
                let edit = view_entry::change(level, key, *corner, "size", Some(view_entry::point(size.x, size.y)));
                intents.push(Intent::Drag(edit, format!("move size {key}")));
            }
        }
        Gesture::Bend { key, points, at: bend } => {
            let to = snap(at);
            if points.get(*bend) != Some(&to) && *bend < points.len() {
                points[*bend] = to;
                intents.push(Intent::Drag(Edit::view(key.clone(), bends_setting(points)), format!("bend {key}")));
            }
        }
        Gesture::Idle | Gesture::Pan | Gesture::Box { .. } => {}
    }
}

fn bends_setting(points: &[Pos2]) -> Setting {
    Setting::List(points.iter().map(|point| view_entry::point(point.x, point.y)).collect())
}

fn end(canvas: &mut Canvas, ended: Gesture, state: &State, at: Pos2, camera: Camera, intents: &mut Vec<Intent>) {
    match ended {
        Gesture::Idle | Gesture::Pan => {}
        Gesture::Box { from, mut kept } => {
            let area = Rect::from_two_pos(from, at);
            let nodes =
                state.scene.nodes.iter().filter(|node| node.rect.intersects(area)).map(|node| node.name.clone());
            let boards =
                state.scene.boards.iter().filter(|board| area.contains_rect(board.rect)).map(|board| board.key.clone());
            kept.extend(nodes.chain(boards));
            intents.push(Intent::Select(kept));
        }
        Gesture::Move { items, moved, .. } => {
            intents.push(Intent::Drop);
            if let ([(key, _)], true) = (items.as_slice(), moved) {
                intents.extend(drop_on_wire(state, key));
            }
        }
        Gesture::Resize { .. } | Gesture::Bend { .. } => intents.push(Intent::Drop),
        Gesture::Wire(drag) => drop_wire(canvas, state, &drag, at, camera, intents),
    }
}

/// A lone node that lands on a wire goes into it.
fn drop_on_wire(state: &State, key: &Name) -> Option<Intent> {
    let node = state.scene.node(key)?;
    let middle = node.rect.left_top() + vec2(node.rect.width() / 2.0, crate::scene::HEADER / 2.0);
    let Some(Hit::Wire(wire, _)) = hit::wire(&state.scene, middle, 0.4) else { return None };
    let (wire, target, input) = state.scene.wire_names(&state.scene.wires[wire]);
    Some(Intent::PutBetween(key.clone(), wire, target, input))
}

fn drop_wire(canvas: &mut Canvas, state: &State, drag: &WireDrag, at: Pos2, camera: Camera, intents: &mut Vec<Intent>) {
    let scene = &state.scene;
    let Some(document) = state.document().filter(|_| drag.from.node < scene.nodes.len()) else { return };
    let level = document.level();
    let target = hit::socket(scene, at, 14.0 / camera.zoom)
        .filter(|socket| *socket != drag.from)
        .or_else(|| on_body(state, drag, at));
    let freed = drag.was.as_ref().map(|(node, input, nth)| connect::disconnect(level, node, input, *nth));
    let Some(target) = target else {
        if let Some(freed) = freed {
            intents.push(Intent::Edit(freed));
        } else {
            canvas.palette_wish = Some(what_fits(state, drag, at, camera.to_screen(canvas.rect, at)));
        }
        return;
    };
    let same_side = target.side == drag.from.side;
    let (output, input) = if drag.from.side == Side::Output { (drag.from, target) } else { (target, drag.from) };
    let (giver, taker) = (&scene.nodes[output.node], &scene.nodes[input.node]);
    if same_side {
        return intents.push(Intent::Tell("A wire leads from an output to an input.".to_owned()));
    }
    let socket = &taker.signature.inputs[input.index];
    if drag.was.as_ref().is_some_and(|(node, id, _)| *node == taker.name && *id == socket.id) {
        return;
    }
    let wire = Wire::new(giver.name.clone(), giver.signature.outputs[output.index].id.clone());
    match connect::connect(level, &wire, scene.socket_type(output), &taker.name, socket) {
        Ok(edit) => intents.push(match freed {
            Some(freed) => Intent::EditAs(Edit::Batch(vec![freed, edit]), format!("wire {}.{}", taker.name, socket.id)),
            None => Intent::Edit(edit),
        }),
        Err(why) => intents.push(Intent::Tell(why)),
    }
}

/// Dropped on a node's body: its first socket that fits, also one that is not shown.
fn on_body(state: &State, drag: &WireDrag, at: Pos2) -> Option<SocketAt> {
    let node =
        state.scene.nodes.iter().rposition(|node| node.rect.contains(at)).filter(|node| *node != drag.from.node)?;
    let signature = &state.scene.nodes[node].signature;
    let (side, id) = match drag.from.side {
        Side::Output => (Side::Input, &insert::input_for(signature, &drag.ty)?.id),
        Side::Input => (Side::Output, &insert::output_for(signature, &drag.ty)?.id),
    };
    let sockets = if side == Side::Input { &signature.inputs } else { &signature.outputs };
    Some(SocketAt { node, side, index: sockets.iter().position(|socket| socket.id == *id)? })
}

fn what_fits(state: &State, drag: &WireDrag, at: Pos2, screen: Pos2) -> Request {
    let node = &state.scene.nodes[drag.from.node];
    let corner = at - vec2(if drag.from.side == Side::Output { 0.0 } else { crate::scene::WIDTH }, 24.0);
    match drag.from.side {
        Side::Output => {
            let wire = Wire::new(node.name.clone(), node.signature.outputs[drag.from.index].id.clone());
            Request { screen, at: corner, join: Join::From(wire), from: Some(drag.ty.clone()), into: None }
        }
        Side::Input => {
            let input = node.signature.inputs[drag.from.index].id.clone();
            Request {
                screen,
                at: corner,
                join: Join::Into(node.name.clone(), input),
                from: None,
                into: Some(drag.ty.clone()),
            }
        }
    }
}

fn click(ui: &Ui, state: &State, hover: Hit, intents: &mut Vec<Intent>) {
    let adds = ui.input(|input| input.modifiers.shift || input.modifiers.command);
    let key = match hover {
        Hit::Node(node) => state.scene.nodes[node].name.clone(),
        Hit::Board(board) | Hit::Corner(board) => state.scene.boards[board].key.clone(),
        Hit::Socket(at) if at.side == Side::Output => {
            let node = &state.scene.nodes[at.node];
            intents.push(Intent::View(Wire::new(node.full_name.clone(), node.signature.outputs[at.index].id.clone())));
            return;
        }
        Hit::Canvas if !adds => return intents.push(Intent::Select(Vec::new())),
        _ => return,
    };
    intents.push(if adds { Intent::Toggle(key) } else { Intent::Select(vec![key]) });
}

fn double_click(canvas: &mut Canvas, state: &State, hover: Hit, at: Pos2, camera: Camera, intents: &mut Vec<Intent>) {
    match hover {
        Hit::Canvas => canvas.palette_wish = Some(Request::plain(camera.to_screen(canvas.rect, at), at)),
        Hit::Node(node) => {
            let found = &state.scene.nodes[node];
            let holds =
                state.document().and_then(|document| document.level().node(&found.name)).and_then(|node| node.graph());
            if holds.is_some() {
                intents.push(Intent::Enter(found.name.clone()));
            } else if hit::on_header(&state.scene, node, at) {
                canvas.caption = super::caption::Caption::begin(state, &found.name);
            } else if let Some(output) = found.signature.outputs.first() {
                intents.push(Intent::View(Wire::new(found.full_name.clone(), output.id.clone())));
            }
        }
        Hit::Board(board) => canvas.caption = super::caption::Caption::begin(state, &state.scene.boards[board].key),
        Hit::Bend(wire, bend) => {
            let line = &state.scene.wires[wire];
            let (_, node, input) = state.scene.wire_names(line);
            let key = view_entry::wire_key(&node, &input, line.nth);
            let mut left = line.bends.clone();
            left.remove(bend);
            intents.push(Intent::Edit(if left.is_empty() {
                Edit::unview(key)
            } else {
                Edit::view(key, bends_setting(&left))
            }));
        }
        Hit::Wire(wire, _) => {
            let (from, target, input) = state.scene.wire_names(&state.scene.wires[wire]);
            let into = state.scene.wires[wire].to;
            let into = state.scene.socket_type(SocketAt { node: into.0, side: Side::Input, index: into.1 }).clone();
            canvas.palette_wish = Some(Request {
                screen: camera.to_screen(canvas.rect, at),
                at: pos2(at.x - 96.0, at.y - 24.0),
                join: Join::Between(from, target, input),
                from: Some(state.scene.wires[wire].ty.clone()),
                into: Some(into),
            });
        }
        Hit::Socket(_) | Hit::Corner(_) => {}
    }
}
