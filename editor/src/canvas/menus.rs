//! Menus of the canvas: what one can do with what lies under the pointer.

use egui::{Color32, Pos2, Response, Ui};
use weft_engine::graph::{Edit, Name, Setting};

use super::hit::Hit;
use super::{Camera, Canvas};
use crate::action::Action;
use crate::changes::connect;
use crate::intent::{Intent, Join};
use crate::palette::Request;
use crate::scene::{Side, SocketAt};
use crate::state::State;
use crate::view_entry;

pub(crate) fn show(
    canvas: &mut Canvas,
    response: &Response,
    state: &State,
    hover: Hit,
    camera: Camera,
    intents: &mut Vec<Intent>,
) {
    if response.secondary_clicked() {
        let at = response.interact_pointer_pos().unwrap_or_default();
        canvas.menu = Some((hover, at));
        // What the menu is about is selected, so that its words mean it.
        let key = key_of(state, hover);
        let selected =
            key.as_ref().is_some_and(|key| state.document().is_some_and(|document| document.selection.contains(key)));
        if let Some(key) = key.filter(|_| !selected) {
            intents.push(Intent::Select(vec![key]));
        }
    }
    let Some((hit, at)) = canvas.menu else { return };
    let mut request = None;
    response.context_menu(|ui| {
        ui.set_min_width(200.0);
        match hit {
            Hit::Node(node) if node < state.scene.nodes.len() => node_menu(ui, state, node, intents),
            Hit::Board(board) | Hit::Corner(board) if board < state.scene.boards.len() => {
                actions(ui, &[Action::Rename, Action::Duplicate, Action::Delete], intents);
                colours(ui, state, &state.scene.boards[board].key.clone(), intents);
            }
            Hit::Wire(wire, _) | Hit::Bend(wire, _) if wire < state.scene.wires.len() => {
                request = wire_menu(ui, state, wire, at, camera.to_graph(canvas.rect, at), intents);
            }
            _ => {
                if button(ui, Action::AddNode) {
                    request = Some(Request::plain(at, camera.to_graph(canvas.rect, at)));
                }
                ui.separator();
                actions(ui, &[Action::Paste, Action::SelectAll, Action::Note, Action::Frame], intents);
                ui.separator();
                actions(ui, &[Action::Layout, Action::FitAll], intents);
            }
        }
    });
    if request.is_some() {
        canvas.palette_wish = request;
    }
}

fn key_of(state: &State, hit: Hit) -> Option<Name> {
    match hit {
        Hit::Node(node) => state.scene.nodes.get(node).map(|node| node.name.clone()),
        Hit::Board(board) | Hit::Corner(board) => state.scene.boards.get(board).map(|board| board.key.clone()),
        _ => None,
    }
}

