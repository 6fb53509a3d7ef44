//! Values that are no pictures: texts, JSON, records, lists and tensors in pages, numbers, colours.

use egui::{Align, Align2, Button, Color32, FontId, Label, Layout, Rect, RichText, ScrollArea, Ui, vec2};
use weft_engine::session::{Shown, TableView};

use super::Viewer;
use super::asks::PAGE;
use crate::theme::{Palette, SIZE_BODY, spacing};
use crate::words;

/// Of a column: fits most numbers.
const COLUMN: f32 = 96.0;
const ROW: f32 = spacing::ROW;
const GAP: f32 = 8.0;

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

/// Only the cells in sight are made: a page may have 256 columns.
fn rows(ui: &mut Ui, palette: &Palette, table: &TableView) {
    let tensor = table.of == "tensor";
    if tensor {
        ui.label(RichText::new(&table.shape).monospace().color(palette.text_secondary));
    }
    let widths = widths(table, ui.available_width());
    let lefts: Vec<f32> = widths
        .iter()
        .scan(0.0, |x, width| {
            *x += width + GAP;
            Some(*x - width - GAP)
        })
        .collect();
    let all = vec2(widths.iter().map(|width| width + GAP).sum(), ROW * (table.rows.len() + 1) as f32 + GAP);
    ScrollArea::both().auto_shrink([false, false]).show_viewport(ui, |ui, seen| {
        ui.set_min_size(all);
        let origin = ui.min_rect().min;
        let columns = lefts.partition_point(|left| *left < seen.min.x - COLUMN * 4.0)
            ..lefts.partition_point(|left| *left < seen.max.x);
        let first = ((seen.min.y / ROW - 1.0).max(0.0)) as usize;
        let last = ((seen.max.y / ROW).max(0.0) as usize + 1).min(table.rows.len());
        let place =
            |column: usize, y: f32| Rect::from_min_size(origin + vec2(lefts[column], y), vec2(widths[column], ROW));
        let cell = |ui: &mut Ui, rect: Rect, text: RichText, number: bool| {
            let align = if number { Align::Max } else { Align::Min };
            let layout = Layout::left_to_right(Align::Center).with_main_align(align).with_main_justify(true);
            let builder =
                egui::UiBuilder::new().max_rect(rect).layout(layout).id_salt((rect.min.x as i32, rect.min.y as i32));
            ui.scope_builder(builder, |ui| ui.add(Label::new(text).truncate().halign(align)));
        };
        for column in columns.clone() {
            let text = RichText::new(&table.columns[column]).small().color(palette.text_secondary);
            cell(ui, place(column, 0.0), text, tensor);
        }
        ui.painter().hline(origin.x..=origin.x + all.x, origin.y + ROW, egui::Stroke::new(1.0, palette.separator));
        for (at, row) in table.rows.iter().enumerate().take(last).skip(first) {
            for column in columns.clone() {
                let Some(text) = row.get(column) else { continue };
                let number = table.of != "record" && text.parse::<f64>().is_ok();
                let rich = RichText::new(text).color(palette.text);
                let rich = if number || tensor { rich.monospace() } else { rich };
                cell(ui, place(column, ROW * (at + 1) as f32 + GAP / 2.0), rich, number);
            }
        }
        if table.rows.is_empty() {
            let rect = Rect::from_min_size(origin + vec2(0.0, ROW + GAP), vec2(200.0, ROW));
            cell(ui, rect, RichText::new("Nothing in it.").color(palette.text_secondary), false);
        }
    });
}

/// Of the columns. A record has three, of words; the last one gets what is left, as in a list of plain values.
fn widths(table: &TableView, room: f32) -> Vec<f32> {
    let of = |at: usize| match (&*table.of, at) {
        ("record", 2) => (room - 2.0 * (COLUMN + GAP) - 16.0).max(COLUMN),
        ("list", 0) => 40.0,
        ("list", 2) if table.columns.len() == 3 => (room - COLUMN - 40.0 - 3.0 * GAP - 8.0).max(160.0),
        _ => COLUMN,
    };
    (0..table.columns.len()).map(of).collect()
}
