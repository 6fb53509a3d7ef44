//! One tab for each open graph; a dot marks what is unsaved.

use egui::{
    Align2, FontId, Frame, Margin, Panel, Rect, ScrollArea, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::action::Action;
use crate::intent::Intent;
use crate::state::State;
use crate::theme::{Palette, SIZE_BODY};

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    if state.documents.is_empty() {
        return;
    }
    let frame = Frame::NONE.fill(palette.window).inner_margin(Margin { left: 8, right: 8, top: 0, bottom: 0 });
    Panel::top("tabs").frame(frame).exact_size(30.0).show_separator_line(false).show(ui, |ui| {
        ScrollArea::horizontal().scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden).show(
            ui,
            |ui| {
                ui.horizontal_centered(|ui| {
                    ui.spacing_mut().item_spacing.x = 2.0;
                    for (at, document) in state.documents.iter().enumerate() {
                        let hint = document.path().map(|path| path.display().to_string());
                        tab(
                            ui,
                            palette,
                            at,
                            &document.title(),
                            (state.active == Some(at), document.is_saved()),
                            hint,
                            intents,
                        );
                    }
                    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
                    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "New graph"));
                    let colour = if response.hovered() { palette.text } else { palette.text_secondary };
                    let middle = rect.center();
                    ui.painter().hline(middle.x - 5.0..=middle.x + 5.0, middle.y, Stroke::new(1.3, colour));
                    ui.painter().vline(middle.x, middle.y - 5.0..=middle.y + 5.0, Stroke::new(1.3, colour));
                    if response.on_hover_text("New graph").clicked() {
                        intents.push(Intent::Do(Action::New));
                    }
                });
            },
        );
    });
}

fn tab(
    ui: &mut Ui,
    palette: &Palette,
    at: usize,
    title: &str,
    (active, saved): (bool, bool),
    hint: Option<String>,
    intents: &mut Vec<Intent>,
) {
    let colour = if active { palette.text } else { palette.text_secondary };
    let galley = ui.painter().layout_no_wrap(title.to_owned(), FontId::proportional(SIZE_BODY), colour);
    let width = (galley.size().x + 44.0).clamp(80.0, 240.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 28.0), Sense::click());
    let said = if saved { title.to_owned() } else { format!("{title}, unsaved") };
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, format!("Tab {said}")));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if active || response.hovered() {
        let fill = if active { palette.canvas } else { palette.panel };
        painter.rect_filled(rect, egui::CornerRadius { nw: 6, ne: 6, sw: 0, se: 0 }, fill);
    }
    let text = Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(12.0, 0.0), galley.size());
    painter.with_clip_rect(rect.with_max_x(rect.max.x - 26.0)).galley(text.min, galley, colour);
    let cross = Rect::from_center_size(pos2(rect.max.x - 15.0, rect.center().y), vec2(16.0, 16.0));
    let close = ui.interact(cross, ui.scope_id().with(("close", at)), Sense::click());
    close.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Close {title}")));
    let middle = cross.center();
    if close.hovered() || (saved && (active || response.hovered())) {
        let stroke = Stroke::new(1.2, if close.hovered() { palette.text } else { palette.text_secondary });
        for (a, b) in [(vec2(-3.5, -3.5), vec2(3.5, 3.5)), (vec2(-3.5, 3.5), vec2(3.5, -3.5))] {
            ui.painter().line_segment([middle + a, middle + b], stroke);
        }
    } else if !saved {
        ui.painter().circle_filled(middle, 3.5, palette.text_secondary);
    }
    if close.clicked() || response.middle_clicked() {
        intents.push(Intent::Close(at));
    } else if response.clicked() {
        intents.push(Intent::Activate(at));
    }
    if let Some(hint) = hint {
        response.on_hover_text(hint);
    }
}
