//! What a run that ended badly had not saved.

use egui::RichText;

use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

pub(crate) fn show(ctx: &egui::Context, state: &State, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
    super::sheet(ctx, "Recovered work", 520.0, |ui| {
        ui.heading("Recovered work");
        let words = "The editor ended before this was saved. Nothing of it is lost.";
        ui.label(RichText::new(words).color(palette.text_secondary));
        ui.add_space(8.0);
        for (at, recovered) in state.recovered.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.label(&recovered.entry.title);
                let place = recovered
                    .entry
                    .path
                    .as_ref()
                    .map_or_else(|| "never saved".to_owned(), |path| path.display().to_string());
                ui.label(RichText::new(place).small().color(palette.text_secondary));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.button("Throw away").clicked() {
                        intents.push(Intent::Forget(at));
                    }
                    let open = ui.button("Open");
                    // Enter opens the first one.
                    if at == 0 && ui.memory(|memory| memory.focused().is_none()) {
                        open.request_focus();
                    }
                    if open.clicked() {
                        intents.push(Intent::Recover(at));
                    }
                });
            });
        }
        !state.recovered.is_empty()
    })
}
