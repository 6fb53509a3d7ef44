//! All keys on one sheet.

use egui::{Grid, RichText, ScrollArea};

use crate::action::Action;
use crate::theme::Palette;

/// What the pointer does; it has no entry in the table of actions.
const POINTER: [(&str, &str); 9] = [
    ("Wheel", "Zoom at the pointer"),
    ("Middle button, or Space and drag", "Move the view"),
    ("Drag on the canvas", "Select in a box"),
    ("Shift and click", "Add to the selection"),
    ("Alt while moving", "Leave the grid"),
    ("Drag a wire", "Bend it"),
    ("Double click a wire", "Insert a node"),
    ("Double click a label", "Back to the default"),
    ("Shift or Alt on a number", "Ten times faster or finer"),
];

pub(crate) fn show(ctx: &egui::Context, palette: &Palette) -> bool {
    super::sheet(ctx, "Keyboard shortcuts", 720.0, |ui| {
        ui.heading("Keyboard shortcuts");
        ui.add_space(8.0);
        let height = (ctx.content_rect().height() - 200.0).max(200.0);
        // As tall as there is room: half a list would hide the other half.
        let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        list.show(ui, |ui| {
            ui.columns(2, |columns| {
                for (at, group) in Action::GROUPS.iter().enumerate() {
                    let rows: Vec<(String, &str)> = Action::of_group(group)
                        .map(|action| (action.keys_text(ctx), action.label()))
                        .filter(|(keys, _)| !keys.is_empty())
                        .collect();
                    table(&mut columns[at % 2], palette, group, &rows);
                }
                let owned = |rows: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
                    rows.iter().map(|(what, does)| ((*what).to_owned(), *does)).collect()
                };
                table(&mut columns[0], palette, "In the viewer", &owned(&crate::viewer::keys::SHEET));
                table(&mut columns[1], palette, "Pointer", &owned(&POINTER));
            });
        });
        true
    })
}

fn table(ui: &mut egui::Ui, palette: &Palette, title: &str, rows: &[(String, &str)]) {
    if rows.is_empty() {
        return;
    }
    ui.label(RichText::new(title).small().color(palette.text_secondary));
    Grid::new(title).num_columns(2).spacing([12.0, 2.0]).show(ui, |ui| {
        for (keys, does) in rows {
            ui.label(RichText::new(keys).color(palette.text));
            ui.label(RichText::new(*does).color(palette.text_secondary));
            ui.end_row();
        }
    });
    ui.add_space(12.0);
}
