//! What a node gives: looking at it, and making it an output of the whole graph.

use egui::{Label, RichText, Sense, Ui, vec2};
use weft_engine::graph::{Edit, Wire};

use super::row::{Icon, icon, public_name};
use crate::intent::Intent;
use crate::scene::NodeBox;
use crate::state::State;
use crate::theme::{Palette, mark_of, spacing, type_name};

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, node: &NodeBox, intents: &mut Vec<Intent>) {
    let Some(level) = state.document().map(|document| document.level()) else { return };
    if node.signature.outputs.is_empty() {
        return;
    }
    ui.add_space(8.0);
    ui.label(RichText::new("Outputs").small().color(palette.text_secondary));
    for socket in &node.signature.outputs {
        let wire = Wire::new(node.name.clone(), socket.id.clone());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let (mark, hue) = mark_of(type_name(&socket.ty), palette);
            let (dot, _) = ui.allocate_exact_size(vec2(10.0, spacing::ROW), Sense::hover());
            mark.paint(ui.painter(), dot.center(), 3.5, hue, socket.ty.is_list(), palette.panel);
            ui.add(Label::new(RichText::new(&socket.label).color(palette.text_secondary)).truncate());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let exposed = level.outputs().find(|(_, other)| **other == wire).map(|(public, _)| public.clone());
                let hint = match &exposed {
                    Some(public) => format!("An output of the whole graph, called {public}"),
                    None => "Make it an output of the whole graph".to_owned(),
                };
                if icon(ui, palette, &format!("Expose output {}", socket.label), &hint, Icon::Expose, exposed.is_some())
                {
                    let is_taken = |name: &str| level.outputs().any(|(public, _)| public.as_str() == name);
                    let edit = match exposed {
                        Some(public) => Edit::hide_output(public),
                        None => Edit::expose_output(public_name(&is_taken, &node.name, &socket.id), wire.clone()),
                    };
                    intents.push(Intent::Edit(edit));
                }
                if ui.small_button("View").clicked() {
                    intents.push(Intent::View(Wire::new(node.full_name.clone(), socket.id.clone())));
                }
            });
        });
    }
}
