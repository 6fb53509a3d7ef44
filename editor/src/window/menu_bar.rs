//! The menus, made from the table of actions.

use egui::{Button, Frame, Margin, MenuBar, Panel, Ui};

use crate::action::Action;
use crate::dock::{self, Pane};
use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

pub(crate) fn show(
    ui: &mut Ui,
    state: &State,
    dock: &egui_tiles::Tree<Pane>,
    palette: &Palette,
    intents: &mut Vec<Intent>,
) {
    let frame = Frame::NONE.fill(palette.window).inner_margin(Margin::symmetric(8, 2));
    Panel::top("menus").frame(frame).show_separator_line(false).show(ui, |ui| {
        MenuBar::new().ui(ui, |ui| {
            for group in Action::GROUPS {
                ui.menu_button(group, |ui| {
                    ui.set_min_width(220.0);
                    if group == "View" {
                        panes(ui, dock, intents);
                        ui.separator();
                    }
                    for action in Action::of_group(group) {
                        entry(ui, state, action, intents);
                    }
                    if group == "File" {
                        recent(ui, state, intents);
                    }
                });
            }
        });
    });
}

fn entry(ui: &mut Ui, state: &State, action: Action, intents: &mut Vec<Intent>) {
    let ticked = match action {
        Action::SnapToGrid => Some(state.settings.snap),
        Action::Minimap => Some(state.settings.minimap),
        Action::Live => Some(state.settings.live),
        _ => None,
    };
    let enabled = can(state, action);
    let button = Button::new(action.label()).shortcut_text(action.keys_text(ui.ctx())).selected(ticked == Some(true));
    if ui.add_enabled(enabled, button).clicked() {
        intents.push(Intent::Do(action));
        ui.close();
    }
    if matches!(
        action,
        Action::SaveAs | Action::Redo | Action::Unwire | Action::Leave | Action::ActualSize | Action::AlignBottom
    ) {
        ui.separator();
    }
}

fn can(state: &State, action: Action) -> bool {
    let document = state.document();
    match action {
        Action::New | Action::Open | Action::Quit | Action::Theme | Action::CommandPalette | Action::Shortcuts => true,
        Action::Models | Action::Preferences => true,
        Action::Recovery => !state.recovered.is_empty(),
        Action::Undo => document.is_some_and(|document| document.history().n_done() > 0),
        Action::Redo => document.is_some_and(|document| document.history().n_done() < document.history().names().len()),
        Action::Stop => state.live.is_running(),
        _ => document.is_some(),
    }
}

fn panes(ui: &mut Ui, dock: &egui_tiles::Tree<Pane>, intents: &mut Vec<Intent>) {
    for pane in Pane::ALL {
        let button = Button::new(pane.title()).selected(dock::is_shown(dock, pane));
        if pane != Pane::Canvas && ui.add(button).clicked() {
            intents.push(Intent::TogglePane(pane));
            ui.close();
        }
    }
}

fn recent(ui: &mut Ui, state: &State, intents: &mut Vec<Intent>) {
    if state.settings.recent.is_empty() {
        return;
    }
    ui.separator();
    ui.menu_button("Recent", |ui| {
        for path in &state.settings.recent {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if ui.button(name.as_ref()).on_hover_text(path.display().to_string()).clicked() {
                intents.push(Intent::Open(path.clone()));
                ui.close();
            }
        }
    });
}
