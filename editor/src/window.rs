//! What is around the panes: menus, tabs, status, the start page, and what lies over all for a moment.

mod commands;
mod find;
pub(crate) mod menu_bar;
mod miniature;
mod models;
mod path_field;
mod preferences;
pub(crate) mod questions;
mod recovery;
mod shortcuts;
pub(crate) mod start_page;
pub(crate) mod status_bar;
pub(crate) mod tab_bar;

use egui::{Align2, Area, Context, Frame, Order, Ui, vec2};

use crate::dialogs::Question;
use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

/// Something that lies over the window until it is done.
pub(crate) enum Overlay {
    Commands(commands::Commands),
    Find(find::Find),
    Path(path_field::PathField),
    Shortcuts,
    Recovery,
    Models,
    Preferences,
}

impl Overlay {
    pub(crate) fn commands() -> Self {
        Self::Commands(commands::Commands::default())
    }

    pub(crate) fn find() -> Self {
        Self::Find(find::Find::default())
    }

    pub(crate) fn path(question: Question, native: bool) -> Self {
        Self::Path(path_field::PathField::new(question, native))
    }

    /// Shows it; false once it is done.
    pub(crate) fn show(&mut self, ctx: &Context, state: &State, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
        match self {
            Self::Commands(commands) => commands.show(ctx, palette, intents),
            Self::Find(find) => find.show(ctx, state, palette, intents),
            Self::Path(path) => path.show(ctx, palette, intents),
            Self::Shortcuts => shortcuts::show(ctx, palette),
            Self::Recovery => recovery::show(ctx, state, palette, intents),
            Self::Models => models::show(ctx, state, palette, intents),
            Self::Preferences => preferences::show(ctx, state, palette, intents),
        }
    }
}

/// A box below the upper edge, as palettes have it. False once the user clicks elsewhere or presses Escape.
fn sheet(ctx: &Context, name: &str, width: f32, inside: impl FnOnce(&mut Ui) -> bool) -> bool {
    let area = Area::new(egui::Id::unique(name))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, vec2(0.0, 72.0))
        .accessible_name(name);
    let fresh_id = egui::Id::unique((name, "fresh"));
    let mut open = true;
    let shown = area.show(ctx, |ui| {
        Frame::popup(ui.style()).inner_margin(12.0).show(ui, |ui| {
            ui.set_width(width);
            open = inside(ui);
        });
    });
    // The click or key that opened it is still in this frame's input.
    let frame = ctx.cumulative_frame_nr();
    let first = ctx.data_mut(|data| {
        let last: u64 = data.get_temp(fresh_id).unwrap_or(0);
        data.insert_temp(fresh_id, frame);
        last + 1 < frame
    });
    let escape = ctx.input(|input| input.key_pressed(egui::Key::Escape));
    open && (first || !(shown.response.clicked_elsewhere() || escape))
}

/// Of the window.
pub(crate) fn title(state: &State) -> String {
    match state.document() {
        Some(document) if document.is_saved() => format!("{} – Weft", document.title()),
        Some(document) => format!("• {} – Weft", document.title()),
        None => "Weft".to_owned(),
    }
}
