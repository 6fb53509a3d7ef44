//! Values that are no pictures: texts, JSON, records, lists and tensors in pages, numbers, colours.

use egui::{Align, Align2, Button, Color32, FontId, Label, Layout, Rect, RichText, ScrollArea, Ui, vec2};
use weft_engine::session::{Shown, TableView};

use super::Viewer;
use super::asks::PAGE;
use crate::theme::{Palette, SIZE_BODY, spacing};
use crate::words;

/// Of a column: fits most numbers.
const COLUMN: f32 = 96.0;

/// Shows a value in the pane. False where it is a picture or a mesh.
pub(super) fn show(viewer: &mut Viewer, ui: &mut Ui, palette: &Palette, room: Rect, shown: &Shown) -> bool {
    let large = |ui: &Ui, text: &str| {
        let font = FontId::proportional(24.0);
        ui.painter().text(room.center(), Align2::CENTER_CENTER, text, font, palette.text);
    };
    let named = |ui: &mut Ui, text: &str| {
        let response = ui.interact(room, ui.scope_id().with("value"), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
    };
    match shown {
        Shown::Image(_) | Shown::Mesh(_) => return false,
        Shown::Number { text, .. } => {
            large(ui, text);
            named(ui, text);
        }
        Shown::Bool(yes) => {
            let text = if *yes { "Yes" } else { "No" };
            large(ui, text);
            named(ui, text);
        }
        Shown::Color(parts) => {
            let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
            let [red, green, blue, alpha] = parts.map(byte);
            let swatch = Rect::from_center_size(room.center() - vec2(0.0, 20.0), vec2(96.0, 96.0));
            ui.painter().rect_filled(swatch, 4.0, Color32::from_rgba_unmultiplied(red, green, blue, alpha));
            let text = format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}");
            let font = FontId::monospace(SIZE_BODY);
            let at = swatch.center_bottom() + vec2(0.0, 12.0);
            ui.painter().text(at, Align2::CENTER_TOP, &text, font, palette.text);
            named(ui, &text);
        }
        Shown::Text { text, lines } => {
            let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(room.shrink(8.0)).id_salt("text"));
            pages(viewer, &mut ui, palette, *lines, "line");
            let json = viewer.as_json(text);
            let text = json.as_deref().unwrap_or(text);
            ScrollArea::both().auto_shrink([false, false]).show(&mut ui, |ui| {
                let rich = RichText::new(text).color(palette.text);
                let rich = if json.is_some() { rich.monospace() } else { rich };
                let label = Label::new(rich).selectable(true);
                ui.add(if json.is_some() { label.extend() } else { label.wrap() });
            });
        }
        Shown::Table(table) => {
            let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(room.shrink(8.0)).id_salt("table"));
            let one = if table.of == "record" { "field" } else { "row" };
            pages(viewer, &mut ui, palette, table.rows_in_all, one);
            rows(&mut ui, palette, table);
        }
    }
    true
}

impl Viewer {
    /// The text laid out as JSON, if it is JSON and somebody wants that. Made once for each text.
    fn as_json(&mut self, text: &str) -> Option<String> {
        if !self.json {
            return None;
        }
        let known = self.pretty.as_ref().is_some_and(|(of, _)| of == text);
        if !known {
            let looks = text.trim_start().starts_with(['{', '[']);
            let parsed = looks.then(|| serde_json::from_str::<serde_json::Value>(text).ok()).flatten();
            let pretty = parsed.and_then(|value| serde_json::to_string_pretty(&value).ok());
            self.pretty = Some((text.to_owned(), pretty));
        }
        self.pretty.as_ref().and_then(|(_, pretty)| pretty.clone())
    }
}

/// Back and forth where there is more than a page; else only how much there is.
fn pages(viewer: &mut Viewer, ui: &mut Ui, palette: &Palette, in_all: u64, one: &str) {
    ui.horizontal(|ui| {
        let all = words::count(usize::try_from(in_all).unwrap_or(usize::MAX), one);
        if in_all <= PAGE && viewer.page == 0 {
            ui.label(RichText::new(all).small().color(palette.text_secondary));
            return;
        }
        let last = in_all.saturating_sub(1) / PAGE;
        if ui.add_enabled(viewer.page > 0, Button::new("Previous")).clicked() {
            viewer.page -= 1;
        }
        if ui.add_enabled(viewer.page < last, Button::new("Next")).clicked() {
            viewer.page += 1;
        }
        let first = viewer.page * PAGE + 1;
        let text = format!("{first} to {} of {all}", (first + PAGE - 1).min(in_all));
        ui.label(RichText::new(text).small().color(palette.text_secondary));
    });
    ui.add_space(4.0);
}

fn rows(ui: &mut Ui, palette: &Palette, table: &TableView) {
    let tensor = table.of == "tensor";
    if tensor {
        ui.label(RichText::new(&table.shape).monospace().color(palette.text_secondary));
    }
    // A record has three columns of words; the last one gets what is left.
    let width = |at: usize, room: f32| match (&*table.of, at) {
        ("record", 2) => (room - 2.0 * COLUMN - 24.0).max(120.0),
        ("list", 0) => 40.0,
        ("list", _) if table.columns.len() == 3 && at == 2 => (room - COLUMN - 72.0).max(120.0),
        _ => COLUMN,
    };
    let room = ui.available_width();
    let cell = |ui: &mut Ui, at: usize, text: RichText, number: bool| {
        let align = if number { Align::Max } else { Align::Min };
        ui.allocate_ui_with_layout(
            vec2(width(at, room), spacing::ROW - 4.0),
            Layout::left_to_right(Align::Center).with_main_align(align).with_main_justify(true),
            |ui| ui.add(Label::new(text).truncate().halign(align)),
        );
    };
    ScrollArea::both().auto_shrink([false, false]).show(ui, |ui| {
        ui.horizontal(|ui| {
            for (at, column) in table.columns.iter().enumerate() {
                cell(ui, at, RichText::new(column).small().color(palette.text_secondary), tensor);
            }
        });
        ui.separator();
        for row in &table.rows {
            ui.horizontal(|ui| {
                for (at, text) in row.iter().enumerate() {
                    let number = text.parse::<f64>().is_ok();
                    let rich = RichText::new(text).color(palette.text);
                    let rich = if number || tensor { rich.monospace() } else { rich };
                    cell(ui, at, rich, number);
                }
            });
        }
        if table.rows.is_empty() {
            ui.label(RichText::new("Nothing in it.").color(palette.text_secondary));
        }
    });
}
