//! Which model: those that fit and are installed, those that could be, and a name to type.

use egui::{Button, Popup, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use weft_engine::catalog::Input;
use weft_engine::graph::Setting;

use crate::fields::{self, Change, Spot};
use crate::intent::Intent;
use crate::remedy::Remedy;
use crate::shelf::{Model, Shelf, ShelfWish};
use crate::theme::Palette;
use crate::words;

pub(super) fn show(
    ui: &mut Ui,
    spot: &Spot<'_>,
    shelf: &Shelf,
    input: &Input,
    value: Option<&Setting>,
    intents: &mut Vec<Intent>,
) -> Option<Change> {
    let side = spot.rect.height();
    let field = Spot { rect: spot.rect.with_max_x(spot.rect.max.x - side - 4.0), ..spot.clone() };
    let button =
        Spot { rect: spot.rect.with_min_x(spot.rect.max.x - side), id: spot.id.with("models"), ..spot.clone() };
    let typed = fields::show(ui, &field, input, value);
    let response = ui.interact(button.rect, button.id, Sense::click()).on_hover_text("Models that fit");
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{}: models that fit", spot.name)));
    button.paint_field(ui, &response);
    fields::choice::arrow(ui, &Spot { rect: button.rect.translate(vec2(-1.0, 0.0)), ..button.clone() });
    if response.clicked() && shelf.models.is_empty() && !shelf.is_looking() {
        intents.push(Intent::Shelf(ShelfWish::Look));
    }
    let preset = fields::preset(input).map(|preset| preset.words()).unwrap_or_default();
    let now = value.map_or_else(|| preset.clone(), Setting::words);
    let mut picked = None;
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(240.0);
        picked = menu(ui, spot.palette, shelf, (&now, &preset));
    });
    match picked {
        Some(Picked::Here(name)) => Some(Change::Set(name.as_str().into())),
        Some(Picked::Missing(name)) => {
            intents.extend(Remedy::Model(name).intents());
            typed
        }
        None => typed,
    }
}

/// A model that was clicked.
enum Picked {
    Here(String),
    Missing(String),
}

fn menu(ui: &mut Ui, palette: &Palette, shelf: &Shelf, (now, preset): (&str, &str)) -> Option<Picked> {
    let role = role(shelf, preset);
    let quiet = |text: &str| RichText::new(text).color(palette.text_secondary);
    let mut picked = None;
    if let Some(role) = &role {
        let any = format!("Any {}", words::spoken(role).to_lowercase());
        let hint = "The first that is installed; those that may be sold come before others";
        if ui.add(Button::selectable(now == preset, any)).on_hover_text(hint).clicked() {
            picked = Some(Picked::Here(preset.to_owned()));
        }
    }
    let fitting: Vec<&Model> =
        shelf.models.iter().filter(|model| role.as_ref().is_none_or(|role| model.role == *role)).collect();
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for model in fitting.iter().filter(|model| model.installed) {
            let response = ui.add(Button::selectable(now == model.name, title(model)));
            if response.on_hover_text(format!("{}\n{}", model.name, model.licence)).clicked() {
                picked = Some(Picked::Here(model.name.clone()));
            }
        }
        let missing: Vec<_> = fitting.iter().filter(|model| !model.installed && model.published).collect();
        if !missing.is_empty() {
            ui.label(quiet("Not installed"));
        }
        for model in missing {
            let button = ui.button(format!("{}…", title(model)));
            if button.on_hover_text(format!("{}: see its licence, and install it", model.name)).clicked() {
                picked = Some(Picked::Missing(model.name.clone()));
            }
        }
    });
    if shelf.is_looking() && fitting.is_empty() {
        ui.label(quiet("Looking…"));
    } else if fitting.is_empty() {
        ui.label(quiet(if shelf.can_ask() {
            "No model is known for this"
        } else {
            "The program `weft` is not here to ask"
        }));
    }
    picked
}

/// What the models of an input are for: its default says it, itself or as the name of one of them.
fn role(shelf: &Shelf, preset: &str) -> Option<String> {
    let wanted = preset.strip_suffix('?').unwrap_or(preset);
    let of_name = shelf.models.iter().find(|model| model.name == wanted).map(|model| model.role.clone());
    let is_role = shelf.models.iter().any(|model| model.role == wanted);
    of_name.or_else(|| is_role.then(|| wanted.to_owned())).filter(|role| !role.is_empty())
}

fn title(model: &Model) -> &str {
    if model.title.is_empty() { &model.name } else { &model.title }
}
