//! Nothing is selected: the graph itself. Its title, and what it exposes.

use egui::{Label, RichText, TextEdit, Ui};
use weft_engine::graph::Edit;

use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;
use crate::words;

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    let Some(document) = state.document() else { return };
    let level = document.level();
    let mut title = level.title().to_owned();
    let edit = TextEdit::singleline(&mut title).hint_text("Title of the graph").desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name("Title of the graph");
    if response.changed() {
        intents.push(Intent::Drag(Edit::Title(title), "title".to_owned()));
    }
    if response.lost_focus() {
        intents.push(Intent::Drop);
    }
    let wires: usize =
        level.nodes().map(|(_, node)| node.wires.iter().map(|(_, wires)| wires.as_slice().len()).sum::<usize>()).sum();
    let counted = format!("{}, {}", words::count(level.len(), "node"), words::count(wires, "wire"));
    ui.label(RichText::new(counted).color(palette.text_secondary));
    ui.add_space(8.0);
    let inputs: Vec<(String, String, Edit)> = level
        .inputs()
        .map(|(name, target)| (name.to_string(), target.to_string(), Edit::hide_input(name.clone())))
        .collect();
    let outputs: Vec<(String, String, Edit)> = level
        .outputs()
        .map(|(name, wire)| (name.to_string(), wire.to_string(), Edit::hide_output(name.clone())))
        .collect();
    list(ui, palette, "Inputs of the graph", inputs, intents);
    list(ui, palette, "Outputs of the graph", outputs, intents);
    ui.label(RichText::new("Select a node to see and change all of its settings.").color(palette.text_secondary));
}

fn list(ui: &mut Ui, palette: &Palette, title: &str, rows: Vec<(String, String, Edit)>, intents: &mut Vec<Intent>) {
    if rows.is_empty() {
        return;
    }
    ui.label(RichText::new(title).small().color(palette.text_secondary));
    for (name, leads, hide) in rows {
        ui.horizontal(|ui| {
            ui.label(&name);
            let node = leads.split('.').next().unwrap_or_default().to_owned();
            if ui
                .add(
                    Label::new(RichText::new(&leads).monospace().color(palette.text_secondary))
                        .truncate()
                        .sense(egui::Sense::click()),
                )
                .clicked()
            {
                intents.push(Intent::Reveal(node.into()));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui
                    .small_button("Hide")
                    .on_hover_text(format!("{name} is no longer part of the graph's face"))
                    .clicked()
                {
                    intents.push(Intent::Edit(hide));
                }
            });
        });
    }
    ui.add_space(8.0);
}
