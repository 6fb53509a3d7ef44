//! The viewer's frame: which output is shown, and where its picture comes from.
//!
//! What looks at a value (zoom, compare, histogram, meshes, hand tools) lives in files below `viewer/` and gets a `Showing`:
//! the viewed output, the pinned one, and what the session has given for each. It pushes intents like every panel.

use egui::{Align2, FontId, Rect, Ui, pos2};
use weft_engine::graph::Wire;

use crate::intent::Intent;
use crate::live::{NodeState, Shot};
use crate::state::State;
use crate::theme::{Palette, SIZE_BODY, SIZE_SMALL};
use crate::words;

/// What the viewer remembers between frames.
#[derive(Default)]
pub struct Viewer {}

/// What is viewed, as the session has given it so far.
pub(crate) struct Showing<'a> {
    /// The output.
    pub wire: &'a Wire,
    /// Its picture.
    pub shot: Option<&'a Shot>,
    /// Its value in words.
    pub words: Option<&'a str>,
    /// How its node stands.
    pub node: &'a NodeState,
}

/// What is known of an output.
pub(crate) fn showing<'a>(state: &'a State, wire: &'a Wire) -> Showing<'a> {
    Showing {
        wire,
        shot: state.live.views.get(wire).or_else(|| state.live.shots.get(wire)),
        words: state.live.words.get(wire).map(String::as_str),
        node: state.live.node(&wire.node),
    }
}

impl Viewer {
    pub(crate) fn show(&mut self, ui: &mut Ui, state: &State, palette: &Palette, _intents: &mut Vec<Intent>) {
        let rect = ui.available_rect_before_wrap();
        ui.painter().rect_filled(rect, 0.0, palette.window);
        let Some(wire) = state.document().and_then(|document| document.viewed.as_ref()) else {
            return told(
                ui,
                rect,
                palette,
                "Nothing is viewed yet",
                "Click a node's output, or select a node and press V.",
            );
        };
        let showing = showing(state, wire);
        let bar = Rect::from_min_max(rect.min, pos2(rect.max.x, rect.min.y + 24.0));
        let body = Rect::from_min_max(pos2(rect.min.x, bar.max.y), rect.max);
        caption(ui, bar, palette, &showing);
        match (&showing.shot, showing.words, showing.node) {
            (Some(shot), _, _) => picture(ui, body.shrink(8.0), shot),
            (None, Some(words), _) => {
                let font = FontId::proportional(22.0);
                ui.painter().text(body.center(), Align2::CENTER_CENTER, words, font, palette.text);
            }
            (None, None, NodeState::Failed(why, hint)) => {
                told(
                    ui,
                    body,
                    palette,
                    &words::sentence(why),
                    &hint.as_deref().map(words::sentence).unwrap_or_default(),
                );
            }
            (None, None, NodeState::Running(_)) => told(ui, body, palette, "Running…", ""),
            (None, None, _) => match &state.live.view_told {
                Some((why, hint)) => {
                    told(
                        ui,
                        body,
                        palette,
                        &words::sentence(why),
                        &hint.as_deref().map(words::sentence).unwrap_or_default(),
                    );
                }
                None => told(ui, body, palette, "No result yet", "F5 runs the graph."),
            },
        }
    }
}

fn caption(ui: &Ui, bar: Rect, palette: &Palette, showing: &Showing<'_>) {
    let small = FontId::proportional(SIZE_SMALL);
    let painter = ui.painter().with_clip_rect(bar);
    painter.text(
        bar.left_center() + egui::vec2(8.0, 0.0),
        Align2::LEFT_CENTER,
        showing.wire.to_string(),
        FontId::monospace(12.0),
        palette.text_secondary,
    );
    if let Some(shot) = showing.shot {
        let size = words::picture_size(shot.full_size.0, shot.full_size.1);
        painter.text(
            bar.right_center() - egui::vec2(8.0, 0.0),
            Align2::RIGHT_CENTER,
            size,
            small,
            palette.text_secondary,
        );
    }
}

fn picture(ui: &Ui, room: Rect, shot: &Shot) {
    let size = shot.texture.size_vec2();
    let scale = (room.width() / size.x).min(room.height() / size.y);
    if scale <= 0.0 {
        return;
    }
    let place = Rect::from_center_size(room.center(), size * scale);
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(shot.texture.id(), place, uv, egui::Color32::WHITE);
}

fn told(ui: &Ui, rect: Rect, palette: &Palette, title: &str, hint: &str) {
    let width = (rect.width() - 32.0).max(40.0);
    let painter = ui.painter().with_clip_rect(rect);
    let mut y = rect.center().y - 20.0;
    for (text, colour) in [(title, palette.text), (hint, palette.text_secondary)] {
        let mut job = egui::text::LayoutJob::simple(text.to_owned(), FontId::proportional(SIZE_BODY), colour, width);
        job.halign = egui::Align::Center;
        let galley = painter.layout_job(job);
        let height = galley.size().y;
        painter.galley(pos2(rect.center().x, y), galley, colour);
        y += height + 4.0;
    }
}
