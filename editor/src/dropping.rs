//! Files that are dropped: onto a path, onto a node that has one, or anywhere.
//!
//! Systems do not say where something is dropped; the pointer does, once it moves again.

use std::path::PathBuf;

use egui::{Context, Id, Pos2, Rect, Stroke, StrokeKind, Ui};
use weft_engine::graph::Name;

use crate::scene::NodeBox;
use crate::theme::Palette;

/// The pointer moves again by then, or its last place counts.
const PATIENCE: f64 = 0.2;

/// What was dropped and has no place yet.
#[derive(Default)]
pub(crate) struct Dropping {
    waits: Option<(Vec<PathBuf>, f64)>,
}

impl Dropping {
    /// What was dropped, once it is known where.
    pub(crate) fn landed(&mut self, ctx: &Context) -> Option<(Vec<PathBuf>, Option<Pos2>)> {
        let (dropped, moved, at, now) = ctx.input(|input| {
            let dropped: Vec<PathBuf> = input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect();
            let moved = input.events.iter().any(|event| matches!(event, egui::Event::PointerMoved(_)));
            (dropped, moved, input.pointer.latest_pos(), input.time)
        });
        if !dropped.is_empty() {
            self.waits = Some((dropped, now));
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE));
            return None;
        }
        let since = self.waits.as_ref()?.1;
        if moved || now - since >= PATIENCE {
            return self.waits.take().map(|(paths, _)| (paths, at));
        }
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE));
        None
    }
}

/// Places of paths in the newest frame that showed any.
#[derive(Clone, Default)]
struct Places {
    frame: u64,
    places: Vec<(Rect, Name, Name)>,
}

fn places_id() -> Id {
    Id::unique("places of paths")
}

/// Says that a path can be dropped here; shows it while something hangs over the window.
pub(crate) fn offer(ui: &Ui, palette: &Palette, rect: Rect, node: &Name, input: &Name) {
    let rect = rect.intersect(ui.clip_rect());
    if !rect.is_positive() {
        return;
    }
    let frame = ui.ctx().cumulative_frame_nr();
    ui.data_mut(|data| {
        let places = data.get_temp_mut_or_default::<Places>(places_id());
        if places.frame != frame {
            places.places.clear();
            places.frame = frame;
        }
        places.places.push((rect, node.clone(), input.clone()));
    });
    if ui.input(|input| !input.raw.hovered_files.is_empty()) {
        ui.painter().rect_stroke(rect, 4.0, Stroke::new(1.5, palette.accent), StrokeKind::Inside);
    }
}

/// The path at a place of the screen: its node and input.
pub(crate) fn place(ctx: &Context, at: Pos2) -> Option<(Name, Name)> {
    let frame = ctx.cumulative_frame_nr();
    let shown: Places = ctx.data(|data| data.get_temp(places_id()))?;
    // What was shown long ago is no place any more.
    let shown = (frame <= shown.frame + 1).then_some(shown.places)?;
    shown.iter().rev().find(|(rect, ..)| rect.contains(at)).map(|(_, node, input)| (node.clone(), input.clone()))
}

/// The path that a node reads, if it has one.
pub(crate) fn path_of(node: &NodeBox) -> Option<Name> {
    let reads = |input: &weft_engine::catalog::Input| input.ty.has("path") && !input.flags.path_write;
    node.signature.inputs.iter().find(|socket| socket.input().is_some_and(reads)).map(|socket| socket.id.clone())
}
