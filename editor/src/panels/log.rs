//! Runs, and what they said, newest last; a click on a line shows its node.

use egui::{Label, RichText, ScrollArea, Sense, Ui};

use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    super::queue::show(ui, state, palette, intents);
    let lines = &state.live.log;
    if lines.is_empty() {
        return super::quiet(ui, palette, "What nodes say while they run is kept here.");
    }
    let height = 18.0;
    ScrollArea::vertical().auto_shrink([false, false]).stick_to_bottom(true).show_rows(
        ui,
        height,
        lines.len(),
        |ui, rows| {
            for line in &lines[rows] {
                ui.horizontal(|ui| {
                    if let Some(node) = &line.node {
                        let name = RichText::new(node.as_str()).monospace().color(palette.text_secondary);
                        if ui.add(Label::new(name).sense(Sense::click())).on_hover_text("Show the node").clicked() {
                            let outer = node.split('/').next().unwrap_or(node);
                            intents.push(Intent::Reveal(outer.into()));
                        }
                    }
                    let colour = if line.wrong { palette.error } else { palette.text };
                    ui.add(Label::new(RichText::new(&line.text).color(colour)).truncate()).on_hover_text(&line.text);
                });
            }
        },
    );
}
