//! The way from the whole graph to the shown subgraph, above the canvas. Only there when there is a way.

use egui::{Frame, Margin, RichText, Ui};

use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

pub(crate) fn show(
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    intents: &mut Vec<Intent>,
    below: impl FnOnce(&mut Ui, &mut Vec<Intent>),
) {
    let Some(document) = state.document() else { return };
    if !document.inside().is_empty() {
        Frame::NONE.fill(palette.panel).inner_margin(Margin::symmetric(8, 3)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_width(ui.available_width());
                ui.spacing_mut().item_spacing.x = 4.0;
                if ui.link(RichText::new(document.title()).color(palette.text_secondary)).clicked() {
                    intents.push(Intent::Leave(0));
                }
                for (at, name) in document.inside().iter().enumerate() {
                    ui.label(RichText::new("›").color(palette.text_secondary));
                    if at + 1 == document.inside().len() {
                        ui.label(name.as_str());
                    } else if ui.link(RichText::new(name.as_str()).color(palette.text_secondary)).clicked() {
                        intents.push(Intent::Leave(at + 1));
                    }
                }
            });
        });
    }
    below(ui, intents);
}
