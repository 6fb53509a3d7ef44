//! Models and the runtime: what is here, what one may use it for, and fetching what is missing.

use egui::{Align, CollapsingHeader, Context, Layout, ProgressBar, RichText, ScrollArea, Ui};

use crate::intent::Intent;
use crate::shelf::{Finding, Model, RUNTIME, Shelf, ShelfWish};
use crate::state::State;
use crate::theme::Palette;
use crate::words;

const WIDTH: f32 = 720.0;
/// Room for a scroll bar.
const BAR: f32 = 14.0;

pub(crate) fn show(ctx: &Context, state: &State, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
    super::sheet(ctx, "Models and runtime", WIDTH, |ui| {
        ui.horizontal(|ui| {
            ui.heading("Models and runtime");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button("Look again").clicked() {
                    wish(intents, ShelfWish::Look);
                }
                if state.shelf.is_looking() {
                    ui.spinner();
                }
            });
        });
        if !state.shelf.can_ask() {
            ui.label(quiet(palette, "The program `weft` is not beside this one, so nothing can be installed here."));
            return true;
        }
        ui.add_space(8.0);
        runtime(ui, &state.shelf, palette, intents);
        let height = (ctx.content_rect().height() - 320.0).max(160.0);
        // As tall from the beginning: what opens inside of it must not lie outside of the sheet.
        let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false);
        list.show(ui, |ui| {
            // The bar of the list floats; buttons must not lie under it.
            ui.set_max_width(ui.available_width() - BAR);
            let mut role = None;
            for model in &state.shelf.models {
                if role != Some(&model.role) {
                    role = Some(&model.role);
                    ui.add_space(10.0);
                    let title = if model.role.is_empty() { "Your own".to_owned() } else { words::spoken(&model.role) };
                    ui.label(quiet(palette, &title));
                }
                row(ui, &state.shelf, model, palette, intents);
            }
        });
        true
    })
}

fn runtime(ui: &mut Ui, shelf: &Shelf, palette: &Palette, intents: &mut Vec<Intent>) {
    let findings = || shelf.about("runtime").chain(shelf.about("provider"));
    for finding in findings().filter(|finding| finding.well) {
        said(ui, finding, palette);
    }
    let is_missing = !shelf.findings.is_empty() && !shelf.about("runtime").any(|finding| finding.well);
    match shelf.coming(RUNTIME) {
        Some(_) => coming(ui, shelf, RUNTIME, intents),
        None if is_missing => {
            ui.label("Models need a runtime, and none is installed. Everything else works without one.");
            let hint = "Fetched with pip or npm, whichever is here, and checked";
            if ui.button("Install the runtime for the processor").on_hover_text(hint).clicked() {
                wish(intents, ShelfWish::InstallRuntime);
            }
        }
        None => {}
    }
    why(ui, shelf, RUNTIME, palette);
    // Of use to whoever wants to know why; nobody else should have to read it.
    if findings().any(|finding| !finding.well) {
        let title = if is_missing { "Where was looked" } else { "What else was looked at" };
        CollapsingHeader::new(quiet(palette, title)).id_salt("looked").show(ui, |ui| {
            for finding in findings().filter(|finding| !finding.well) {
                said(ui, finding, palette);
            }
        });
    }
}

fn said(ui: &mut Ui, finding: &Finding, palette: &Palette) {
    ui.horizontal_wrapped(|ui| {
        let (mark, colour) = if finding.well { ("✔", palette.text) } else { ("–", palette.text_secondary) };
        ui.label(RichText::new(mark).color(colour));
        ui.label(RichText::new(words::sentence(&finding.sentence)).color(colour));
    });
}

