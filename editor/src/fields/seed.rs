//! A seed: a whole number of 64 bits, and a die that throws another one.

use egui::{Align2, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_engine::graph::Setting;

use super::{Change, Spot, set_typing, type_line, typing};

pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, seed: u64) -> Option<Change> {
    let side = spot.rect.height();
    let field = Spot { rect: spot.rect.with_max_x(spot.rect.max.x - side - 4.0 * spot.scale), ..spot.clone() };
    let die = Spot { rect: spot.rect.with_min_x(spot.rect.max.x - side), id: spot.id.with("die"), ..spot.clone() };
    throw(ui, &die, seed).or_else(|| number(ui, &field, seed))
}

fn number(ui: &mut Ui, spot: &Spot<'_>, seed: u64) -> Option<Change> {
    if let Some(text) = typing(ui, spot.id) {
        let typed = type_line(ui, spot, text, "whole number")?;
        let number = typed.trim().replace(['_', ' '], "").parse::<u64>().ok()?;
        return (number != seed).then(|| Change::Set(Setting::from(number)));
    }
    let response = ui.interact(spot.rect, spot.id, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::SpinButton, ui.is_enabled(), spot.name);
        info.current_text_value = Some(seed.to_string());
        info
    });
    spot.paint_field(ui, &response);
    let at = pos2(spot.rect.max.x - 6.0 * spot.scale, spot.rect.center().y);
    let painter = ui.painter().with_clip_rect(spot.rect.intersect(ui.clip_rect()));
    painter.text(at, Align2::RIGHT_CENTER, seed.to_string(), spot.font(), spot.palette.text);
    if response.clicked() {
        set_typing(ui, spot.id, Some(seed.to_string()));
    }
    None
}

fn throw(ui: &mut Ui, spot: &Spot<'_>, seed: u64) -> Option<Change> {
    let response = ui.interact(spot.rect, spot.id, Sense::click()).on_hover_text("Another seed");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{}: another seed", spot.name)));
    spot.paint_field(ui, &response);
    let unit = spot.rect.height() * 0.16;
    let middle = spot.rect.center();
    for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (0.0, 0.0), (-1.0, 1.0), (1.0, 1.0)] {
        ui.painter().circle_filled(middle + vec2(x, y) * unit, unit * 0.48, spot.palette.text_secondary);
    }
    response.clicked().then(|| Change::Set(Setting::from(next(seed))))
}

/// The next seed of a fixed series: short enough to be read, and each one another (SplitMix64).
pub(crate) fn next(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % 1_000_000
}
