//! Several selected nodes: what one can do with all of them.

use egui::{Button, RichText, Ui};

use crate::action::Action;
use crate::intent::Intent;
use crate::scene::NodeBox;
use crate::theme::Palette;
use crate::words;

pub(crate) fn show(ui: &mut Ui, nodes: &[&NodeBox], palette: &Palette, intents: &mut Vec<Intent>) {
    ui.heading(words::count(nodes.len(), "node"));
    ui.add_space(8.0);
    let rows: [(&str, &[Action]); 3] = [
        ("Align", &[Action::AlignLeft, Action::AlignRight, Action::AlignTop, Action::AlignBottom]),
        ("Arrange", &[Action::DistributeAcross, Action::DistributeDown, Action::Layout]),
        (
            "Together",
            &[Action::MakeSubgraph, Action::Frame, Action::Duplicate, Action::Mute, Action::Collapse, Action::Delete],
        ),
    ];
    for (title, actions) in rows {
        ui.label(RichText::new(title).small().color(palette.text_secondary));
        ui.horizontal_wrapped(|ui| {
            for action in actions {
                let keys = action.keys_text(ui.ctx());
                if ui.add(Button::new(action.label())).on_hover_text(keys).clicked() {
                    intents.push(Intent::Do(*action));
                }
            }
        });
        ui.add_space(8.0);
    }
}
