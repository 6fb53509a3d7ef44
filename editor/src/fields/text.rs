//! Texts on one line, paths with a button for the dialog, and a short word on what is drawn by hand.

use egui::{Align2, Sense, Ui, WidgetInfo, accesskit::Role, text::LayoutJob, vec2};
use weft_engine::graph::Setting;

use super::{Change, Spot, set_typing, type_line, typing};

/// One line of text; a click begins typing.
pub(crate) fn line(ui: &mut Ui, spot: &Spot<'_>, text: &str, hint: &str) -> Option<Change> {
    if let Some(typed) = typing(ui, spot.id) {
        let typed = type_line(ui, spot, typed, hint)?;
        return (typed != text).then(|| Change::Set(typed.into()));
    }
    let response = ui.interact(spot.rect, spot.id, Sense::click()).on_hover_cursor(egui::CursorIcon::Text);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, ui.is_enabled(), spot.name);
        info.current_text_value = Some(text.to_owned());
        info
    });
    spot.paint_field(ui, &response);
    let first = text.lines().next().unwrap_or_default();
    let (shown, colour) =
        if first.is_empty() { (hint, spot.palette.text_disabled) } else { (first, spot.palette.text) };
    paint(ui, spot, shown, colour);
    let enter = response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if response.clicked() || enter {
        set_typing(ui, spot.id, Some(text.to_owned()));
    }
    None
}

/// A path: its end is what one wants to see. The button opens the dialog.
pub(crate) fn path(ui: &mut Ui, spot: &Spot<'_>, text: &str) -> Option<Change> {
    let side = spot.rect.height();
    let field = Spot { rect: spot.rect.with_max_x(spot.rect.max.x - side - 4.0 * spot.scale), ..spot.clone() };
    let button =
        Spot { rect: spot.rect.with_min_x(spot.rect.max.x - side), id: spot.id.with("browse"), ..spot.clone() };
    let response = ui.interact(button.rect, button.id, Sense::click()).on_hover_text("Choose a file…");
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{}: choose a file…", spot.name)));
    button.paint_field(ui, &response);
    for x in [-1.0, 0.0, 1.0] {
        let dot = button.rect.center() + vec2(x * 4.0 * spot.scale, 0.0);
        ui.painter().circle_filled(dot, 1.3 * spot.scale, spot.palette.text_secondary);
    }
    if response.clicked() {
        return Some(Change::Browse);
    }
    if typing(ui, spot.id).is_none() && !text.is_empty() {
        let end = std::path::Path::new(text).file_name().map_or(text.into(), |name| name.to_string_lossy());
        return shown_as(ui, &field, text, &end);
    }
    line(ui, &field, text, "no file yet")
}

fn shown_as(ui: &mut Ui, spot: &Spot<'_>, text: &str, shown: &str) -> Option<Change> {
    let response = ui.interact(spot.rect, spot.id, Sense::click()).on_hover_text(text);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, ui.is_enabled(), spot.name);
        info.current_text_value = Some(text.to_owned());
        info
    });
    spot.paint_field(ui, &response);
    paint(ui, spot, shown, spot.palette.text);
    if response.clicked() {
        set_typing(ui, spot.id, Some(text.to_owned()));
    }
    None
}

/// What a hand has drawn, in a word; it is changed in the viewer or the inspector.
pub(crate) fn summary(ui: &mut Ui, spot: &Spot<'_>, type_name: &str, value: Option<&Setting>) -> Option<Change> {
    let count = value.and_then(Setting::items).map_or(0, <[Setting]>::len);
    let shown = match (type_name, count) {
        ("rect", 0) => "all of the picture".to_owned(),
        ("rect", _) => "a part of the picture".to_owned(),
        ("curve", 0) => "a straight line".to_owned(),
        (_, 0) => "none yet".to_owned(),
        ("strokes", _) => crate::words::count(count, "stroke"),
        _ => crate::words::count(count, "point"),
    };
    paint(ui, spot, &shown, spot.palette.text_secondary);
    None
}

fn paint(ui: &Ui, spot: &Spot<'_>, text: &str, colour: egui::Color32) {
    let inner = spot.rect.shrink2(vec2(6.0 * spot.scale, 0.0));
    let mut job = LayoutJob::simple_singleline(text.to_owned(), spot.font(), colour);
    job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width());
    let galley = ui.painter().layout_job(job);
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), inner).min;
    ui.painter().galley(at, galley, colour);
}
