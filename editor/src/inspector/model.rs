//! Which model: those that fit and are installed, those that could be, and a name to type.

use egui::{Button, Popup, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use weft_engine::catalog::Input;
use weft_engine::graph::Setting;

use crate::action::Action;
use crate::fields::{self, Change, Spot};
use crate::intent::Intent;
use crate::shelf::{Model, Shelf, ShelfWish};
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
    let mut chosen = None;
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(240.0);
        chosen = menu(ui, spot, shelf, input, value, intents);
    });
    chosen.or(typed)
}

fn menu(
    ui: &mut Ui,
    spot: &Spot<'_>,
    shelf: &Shelf,
    input: &Input,
    value: Option<&Setting>,
    intents: &mut Vec<Intent>,
) -> Option<Change> {
    let preset = fields::preset(input).map(|preset| preset.words()).unwrap_or_default();
    let now = value.map_or_else(|| preset.clone(), Setting::words);
    let role = role(shelf, &preset);
    let quiet = |text: &str| RichText::new(text).color(spot.palette.text_secondary);
    let mut chosen = None;
    if let Some(role) = &role {
        let any = format!("Any {}", words::spoken(role).to_lowercase());
        let hint = "The first that is installed; those that may be sold come before others";
        if ui.add(Button::selectable(now == preset, any)).on_hover_text(hint).clicked() {
            chosen = Some(Change::Set(preset.as_str().into()));
        }
    }
    let fitting: Vec<&Model> =
        shelf.models.iter().filter(|model| role.as_ref().is_none_or(|role| model.role == *role)).collect();
    let list = ScrollArea::vertical().max_height(320.0);
    list.show(ui, |ui| {
        for model in fitting.iter().filter(|model| model.installed) {
            let response = ui.add(Button::selectable(now == model.name, title(model)));
            if response.on_hover_text(format!("{}\n{}", model.name, model.licence)).clicked() {
                chosen = Some(Change::Set(model.name.as_str().into()));
            }
        }
        let missing: Vec<_> = fitting.iter().filter(|model| !model.installed && model.published).collect();
        if !missing.is_empty() {
            ui.label(quiet("Not installed"));
        }
        for model in missing {
            let button = ui.button(format!("{}…", title(model)));
            if button.on_hover_text(format!("{}: see its licence, and install it", model.name)).clicked() {
                intents.push(Intent::Do(Action::Models));
                intents.push(Intent::Shelf(ShelfWish::Consider(Some(model.name.clone()))));
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
    chosen
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
