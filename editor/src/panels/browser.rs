//! All installed kinds by category, and the page of the chosen one. A double click or Enter adds it.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Button, CollapsingHeader, RichText, ScrollArea, TextEdit, Ui};
use weft_engine::catalog::Kind;
use weft_engine::graph::Name;

use crate::intent::{Intent, Join, NewNode};
use crate::palette::{rank, type_chip};
use crate::state::State;
use crate::theme::{Palette, category};

/// What the pane remembers.
#[derive(Default)]
pub(crate) struct Browser {
    query: String,
    chosen: Option<Box<str>>,
    /// Where a node from here goes: the middle of the canvas.
    pub(crate) place: egui::Pos2,
}

impl Browser {
    pub(crate) fn show(&mut self, ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
        let edit = TextEdit::singleline(&mut self.query).hint_text("Search kinds").desired_width(f32::INFINITY);
        ui.add(edit).accessible_name("Search the list of kinds");
        if state.catalog.kinds().is_empty() {
            return super::quiet(ui, palette, "No kinds are installed. They lie as plugins beside the program.");
        }
        ui.add_space(4.0);
        let page = self.chosen.as_ref().and_then(|id| state.catalog.kind(id)).cloned();
        let room = ui.available_height();
        let list = if page.is_some() { room * 0.5 } else { room };
        let id = egui::IdSalt::new("kinds");
        ScrollArea::vertical().id_salt(id).max_height(list).auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (name, kinds) in self.grouped(state) {
                let open = (!self.query.is_empty()).then_some(true);
                CollapsingHeader::new(RichText::new(&name).color(palette.text_secondary))
                    .open(open)
                    .default_open(true)
                    .show(ui, |ui| {
                        for kind in kinds {
                            self.entry(ui, &kind, intents);
                        }
                    });
            }
        });
        if let Some(kind) = page {
            ui.separator();
            ScrollArea::vertical()
                .id_salt(egui::IdSalt::new("page"))
                .auto_shrink([false, false])
                .show(ui, |ui| self.page(ui, &kind, palette, intents));
        }
    }

    fn grouped(&self, state: &State) -> BTreeMap<String, Vec<Arc<Kind>>> {
        let mut groups: BTreeMap<String, Vec<Arc<Kind>>> = BTreeMap::new();
        for kind in state.catalog.kinds().iter().filter(|kind| rank(kind, &self.query).is_some()) {
            groups.entry(kind.category.to_string()).or_default().push(Arc::clone(kind));
        }
        groups
    }

    fn entry(&mut self, ui: &mut Ui, kind: &Kind, intents: &mut Vec<Intent>) {
        let chosen = self.chosen.as_ref() == Some(&kind.id);
        let label = Button::selectable(chosen, &*kind.label).truncate();
        let button = super::list_row(ui, egui::vec2(ui.available_width(), 20.0), label);
        let bar = egui::Rect::from_min_size(button.rect.min + egui::vec2(0.0, 4.0), egui::vec2(2.0, 12.0));
        ui.painter().rect_filled(bar, 1.0, category::hue_of(&kind.category));
        let button = button.on_hover_text(kind.doc.lines().next().unwrap_or_default());
        if button.clicked() {
            self.chosen = Some(kind.id.clone());
        }
        if button.double_clicked() {
            intents.push(self.add(kind));
        }
    }

    fn add(&self, kind: &Kind) -> Intent {
        let corner = crate::changes::arrange::snapped(self.place - egui::vec2(96.0, 60.0));
        Intent::AddNode(NewNode {
            kind: Name::new(&*kind.id),
            at: (f64::from(corner.x), f64::from(corner.y)),
            join: Join::Nothing,
        })
    }

    fn page(&mut self, ui: &mut Ui, kind: &Kind, palette: &Palette, intents: &mut Vec<Intent>) {
        let quiet = |text: &str| RichText::new(text).small().color(palette.text_secondary);
        ui.horizontal(|ui| {
            ui.heading(&*kind.label);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui
                    .add_enabled(true, Button::new("Add"))
                    .on_hover_text("Adds a node in the middle of the canvas")
                    .clicked()
                {
                    intents.push(self.add(kind));
                }
            });
        });
        ui.label(RichText::new(&*kind.id).monospace().color(palette.text_secondary));
        ui.add_space(4.0);
        ui.label(&*kind.doc);
        for (title, sockets) in [("Inputs", inputs(kind)), ("Outputs", outputs(kind))] {
            if sockets.is_empty() {
                continue;
            }
            ui.add_space(8.0);
            ui.label(quiet(title));
            for (label, ty, doc) in sockets {
                ui.horizontal(|ui| {
                    ui.label(label);
                    type_chip(ui, ty, palette);
                });
                if !doc.is_empty() {
                    ui.label(quiet(doc));
                }
            }
        }
        ui.add_space(8.0);
        ui.label(quiet(&format!("From the plugin {} {}", kind.plugin.id, kind.plugin.version)));
    }
}

type Line<'a> = (&'a str, &'a weft_engine::catalog::Type, &'a str);

fn inputs(kind: &Kind) -> Vec<Line<'_>> {
    let shown = kind.inputs.iter().filter(|input| !input.flags.hidden);
    shown.map(|input| (&*input.label, &input.ty, &*input.doc)).collect()
}

fn outputs(kind: &Kind) -> Vec<Line<'_>> {
    kind.outputs.iter().map(|output| (&*output.label, &output.ty, &*output.doc)).collect()
}
