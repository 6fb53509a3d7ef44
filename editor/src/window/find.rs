//! Find in the graph: by a node's name, its kind, what it is set to.

use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui};
use weft_engine::graph::Name;

use crate::fuzzy;
use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

#[derive(Default)]
pub(crate) struct Find {
    query: String,
    chosen: usize,
}

const SHOWN_MAX: usize = 200;

impl Find {
    pub(crate) fn show(
        &mut self,
        ctx: &egui::Context,
        state: &State,
        palette: &Palette,
        intents: &mut Vec<Intent>,
    ) -> bool {
        super::sheet(ctx, "Find in graph", 440.0, |ui| self.inside(ui, state, palette, intents))
    }

    fn inside(&mut self, ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
        let (down, up, enter) = ui.input_mut(|input| {
            let plain = egui::Modifiers::NONE;
            (
                input.consume_key(plain, Key::ArrowDown),
                input.consume_key(plain, Key::ArrowUp),
                input.key_pressed(Key::Enter),
            )
        });
        let edit = TextEdit::singleline(&mut self.query)
            .hint_text("Find nodes by name, kind or setting")
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Find nodes");
        response.request_focus();
        let found = self.found(state);
        self.chosen =
            (self.chosen + usize::from(down)).saturating_sub(usize::from(up)).min(found.len().saturating_sub(1));
        if !self.query.is_empty() && found.is_empty() {
            ui.label(RichText::new("No node is called so.").color(palette.text_secondary));
        }
        let mut taken = found.get(self.chosen).map(|(name, _)| name.clone()).filter(|_| enter);
        ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show(ui, |ui| {
            for (at, (name, label)) in found.iter().enumerate() {
                let button = Button::selectable(at == self.chosen, name.as_str()).shortcut_text(label.as_str());
                if crate::panels::list_row(ui, egui::vec2(ui.available_width(), 24.0), button).clicked() {
                    taken = Some(name.clone());
                }
            }
        });
        if let Some(name) = &taken {
            intents.push(Intent::Reveal(name.clone()));
        }
        taken.is_none()
    }

    fn found(&self, state: &State) -> Vec<(Name, String)> {
        let level = state.document().map(|document| document.level());
        let mut ranked: Vec<(i32, Name, String)> = state
            .scene
            .nodes
            .iter()
            .filter_map(|node| {
                let name = fuzzy::score(&self.query, &node.name).map(|score| score + 20);
                let label = fuzzy::score(&self.query, &node.signature.label);
                let own = level.and_then(|level| level.node(&node.name));
                let set = own.is_some_and(|own| own.set.iter().any(|(_, value)| value.words().contains(&self.query)));
                let set = (set && !self.query.is_empty()).then_some(5);
                let best = [name, label, set].into_iter().flatten().max()?;
                Some((best, node.name.clone(), node.signature.label.clone()))
            })
            .collect();
        ranked.sort_by_key(|(score, ..)| -score);
        ranked.into_iter().take(SHOWN_MAX).map(|(_, name, label)| (name, label)).collect()
    }
}
