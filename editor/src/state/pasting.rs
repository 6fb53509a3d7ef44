//! What was copied, here or in another window, becomes nodes where somebody sees them.

use egui::{Pos2, Rect, pos2, vec2};
use weft_engine::graph::{Graph, OuterWires};

use super::State;
use crate::changes::arrange;
use crate::intent::PasteAt;
use crate::view_entry;

/// Of a node, roughly; what it shows says more, but that is known later.
const NODE: egui::Vec2 = vec2(192.0, 160.0);
/// What is pasted beside its original is moved as far.
const BESIDE: egui::Vec2 = vec2(24.0, 24.0);

impl State {
    pub(super) fn paste(&mut self, text: &str, at: PasteAt) {
        let nothing = "There are no nodes in the clipboard. Copy some here or in another window.";
        let copied = Graph::parse(text).ok().filter(|graph| graph.nodes().next().is_some() || bounds(graph).is_some());
        let Some(copied) = copied else { return self.tell(nothing) };
        if self.document().is_none() {
            self.new_document();
        }
        let Some(document) = self.document() else { return };
        let by = bounds(&copied).map_or(BESIDE, |bounds| target(bounds, at) - bounds.min);
        match document.level().paste(text, (f64::from(by.x), f64::from(by.y)), OuterWires::Drop) {
            Ok(pasted) => self.put(pasted.edit, pasted.nodes, "paste"),
            Err(_) => self.tell(nothing),
        }
    }
}

/// Where the upper left corner of what is pasted goes.
fn target(bounds: Rect, at: PasteAt) -> Pos2 {
    match at {
        PasteAt::Pointer((x, y)) => {
            #[expect(clippy::cast_possible_truncation, reason = "places on a canvas need no more")]
            let at = pos2(x as f32, y as f32);
            arrange::snapped(at)
        }
        // Beside the original where that is seen, else in the middle of what is: what was pasted must not be looked for.
        PasteAt::View(view) if view.contains_rect(bounds.translate(BESIDE)) => bounds.min + BESIDE,
        PasteAt::View(view) => arrange::snapped((view.center() - bounds.size() / 2.0).max(view.min + BESIDE)),
        PasteAt::Anywhere => bounds.min + BESIDE,
    }
}

fn bounds(graph: &Graph) -> Option<Rect> {
    let places = graph.view().filter_map(|(_, entry)| view_entry::at(entry));
    places.map(|at| Rect::from_min_size(at, NODE)).reduce(Rect::union)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_seen() {
        let view = Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 600.0));
        let check = |bounds: Rect, at, expected| assert_eq!(target(bounds, at), expected);
        let near = Rect::from_min_size(pos2(40.0, 40.0), NODE);
        check(near, PasteAt::View(view), near.min + BESIDE);
        let far = Rect::from_min_size(pos2(4000.0, -900.0), NODE);
        let placed = Rect::from_min_size(target(far, PasteAt::View(view)), NODE);
        assert!(view.contains_rect(placed), "{placed:?}");
        let large = Rect::from_min_size(pos2(4000.0, -900.0), vec2(3000.0, 100.0));
        assert!(view.contains(target(large, PasteAt::View(view))), "the beginning is seen");
        check(far, PasteAt::Pointer((80.0, 160.0)), pos2(80.0, 160.0));
        check(far, PasteAt::Anywhere, far.min + BESIDE);
    }
}
