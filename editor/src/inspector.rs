//! What is selected, in full: every input with its widget, units, notes, reset and expose.

mod many;
mod model;
mod nothing;
mod outputs;
mod row;
mod source;
pub(crate) mod wish;

use egui::{Color32, RichText, ScrollArea, TextEdit, Ui};
use weft_engine::graph::Name;

use crate::action::Action;
use crate::intent::Intent;
use crate::live::NodeState;
use crate::remedy::Remedy;
use crate::scene::NodeBox;
use crate::signature::Face;
use crate::state::State;
use crate::theme::{Palette, category};
use crate::words;

/// What the pane remembers.
#[derive(Default)]
pub(crate) struct Inspector {
    /// A node's name while it is being typed.
    naming: Option<(Name, String)>,
    /// Whether rarely used inputs are shown.
    advanced: bool,
}

impl Inspector {
    pub(crate) fn show(&mut self, ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
        let Some(document) = state.document() else { return crate::panels::quiet(ui, palette, "No graph is open.") };
        let level = document.level();
        let nodes: Vec<&NodeBox> = document.selection.iter().filter_map(|key| state.scene.node(key)).collect();
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| match nodes.as_slice() {
            [] => nothing::show(ui, state, palette, intents),
            [node] => {
                if let Some(own) = level.node(&node.name) {
                    self.one(ui, state, palette, node, own, intents);
                }
            }
            nodes => many::show(ui, nodes, palette, intents),
        });
    }

    fn one(
        &mut self,
        ui: &mut Ui,
        state: &State,
        palette: &Palette,
        node: &NodeBox,
        own: &weft_engine::graph::Node,
        intents: &mut Vec<Intent>,
    ) {
        self.name(ui, node, intents);
        let bar = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(3.0, 16.0));
        ui.painter().rect_filled(bar, 1.5, category::hue_of(&node.signature.category));
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.label(RichText::new(&node.signature.label).color(palette.text));
            ui.label(RichText::new(own.kind.as_str()).monospace().color(palette.text_secondary));
        });
        if let Some(kind) = &node.signature.kind {
            let first = kind.doc.lines().next().unwrap_or_default();
            ui.label(RichText::new(first).color(palette.text_secondary)).on_hover_text(&*kind.doc);
        }
        if node.signature.face == Face::Missing {
            let words = format!(
                "`{}` is not installed. The node keeps all that the file says of it: its settings, wires and place.",
                own.kind
            );
            ui.label(RichText::new(words).color(palette.warning));
        }
        ui.add_space(8.0);
        let sockets = &node.signature.inputs;
        let common = sockets.iter().filter(|socket| !is_advanced(socket));
        for socket in common {
            row::show(ui, state, palette, node, own, socket, intents);
        }
        let rare: Vec<_> = sockets.iter().filter(|socket| is_advanced(socket)).collect();
        if !rare.is_empty() {
            ui.add_space(8.0);
            let words = if self.advanced { "Fewer settings" } else { "More settings" };
            if ui.link(RichText::new(words).color(palette.text_secondary)).clicked() {
                self.advanced = !self.advanced;
            }
            for socket in rare.into_iter().filter(|_| self.advanced) {
                row::show(ui, state, palette, node, own, socket, intents);
            }
        }
        row::unknown_settings(ui, palette, node, own, intents);
        outputs::show(ui, state, palette, node, intents);
        ui.add_space(12.0);
        ui.horizontal_wrapped(|ui| {
            let mut muted = own.bypass;
            if ui.checkbox(&mut muted, "Muted").on_hover_text("What comes in is passed through").changed() {
                intents.push(Intent::Do(Action::Mute));
            }
            let mut collapsed = node.collapsed;
            if ui.checkbox(&mut collapsed, "Collapsed").changed() {
                intents.push(Intent::Do(Action::Collapse));
            }
            if own.graph().is_some() && ui.button("Open the subgraph").clicked() {
                intents.push(Intent::Enter(node.name.clone()));
            }
        });
        // Below what can be clicked: it comes and goes with runs, and nothing may move away under the pointer.
        told(ui, state, palette, node, intents);
    }

    fn name(&mut self, ui: &mut Ui, node: &NodeBox, intents: &mut Vec<Intent>) {
        let mut text = match &self.naming {
            Some((name, text)) if *name == node.name => text.clone(),
            _ => node.name.to_string(),
        };
        let edit = TextEdit::singleline(&mut text).font(egui::TextStyle::Heading).desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Name of the node");
        if response.has_focus() {
            self.naming = Some((node.name.clone(), text));
        } else if response.lost_focus() {
            self.naming = None;
            if !ui.input(|input| input.key_pressed(egui::Key::Escape)) {
                intents.push(Intent::Rename(node.name.clone(), text));
            }
        }
    }
}

fn is_advanced(socket: &crate::signature::Socket) -> bool {
    socket.input().is_some_and(|input| input.flags.advanced)
}

/// The hint, or a button that does what it says.
fn way_out(ui: &mut Ui, state: &State, hint: Option<&str>, colour: Color32, intents: &mut Vec<Intent>) {
    let Some(hint) = hint else { return };
    let Some(remedy) = Remedy::of(hint) else {
        ui.label(RichText::new(words::sentence(hint)).color(colour));
        return;
    };
    match state.shelf.progress(remedy.name()) {
        Some(words) => drop(ui.label(RichText::new(words).color(colour))),
        None if ui.button(format!("{}…", remedy.label())).clicked() => intents.extend(remedy.intents()),
        None => {}
    }
}

/// How the last run of the node ended.
fn told(ui: &mut Ui, state: &State, palette: &Palette, node: &NodeBox, intents: &mut Vec<Intent>) {
    let small = |text: String, colour| RichText::new(text).small().color(colour);
    if let Some((why, hint)) = state.live.mistakes.get(&node.full_name) {
        ui.label(RichText::new(words::sentence(why)).color(palette.warning));
        way_out(ui, state, hint.as_deref(), palette.text_secondary, intents);
    }
    match state.live.node(&node.full_name) {
        NodeState::Failed(why, hint) => {
            ui.label(RichText::new(words::sentence(why)).color(palette.error));
            way_out(ui, state, hint.as_deref(), palette.text, intents);
        }
        NodeState::Done(seconds) => {
            let on = if state.live.on_gpu.contains(&node.full_name) { "graphics card" } else { "processor" };
            let text = format!("Took {} on the {on}", words::duration(f64::from(*seconds)));
            ui.label(small(text, palette.text_secondary));
        }
        NodeState::Kept => {
            ui.label(small("Result kept from an earlier run".to_owned(), palette.text_secondary));
        }
        NodeState::Running(_) => {
            ui.label(small("Running".to_owned(), palette.running));
        }
        NodeState::Skipped => {
            ui.label(small("Did not run: a node before it failed".to_owned(), palette.text_secondary));
        }
        NodeState::Idle | NodeState::Waiting => {}
    }
}
