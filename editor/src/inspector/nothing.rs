//! Nothing is selected: the graph itself. Its title, and what it exposes.

use egui::{Label, RichText, TextEdit, Ui};
use weft_engine::graph::{Edit, Graph, Name, Setting};

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
    let inputs: Vec<Exposed> = level
        .inputs()
        .map(|(name, target)| Exposed {
            name: name.clone(),
            leads: target.to_string(),
            hide: Edit::hide_input(name.clone()),
            rename: Box::new(|to| Edit::expose_input(to, target.clone())),
        })
        .collect();
    let outputs: Vec<Exposed> = level
        .outputs()
        .map(|(name, wire)| Exposed {
            name: name.clone(),
            leads: wire.to_string(),
            hide: Edit::hide_output(name.clone()),
            rename: Box::new(|to| Edit::expose_output(to, wire.clone())),
        })
        .collect();
    list(ui, palette, "Inputs of the graph", inputs, intents);
    list(ui, palette, "Outputs of the graph", outputs, intents);
    kept_where(ui, level, intents);
    ui.label(RichText::new("Select a node to see and change all of its settings.").color(palette.text_secondary));
}

/// Whether results may go to disk: `cache: "memory"` in the file.
fn kept_where(ui: &mut Ui, level: &Graph, intents: &mut Vec<Intent>) {
    const FIELD: &str = "cache";
    let mut disk = level.fields().get(FIELD).and_then(Setting::as_text) != Some("memory");
    let hint = "Off: what this graph makes, such as pictures of people, is only kept in memory, and made again after a restart";
    if ui.checkbox(&mut disk, "Keep results on disk").on_hover_text(hint).changed() {
        let value = (!disk).then(|| Setting::from("memory"));
        let name = if disk { "keep results on disk" } else { "keep results in memory only" };
        let edit = Edit::Field { node: None, field: FIELD.into(), value, at: None };
        intents.push(Intent::EditAs(edit, name.to_owned()));
    }
    ui.add_space(8.0);
}

/// One input or output that the graph shows to the outside.
struct Exposed<'a> {
    name: Name,
    leads: String,
    hide: Edit,
    /// Shows the same under another name.
    rename: Box<dyn Fn(&str) -> Edit + 'a>,
}

fn list(ui: &mut Ui, palette: &Palette, title: &str, rows: Vec<Exposed<'_>>, intents: &mut Vec<Intent>) {
    if rows.is_empty() {
        return;
    }
    ui.label(RichText::new(title).small().color(palette.text_secondary));
    let names: Vec<Name> = rows.iter().map(|row| row.name.clone()).collect();
    for row in rows {
        ui.horizontal(|ui| {
            name(ui, &row, &names, intents);
            let node = row.leads.split('.').next().unwrap_or_default().to_owned();
            let leads = RichText::new(&row.leads).monospace().color(palette.text_secondary);
            if ui.add(Label::new(leads).truncate().sense(egui::Sense::click())).clicked() {
                intents.push(Intent::Reveal(node.into()));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let hint = format!("{} is no longer part of the graph's face", row.name);
                if ui.small_button("Hide").on_hover_text(hint).clicked() {
                    intents.push(Intent::Edit(row.hide.clone()));
                }
            });
        });
    }
    ui.add_space(8.0);
}

/// The public name, which can be written over.
fn name(ui: &mut Ui, row: &Exposed<'_>, names: &[Name], intents: &mut Vec<Intent>) {
    let label = format!("Public name of {}", row.leads);
    let id = ui.scope_id().with(&label);
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| row.name.to_string());
    let response = ui.add(TextEdit::singleline(&mut text).desired_width(110.0)).accessible_name(label);
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text));
    } else if response.lost_focus() {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        let text = text.trim();
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) || text == row.name.as_str() || text.is_empty() {
            return;
        }
        if names.iter().any(|other| other.as_str() == text) {
            intents.push(Intent::Tell(format!("`{text}` is the name of another one already.")));
        } else {
            let edits = vec![row.hide.clone(), (row.rename)(text)];
            intents.push(Intent::EditAs(Edit::Batch(edits), format!("call {} {text}", row.name)));
        }
    }
}
