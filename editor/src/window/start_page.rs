//! The first thing one sees: recent graphs, and templates to begin with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Align2, FontId, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::miniature::{self, Card};
use crate::action::Action;
use crate::card_picture;
use crate::intent::Intent;
use crate::state::State;
use crate::theme::{Palette, SIZE_BODY, SIZE_SMALL};

const CARD: egui::Vec2 = vec2(228.0, 188.0);
/// Of the picture on it.
const PICTURE: f32 = 128.0;
const GAP: f32 = 16.0;

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    let cards = cards(ui, state);
    let width = ui.available_width();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few columns")]
    let columns = (((width - 96.0 + GAP) / (CARD.x + GAP)).floor().max(1.0) as usize).min(5);
    #[expect(clippy::cast_precision_loss, reason = "a few columns")]
    let block = columns as f32 * (CARD.x + GAP) - GAP;
    let margin = ((width - block) / 2.0).max(16.0);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let page = ui.available_rect_before_wrap();
        let column =
            Rect::from_min_max(page.min + vec2(margin, 48.0), egui::pos2(page.min.x + margin + block, page.max.y));
        ui.scope_builder(egui::UiBuilder::new().max_rect(column), |ui| {
            ui.label(RichText::new("Weft").size(28.0).color(palette.text));
            ui.label(RichText::new("Compose pictures from nodes").color(palette.text_secondary));
            ui.add_space(20.0);
            ui.horizontal(|ui| begin(ui, state, palette, intents));
            let open = |card: &Card| Intent::Open(card.path.clone());
            section(ui, palette, "Recent", &cards.recent, columns, open, intents);
            let copy = |card: &Card| Intent::OpenTemplate(card.path.clone());
            section(ui, palette, "Begin with a template", &cards.templates, columns, copy, intents);
            ui.add_space(32.0);
        });
    });
}

fn begin(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    for action in [Action::New, Action::Open, Action::Models] {
        let button = egui::Button::new(action.label()).shortcut_text(action.keys_text(ui.ctx())).fill(palette.panel);
        if ui.add_sized([160.0, 32.0], button).clicked() {
            intents.push(Intent::Do(action));
        }
    }
    let again = egui::Button::new("Recovered work…").fill(palette.panel);
    if !state.recovered.is_empty() && ui.add_sized([160.0, 32.0], again).clicked() {
        intents.push(Intent::Do(Action::Recovery));
    }
}

/// What is read from disk once, not each frame.
#[derive(Default)]
struct Cards {
    recent: Vec<Card>,
    templates: Vec<Card>,
}

fn cards(ui: &Ui, state: &State) -> Arc<Cards> {
    let id = egui::Id::unique("start cards");
    // Pictures are made for the pixels of the display.
    let density = ui.ctx().pixels_per_point().to_bits();
    let stamp = (state.settings.recent.clone(), [state.catalog_count, card_picture::changes(ui.ctx())], density);
    type Kept = ((Vec<PathBuf>, [u64; 2], u32), Arc<Cards>);
    if let Some((made_from, cards)) = ui.data(|data| data.get_temp::<Kept>(id))
        && made_from == stamp
    {
        return cards;
    }
    let card = |path: &PathBuf, picture: PathBuf| miniature::card(ui.ctx(), path, &picture, &state.catalog);
    let recent = |path: &PathBuf| card(path, card_picture::place(&state.folders, path));
    let template = |path: &PathBuf| card(path, miniature::beside(path));
    let templates = state.folders.templates.as_deref().map(graphs_in).unwrap_or_default();
    let cards = Arc::new(Cards {
        recent: state.settings.recent.iter().take(10).filter_map(recent).collect(),
        templates: templates.iter().filter_map(template).collect(),
    });
    ui.data_mut(|data| data.insert_temp::<Kept>(id, (stamp, Arc::clone(&cards))));
    cards
}

fn graphs_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut graphs: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "ron")).collect();
    graphs.sort();
    graphs
}

fn section(
    ui: &mut Ui,
    palette: &Palette,
    title: &str,
    cards: &[Card],
    columns: usize,
    intent: impl Fn(&Card) -> Intent,
    intents: &mut Vec<Intent>,
) {
    if cards.is_empty() {
        return;
    }
    ui.add_space(28.0);
    ui.label(RichText::new(title).color(palette.text_secondary));
    ui.add_space(8.0);
    for row in cards.chunks(columns) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for card in row {
                if one(ui, palette, title, card) {
                    intents.push(intent(card));
                }
            }
        });
        ui.add_space(GAP - 4.0);
    }
}

fn one(ui: &mut Ui, palette: &Palette, section: &str, card: &Card) -> bool {
    let (rect, response) = ui.allocate_exact_size(CARD, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{section}: {}", card.name)));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let hot = response.hovered() || response.has_focus();
        painter.rect_filled(rect, 8.0, if hot { palette.field } else { palette.panel });
        let room = Rect::from_min_size(rect.min + vec2(6.0, 6.0), miniature::ROOM);
        painter.rect_filled(room, 5.0, palette.canvas);
        card.paint(&painter, room, palette);
        let name =
            card.name.get(..1).map_or_else(String::new, str::to_uppercase) + card.name.get(1..).unwrap_or_default();
        let at = rect.min + vec2(12.0, PICTURE + 6.0);
        painter.text(at, Align2::LEFT_TOP, name, FontId::proportional(SIZE_BODY), palette.text);
        let mut job = egui::text::LayoutJob::simple(
            card.words(),
            FontId::proportional(SIZE_SMALL),
            palette.text_secondary,
            CARD.x - 24.0,
        );
        job.wrap.max_rows = 2;
        let galley = painter.layout_job(job);
        painter.galley(at + vec2(0.0, 18.0), galley, palette.text_secondary);
        if response.has_focus() {
            painter.rect_stroke(rect, 8.0, egui::Stroke::new(1.5, palette.accent), egui::StrokeKind::Inside);
        }
    }
    response.on_hover_text(card.path.display().to_string()).clicked()
}
