//! Below the picture: the pixel under the pointer with its exact values, how large the picture is, how near it is seen.

use egui::{Align, Button, Color32, Layout, Rect, RichText, Sense, Ui, vec2};

use super::Viewer;
use super::frame::View;
use super::probe::{Reading, exact};
use crate::theme::{Palette, spacing};
use crate::words;

/// What the line says.
pub(super) struct Line {
    pub view: Option<View>,
    pub reading: Option<Reading>,
    /// Of the pinned output.
    pub other: Option<Reading>,
    /// Whether there is room for two pixels: rows never come and go with the pointer.
    pub compares: bool,
    /// In a list: how many items there are.
    pub items: Option<u64>,
    /// Whether what is shown is older than the graph.
    pub stale: bool,
}

/// Rows that the line needs at a width.
pub(super) fn height(width: f32, line: &Line) -> f32 {
    let rows = if line.view.is_none() && line.items.is_none() {
        0.0
    } else {
        1.0 + f32::from(u8::from(width < 560.0)) + f32::from(u8::from(line.compares))
    };
    rows * spacing::ROW
}

pub(super) fn show(viewer: &mut Viewer, ui: &mut Ui, palette: &Palette, rect: Rect, line: &Line) {
    let row = |at: f32| Rect::from_min_size(rect.min + vec2(0.0, at * spacing::ROW), vec2(rect.width(), spacing::ROW));
    ui.painter().rect_filled(rect, 0.0, palette.panel);
    ui.painter().hline(rect.x_range(), rect.min.y, egui::Stroke::new(1.0, palette.separator));
    let narrow = rect.width() < 560.0;
    let mut first = ui.new_child(inside(row(0.0), Layout::right_to_left(Align::Center)));
    near(viewer, &mut first, palette, line);
    let place = if narrow { row(1.0) } else { row(0.0) };
    let mut values_ui = ui.new_child(inside(place, Layout::left_to_right(Align::Center)));
    values(&mut values_ui, palette, line.reading.as_ref(), "");
    if let Some(other) = &line.other {
        let mut below = ui.new_child(inside(row(if narrow { 2.0 } else { 1.0 }), Layout::left_to_right(Align::Center)));
        values(&mut below, palette, Some(other), "Pinned ");
    }
}

fn inside(row: Rect, layout: Layout) -> egui::UiBuilder {
    egui::UiBuilder::new().max_rect(row.shrink2(vec2(8.0, 0.0))).layout(layout)
}

/// Zoom, size, which item of a list.
fn near(viewer: &mut Viewer, ui: &mut Ui, palette: &Palette, line: &Line) {
    ui.spacing_mut().item_spacing.x = 8.0;
    let quiet = |text: String| RichText::new(text).small().color(palette.text_secondary);
    if let Some(view) = line.view {
        let percent = words_of(view.scale());
        let text = if viewer.frame.is_fit() { format!("Fit {percent}") } else { percent };
        ui.spacing_mut().button_padding = vec2(6.0, 1.0);
        let menu = ui.menu_button(RichText::new(text).small(), |ui| {
            if ui.add(Button::new("Fit").shortcut_text("F")).clicked() {
                viewer.frame.fit();
                ui.close();
            }
            for (label, key, scale) in
                [("50 %", "", 0.5), ("100 %", "1", 1.0), ("200 %", "2", 2.0), ("400 %", "4", 4.0), ("800 %", "8", 8.0)]
            {
                if ui.add(Button::new(label).shortcut_text(key)).clicked() {
                    viewer.frame.zoom_to(view, scale);
                    ui.close();
                }
            }
        });
        menu.response.on_hover_text("Zoom");
        ui.label(quiet(words::picture_size(view.size.0, view.size.1)));
    }
    if let Some(items) = line.items.filter(|items| *items > 1) {
        let last = u32::try_from(items - 1).unwrap_or(u32::MAX);
        if ui.add_enabled(viewer.item < last, Button::new(quiet("Next item".to_owned()))).clicked() {
            viewer.item += 1;
        }
        ui.label(quiet(format!("{} of {items}", viewer.item + 1)));
        if ui.add_enabled(viewer.item > 0, Button::new(quiet("Previous item".to_owned()))).clicked() {
            viewer.item -= 1;
        }
    }
    if line.stale {
        ui.label(RichText::new("Updating…").small().color(palette.running));
    }
}

fn words_of(scale: f32) -> String {
    let percent = scale * 100.0;
    if percent < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

fn values(ui: &mut Ui, palette: &Palette, reading: Option<&Reading>, before: &str) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let Some(reading) = reading else { return };
    let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
    let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    let [red, green, blue, _] = reading.sample.map(byte);
    ui.painter().rect_filled(rect, 2.0, Color32::from_rgb(red, green, blue));
    let (x, y) = reading.pixel;
    let mut text = format!("{before}{x}, {y}");
    for (name, value) in reading.values() {
        // Room for most values, so that the next one stays where it is.
        text.push_str(&format!("  {name} {:<10}", exact(value)));
    }
    let odd = reading.values().iter().any(|(_, value)| !value.is_finite());
    let colour = if odd { palette.warning } else { palette.text };
    let rich = RichText::new(&text).monospace().size(11.0).color(colour);
    ui.add(egui::Label::new(rich).truncate().selectable(true));
}
