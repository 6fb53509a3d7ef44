//! Which libraries were found, what they offer, and why some cannot be used.

use egui::{Label, RichText, ScrollArea, Ui};
use weft_engine::plugins::PluginStatus;
use weft_engine::session::PluginState;

use crate::action::Action;
use crate::intent::Intent;
use crate::shelf::ShelfWish;
use crate::state::State;
use crate::theme::Palette;
use crate::words;

pub(crate) fn show(ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
    if ui.button(Action::ReloadPlugins.label()).on_hover_text("Changed and new libraries are found again").clicked() {
        intents.push(Intent::Do(Action::ReloadPlugins));
    }
    let shown: Vec<&PluginState> =
        state.live.plugins.iter().filter(|plugin| plugin.status != PluginStatus::NoPlugin).collect();
    if shown.is_empty() {
        return super::quiet(
            ui,
            palette,
            "No plugins were found. They lie beside the program, or in the folder of plugins.",
        );
    }
    let quiet = |text: String| RichText::new(text).small().color(palette.text_secondary);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for plugin in shown {
            ui.add_space(6.0);
            let file = plugin.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = plugin.about.as_ref().map_or(file, |about| about.id.to_string());
            ui.horizontal(|ui| {
                ui.label(name);
                if let Some(about) = &plugin.about {
                    ui.label(quiet(about.version.to_string()));
                }
                ui.label(quiet(words::count(plugin.kinds.len(), "kind")));
            });
            if let Some(about) = &plugin.about {
                switch(ui, state, &about.id, plugin.status, palette, intents);
            }
            if let Some((why, hint)) = trouble(plugin.status) {
                ui.label(RichText::new(why).color(palette.warning)).on_hover_text(hint);
            }
            let place = plugin.path.display().to_string();
            let age = plugin.written.map(|seconds| format!("{}, ", words::age(seconds))).unwrap_or_default();
            ui.add(Label::new(quiet(format!("{age}{place}"))).truncate()).on_hover_text(place);
        }
    });
}

/// A plugin that is switched off is not opened at all.
fn switch(ui: &mut Ui, state: &State, id: &str, status: PluginStatus, palette: &Palette, intents: &mut Vec<Intent>) {
    let (is_off, can) = (status == PluginStatus::Disabled, state.shelf.can_ask());
    if (is_off || status == PluginStatus::Ready) && can {
        let mut on = !is_off;
        let name = format!("Offer the kinds of {id}");
        let switch = ui.checkbox(&mut on, "Offered");
        switch.widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, on, &name));
        if switch.changed() {
            intents.push(Intent::Shelf(ShelfWish::Switch(id.to_owned(), on)));
        }
    }
    for (_, why) in state.shelf.failed.iter().filter(|(failed, _)| failed == id) {
        ui.label(RichText::new(why).color(palette.error));
    }
}

fn trouble(status: PluginStatus) -> Option<(&'static str, &'static str)> {
    Some(match status {
        PluginStatus::Ready | PluginStatus::NoPlugin => return None,
        PluginStatus::Disabled => ("Switched off", "Its kinds are not offered"),
        PluginStatus::Untrusted => ("Not trusted yet, so none of its code runs", "weft plugins trust FILE"),
        PluginStatus::Crashed => {
            ("Crashed when it was asked what it offers", "It is asked again once its file changes")
        }
        PluginStatus::Refused => ("Does not fit this version, or is broken", "weft plugins check FILE says more"),
        PluginStatus::Duplicate => ("Another plugin with its id came first", "Remove one of them"),
    })
}
