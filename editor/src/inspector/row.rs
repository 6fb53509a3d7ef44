//! One input: label, what it is wired to or its widget, reset and expose.

use egui::{Button, Label, RichText, Sense, TextEdit, Ui, vec2};
use weft_engine::catalog::Input;
use weft_engine::graph::{Edit, Name, Node, Setting, Target, Wires};

use super::{model, source, wish};
use crate::fields::{self, Spot};
use crate::intent::Intent;
use crate::scene::NodeBox;
use crate::signature::Socket;
use crate::state::State;
use crate::theme::{Palette, mark_of, spacing};

/// Of a label; the widget gets the rest.
const LABEL: f32 = 96.0;
/// Of the button that begins drawing.
const DRAW: f32 = 52.0;
/// For the switches behind a widget.
const SWITCHES: f32 = 66.0;

pub(crate) fn show(
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    node: &NodeBox,
    own: &Node,
    socket: &Socket,
    intents: &mut Vec<Intent>,
) {
    let tall = match socket.input() {
        Some(input) if &*input.widget == "multiline" => Tall::Lines,
        Some(input) if input.ty.has("curve") => Tall::Curve,
        _ => Tall::No,
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        label(ui, palette, node, own, socket, intents);
        let room = (ui.available_width() - SWITCHES).max(40.0);
        match own.wires.get(&socket.id) {
            Some(wires) => wired(ui, palette, wires, room, intents),
            None if tall != Tall::No => {
                ui.allocate_space(vec2(room, spacing::ROW));
            }
            None => widget(ui, state, palette, node, own, socket, room, intents),
        }
        switches(ui, state, palette, node, own, socket, intents);
    });
    if let (Some(input), false) = (socket.input(), own.wires.contains(&socket.id)) {
        match tall {
            Tall::Lines => lines(ui, node, own, socket, input, intents),
            Tall::Curve => curve(ui, palette, node, own, socket, input, intents),
            Tall::No => {}
        }
    }
}

/// Widgets that need rows of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tall {
    No,
    Lines,
    Curve,
}

fn label(ui: &mut Ui, palette: &Palette, node: &NodeBox, own: &Node, socket: &Socket, intents: &mut Vec<Intent>) {
    let set = own.set.contains(&socket.id);
    let (mark, hue) = mark_of(crate::theme::type_name(&socket.ty), palette);
    let (dot, _) = ui.allocate_exact_size(vec2(10.0, spacing::ROW), Sense::hover());
    mark.paint(ui.painter(), dot.center(), 3.5, hue, socket.ty.is_list(), palette.panel);
    let colour = if set { palette.text } else { palette.text_secondary };
    let text = RichText::new(&socket.label).color(colour);
    let label = Label::new(text).truncate().sense(Sense::click()).show_tooltip_when_elided(false);
    // All labels are as wide, so that widgets stand below each other.
    let (_, place) = ui.allocate_space(vec2(LABEL, spacing::ROW));
    let left = egui::Layout::left_to_right(egui::Align::Center);
    let response = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(left)).add(label);
    if response.double_clicked() && set {
        intents.push(Intent::Edit(Edit::reset(node.name.clone(), socket.id.clone())));
    }
    let doc = socket.input().map(page).unwrap_or_default();
    response.on_hover_text(format!("{doc}{}.{}  ({})", node.name, socket.id, socket.ty));
}

fn page(input: &Input) -> String {
    let mut text = String::new();
    if !input.doc.is_empty() {
        text.push_str(&input.doc);
        text.push('\n');
    }
    let (low, high) = (input.limits.hard_min, input.limits.hard_max);
    match (low, high) {
        (Some(low), Some(high)) => text.push_str(&format!("From {low} to {high}\n")),
        (Some(low), None) => text.push_str(&format!("From {low}\n")),
        (None, Some(high)) => text.push_str(&format!("Up to {high}\n")),
        (None, None) => {}
    }
    text
}

fn wired(ui: &mut Ui, palette: &Palette, wires: &Wires, room: f32, intents: &mut Vec<Intent>) {
    let names: Vec<String> = wires.iter().map(ToString::to_string).collect();
    let text = RichText::new(names.join(", ")).monospace().color(palette.text_secondary);
    let size = vec2(room, spacing::ROW);
    let response = crate::panels::list_row(ui, size, Button::new(text).frame(false).truncate());
    if response.on_hover_text("Show the node that gives this").clicked()
        && let Some(first) = wires.iter().next()
    {
        intents.push(Intent::Reveal(first.node.clone()));
    }
}

