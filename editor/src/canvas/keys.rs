//! Arrows on the canvas go from node to node.

use egui::{Key, Modifiers, Pos2, Ui, Vec2, vec2};
use weft_engine::graph::Name;

use super::Canvas;
use crate::intent::Intent;
use crate::scene::Scene;
use crate::state::State;

const ARROWS: [(Key, Vec2); 4] = [
    (Key::ArrowLeft, vec2(-1.0, 0.0)),
    (Key::ArrowRight, vec2(1.0, 0.0)),
    (Key::ArrowUp, vec2(0.0, -1.0)),
    (Key::ArrowDown, vec2(0.0, 1.0)),
];

pub(crate) fn walk(canvas: &Canvas, ui: &Ui, state: &State, intents: &mut Vec<Intent>) {
    if !canvas.has_focus() || canvas.caption.is_some() {
        return;
    }
    for (key, way) in ARROWS {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            let from = state.only_node().and_then(|name| state.scene.node(&name)).map(|node| node.rect.center());
            let Some(next) = nearest(&state.scene, from, way) else { continue };
            let seen = canvas.camera(state).seen(canvas.rect());
            let shown = state.scene.rect_of(&next).is_some_and(|rect| seen.intersects(rect));
            intents.push(if shown { Intent::Select(vec![next]) } else { Intent::Reveal(next) });
        }
    }
}

/// The nearest node that way; sideways counts double. With nothing selected, the first one.
fn nearest(scene: &Scene, from: Option<Pos2>, way: Vec2) -> Option<Name> {
    let Some(from) = from else { return scene.nodes.first().map(|node| node.name.clone()) };
    let cost = |at: Pos2| {
        let along = (at - from).dot(way);
        let across = (at - from - way * along).length();
        (along > 1.0).then_some(along + 2.0 * across)
    };
    let ranked = scene.nodes.iter().filter_map(|node| Some((cost(node.rect.center())?, node)));
    ranked.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, node)| node.name.clone())
}
