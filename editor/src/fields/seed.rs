//! A seed: a whole number of 64 bits, a die that throws another one, and a lock for one that shall stay.

use egui::{Align2, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_engine::graph::Setting;

use super::{Change, Spot, set_typing, type_line, typing};

/// Below so many points there is only room for the number and the die.
const ROOM_FOR_LOCK: f32 = 110.0;

pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, seed: u64) -> Option<Change> {
    let (rest, die) = last_square(spot, "die");
    if rest.rect.width() < ROOM_FOR_LOCK * spot.scale {
        return throw(ui, &die, seed).or_else(|| number(ui, &rest, seed));
    }
    let (field, lock) = last_square(&rest, "lock");
    throw(ui, &die, seed).or_else(|| keep(ui, &lock)).or_else(|| number(ui, &field, seed))
}

/// A place without its last square, and that square.
fn last_square<'a>(spot: &Spot<'a>, name: &str) -> (Spot<'a>, Spot<'a>) {
    let side = spot.rect.height();
    (
        Spot { rect: spot.rect.with_max_x(spot.rect.max.x - side - 4.0 * spot.scale), ..spot.clone() },
        Spot { rect: spot.rect.with_min_x(spot.rect.max.x - side), id: spot.id.with(name), ..spot.clone() },
    )
}

fn number(ui: &mut Ui, spot: &Spot<'_>, seed: u64) -> Option<Change> {
    if let Some(text) = typing(ui, spot.id).filter(|_| !spot.locked) {
        let typed = type_line(ui, spot, text, "whole number")?;
        let number = typed.trim().replace(['_', ' '], "").parse::<u64>().ok()?;
        return (number != seed).then(|| Change::Set(Setting::from(number)));
    }
    let response = ui.interact(spot.rect, spot.id, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::SpinButton, ui.is_enabled() && !spot.locked, spot.name);
        info.current_text_value = Some(seed.to_string());
        info
    });
    spot.paint_field(ui, &response);
    let at = pos2(spot.rect.max.x - 6.0 * spot.scale, spot.rect.center().y);
    let painter = ui.painter().with_clip_rect(spot.rect.intersect(ui.clip_rect()));
    let colour = if spot.locked { spot.palette.text_secondary } else { spot.palette.text };
    painter.text(at, Align2::RIGHT_CENTER, seed.to_string(), spot.font(), colour);
    if response.clicked() && !spot.locked {
        set_typing(ui, spot.id, Some(seed.to_string()));
    }
    None
}

fn throw(ui: &mut Ui, spot: &Spot<'_>, seed: u64) -> Option<Change> {
    let hint = if spot.locked { "Locked: this seed stays" } else { "Another seed" };
    let response = ui.interact(spot.rect, spot.id, Sense::click()).on_hover_text(hint);
    let name = format!("{}: another seed", spot.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled() && !spot.locked, &name));
    spot.paint_field(ui, &response);
    let unit = spot.rect.height() * 0.16;
    let middle = spot.rect.center();
    let colour = if spot.locked { spot.palette.text_disabled } else { spot.palette.text_secondary };
    for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (0.0, 0.0), (-1.0, 1.0), (1.0, 1.0)] {
        ui.painter().circle_filled(middle + vec2(x, y) * unit, unit * 0.48, colour);
    }
    (response.clicked() && !spot.locked).then(|| Change::Set(Setting::from(next(seed))))
}

/// The lock: its shackle is open where the seed may change.
fn keep(ui: &mut Ui, spot: &Spot<'_>) -> Option<Change> {
    let hint = if spot.locked { "Let this seed change again" } else { "Keep this seed" };
    let response = ui.interact(spot.rect, spot.id, Sense::click()).on_hover_text(hint);
    let name = format!("{}: keep this seed", spot.name);
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), spot.locked, &name));
    spot.paint_field(ui, &response);
    let unit = spot.rect.height() * 0.16;
    let middle = spot.rect.center() + vec2(0.0, unit * 0.6);
    let colour = if spot.locked { spot.palette.accent } else { spot.palette.text_secondary };
    let body = egui::Rect::from_center_size(middle + vec2(0.0, unit * 0.3), vec2(unit * 3.0, unit * 2.2));
    ui.painter().rect_filled(body, unit * 0.4, colour);
    let lift = if spot.locked { 0.0 } else { unit * 0.8 };
    let corner = |x: f32, y: f32| middle + vec2(x * unit, y * unit - lift);
    let shackle = [corner(-0.9, -0.8), corner(-0.9, -1.7), corner(0.9, -1.7), corner(0.9, -0.8)];
    let open = usize::from(!spot.locked);
    ui.painter().line(shackle[..4 - open].to_vec(), Stroke::new(unit * 0.5, colour));
    response.clicked().then_some(Change::Lock(!spot.locked))
}

/// The next seed of a fixed series: short enough to be read, and each one another (SplitMix64).
pub(crate) fn next(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % 1_000_000
}