#[expect(clippy::too_many_arguments, reason = "what is shown, where, and for whom")]
fn widget(
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    node: &NodeBox,
    own: &Node,
    socket: &Socket,
    room: f32,
    intents: &mut Vec<Intent>,
) {
    let Some(input) = socket.input().filter(|_| socket.can_be_set()) else {
        return source::show(ui, state, palette, node, socket, room, intents);
    };
    let draws = ["strokes", "points", "rect"].iter().any(|name| input.ty.has(name));
    let (_, rect) = ui.allocate_space(vec2(if draws { room - DRAW } else { room }, spacing::ROW));
    if draws {
        let button = Button::new("Draw").min_size(vec2(DRAW - 4.0, spacing::ROW));
        let response = ui.add_sized(vec2(DRAW - 4.0, spacing::ROW), button).on_hover_text("By hand, in the viewer");
        response.widget_info(|| {
            let name = format!("Draw {}.{}", node.name, socket.id);
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name)
        });
        if response.clicked() {
            let viewed = state.document().is_some_and(|document| document.shown().is_some());
            intents.extend(crate::viewer::ground(state, &node.name).filter(|_| !viewed).map(Intent::View));
            intents.push(Intent::ShowPane(crate::dock::Pane::Viewer));
        }
    }
    let name = format!("{}.{} in the inspector", node.name, socket.id);
    let id = ui.scope_id().with(("inspect", node.name.as_str(), socket.id.as_str()));
    let spot = Spot { rect, scale: 1.0, id, name: &name, palette, locked: node.locked };
    if input.ty.has("path") {
        crate::dropping::offer(ui, palette, rect, &node.name, &socket.id);
    }
    let change = match input.ty.has("model") {
        true => model::show(ui, &spot, &state.shelf, input, own.set.get(&socket.id), intents),
        false => fields::show(ui, &spot, input, own.set.get(&socket.id)),
    };
    if let Some(change) = change {
        intents.extend(wish::of_change(&node.name, &socket.id, change));
    }
}

fn lines(ui: &mut Ui, node: &NodeBox, own: &Node, socket: &Socket, input: &Input, intents: &mut Vec<Intent>) {
    let preset = fields::preset(input);
    let mut text = fields::words_of(own.set.get(&socket.id).or(preset.as_ref()));
    let edit = TextEdit::multiline(&mut text).desired_rows(4).desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name(format!("{}.{} in the inspector", node.name, socket.id));
    if response.changed() {
        let edit = Edit::set(node.name.clone(), socket.id.clone(), text);
        intents.push(Intent::Drag(edit, format!("set {}.{}", node.name, socket.id)));
    }
    if response.lost_focus() {
        intents.push(Intent::Drop);
    }
}

fn curve(
    ui: &mut Ui,
    palette: &Palette,
    node: &NodeBox,
    own: &Node,
    socket: &Socket,
    input: &Input,
    intents: &mut Vec<Intent>,
) {
    let side = ui.available_width().min(220.0);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), side * 0.75));
    let name = format!("{}.{} in the inspector", node.name, socket.id);
    let id = ui.scope_id().with(("curve", node.name.as_str(), socket.id.as_str()));
    let spot = Spot { rect, scale: 1.0, id, name: &name, palette, locked: false };
    let preset = fields::preset(input);
    if let Some(change) = fields::curve::show(ui, &spot, own.set.get(&socket.id).or(preset.as_ref())) {
        intents.extend(wish::of_change(&node.name, &socket.id, change));
    }
}

