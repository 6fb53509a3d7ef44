//! Yes or no.

use egui::{Align2, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{Change, Spot};

pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, on: bool) -> Option<Change> {
    let response = ui.interact(spot.rect, spot.id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, spot.name));
    let palette = spot.palette;
    let height = (14.0 * spot.scale).min(spot.rect.height());
    let pill = egui::Rect::from_min_size(
        pos2(spot.rect.max.x - 26.0 * spot.scale, spot.rect.center().y - height / 2.0),
        vec2(26.0 * spot.scale, height),
    );
    let fill = if on { palette.accent } else { palette.field_hovered };
    let painter = ui.painter();
    painter.rect_filled(pill, height / 2.0, fill);
    let x = if on { pill.max.x - height / 2.0 } else { pill.min.x + height / 2.0 };
    let knob = if on { palette.text_on_accent } else { palette.text_secondary };
    painter.circle_filled(pos2(x, pill.center().y), height * 0.34, knob);
    let word = if on { "On" } else { "Off" };
    painter.text(
        pos2(pill.min.x - 6.0 * spot.scale, spot.rect.center().y),
        Align2::RIGHT_CENTER,
        word,
        spot.small_font(),
        palette.text_secondary,
    );
    if response.has_focus() {
        spot.ring(ui, palette.accent);
    }
    response.clicked().then(|| Change::Set((!on).into()))
}
