//! What a user may choose for all graphs.

use std::path::Path;

use egui::{Context, Grid, RichText, Ui};

use crate::intent::Intent;
use crate::settings::{DragScale, Preference, Settings, Theme};
use crate::state::State;
use crate::theme::Palette;

/// In percent of what the system says.
const SIZES: [u8; 6] = [80, 90, 100, 125, 150, 200];

pub(crate) fn show(ctx: &Context, state: &State, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
    super::sheet(ctx, "Preferences", 520.0, |ui| {
        ui.heading("Preferences");
        ui.add_space(8.0);
        Grid::new("preferences").num_columns(2).spacing([24.0, 8.0]).show(ui, |ui| {
            choices(ui, palette, &state.settings, &mut |preference| intents.push(Intent::Prefer(preference)));
        });
        ui.add_space(12.0);
        ui.label(RichText::new("Where things are kept").color(palette.text_secondary));
        place(ui, palette, "Preferences and layout", &state.folders.config);
        place(ui, palette, "Work that is not saved yet", &state.folders.state);
        true
    })
}

fn choices(ui: &mut Ui, palette: &Palette, now: &Settings, prefer: &mut dyn FnMut(Preference)) {
    let label = |ui: &mut Ui, text: &str| ui.label(RichText::new(text).color(palette.text_secondary));
    label(ui, "Theme");
    ui.horizontal(|ui| {
        for (theme, name) in [(Theme::Dark, "Dark"), (Theme::Light, "Light")] {
            if ui.selectable_label(now.theme == theme, name).clicked() {
                prefer(Preference::Theme(theme));
            }
        }
    });
    ui.end_row();
    label(ui, "Size of everything");
    ui.horizontal(|ui| {
        for percent in SIZES {
            let size = f32::from(percent) / 100.0;
            if ui.selectable_label((now.size - size).abs() < 1e-3, format!("{percent} %")).clicked() {
                prefer(Preference::Size(size));
            }
        }
    });
    ui.end_row();
    label(ui, "Canvas");
    ui.vertical(|ui| {
        tick(ui, now.snap, "Things land on the grid", |on| prefer(Preference::Snap(on)));
        tick(ui, now.minimap, "Show the whole graph in a corner", |on| prefer(Preference::Minimap(on)));
    });
    ui.end_row();
    label(ui, "Running");
    tick(ui, now.live, "Run what is viewed while editing", |on| prefer(Preference::Live(on)));
    ui.end_row();
    label(ui, "While a value is dragged");
    ui.horizontal(|ui| {
        for scale in DragScale::ALL {
            if ui.selectable_label(now.drag_scale == scale, scale.words()).clicked() {
                prefer(Preference::DragScale(scale));
            }
        }
    });
    ui.end_row();
}

fn tick(ui: &mut Ui, now: bool, text: &str, chosen: impl FnOnce(bool)) {
    let mut on = now;
    if ui.checkbox(&mut on, text).changed() {
        chosen(on);
    }
}

fn place(ui: &mut Ui, palette: &Palette, what: &str, folder: &Path) {
    ui.horizontal(|ui| {
        ui.label(what);
        let path = RichText::new(folder.display().to_string()).monospace().color(palette.text_secondary);
        ui.add(egui::Label::new(path).truncate());
    });
}
