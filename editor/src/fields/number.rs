//! A number: a slider to drag, type into, nudge with arrows, scroll. Its fill shows where it lies within the soft limits.

use egui::{Align2, CursorIcon, EventFilter, Key, Sense, Ui, WidgetInfo, pos2, vec2};
use weft_engine::catalog::Input;
use weft_engine::graph::Setting;

use super::{Change, Spot, expression, set_typing, type_line, typing};

/// What a number may be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    soft: Option<(f64, f64)>,
    hard: (f64, f64),
    step: f64,
    whole: bool,
    unit: String,
}

impl Scale {
    pub(crate) fn of(input: &Input) -> Self {
        let limits = input.limits;
        let whole = !input.ty.has("float");
        let soft = limits.soft_min.zip(limits.soft_max).filter(|(min, max)| min < max);
        let natural = match soft {
            _ if whole => 1.0,
            Some((min, max)) => 10.0_f64.powf(((max - min) / 100.0).log10().floor()),
            None => 0.01,
        };
        Self {
            soft,
            hard: (limits.hard_min.unwrap_or(f64::NEG_INFINITY), limits.hard_max.unwrap_or(f64::INFINITY)),
            step: limits.step.filter(|step| *step > 0.0).unwrap_or(natural),
            whole,
            unit: input.unit.to_string(),
        }
    }

    fn clamp(&self, value: f64) -> f64 {
        value.max(self.hard.0).min(self.hard.1)
    }

    fn rounded(&self, value: f64, step: f64) -> f64 {
        let step = if self.whole { step.max(1.0) } else { step };
        self.clamp((value / step).round() * step)
    }

    /// As it goes into the file: `0.3`, not `0.30000000000000004`.
    fn setting(&self, value: f64) -> Setting {
        #[expect(clippy::cast_possible_truncation, reason = "clamped to what 64 bits hold")]
        if self.whole {
            Setting::from(value.round().clamp(-9.0e18, 9.0e18) as i64)
        } else {
            Setting::from(((value * 1e9).round() / 1e9).clamp(f64::MIN, f64::MAX))
        }
    }

    fn decimals(&self) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 6")]
        if self.whole { 0 } else { (-self.step.log10().floor()).clamp(0.0, 6.0) as usize }
    }

    /// The number as it is shown: always with as many digits behind the point, so that nothing moves.
    pub(crate) fn shown(&self, value: f64) -> String {
        let shown = format!("{value:.*}", self.decimals());
        // What was typed more precisely is shown so.
        let exact = format!("{value}");
        if exact.len() > shown.len() && exact.len() <= 10 { exact } else { shown }
    }

    /// How much a point of dragging is.
    fn per_point(&self, width: f32) -> f64 {
        match self.soft {
            Some((min, max)) => (max - min) / f64::from(width.max(40.0)),
            None => self.step * 0.5,
        }
    }
}

/// Shows it. `value` is none where neither a setting nor a default says one.
pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, scale: &Scale, value: Option<f64>) -> Option<Change> {
    if let Some(text) = typing(ui, spot.id) {
        let typed = type_line(ui, spot, text, "number or expression")?;
        return match expression::evaluate(&typed) {
            Ok(number) if Some(number) != value => Some(Change::Set(scale.setting(scale.clamp(number)))),
            _ => None,
        };
    }
    let now = value.unwrap_or(0.0);
    let response =
        ui.interact(spot.rect, spot.id, Sense::click_and_drag()).on_hover_cursor(CursorIcon::ResizeHorizontal);
    response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), now, spot.name));
    spot.paint_field(ui, &response);
    paint(ui, spot, scale, value);
    if response.clicked() {
        response.request_focus();
        set_typing(ui, spot.id, Some(scale.shown(now)));
        return None;
    }
    drag(ui, spot, scale, now, &response).or_else(|| keys(ui, spot, scale, now, &response))
}

