//! Find in the graph, also inside of its subgraphs: by a node's name, its kind, what it is set to.

use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui};
use weft_engine::graph::{Graph, Name};

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
        let mut taken = enter.then_some(self.chosen).filter(|at| *at < found.len());
        ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show(ui, |ui| {
            for (at, node) in found.iter().enumerate() {
                let path: Vec<&str> = node.inside.iter().chain([&node.name]).map(Name::as_str).collect();
                let kind = RichText::new(node.label.as_str()).color(palette.text_secondary);
                // The accent is for the focus alone; on it, what stands aside could not be read.
                let fill = if at == self.chosen { palette.field_hovered } else { egui::Color32::TRANSPARENT };
                let button = Button::new(path.join(" / ")).shortcut_text(kind).fill(fill);
                if crate::panels::list_row(ui, egui::vec2(ui.available_width(), 24.0), button).clicked() {
                    taken = Some(at);
                }
            }
        });
        let open = taken.is_none();
        if let Some(node) = taken.and_then(|at| found.into_iter().nth(at)) {
            let here = state.document().is_some_and(|document| document.inside() == node.inside);
            let reveal = if here { Intent::Reveal(node.name) } else { Intent::RevealInside(node.inside, node.name) };
            intents.push(reveal);
        }
        open
    }

    /// Nodes of all levels, the best first.
    fn found(&self, state: &State) -> Vec<Found> {
        let Some(document) = state.document() else { return Vec::new() };
        let mut ranked = Vec::new();
        self.search(state, document.graph(), &mut Vec::new(), &mut ranked);
        ranked.sort_by_key(|(score, _)| -score);
        ranked.into_iter().take(SHOWN_MAX).map(|(_, node)| node).collect()
    }

    fn search(&self, state: &State, graph: &Graph, inside: &mut Vec<Name>, ranked: &mut Vec<(i32, Found)>) {
        for (name, node) in graph.nodes() {
            let label =
                state.catalog.kind(&node.kind).map_or_else(|| node.kind.to_string(), |kind| kind.label.to_string());
            let by_name = fuzzy::score(&self.query, name).map(|score| score + 20);
            let by_label = fuzzy::score(&self.query, &label);
            let is_set =
                !self.query.is_empty() && node.set.iter().any(|(_, value)| value.words().contains(&self.query));
            if let Some(best) = [by_name, by_label, is_set.then_some(5)].into_iter().flatten().max() {
                ranked.push((best, Found { inside: inside.clone(), name: name.clone(), label }));
            }
            if let Some(inner) = node.graph() {
                inside.push(name.clone());
                self.search(state, inner, inside, ranked);
                inside.pop();
            }
        }
    }
}

/// A node, and the nodes around it from the outside in.
struct Found {
    inside: Vec<Name>,
    name: Name,
    label: String,
}
