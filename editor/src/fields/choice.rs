//! One of several answers; stored by key, shown by label.

use egui::{Align2, Popup, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_engine::catalog::Choice;

use super::{Change, Spot};

pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, choices: &[Choice], key: &str) -> Option<Change> {
    let response = ui.interact(spot.rect, spot.id, Sense::click());
    let known = choices.iter().find(|choice| &*choice.key == key);
    let shown = known.map_or(key, |choice| &choice.label);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), spot.name);
        info.current_text_value = Some(shown.to_owned());
        info
    });
    spot.paint_field(ui, &response);
    let palette = spot.palette;
    let colour = if known.is_some() || choices.is_empty() { palette.text } else { palette.warning };
    let inner = spot.rect.shrink2(vec2(6.0 * spot.scale, 0.0));
    let painter =
        ui.painter().with_clip_rect(inner.with_max_x(inner.max.x - 12.0 * spot.scale).intersect(ui.clip_rect()));
    painter.text(inner.left_center(), Align2::LEFT_CENTER, shown, spot.font(), colour);
    arrow(ui, spot);
    let mut chosen = None;
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(spot.rect.width().max(120.0));
        for choice in choices {
            let button = ui.add(egui::Button::selectable(&*choice.key == key, &*choice.label));
            let button = if choice.doc.is_empty() { button } else { button.on_hover_text(&*choice.doc) };
            if button.clicked() {
                chosen = Some(Change::Set((&*choice.key).into()));
            }
        }
    });
    chosen
}

/// What opens a list.
pub(crate) fn arrow(ui: &Ui, spot: &Spot<'_>) {
    let tip = pos2(spot.rect.max.x - 10.0 * spot.scale, spot.rect.center().y + 2.0 * spot.scale);
    let wing = 3.5 * spot.scale;
    let points = vec![tip - vec2(wing, wing), tip, tip + vec2(wing, -wing)];
    ui.painter().line(points, egui::Stroke::new(1.4 * spot.scale, spot.palette.text_secondary));
}
