//! Wiring from the inspector: every output that fits an input, in a menu. So a graph can be wired by keyboard alone.

use egui::{Button, Popup, RichText, ScrollArea, Sense, Ui, vec2};
use weft_engine::catalog::Fit;
use weft_engine::graph::{Edit, Node, Wire, Wires};

use crate::changes::connect;
use crate::intent::Intent;
use crate::scene::NodeBox;
use crate::signature::Socket;
use crate::state::State;
use crate::theme::{Palette, spacing};

/// A button that says what is missing, and opens the menu.
pub(crate) fn show(
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    node: &NodeBox,
    socket: &Socket,
    room: f32,
    intents: &mut Vec<Intent>,
) {
    let optional = socket.input().is_some_and(|input| input.flags.optional);
    let text = if optional { "not wired" } else { "needs a wire" };
    let button = Button::new(RichText::new(text).color(palette.text_secondary)).truncate();
    let response = crate::panels::list_row(ui, vec2(room, spacing::ROW), button);
    response.widget_info(|| {
        let name = format!("Wire {}.{}", node.name, socket.id);
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name)
    });
    Popup::menu(&response).show(|ui| menu(ui, state, palette, node, socket, intents));
}

/// The same behind an input that has a value or a wire already; it also takes wires away.
pub(crate) fn plug(
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    node: &NodeBox,
    own: &Node,
    socket: &Socket,
    intents: &mut Vec<Intent>,
) {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, spacing::ROW), Sense::click());
    let name = format!("Wire {}.{}", node.name, socket.id);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
    let near = response.hovered() || response.has_focus();
    let stroke = egui::Stroke::new(1.4, if near { palette.text } else { palette.node_edge });
    let middle = rect.center();
    ui.painter().line_segment([middle - vec2(6.0, 0.0), middle - vec2(0.6, 0.0)], stroke);
    ui.painter().circle_stroke(middle + vec2(2.0, 0.0), 2.6, stroke);
    let response = response.on_hover_text("Wire it to another node");
    Popup::menu(&response).show(|ui| {
        let present: Vec<&Wire> = own.wires.get(&socket.id).into_iter().flat_map(Wires::iter).collect();
        for wire in &present {
            if ui.button(format!("Remove {wire}")).clicked() {
                let left: Vec<Wire> =
                    present.iter().filter(|other| *other != wire).map(|wire| (*wire).clone()).collect();
                let (node, input) = (node.name.clone(), socket.id.clone());
                let edit = if left.is_empty() {
                    Edit::unwire(node, input)
                } else {
                    Edit::wire(node, input, Wires::Many(left))
                };
                intents.push(Intent::Edit(edit));
                ui.close();
            }
        }
        if !present.is_empty() {
            ui.separator();
        }
        menu(ui, state, palette, node, socket, intents);
    });
}

fn menu(ui: &mut Ui, state: &State, palette: &Palette, node: &NodeBox, socket: &Socket, intents: &mut Vec<Intent>) {
    let Some(level) = state.document().map(|document| document.level()) else { return };
    let sources = state.scene.nodes.iter().filter(|other| !connect::depends_on(level, &other.name, &node.name));
    let mut offered = 0;
    ui.set_min_width(180.0);
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for other in sources {
            for output in other.signature.outputs.iter().filter(|output| output.ty.fit(&socket.ty) != Fit::Never) {
                offered += 1;
                let wire = Wire::new(other.name.clone(), output.id.clone());
                if ui.button(format!("{}  {}", other.name, output.label)).clicked() {
                    match connect::connect(level, &wire, &output.ty, &node.name, socket) {
                        Ok(edit) => intents.push(Intent::Edit(edit)),
                        Err(why) => intents.push(Intent::Tell(why)),
                    }
                    ui.close();
                }
            }
        }
        if offered == 0 {
            let words = "No other node gives what fits here.";
            ui.label(RichText::new(words).color(palette.text_secondary));
        }
    });
}
