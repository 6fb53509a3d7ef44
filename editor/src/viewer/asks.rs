//! What the session is asked for: only what is seen, as large as it is seen. Bytes for the screen; floats where values count.

use std::collections::BTreeMap;

use egui::Rect;
use weft_engine::graph::Wire;
use weft_engine::session::{ImageView, Look, PixelFormat, Region, Shown};

use super::faces::FIELDS;
use super::frame::View;
use super::{Compare, Viewer};
use crate::live::{Answer, Live, Question, Slot, Which};
use crate::state::State;

/// Rows of a table, lines of a text, on one page.
pub(super) const PAGE: u64 = 200;
/// The longer side of a whole picture is never asked larger; close looks show more.
const WHOLE_MAX: u32 = 2048;
/// Sides of the square of exact values around the pointer.
const PROBE: u32 = 32;
/// Triangles that a screen keeps up with.
const TRIANGLES_MAX: u32 = 120_000;
/// Rows that are written to a file; a page of the engine has no more.
pub(super) const SAVED_ROWS_MAX: u32 = 10_000;

/// What a frame of the viewer needs to know of what it shows.
pub(super) struct Subject<'a> {
    /// The output whose picture or value is shown.
    pub wire: &'a Wire,
    /// What it is compared with.
    pub pinned: Option<&'a Wire>,
    /// What was found in it and is drawn over it.
    pub found: Option<&'a Wire>,
    /// The pane without its bars.
    pub room: Rect,
    pub pixels_per_point: f32,
}

/// The picture of an answer.
pub(super) fn picture(answer: Option<&Answer>) -> Option<&ImageView> {
    match &**answer?.seen()? {
        Shown::Image(view) => Some(view),
        _ => None,
    }
}

/// The answer about an output, if it is about this one.
pub(super) fn answer<'a>(live: &'a Live, slot: Slot, wire: &Wire) -> Option<&'a Answer> {
    live.answers.get(&slot).filter(|answer| answer.question.wire == *wire)
}

impl Viewer {
    /// All questions of this frame.
    pub(super) fn questions(
        &self,
        state: &State,
        subject: &Subject<'_>,
        view: Option<View>,
    ) -> BTreeMap<Slot, Question> {
        let mut asked = BTreeMap::new();
        let compares = self.compare != Compare::Nothing;
        let format =
            if self.style.marks || self.compare == Compare::Difference { PixelFormat::F32 } else { PixelFormat::Rgba8 };
        let outputs = [(Which::Viewed, Some(subject.wire)), (Which::Pinned, subject.pinned.filter(|_| compares))];
        for (which, wire) in outputs {
            let Some(wire) = wire else { continue };
            let mut ask = |slot, look| {
                asked.insert(slot, Question { wire: wire.clone(), look });
            };
            let whole = self.whole(subject, format);
            ask(Slot::Whole(which), whole.clone());
            let shown = answer(&state.live, Slot::Whole(which), wire);
            let Some((view, picture)) = view.zip(picture(shown)) else { continue };
            if let Some(look) = self.close(state, (which, wire), view, picture, &whole) {
                ask(Slot::Close(which), look);
            }
            if let Some(pixel) = self.probed {
                let size = self.size_of(wire).unwrap_or((picture.width, picture.height));
                let region = Some(tile(same_pixel(pixel, view.size, size), size));
                let look = Look { region, format: PixelFormat::F32, item: self.item, ..Look::default() };
                ask(Slot::Probe(which), look);
            }
        }
        if self.histogram || self.hand.wants_counts() {
            let look = Look { statistics: true, width_max: 1, height_max: 1, item: self.item, ..Look::default() };
            asked.insert(Slot::Counts, Question { wire: subject.wire.clone(), look });
        }
        for (at, field) in (0_u8..).zip(FIELDS) {
            if let Some(found) = subject.found {
                let look = Look { field: field.to_owned(), rows_max: SAVED_ROWS_MAX, ..Look::default() };
                asked.insert(Slot::Field(at), Question { wire: found.clone(), look });
            }
        }
        if let Some(Shown::Mesh(mesh)) =
            answer(&state.live, Slot::Whole(Which::Viewed), subject.wire).and_then(Answer::seen).map(|shown| &**shown)
            && mesh.uvs
            && mesh.parts.iter().any(|part| part == "base")
        {
            let look = Look { field: "base".to_owned(), width_max: 1024, height_max: 1024, ..Look::default() };
            asked.insert(Slot::Texture, Question { wire: subject.wire.clone(), look });
        }
        if state.live.save_to.is_some() {
            let look = Look {
                format: PixelFormat::F32,
                rows_max: SAVED_ROWS_MAX,
                item: self.item,
                triangles_max: u32::MAX,
                ..Look::default()
            };
            asked.insert(Slot::Saved, Question { wire: subject.wire.clone(), look });
        }
        asked
    }

