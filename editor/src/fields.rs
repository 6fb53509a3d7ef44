//! Widgets for values: the same on nodes, where they scale with the canvas, and in the inspector. Each is given a place and
//! says what the user did; none of them knows the graph.

pub(crate) mod choice;
pub(crate) mod colour;
pub(crate) mod curve;
pub(crate) mod expression;
pub(crate) mod number;
pub(crate) mod seed;
pub(crate) mod smooth;
pub(crate) mod text;
pub(crate) mod toggle;

use egui::{Color32, FontId, Id, Rect, Ui};
use weft_engine::catalog::{Default as Preset, Input};
use weft_engine::graph::Setting;

use crate::theme::{Palette, SIZE_BODY, spacing};

/// Where a field stands and what it is called.
#[derive(Debug, Clone)]
pub(crate) struct Spot<'a> {
    /// On the screen.
    pub rect: Rect,
    /// 1 in panels; the zoom on the canvas.
    pub scale: f32,
    /// Its own.
    pub id: Id,
    /// What a screen reader says: `upscale.scale`.
    pub name: &'a str,
    /// Colours.
    pub palette: &'a Palette,
    /// Whether a seed shall stay as it is.
    pub locked: bool,
}

/// What the user did.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// A new value.
    Set(Setting),
    /// A new value while something is dragged.
    Drag(Setting),
    /// The drag ended.
    Drop,
    /// A dialog for a path shall open.
    Browse,
    /// A seed shall stay as it is, or no more.
    Lock(bool),
}

impl Spot<'_> {
    pub(crate) fn font(&self) -> FontId {
        FontId::proportional(SIZE_BODY * self.scale)
    }

    pub(crate) fn small_font(&self) -> FontId {
        FontId::proportional(crate::theme::SIZE_SMALL * self.scale)
    }

    pub(crate) fn corner(&self) -> f32 {
        f32::from(spacing::FIELD_CORNER) * self.scale
    }

    /// Fills the place as fields look: lighter under the pointer, ringed with focus.
    pub(crate) fn paint_field(&self, ui: &Ui, response: &egui::Response) {
        let palette = self.palette;
        let fill = if response.hovered() || response.has_focus() { palette.field_hovered } else { palette.field };
        let painter = ui.painter();
        painter.rect_filled(self.rect, self.corner(), fill);
        if response.has_focus() {
            self.ring(ui, palette.accent);
        }
    }

    pub(crate) fn ring(&self, ui: &Ui, colour: Color32) {
        ui.painter().rect_stroke(self.rect, self.corner(), egui::Stroke::new(1.0, colour), egui::StrokeKind::Inside);
    }
}

/// Shows the widget of an input at a place. None where the type has none, or nothing happened.
pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, input: &Input, value: Option<&Setting>) -> Option<Change> {
    let preset = preset(input);
    let value = value.or(preset.as_ref());
    let plain = input.ty.plain().unwrap_or_default();
    match plain {
        "float" | "int" => number::show(ui, spot, &number::Scale::of(input), value.and_then(Setting::as_f64)),
        "bool" => toggle::show(ui, spot, value.and_then(Setting::as_bool).unwrap_or(false)),
        "choice" => choice::show(ui, spot, &input.choices, value.and_then(Setting::as_text).unwrap_or_default()),
        "color" => colour::show(ui, spot, value.and_then(Setting::as_text).unwrap_or_default()),
        "seed" => seed::show(ui, spot, value.and_then(Setting::as_u64).unwrap_or(0)),
        "path" => text::path(ui, spot, &words_of(value)),
        _ if input.ty.has("float") => {
            number::show(ui, spot, &number::Scale::of(input), value.and_then(Setting::as_f64))
        }
        "curve" | "points" | "rect" | "strokes" => text::summary(ui, spot, plain, value),
        _ => text::line(ui, spot, &words_of(value), hint_of(plain)),
    }
}

fn hint_of(plain: &str) -> &'static str {
    match plain {
        "model" => "name of a model",
        _ => "text",
    }
}

pub(crate) fn words_of(value: Option<&Setting>) -> String {
    value.map(Setting::words).unwrap_or_default()
}

/// The default of an input as a setting.
pub(crate) fn preset(input: &Input) -> Option<Setting> {
    match &input.default {
        Preset::None => None,
        Preset::Float(value) => Some(Setting::from(*value)),
        Preset::Int(value) => Some(Setting::from(*value)),
        Preset::Bool(value) => Some(Setting::from(*value)),
        Preset::Text(text) => {
            let drawn = ["curve", "points", "rect", "strokes"].iter().any(|name| input.ty.has(name));
            let parsed = if drawn { Setting::parse(text).ok() } else { None };
            Some(parsed.unwrap_or_else(|| Setting::from(&**text)))
        }
    }
}

/// What is being typed into a field, if somebody types.
pub(crate) fn typing(ui: &Ui, id: Id) -> Option<String> {
    ui.data(|data| data.get_temp::<Typing>(id)).map(|typing| typing.0)
}

/// Begins, goes on or ends typing.
pub(crate) fn set_typing(ui: &Ui, id: Id, text: Option<String>) {
    ui.data_mut(|data| match text {
        Some(text) => {
            data.insert_temp(id, Typing(text));
        }
        None => data.remove::<Typing>(id),
    });
}

#[derive(Clone, Debug)]
struct Typing(String);

/// One line to type into, in the place of a field. Gives the text once it is done.
pub(crate) fn type_line(ui: &mut Ui, spot: &Spot<'_>, mut text: String, hint: &str) -> Option<String> {
    let edit_id = spot.id.with("typed");
    let margin = egui::Margin::symmetric(clamp_margin(6.0 * spot.scale), clamp_margin(2.0 * spot.scale));
    let edit = egui::TextEdit::singleline(&mut text)
        .id(edit_id)
        .font(spot.font())
        .margin(margin)
        .hint_text(hint)
        .desired_width(spot.rect.width())
        .background_color(spot.palette.field_hovered)
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.place(spot.rect, edit).accessible_name(spot.name);
    spot.ring(ui, spot.palette.accent);
    let first = ui.data(|data| data.get_temp::<bool>(edit_id)).is_none();
    if first {
        ui.data_mut(|data| data.insert_temp(edit_id, true));
        response.request_focus();
        select_all(ui, edit_id, text.chars().count());
        set_typing(ui, spot.id, Some(text));
        return None;
    }
    let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
    if response.lost_focus() || escaped || !response.has_focus() {
        ui.data_mut(|data| data.remove::<bool>(edit_id));
        set_typing(ui, spot.id, None);
        return (!escaped).then_some(text);
    }
    set_typing(ui, spot.id, Some(text));
    None
}

/// Selects all letters of a line that has just begun, so that typing replaces them.
pub(crate) fn select_all(ui: &Ui, id: Id, letters: usize) {
    let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let range = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(letters));
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), id);
}

#[expect(clippy::cast_possible_truncation, reason = "a few points")]
fn clamp_margin(points: f32) -> i8 {
    points.clamp(0.0, 40.0) as i8
}