fn row(ui: &mut Ui, shelf: &Shelf, model: &Model, palette: &Palette, intents: &mut Vec<Intent>) {
    let title = if model.title.is_empty() { &model.name } else { &model.title };
    ui.horizontal(|ui| {
        ui.set_min_height(crate::theme::spacing::ROW);
        let colour = if model.installed { palette.text } else { palette.text_secondary };
        ui.label(RichText::new(title).color(colour)).on_hover_text(&model.name);
        let size = model.bytes.map(|bytes| format!(", {}", words::bytes(bytes))).unwrap_or_default();
        if !model.licence.is_empty() {
            ui.label(quiet(palette, &format!("{}{size}", rights(model))));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if shelf.coming(&model.name).is_some() {
                coming(ui, shelf, &model.name, intents);
            } else if model.installed {
                ui.label(quiet(palette, "Installed"));
            } else if model.published {
                let open = shelf.considered.as_deref() == Some(&*model.name);
                let button = ui.button("Install…");
                button.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, format!("Install {title}"))
                });
                if button.clicked() {
                    wish(intents, ShelfWish::Consider((!open).then(|| model.name.clone())));
                }
            } else {
                let hint = format!("If you have its file: weft models add FILE --as {}", model.name);
                ui.label(quiet(palette, "Not published")).on_hover_text(hint);
            }
        });
    });
    if shelf.considered.as_deref() == Some(&*model.name) {
        consider(ui, model, palette, intents);
    }
    why(ui, shelf, &model.name, palette);
}

/// What one may use it for stands before the button that fetches it.
fn consider(ui: &mut Ui, model: &Model, palette: &Palette, intents: &mut Vec<Intent>) {
    let frame = egui::Frame::NONE.fill(palette.window).inner_margin(8.0).corner_radius(4.0).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(format!("Licence: {}", model.licence));
        let colour = if model.commercial == "allowed" { palette.text } else { palette.warning };
        ui.label(RichText::new(words::sentence(commercial(model))).color(colour));
        ui.label(quiet(palette, &format!("By {}", model.origin)));
        if !model.note.is_empty() {
            ui.label(quiet(palette, &model.note));
        }
        ui.horizontal(|ui| {
            if ui.button("Fetch it").clicked() {
                wish(intents, ShelfWish::Install(model.name.clone()));
            }
            if ui.button("Not now").clicked() {
                wish(intents, ShelfWish::Consider(None));
            }
        });
    });
    // Who comes from a node must not look for it in the list.
    let id = shown_id();
    if ui.data(|data| data.get_temp::<String>(id)).as_deref() != Some(&*model.name) {
        frame.response.scroll_to_me(Some(Align::Center));
        ui.data_mut(|data| data.insert_temp(id, model.name.clone()));
    }
}

/// The model that the list was scrolled to.
fn shown_id() -> egui::Id {
    egui::Id::unique("the model that was led to")
}

fn coming(ui: &mut Ui, shelf: &Shelf, name: &str, intents: &mut Vec<Intent>) {
    let Some(coming) = shelf.coming(name) else { return };
    if ui.button("Stop").on_hover_text("What has come so far is kept").clicked() {
        wish(intents, ShelfWish::Cancel(name.to_owned()));
    }
    #[expect(clippy::cast_precision_loss, reason = "a share for a bar")]
    let share = coming.of.filter(|of| *of > 0).map(|of| coming.bytes as f32 / of as f32);
    match share {
        Some(share) => {
            let of = words::bytes(coming.of.unwrap_or(0));
            let bar =
                ProgressBar::new(share).desired_width(180.0).text(format!("{} of {of}", words::bytes(coming.bytes)));
            ui.add(bar);
        }
        None => {
            ui.spinner();
            ui.label(if coming.bytes > 0 { words::bytes(coming.bytes) } else { "Fetching…".to_owned() });
        }
    }
}

fn why(ui: &mut Ui, shelf: &Shelf, name: &str, palette: &Palette) {
    for (_, said) in shelf.failed.iter().filter(|(failed, _)| failed == name) {
        ui.label(RichText::new(said).color(palette.error));
    }
}

fn rights(model: &Model) -> String {
    format!("{}, {}", model.licence, commercial(model))
}

fn commercial(model: &Model) -> &'static str {
    match model.commercial.as_str() {
        "allowed" => "commercial use allowed",
        "forbidden" => "no commercial use",
        _ => "commercial use unclear",
    }
}

fn quiet(palette: &Palette, text: &str) -> RichText {
    RichText::new(text).color(palette.text_secondary)
}

fn wish(intents: &mut Vec<Intent>, wish: ShelfWish) {
    intents.push(Intent::Shelf(wish));
}
