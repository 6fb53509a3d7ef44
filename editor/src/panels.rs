//! Panes beside the canvas, the inspector and the viewer.

pub(crate) mod breadcrumbs;
pub(crate) mod browser;
pub(crate) mod history;
pub(crate) mod log;
pub(crate) mod plugins;
pub(crate) mod queue;

use egui::{RichText, Ui};

use crate::theme::Palette;

/// A button over the whole width whose words begin at the left, as rows of a list have them.
pub(crate) fn list_row(ui: &mut Ui, size: egui::Vec2, button: egui::Button<'_>) -> egui::Response {
    let layout = egui::Layout::top_down_justified(egui::Align::LEFT);
    ui.allocate_ui_with_layout(size, layout, |ui| ui.add(button.min_size(size))).inner
}

/// What an empty pane says.
pub(crate) fn quiet(ui: &mut Ui, palette: &Palette, text: &str) {
    ui.add_space(8.0);
    ui.label(RichText::new(text).color(palette.text_secondary));
}