fn switches(
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    node: &NodeBox,
    own: &Node,
    socket: &Socket,
    intents: &mut Vec<Intent>,
) {
    if socket.can_be_wired() && (own.wires.contains(&socket.id) || socket.can_be_set()) {
        source::plug(ui, state, palette, node, own, socket, intents);
    } else {
        ui.add_space(22.0);
    }
    let set = own.set.contains(&socket.id);
    let reset = icon(ui, palette, &format!("Reset {}", socket.label), "Back to the default", Icon::Reset, set);
    if reset && set {
        intents.push(Intent::Edit(Edit::reset(node.name.clone(), socket.id.clone())));
    }
    let Some(document) = state.document() else { return };
    let level = document.level();
    let target = Target::new(node.name.clone(), socket.id.clone());
    let exposed = level.inputs().find(|(_, other)| **other == target).map(|(public, _)| public.clone());
    let hint = match &exposed {
        Some(public) => format!("An input of the whole graph, called {public}"),
        None => "Make it an input of the whole graph".to_owned(),
    };
    if icon(ui, palette, &format!("Expose {}", socket.label), &hint, Icon::Expose, exposed.is_some()) {
        let edit = match exposed {
            Some(public) => Edit::hide_input(public),
            None => {
                Edit::expose_input(public_name(&|name| level.input(name).is_some(), &node.name, &socket.id), target)
            }
        };
        intents.push(Intent::Edit(edit));
    }
}

/// A public name for an input or output that is free among those.
pub(crate) fn public_name(is_taken: &dyn Fn(&str) -> bool, node: &Name, socket: &Name) -> Name {
    let wanted = [socket.to_string(), format!("{node}_{socket}")];
    let clean = |name: &String| name.replace(['.', '/', '=', '\\', ':'], "_");
    let numbered = (2..).map(|number| format!("{}_{number}", wanted[1]));
    let free = wanted.iter().cloned().chain(numbered).map(|name| clean(&name)).find(|name| !is_taken(name));
    Name::new(free.unwrap_or_default())
}

#[derive(Clone, Copy)]
pub(crate) enum Icon {
    Reset,
    Expose,
}

pub(crate) fn icon(ui: &mut Ui, palette: &Palette, name: &str, hint: &str, icon: Icon, on: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, spacing::ROW), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, on, name));
    let colour = match (on, response.hovered() || response.has_focus()) {
        (true, _) if matches!(icon, Icon::Expose) => palette.accent,
        (_, true) => palette.text,
        (true, false) => palette.text_secondary,
        (false, false) => palette.node_edge,
    };
    let stroke = egui::Stroke::new(1.4, colour);
    let middle = rect.center();
    let painter = ui.painter();
    match icon {
        Icon::Reset => {
            let arc: Vec<egui::Pos2> = (0_u8..=9)
                .map(|step| {
                    let angle = -2.2 + f32::from(step) * 0.5;
                    middle + vec2(angle.cos(), angle.sin()) * 4.5
                })
                .collect();
            let tip = arc[0];
            painter.line(arc, stroke);
            painter.line(vec![tip + vec2(-2.5, 1.8), tip, tip + vec2(2.6, 1.6)], stroke);
        }
        Icon::Expose => {
            painter.circle_stroke(middle - vec2(3.0, 0.0), 2.6, stroke);
            painter.line_segment([middle - vec2(0.4, 0.0), middle + vec2(6.0, 0.0)], stroke);
            if on {
                painter.circle_filled(middle - vec2(3.0, 0.0), 2.6, colour);
            }
        }
    }
    response.on_hover_text(hint).clicked()
}

/// Settings which the kind does not know: kept, shown, and only removed by hand.
pub(crate) fn unknown_settings(ui: &mut Ui, palette: &Palette, node: &NodeBox, own: &Node, intents: &mut Vec<Intent>) {
    let known = |id: &Name| node.signature.inputs.iter().any(|socket| socket.id == *id);
    let strange: Vec<(&Name, &Setting)> = own.set.iter().filter(|(id, _)| !known(id)).collect();
    if strange.is_empty() {
        return;
    }
    ui.add_space(8.0);
    ui.label(RichText::new("Kept from the file").small().color(palette.text_secondary));
    for (id, value) in strange {
        ui.horizontal(|ui| {
            ui.label(RichText::new(id.as_str()).color(palette.text_secondary));
            ui.add(Label::new(RichText::new(value.to_string()).monospace()).truncate());
            if icon(ui, palette, &format!("Remove {id}"), "Remove it from the file", Icon::Reset, true) {
                intents.push(Intent::Edit(Edit::reset(node.name.clone(), id.clone())));
            }
        });
    }
}