fn drag(ui: &Ui, spot: &Spot<'_>, scale: &Scale, now: f64, response: &egui::Response) -> Option<Change> {
    if response.drag_started() {
        ui.data_mut(|data| data.insert_temp(spot.id.with("begun"), now));
    }
    if response.dragged() {
        let begun = ui.data(|data| data.get_temp::<f64>(spot.id.with("begun"))).unwrap_or(now);
        let moved = f64::from(response.total_drag_delta().unwrap_or_default().x);
        let (factor, step) = ui.input(|input| pace(input.modifiers, scale));
        let value = scale.rounded(begun + moved * factor * scale.per_point(spot.rect.width()), step);
        #[expect(clippy::float_cmp, reason = "nothing is told unless it differs at all")]
        return (value != now).then(|| Change::Drag(scale.setting(value)));
    }
    response.drag_stopped().then_some(Change::Drop)
}

/// Shift makes it ten times faster, alt ten times slower and finer.
fn pace(modifiers: egui::Modifiers, scale: &Scale) -> (f64, f64) {
    if modifiers.alt {
        (0.1, scale.step * 0.1)
    } else if modifiers.shift {
        (10.0, scale.step)
    } else {
        (1.0, scale.step)
    }
}

fn keys(ui: &Ui, spot: &Spot<'_>, scale: &Scale, now: f64, response: &egui::Response) -> Option<Change> {
    if !response.has_focus() {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(spot.id, filter));
    let (steps, enter, wheel, modifiers) = ui.input(|input| {
        let count = |key| f64::from(u8::from(input.key_pressed(key)));
        let steps = count(Key::ArrowRight) + count(Key::ArrowUp) - count(Key::ArrowLeft) - count(Key::ArrowDown);
        let wheel = if response.hovered() && spot.scale == 1.0 { input.smooth_scroll_delta.y } else { 0.0 };
        (steps, input.key_pressed(Key::Enter), wheel, input.modifiers)
    });
    if enter {
        set_typing(ui, spot.id, Some(scale.shown(now)));
        return None;
    }
    let steps = steps + f64::from(wheel / 24.0).round();
    if steps == 0.0 {
        return None;
    }
    let step = scale.step
        * if modifiers.shift {
            10.0
        } else if modifiers.alt {
            0.1
        } else {
            1.0
        };
    Some(Change::Set(scale.setting(scale.rounded(now + steps * step, step))))
}

fn paint(ui: &Ui, spot: &Spot<'_>, scale: &Scale, value: Option<f64>) {
    let (rect, palette) = (spot.rect, spot.palette);
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if let (Some((min, max)), Some(value)) = (scale.soft, value) {
        #[expect(clippy::cast_possible_truncation, reason = "a part of a field's width")]
        let part = ((value - min) / (max - min)).clamp(0.0, 1.0) as f32;
        let fill = rect.with_max_x(rect.min.x + rect.width() * part);
        painter.with_clip_rect(fill.intersect(ui.clip_rect())).rect_filled(
            rect,
            spot.corner(),
            crate::theme::category::over(palette.field, palette.text_secondary, 0.26),
        );
    }
    let mut right = rect.max.x - 6.0 * spot.scale;
    if !scale.unit.is_empty() {
        let unit = painter.text(
            pos2(right, rect.center().y),
            Align2::RIGHT_CENTER,
            &scale.unit,
            spot.small_font(),
            palette.text_secondary,
        );
        right = unit.min.x - 4.0 * spot.scale;
    }
    let shown = value.map_or_else(|| "–".to_owned(), |value| scale.shown(value));
    painter.text(pos2(right, rect.center().y) + vec2(0.0, 0.0), Align2::RIGHT_CENTER, shown, spot.font(), palette.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(soft: Option<(f64, f64)>, hard: (f64, f64), step: f64, whole: bool) -> Scale {
        Scale { soft, hard, step, whole, unit: String::new() }
    }

    #[test]
    fn values_are_written_short_and_kept_within_hard_limits() {
        let unit = scale(Some((0.0, 1.0)), (0.0, f64::INFINITY), 0.01, false);
        assert_eq!(unit.setting(0.1 + 0.2).to_string(), "0.3");
        assert_eq!(unit.rounded(-3.0, 0.01), 0.0);
        assert_eq!(unit.rounded(7.126, 0.01), 7.13);
        assert_eq!(unit.shown(0.5), "0.50");
        assert_eq!(unit.shown(0.123_456), "0.123456");
        let whole = scale(None, (1.0, 8.0), 1.0, true);
        assert_eq!(whole.setting(whole.rounded(9.6, 0.1)).to_string(), "8");
        assert_eq!(whole.shown(3.0), "3");
    }
}
