//! How a node's run stands: time, progress, cache mark, and the sentence where it failed.

use egui::{Align2, Color32, Rect, Stroke, StrokeKind, pos2, vec2};
use weft_engine::diagnostic::nearest;
use weft_engine::graph::Wire;

use super::ink::{Detail, Ink};
use crate::live::NodeState;
use crate::scene::{HEADER, NodeBox};
use crate::signature::{Face, Socket};
use crate::state::State;
use crate::theme::{SIZE_SMALL, category};
use crate::words;

pub(crate) fn is_failed(state: &State, node: &NodeBox) -> bool {
    matches!(state.live.node(&node.full_name), NodeState::Failed(..))
}

/// Draws into the right of the header; gives the width that it took.
pub(crate) fn header(ink: &Ink<'_>, state: &State, node: &NodeBox) -> f32 {
    let palette = ink.palette;
    let at = pos2(node.rect.max.x - 10.0, node.rect.min.y + 6.0);
    let middle = pos2(node.rect.max.x - 15.0, node.rect.min.y + 13.0);
    match state.live.node(&node.full_name) {
        NodeState::Idle | NodeState::Skipped if state.live.mistakes.contains_key(&node.full_name) => {
            ink.painter.circle_stroke(ink.at(middle), 6.5 * ink.zoom(), Stroke::new(1.4 * ink.zoom(), palette.warning));
            ink.line(middle, Align2::CENTER_CENTER, "!", SIZE_SMALL, palette.warning, 10.0);
            22.0
        }
        NodeState::Idle | NodeState::Skipped => 0.0,
        NodeState::Waiting => {
            ink.painter.circle_stroke(ink.at(middle), 3.5 * ink.zoom(), Stroke::new(1.2 * ink.zoom(), palette.running));
            16.0
        }
        NodeState::Running(part) => {
            let line = Rect::from_min_size(
                pos2(node.rect.min.x, node.rect.min.y + HEADER - 2.0),
                vec2(node.rect.width(), 2.0),
            );
            ink.painter.rect_filled(ink.rect(line), 0.0, category::over(palette.node, palette.running, 0.25));
            let done = line.with_max_x(line.min.x + line.width() * part.unwrap_or(0.35).clamp(0.0, 1.0));
            ink.painter.rect_filled(ink.rect(done), 0.0, palette.running);
            match part {
                Some(part) => {
                    ink.line(at, Align2::RIGHT_TOP, &format!("{:.0} %", part * 100.0), SIZE_SMALL, palette.text, 60.0)
                        + 6.0
                }
                None => 0.0,
            }
        }
        NodeState::Done(seconds) => {
            let took = words::duration(f64::from(*seconds));
            // The processor is what one expects.
            let text = if state.live.on_gpu.contains(&node.full_name) { format!("GPU {took}") } else { took };
            let quiet = category::subtitle(palette, category::header(palette, node.hue));
            ink.line(at, Align2::RIGHT_TOP, &text, SIZE_SMALL, quiet, 80.0) + 6.0
        }
        NodeState::Kept => {
            let quiet = category::subtitle(palette, category::header(palette, node.hue));
            ink.painter.circle_stroke(ink.at(middle), 3.0 * ink.zoom(), Stroke::new(1.2 * ink.zoom(), quiet));
            16.0
        }
        NodeState::Failed(..) => {
            ink.painter.circle_filled(ink.at(middle), 7.0 * ink.zoom(), palette.error);
            ink.line(middle, Align2::CENTER_CENTER, "!", SIZE_SMALL, Color32::WHITE, 10.0);
            22.0
        }
    }
}

/// The value of an output in words, where it is a number or a text.
pub(crate) fn value_of(state: &State, node: &NodeBox, socket: &Socket) -> Option<String> {
    let wire = Wire::new(node.full_name.clone(), socket.id.clone());
    state.live.words.get(&wire).map(|words| format!("{} {words}", socket.label))
}

/// Below the node: what went wrong, or what is missing.
pub(crate) fn paint(ink: &Ink<'_>, state: &State, node: &NodeBox) {
    if ink.detail() != Detail::Near {
        return;
    }
    let palette = ink.palette;
    let (text, hue) = match state.live.node(&node.full_name) {
        NodeState::Failed(sentence, hint) => {
            let hint = hint.as_ref().map(|hint| format!(" {}", words::sentence(hint))).unwrap_or_default();
            (format!("{}{hint}", words::sentence(sentence)), palette.error)
        }
        _ if node.signature.face == Face::Missing => (missing(state, node), palette.warning),
        _ => return,
    };
    let at = pos2(node.rect.min.x, node.rect.max.y + 6.0);
    let width = node.rect.width();
    let inner = at + vec2(8.0, 5.0);
    // Measured first, so that the box fits its words.
    let job =
        egui::text::LayoutJob::simple(text.clone(), ink.font(SIZE_SMALL), palette.text, (width - 16.0) * ink.zoom());
    let height = ink.painter.layout_job(job).size().y / ink.zoom();
    let frame = ink.rect(Rect::from_min_size(at, vec2(width, height + 10.0)));
    let fill = category::over(palette.panel, hue, 0.16);
    ink.painter.rect(frame, 4.0 * ink.zoom(), fill, Stroke::new(1.0, hue), StrokeKind::Inside);
    ink.words(inner, &text, SIZE_SMALL, palette.text, (width - 16.0, 8));
}

fn missing(state: &State, node: &NodeBox) -> String {
    let document = state.document();
    let kind = document.and_then(|document| document.level().node(&node.name)).map_or("", |node| node.kind.as_str());
    let near = nearest(kind, state.catalog.kinds().iter().map(|kind| &*kind.id));
    let hint = near.first().map(|near| format!(" Was `{near}` meant?")).unwrap_or_default();
    format!("The kind `{kind}` is not installed. The node keeps all that the file says of it.{hint}")
}