fn button(ui: &mut Ui, action: Action) -> bool {
    let keys = action.keys_text(ui.ctx());
    let clicked = ui.add(egui::Button::new(action.label()).shortcut_text(keys)).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

fn actions(ui: &mut Ui, list: &[Action], intents: &mut Vec<Intent>) {
    for action in list {
        if button(ui, *action) {
            intents.push(Intent::Do(*action));
        }
    }
}

fn node_menu(ui: &mut Ui, state: &State, node: usize, intents: &mut Vec<Intent>) {
    let node = &state.scene.nodes[node];
    let holds = state
        .document()
        .and_then(|document| document.level().node(&node.name))
        .is_some_and(|node| node.graph().is_some());
    if !node.signature.outputs.is_empty() {
        actions(ui, &[Action::View], intents);
    }
    if holds {
        actions(ui, &[Action::Enter, Action::Unpack], intents);
    }
    actions(ui, &[Action::Rename, Action::Mute, Action::Collapse, Action::ShowAllInputs], intents);
    ui.separator();
    actions(ui, &[Action::Cut, Action::Copy, Action::Duplicate, Action::Delete], intents);
    ui.separator();
    actions(ui, &[Action::MakeSubgraph, Action::Frame, Action::Unwire], intents);
    expose_menu(ui, state, &node.name, intents);
    colours(ui, state, &node.name.clone(), intents);
}

/// Outputs as outputs of the whole graph, and back.
fn expose_menu(ui: &mut Ui, state: &State, name: &Name, intents: &mut Vec<Intent>) {
    let Some((document, node)) = state.document().zip(state.scene.node(name)) else { return };
    let level = document.level();
    for output in &node.signature.outputs {
        let wire = weft_engine::graph::Wire::new(name.clone(), output.id.clone());
        let exposed = level.outputs().find(|(_, other)| **other == wire).map(|(public, _)| public.clone());
        let mut on = exposed.is_some();
        if ui.checkbox(&mut on, format!("Expose {}", output.label)).changed() {
            let free = |public: &str| level.output(public).is_none();
            let public = [output.id.clone(), name.clone(), Name::new(format!("{name}_{}", output.id))];
            let edit = match exposed {
                Some(public) => Edit::hide_output(public),
                None => {
                    let public = public.iter().find(|public| free(public) && !public.contains('.')).cloned();
                    Edit::expose_output(public.unwrap_or_else(|| Name::new(format!("{name}_output"))), wire)
                }
            };
            intents.push(Intent::Edit(edit));
            ui.close();
        }
    }
}

fn wire_menu(
    ui: &mut Ui,
    state: &State,
    wire: usize,
    screen: Pos2,
    at: Pos2,
    intents: &mut Vec<Intent>,
) -> Option<Request> {
    let line = &state.scene.wires[wire];
    let (from, target, input) = state.scene.wire_names(line);
    let mut request = None;
    if ui.button("Insert a node…").clicked() {
        let into = state.scene.socket_type(SocketAt { node: line.to.0, side: Side::Input, index: line.to.1 }).clone();
        request = Some(Request {
            screen,
            at: at - egui::vec2(96.0, 24.0),
            join: Join::Between(from, target.clone(), input.clone()),
            from: Some(line.ty.clone()),
            into: Some(into),
        });
        ui.close();
    }
    if !line.bends.is_empty() && ui.button("Straighten").clicked() {
        intents.push(Intent::Edit(Edit::unview(view_entry::wire_key(&target, &input, line.nth))));
        ui.close();
    }
    if ui.button("Remove the wire").clicked() {
        if let Some(document) = state.document() {
            intents.push(Intent::Edit(connect::disconnect(document.level(), &target, &input, line.nth)));
        }
        ui.close();
    }
    request
}

/// Seven quiet colours, and none.
const COLOURS: [(&str, &str); 7] = [
    ("Red", "#d9626b"),
    ("Orange", "#d98c4a"),
    ("Yellow", "#c9b04a"),
    ("Green", "#5cb87a"),
    ("Teal", "#3fa8a0"),
    ("Blue", "#4c8df0"),
    ("Violet", "#a07cf0"),
];

fn colours(ui: &mut Ui, state: &State, key: &Name, intents: &mut Vec<Intent>) {
    ui.separator();
    let mut chosen: Option<Option<&str>> = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (name, code) in COLOURS {
            let colour = Color32::from_hex(code).unwrap_or(Color32::GRAY);
            if swatch(ui, name, Some(colour)).clicked() {
                chosen = Some(Some(code));
            }
        }
        if swatch(ui, "No colour", None).clicked() {
            chosen = Some(None);
        }
    });
    let (Some(code), Some(document)) = (chosen, state.document()) else { return };
    let place = state.scene.rect_of(key).map_or(Pos2::ZERO, |rect| rect.min);
    let edit = view_entry::change(document.level(), key, place, "color", code.map(Setting::from));
    intents.push(Intent::EditAs(edit, format!("colour {key}")));
    ui.close();
}

fn swatch(ui: &mut Ui, name: &str, colour: Option<Color32>) -> Response {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
    let edge = egui::Stroke::new(1.0, ui.visuals().weak_text_color());
    match colour {
        Some(colour) => ui.painter().rect_filled(rect, 3.0, colour),
        None => ui.painter().rect_stroke(rect, 3.0, edge, egui::StrokeKind::Inside),
    };
    if response.hovered() || response.has_focus() {
        let ring = egui::Stroke::new(1.0, ui.visuals().text_color());
        ui.painter().rect_stroke(rect.expand(1.0), 3.0, ring, egui::StrokeKind::Outside);
    }
    response.on_hover_text(name)
}
