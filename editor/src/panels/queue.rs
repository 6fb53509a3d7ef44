//! Runs that were asked for: what goes on, what waits and can change its place or go, how the last ones ended.

use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::action::Action;
use crate::intent::Intent;
use crate::live::{QueuedRun, Turn};
use crate::state::State;
use crate::theme::{Palette, spacing};

/// More rows than that are scrolled to.
const ROWS: f32 = 7.0;

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    ui.horizontal(|ui| {
        let runs = state.live.is_running();
        let hint = "What is shown now is run, after what waits already";
        let keys = Action::Run.keys_text(ui.ctx());
        let button = Button::new(if runs { "Add a run" } else { "Run" }).shortcut_text(keys);
        if ui.add_enabled(state.document().is_some(), button).on_hover_text(hint).clicked() {
            intents.push(Intent::Do(Action::Run));
        }
        if runs && ui.button("Stop all").clicked() {
            intents.push(Intent::Do(Action::Stop));
        }
    });
    let runs = state.live.queue.runs();
    if runs.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ScrollArea::vertical()
        .id_salt("queue")
        .max_height(ROWS * spacing::ROW)
        .auto_shrink([false, true])
        .stick_to_bottom(true)
        .show_rows(ui, spacing::ROW, runs.len(), |ui, rows| {
            for run in &runs[rows] {
                row(ui, palette, run, intents);
            }
        });
    ui.add_space(4.0);
    ui.separator();
}

fn row(ui: &mut Ui, palette: &Palette, run: &QueuedRun, intents: &mut Vec<Intent>) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), spacing::ROW), Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let press = |ui: &mut Ui, words: &str, hint: &str| {
            let response = ui.small_button(words).on_hover_text(hint);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{words} run {}", run.number)));
            response.clicked()
        };
        match run.turn {
            Turn::Waiting => {
                if press(ui, "Remove", "It does not run") {
                    intents.push(Intent::RemoveRun(run.run));
                }
                if press(ui, "First", "Before the others that wait") {
                    intents.push(Intent::RunFirst(run.run));
                }
            }
            Turn::Running if press(ui, "Stop", "The next one goes on") => intents.push(Intent::RemoveRun(run.run)),
            _ => {}
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (said, colour) = match &run.turn {
                Turn::Waiting => (after(run), palette.text_secondary),
                Turn::Running => ("Running".to_owned(), palette.running),
                Turn::Ended(how) => (how.clone(), palette.text_secondary),
            };
            ui.label(RichText::new(run.number.to_string()).color(palette.text_disabled));
            ui.add(Label::new(RichText::new(&said).color(colour)).truncate())
                .on_hover_text(format!("{said}\nAsked for after this: {}", after(run)));
        });
    });
}

/// What was done before it was asked for tells one run from another.
fn after(run: &QueuedRun) -> String {
    match run.after.as_str() {
        "" => "As it was opened".to_owned(),
        step => crate::words::sentence(step).trim_end_matches('.').to_owned(),
    }
}
