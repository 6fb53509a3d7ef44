//! What must be answered before work is lost, and files that could not be opened.

use egui::{Context, Id, Modal, RichText, ScrollArea};

use crate::action::Action;
use crate::intent::Intent;
use crate::state::{Asked, Errand, State};
use crate::words;

pub(crate) fn show(ctx: &Context, state: &mut State, intents: &mut Vec<Intent>) {
    unsaved(ctx, state, intents);
    refused(ctx, state);
}

fn unsaved(ctx: &Context, state: &mut State, intents: &mut Vec<Intent>) {
    let Some(asked) = state.asked else { return };
    let titles: Vec<String> = match asked {
        Asked::Close(id) => {
            state.documents.iter().filter(|document| document.id == id).map(|document| document.title()).collect()
        }
        Asked::Quit => {
            state.documents.iter().filter(|document| !document.is_saved()).map(|document| document.title()).collect()
        }
    };
    if titles.is_empty() {
        state.asked = None;
        return;
    }
    let shown = Modal::new(Id::unique("unsaved")).show(ctx, |ui| {
        ui.set_width(360.0);
        let all = titles.join("`, `");
        ui.heading(format!("`{all}` has changes that are not saved"));
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            if let Asked::Close(id) = asked {
                if ui.button("Save").clicked() {
                    state.asked = None;
                    intents.push(Intent::Do(Action::Save));
                }
                if ui.button("Close without saving").clicked()
                    && let Some(at) = state.documents.iter().position(|document| document.id == id)
                {
                    intents.push(Intent::CloseUnsaved(at));
                }
            } else if ui.button("Quit without saving").clicked() {
                state.asked = None;
                let at: Vec<usize> = (0..state.documents.len()).rev().collect();
                intents.extend(at.into_iter().map(Intent::CloseUnsaved));
                state.errands.push(Errand::Quit);
            }
            if ui.button("Go on working").clicked() {
                state.asked = None;
            }
        });
    });
    if shown.should_close() {
        state.asked = None;
    }
}

fn refused(ctx: &Context, state: &mut State) {
    let Some(refused) = state.refused.clone() else { return };
    let mut open = true;
    let shown = Modal::new(Id::unique("refused")).show(ctx, |ui| {
        ui.set_width(520.0);
        let name = refused.path.file_name().unwrap_or(refused.path.as_os_str()).to_string_lossy().into_owned();
        ui.heading(format!("`{name}` cannot be opened"));
        ui.add_space(8.0);
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for told in &refused.told {
                ui.label(words::sentence(&told.message));
                if told.place != weft_engine::diagnostic::Place::Everywhere {
                    ui.label(RichText::new(told.place.to_string()).monospace().weak());
                }
                if let Some(hint) = &told.hint {
                    ui.label(RichText::new(words::sentence(hint)).weak());
                }
                ui.add_space(8.0);
            }
        });
        if ui.button("Close").clicked() {
            open = false;
        }
    });
    if !open || shown.should_close() {
        state.refused = None;
    }
}
