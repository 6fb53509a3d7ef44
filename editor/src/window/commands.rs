//! The command palette: everything that has a name, found by a few letters.

use egui::{Align2, FontId, Key, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::action::Action;
use crate::fuzzy;
use crate::intent::Intent;
use crate::theme::{Palette, SIZE_BODY, SIZE_SMALL};

#[derive(Default)]
pub(crate) struct Commands {
    query: String,
    chosen: usize,
}

const ROW: f32 = 26.0;

impl Commands {
    pub(crate) fn show(&mut self, ctx: &egui::Context, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
        super::sheet(ctx, "Commands", 440.0, |ui| self.inside(ui, palette, intents))
    }

    fn inside(&mut self, ui: &mut Ui, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
        let (down, up, enter) = ui.input_mut(|input| {
            let plain = egui::Modifiers::NONE;
            (
                input.consume_key(plain, Key::ArrowDown),
                input.consume_key(plain, Key::ArrowUp),
                input.key_pressed(Key::Enter),
            )
        });
        let edit = TextEdit::singleline(&mut self.query).hint_text("Search commands").desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Search commands");
        response.request_focus();
        if response.changed() {
            self.chosen = 0;
        }
        let found = self.found();
        self.chosen =
            (self.chosen + usize::from(down)).saturating_sub(usize::from(up)).min(found.len().saturating_sub(1));
        let mut taken = found.get(self.chosen).copied().filter(|_| enter);
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().max_height(ROW * 12.0).auto_shrink([false, true]).show_rows(
            ui,
            ROW,
            found.len(),
            |ui, rows| {
                for at in rows {
                    let response = row(ui, found[at], at == self.chosen, palette);
                    if at == self.chosen && (down || up) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        taken = Some(found[at]);
                    }
                }
            },
        );
        if let Some(action) = taken {
            intents.push(Intent::Do(action));
        }
        taken.is_none()
    }

    fn found(&self) -> Vec<Action> {
        let score = |action: Action| fuzzy::score(&self.query, &format!("{} {}", action.label(), action.group()));
        let mut ranked: Vec<(i32, Action)> =
            Action::ALL.iter().filter_map(|action| Some((score(*action)?, *action))).collect();
        ranked.sort_by_key(|(score, _)| -score);
        ranked.into_iter().map(|(_, action)| action).collect()
    }
}

fn row(ui: &mut Ui, action: Action, chosen: bool, palette: &Palette) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("Command {}", action.label())));
    let painter = ui.painter();
    if chosen || response.hovered() {
        painter.rect_filled(rect, 4.0, if chosen { palette.field_hovered } else { palette.field });
    }
    let left = painter.text(
        rect.left_center() + vec2(8.0, 0.0),
        Align2::LEFT_CENTER,
        action.label(),
        FontId::proportional(SIZE_BODY),
        palette.text,
    );
    let small = FontId::proportional(SIZE_SMALL);
    let group = left.right_center() + vec2(8.0, 0.0);
    painter.text(group, Align2::LEFT_CENTER, action.group(), small.clone(), palette.text_secondary);
    let keys = action.keys_text(ui.ctx());
    painter.text(rect.right_center() - vec2(8.0, 0.0), Align2::RIGHT_CENTER, keys, small, palette.text_secondary);
    response
}
