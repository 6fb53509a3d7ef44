//! The last thing that was told, how the run stands, the zoom. Its height never changes.

use egui::{Align, Frame, Label, Layout, Margin, Panel, ProgressBar, RichText, Ui};

use crate::action::Action;
use crate::dock::Pane;
use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;
use crate::words;

/// How long a sentence stays.
const NOTICE_SECONDS: f64 = 8.0;

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, zoom: f32, intents: &mut Vec<Intent>) {
    let frame = Frame::NONE.fill(palette.window).inner_margin(Margin::symmetric(8, 0));
    Panel::bottom("status").frame(frame).exact_size(26.0).show_separator_line(false).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if state.document().is_some() {
                    let text = RichText::new(format!("{:.0} %", zoom * 100.0)).color(palette.text_secondary);
                    if ui.add(egui::Button::new(text).frame(false)).on_hover_text("Zoom to 100 %").clicked() {
                        intents.push(Intent::Do(Action::ActualSize));
                    }
                    run(ui, state, palette, intents);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| notice(ui, state, palette));
            });
        });
    });
}

fn notice(ui: &mut Ui, state: &State, palette: &Palette) {
    let now = ui.input(|input| input.time);
    let Some(notice) = &state.notice else { return };
    let left = notice.at + NOTICE_SECONDS - now;
    // What went wrong stays until something else is told.
    if left <= 0.0 && !notice.wrong {
        return;
    }
    if !notice.wrong {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
    }
    let colour = if notice.wrong { palette.error } else { palette.text_secondary };
    ui.add(Label::new(RichText::new(&notice.text).color(colour)).truncate()).on_hover_text(&notice.text);
}

/// Whether what is viewed takes so long that somebody wonders; what is quick would only flicker.
fn is_slow(ui: &Ui, state: &State) -> bool {
    const PATIENCE: f64 = 0.5;
    let Some(since) = state.live.busy_since.filter(|_| state.live.running().is_some()) else { return false };
    let waited = ui.input(|input| input.time) - since;
    if waited < PATIENCE {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE - waited));
    }
    waited >= PATIENCE
}

fn run(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    match &state.live.progress {
        Some(progress) => {
            if ui.small_button("Stop").on_hover_text(Action::Stop.keys_text(ui.ctx())).clicked() {
                intents.push(Intent::Do(Action::Stop));
            }
            #[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
            let part = progress.ended as f32 / progress.to_run.max(1) as f32;
            let now = ui.input(|input| input.time);
            let elapsed = now - progress.began;
            let left = (part > 0.05 && elapsed > 1.0).then(|| elapsed / f64::from(part) - elapsed);
            let said = match left {
                Some(left) => {
                    format!("{} of {}, about {} left", progress.ended, progress.to_run, words::duration(left))
                }
                None => format!("{} of {}", progress.ended, progress.to_run),
            };
            let waiting = state.live.queue.n_waiting();
            let said = if waiting > 0 { format!("{said}, {waiting} more waiting") } else { said };
            let text = RichText::new(said).color(palette.text_secondary);
            if ui.add(egui::Button::new(text).frame(false)).on_hover_text("Show the runs").clicked() {
                intents.push(Intent::ShowPane(Pane::Log));
            }
            ui.add(ProgressBar::new(part).desired_width(120.0).desired_height(4.0).fill(palette.running));
        }
        None if is_slow(ui, state) => {
            if ui.small_button("Stop").on_hover_text(Action::Stop.keys_text(ui.ctx())).clicked() {
                intents.push(Intent::Do(Action::Stop));
            }
            let running = state.live.running().unwrap_or_default();
            ui.label(RichText::new(format!("Running {running}")).color(palette.text_secondary));
        }
        None => {
            if let Some(last) = &state.live.last {
                let text = RichText::new(last).color(palette.text_secondary);
                if ui.add(egui::Button::new(text).frame(false)).on_hover_text("Show the runs").clicked() {
                    intents.push(Intent::ShowPane(Pane::Log));
                }
            }
        }
    }
}
