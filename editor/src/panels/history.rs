//! Every step since the graph was opened; a click goes back or forth to it.

use std::cmp::Ordering;

use egui::{Button, RichText, ScrollArea, Ui};

use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    let Some(document) = state.document() else { return super::quiet(ui, palette, "No graph is open.") };
    let history = document.history();
    let names: Vec<&str> = history.names().collect();
    let now = history.n_done();
    let height = crate::theme::spacing::ROW;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink([false, false]).stick_to_bottom(true).show_rows(
        ui,
        height,
        names.len() + 1,
        |ui, rows| {
            for step in rows {
                let words = if step == 0 { "Opened".to_owned() } else { crate::words::step(names[step - 1]) };
                let colour = match step.cmp(&now) {
                    Ordering::Less => palette.text,
                    Ordering::Equal => palette.text_on_accent,
                    Ordering::Greater => palette.text_disabled,
                };
                let button = Button::selectable(step == now, RichText::new(words).color(colour)).truncate();
                if super::list_row(ui, egui::vec2(ui.available_width(), height), button).clicked() {
                    intents.push(Intent::GoTo(step));
                }
            }
        },
    );
}
