//! Wiring from the inspector: every output that fits an input, in a menu. So a graph can be wired by keyboard alone.

use egui::{Button, Popup, RichText, ScrollArea, Ui, vec2};
use weft_engine::catalog::Fit;
use weft_engine::graph::Wire;

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
