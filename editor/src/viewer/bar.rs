//! Above the picture: which output is shown, of it what, beside what, and everything else in a menu. Each entry has a key.

use egui::{Align, Button, Layout, RichText, ScrollArea, Ui};
use weft_engine::graph::Wire;
use weft_engine::session::Shown;

use super::develop::Channel;
use super::raster::Look as MeshLook;
use super::{Compare, Viewer, faces, save};
use crate::intent::Intent;
use crate::state::State;
use crate::theme::Palette;

/// Shows it in the row that `ui` has room for.
pub(super) fn show(
    viewer: &mut Viewer,
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    wire: &Wire,
    shown: Option<&Shown>,
    intents: &mut Vec<Intent>,
) {
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.spacing_mut().button_padding = egui::vec2(6.0, 2.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        more(viewer, ui, state, palette, wire, shown, intents);
        match shown {
            Some(Shown::Image(_)) => {
                compare(viewer, ui, state, palette, wire, intents);
                channels(viewer, ui);
            }
            Some(Shown::Mesh(_)) => meshes(viewer, ui),
            _ => {}
        }
        ui.with_layout(Layout::left_to_right(Align::Center).with_main_justify(false), |ui| {
            outputs(ui, state, palette, wire, intents);
        });
    });
}

/// Every output of the shown level.
fn outputs(ui: &mut Ui, state: &State, palette: &Palette, wire: &Wire, intents: &mut Vec<Intent>) {
    let held = state.document().is_some_and(|document| document.held.is_some());
    let text = if held { format!("{wire} (held)") } else { wire.to_string() };
    let button = Button::new(RichText::new(text).monospace().color(palette.text)).frame_when_inactive(false).truncate();
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(200.0);
        ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for node in &state.scene.nodes {
                for output in &node.signature.outputs {
                    let other = Wire::new(node.full_name.clone(), output.id.clone());
                    let text = format!("{}  {}", node.name, output.label);
                    if ui.add(Button::selectable(other == *wire, text)).clicked() {
                        intents.extend([Intent::Hold(None), Intent::View(other)]);
                        ui.close();
                    }
                }
            }
        });
    });
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, format!("Viewed output: {wire}"))
    });
    response.on_hover_text("Choose another output");
}

fn channels(viewer: &mut Viewer, ui: &mut Ui) {
    let response = ui
        .menu_button(viewer.style.channel.label(), |ui| {
            for channel in Channel::ALL {
                if ui.add(Button::selectable(viewer.style.channel == channel, channel.label())).clicked() {
                    viewer.style.channel = channel;
                    ui.close();
                }
            }
        })
        .response;
    response.on_hover_text("Which channel is shown: C, R, G, B, A, Y");
}

fn compare(viewer: &mut Viewer, ui: &mut Ui, state: &State, palette: &Palette, wire: &Wire, intents: &mut Vec<Intent>) {
    let pinned = state.document().and_then(|document| document.pinned.as_ref());
    let title = RichText::new(if pinned.is_some() { viewer.compare.label() } else { "Compare" });
    let title = if viewer.compare == Compare::Nothing { title } else { title.color(palette.accent) };
    ui.menu_button(title, |ui| {
        ui.set_min_width(200.0);
        if let Some(pinned) = pinned {
            let only = |wire: &Wire| format!("Only {wire}");
            let difference = |gain: u32| match gain {
                1 => "Difference".to_owned(),
                gain => format!("Difference × {gain}"),
            };
            let entries =
                [(only(wire), Compare::Nothing, viewer.gain), ("Wipe".to_owned(), Compare::Wipe, viewer.gain)]
                    .into_iter()
                    .chain([1, 4, 16, 64].map(|gain| (difference(gain), Compare::Difference, gain)))
                    .chain([(only(pinned), Compare::Pinned, viewer.gain)]);
            for (text, compare, gain) in entries {
                let chosen = viewer.compare == compare && viewer.gain == gain;
                if ui.add(Button::selectable(chosen, text)).clicked() {
                    (viewer.compare, viewer.gain) = (compare, gain);
                    ui.close();
                }
            }
            ui.separator();
            if ui.button("Swap both").clicked() {
                let other = pinned.clone();
                intents.extend([Intent::Hold(None), Intent::View(other), Intent::Pin(Some(wire.clone()))]);
                ui.close();
            }
        }
        if pinned != Some(wire) && ui.button("Pin this output").on_hover_text("To compare others with it").clicked() {
            intents.push(Intent::Pin(Some(wire.clone())));
            // Whoever pins wants to compare: the next output that is viewed lies over this one.
            viewer.wipes_next = true;
            ui.close();
        }
        if pinned.is_some() && ui.button("Unpin").clicked() {
            intents.push(Intent::Pin(None));
            viewer.compare = Compare::Nothing;
            ui.close();
        }
        let held = state.document().is_some_and(|document| document.held.is_some());
        let text = if held { "Follow what is viewed" } else { "Keep showing this output" };
        if ui.button(text).on_hover_text("Whatever output is clicked next").clicked() {
            intents.push(Intent::Hold((!held).then(|| wire.clone())));
            ui.close();
        }
    })
    .response
    .on_hover_text("Compare with another output: D, W, X");
}

fn meshes(viewer: &mut Viewer, ui: &mut Ui) {
    ui.menu_button(viewer.mesh.look.label(), |ui| {
        for look in MeshLook::ALL {
            if ui.add(Button::selectable(viewer.mesh.look == look, look.label())).clicked() {
                viewer.mesh.look = look;
                ui.close();
            }
        }
    })
    .response
    .on_hover_text("How the mesh is drawn");
}

fn more(
    viewer: &mut Viewer,
    ui: &mut Ui,
    state: &State,
    palette: &Palette,
    wire: &Wire,
    shown: Option<&Shown>,
    intents: &mut Vec<Intent>,
) {
    ui.menu_button("Show", |ui| {
        ui.set_min_width(220.0);
        if matches!(shown, Some(Shown::Image(_))) {
            ui.checkbox(&mut viewer.histogram, "Histogram").on_hover_text("H");
            let marks = "Mark clipped and missing values";
            ui.checkbox(&mut viewer.style.marks, marks)
                .on_hover_text("Red: above 1. Blue: below 0. Magenta: no number. Key: K");
            let offered = faces::offered(state);
            if !offered.is_empty() {
                ui.separator();
                ui.label(RichText::new("Draw over the picture").small().color(palette.text_secondary));
                if ui.add(Button::selectable(viewer.overlay.is_none(), "Nothing")).clicked() {
                    viewer.overlay = None;
                    ui.close();
                }
                for found in offered {
                    let chosen = viewer.overlay.as_ref() == Some(&found);
                    if ui.add(Button::selectable(chosen, found.to_string())).clicked() {
                        viewer.overlay = Some(found);
                        ui.close();
                    }
                }
            }
            ui.separator();
        }
        if faces::type_of(state, wire).is_some_and(faces::is_found) {
            ui.checkbox(&mut viewer.as_table, "As a table");
            ui.separator();
        }
        if matches!(shown, Some(Shown::Text { .. })) {
            ui.checkbox(&mut viewer.json, "Lay out JSON");
            ui.separator();
        }
        if matches!(shown, Some(Shown::Mesh(_))) && ui.button("Look from the front").clicked() {
            viewer.mesh.reset();
            ui.close();
        }
        if ui.add_enabled(shown.is_some(), Button::new("Save as…")).clicked() {
            intents.push(Intent::AskSaveView(save::suggested(wire, shown)));
            ui.close();
        }
    });
}
