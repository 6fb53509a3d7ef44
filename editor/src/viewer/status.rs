//! Below the picture: the pixel under the pointer with its exact values, how large the picture is, how near it is seen.

use egui::{Align, Button, Color32, Layout, Rect, RichText, Sense, Ui, vec2};

use super::Viewer;
use super::frame::View;
use super::probe::{Reading, exact};
use crate::theme::{Palette, SIZE_SMALL, spacing};
use crate::words;

/// A pane that is not as wide shows values on a row of their own.
const NARROW: f32 = 620.0;

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
        1.0 + f32::from(u8::from(width < NARROW)) + f32::from(u8::from(line.compares))
    };
    rows * spacing::ROW
}

pub(super) fn show(viewer: &mut Viewer, ui: &mut Ui, palette: &Palette, rect: Rect, line: &Line) {
    let row = |at: f32| {
        let row = Rect::from_min_size(rect.min + vec2(0.0, at * spacing::ROW), vec2(rect.width(), spacing::ROW));
        row.shrink2(vec2(8.0, 0.0))
    };
    ui.painter().rect_filled(rect, 0.0, palette.panel);
    ui.painter().hline(rect.x_range(), rect.min.y, egui::Stroke::new(1.0, palette.separator));
    let narrow = rect.width() < NARROW;
    let mut first = ui.new_child(inside(row(0.0), Layout::right_to_left(Align::Center)));
    near(viewer, &mut first, palette, line);
    // In a narrow pane the place stands above the values, else before them.
    let below = if narrow { 1.0 } else { 0.0 };
    if let Some(reading) = &line.reading {
        values(ui, palette, [row(0.0), row(below)], reading, "");
    }
    if let Some(other) = &line.other {
        let last = row(below + 1.0);
        values(ui, palette, [if narrow { row(0.0) } else { last }, last], other, "Pinned ");
    }
}

fn inside(row: Rect, layout: Layout) -> egui::UiBuilder {
    egui::UiBuilder::new().max_rect(row).layout(layout)
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

/// The place of a pixel in one row and its values in another, which may be the same. A click copies them.
fn values(ui: &mut Ui, palette: &Palette, [above, row]: [Rect; 2], reading: &Reading, before: &str) {
    let (x, y) = reading.pixel;
    let place = format!("{before}{x}, {y}");
    let mut text = place.clone();
    for (name, value) in reading.values() {
        text.push_str(&format!("  {name} {}", exact(value)));
    }
    let id = ui.scope_id().with(("values", before));
    let response = ui.interact(row.with_max_x(row.max.x.min(row.min.x + 480.0)), id, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &text));
    if response.has_focus() {
        ui.painter().rect_stroke(response.rect, 4.0, egui::Stroke::new(1.0, palette.accent), egui::StrokeKind::Inside);
    }
    let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    let [red, green, blue, _] = reading.sample.map(byte);
    let swatch = Rect::from_center_size(row.left_center() + vec2(6.0, 0.0), vec2(12.0, 12.0));
    ui.painter().rect_filled(swatch, 2.0, Color32::from_rgb(red, green, blue));
    // What has more digits than there is room for is told in full by the hint.
    let paint = |at: egui::Pos2, room: f32, text: &str, colour: Color32| {
        let font = egui::FontId::proportional(SIZE_SMALL);
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = ui.painter().layout_job(job);
        let size = galley.size();
        ui.painter().galley(at - vec2(0.0, size.y / 2.0), galley, colour);
        size.x
    };
    let wide = above == row;
    let mut left = row.left_center() + vec2(18.0, 0.0);
    if wide {
        paint(left, 104.0, &place, palette.text_secondary);
        left.x += 110.0;
    } else if before.is_empty() {
        paint(above.left_center(), above.width() / 2.0, &place, palette.text_secondary);
    }
    // Cells keep their places whatever digits stand in them.
    let shown = reading.values();
    let cell = if wide { 88.0 } else { (row.width() - 18.0) / shown.len().max(3) as f32 };
    for (name, value) in shown {
        let name_width = paint(left, cell, name, palette.text_secondary);
        let colour = if value.is_finite() { palette.text } else { palette.warning };
        paint(left + vec2(name_width + 4.0, 0.0), cell - name_width - 8.0, &exact(value), colour);
        left.x += cell;
    }
    if response.on_hover_text(format!("{text}\nA click copies the values")).clicked() {
        ui.ctx().copy_text(text);
    }
}
