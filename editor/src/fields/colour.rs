//! A colour: a swatch and its code; a click opens the picker.

use egui::{Align2, Color32, Popup, PopupCloseBehavior, Sense, Ui, WidgetInfo, accesskit::Role, color_picker, vec2};

use super::{Change, Spot};
use crate::theme::spacing;

pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, code: &str) -> Option<Change> {
    let colour = Color32::from_hex(code).unwrap_or(Color32::TRANSPARENT);
    let response = ui.interact(spot.rect, spot.id, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ColorWell, ui.is_enabled(), spot.name);
        info.current_text_value = Some(code.to_owned());
        info
    });
    spot.paint_field(ui, &response);
    let inner = spot.rect.shrink2(vec2(4.0, 4.0) * spot.scale);
    let swatch = inner.with_max_x(inner.min.x + 28.0 * spot.scale);
    let corner = f32::from(spacing::SWATCH_CORNER) * spot.scale;
    ui.painter().rect_filled(swatch, corner, colour);
    ui.painter().rect_stroke(swatch, corner, egui::Stroke::new(1.0, spot.palette.node_edge), egui::StrokeKind::Inside);
    let shown = if code.is_empty() { "none" } else { code };
    let at = swatch.right_center() + vec2(8.0 * spot.scale, 0.0);
    ui.painter().text(at, Align2::LEFT_CENTER, shown, spot.font(), spot.palette.text);
    let mut change = None;
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        let mut picked = colour;
        let alpha = color_picker::Alpha::OnlyBlend;
        if let Some(typed) = type_code(ui, spot, code) {
            change = Some(typed);
            return;
        }
        let moved = ui.name_inputs(spot.name, |ui| color_picker::color_picker_color32(ui, &mut picked, alpha));
        if moved {
            change = Some(Change::Drag(hex(picked).into()));
        } else if ui.input(|input| input.pointer.any_released()) {
            change = Some(Change::Drop);
        }
    });
    change
}

/// The code can be typed, too.
fn type_code(ui: &mut Ui, spot: &Spot<'_>, code: &str) -> Option<Change> {
    let id = spot.id.with("code");
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| code.to_owned());
    let edit = egui::TextEdit::singleline(&mut text).hint_text("#rrggbb").desired_width(120.0);
    let response = ui.add(edit).accessible_name(format!("{}: code", spot.name));
    if response.lost_focus() {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        let colour = Color32::from_hex(text.trim()).ok().filter(|_| text.trim() != code)?;
        return Some(Change::Set(hex(colour).into()));
    }
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text));
    }
    None
}

/// `#rrggbb`, or with alpha where it is not full.
pub(crate) fn hex(colour: Color32) -> String {
    let [red, green, blue, alpha] = colour.to_srgba_unmultiplied();
    if alpha == 255 {
        format!("#{red:02x}{green:02x}{blue:02x}")
    } else {
        format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}")
    }
}