    fn whole(&self, subject: &Subject<'_>, format: PixelFormat) -> Look {
        let room = subject.room.size().max_elem().max(1.0) * subject.pixels_per_point;
        // In steps, so that dragging the side of a pane asks seldom.
        let side = ((room / 256.0).ceil() as u32 * 256).clamp(256, WHOLE_MAX);
        Look {
            width_max: side,
            height_max: side,
            format,
            first_row: self.page * PAGE,
            rows_max: u32::try_from(PAGE).unwrap_or(u32::MAX),
            triangles_max: TRIANGLES_MAX,
            item: self.item,
            ..Look::default()
        }
    }

    /// The seen part in more detail, where the whole has less than the screen could show.
    fn close(
        &self,
        state: &State,
        (which, wire): (Which, &Wire),
        view: View,
        whole: &ImageView,
        asked: &Look,
    ) -> Option<Look> {
        let (width, height) = self.size_of(wire).unwrap_or((whole.width, whole.height));
        let scale = (view.place.width() * view.pixels_per_point / width.max(1) as f32).min(1.0);
        let has = whole.columns as f32 / width.max(1) as f32;
        let seen = view.seen();
        if has >= scale * 0.98 || !seen.is_positive() {
            return None;
        }
        let needed = pixels_of(seen, (width, height), 0.0);
        // What was asked before is kept while it still shows all of it, and neither too little nor far too much.
        if let Some(before) = state.live.questions.get(&Slot::Close(which)).filter(|before| before.wire == *wire)
            && let Some(region) = before.look.region
            && before.look.format == asked.format
            && before.look.item == asked.item
            && holds(region, needed)
        {
            let had = (before.look.width_max as f32 / region.width as f32).min(1.0);
            if (scale * 0.98..=scale * 2.1).contains(&had) {
                return Some(before.look.clone());
            }
        }
        let region = pixels_of(seen, (width, height), 0.25);
        let side = |length: u32| ((length as f32 * scale).ceil() as u32).max(1);
        Some(Look {
            region: Some(region),
            width_max: side(region.width),
            height_max: side(region.height),
            format: asked.format,
            item: asked.item,
            ..Look::default()
        })
    }
}

/// A part of a picture in its pixels, a share of it wider on each side.
fn pixels_of(part: Rect, (width, height): (u32, u32), wider: f32) -> Region {
    let part = part.expand2(part.size() * wider);
    let axis = |low: f32, high: f32, length: u32| {
        let first = ((low * length as f32).floor().max(0.0) as u32).min(length.saturating_sub(1));
        let end = ((high * length as f32).ceil().max(0.0) as u32).clamp(first + 1, length.max(first + 1));
        (first, end - first)
    };
    let ((x, width), (y, height)) = (axis(part.min.x, part.max.x, width), axis(part.min.y, part.max.y, height));
    Region { x, y, width, height }
}

fn holds(outer: Region, inner: Region) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && outer.x + outer.width >= inner.x + inner.width
        && outer.y + outer.height >= inner.y + inner.height
}

/// The pixel of another picture at the same place.
pub(super) fn same_pixel((x, y): (u32, u32), from: (u32, u32), to: (u32, u32)) -> (u32, u32) {
    let axis = |at: u32, from: u32, to: u32| {
        let part = (f64::from(at) + 0.5) / f64::from(from.max(1));
        ((part * f64::from(to)) as u32).min(to.saturating_sub(1))
    };
    (axis(x, from.0, to.0), axis(y, from.1, to.1))
}

/// The square of exact values that a pixel lies in.
fn tile((x, y): (u32, u32), (width, height): (u32, u32)) -> Region {
    let (x, y) = (x / PROBE * PROBE, y / PROBE * PROBE);
    let side = |from: u32, length: u32| PROBE.min(length.saturating_sub(from)).max(1);
    Region { x, y, width: side(x, width), height: side(y, height) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_part_is_asked_for_in_whole_pixels_within_the_picture() {
        let part = Rect::from_min_max(pos2(0.26, 0.5), pos2(0.5, 1.0));
        assert_eq!(pixels_of(part, (100, 10), 0.0), Region { x: 26, y: 5, width: 24, height: 5 });
        let wider = pixels_of(part, (100, 10), 0.25);
        assert!(holds(wider, pixels_of(part, (100, 10), 0.0)) && wider.y + wider.height == 10);
        assert_eq!(tile((99, 9), (100, 10)), Region { x: 96, y: 0, width: 4, height: 10 });
    }

    #[test]
    fn a_pixel_has_its_place_in_a_picture_of_another_size() {
        assert_eq!(same_pixel((99, 0), (100, 10), (1000, 20)), (995, 1));
        assert_eq!(same_pixel((99, 9), (100, 10), (100, 10)), (99, 9));
    }
}
