//! How a node's run stands: time, progress, cache mark, and the sentence where it failed.

use egui::{Align2, Color32, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_engine::diagnostic::nearest;
use weft_engine::graph::Wire;

use super::ink::{Detail, Ink};
use crate::intent::Intent;
use crate::live::NodeState;
use crate::remedy::Remedy;
use crate::scene::{HEADER, NodeBox, ROW};
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

/// Below the node: what went wrong, or what is missing, with the way to get it.
pub(crate) fn paint(ui: &Ui, ink: &Ink<'_>, state: &State, node: &NodeBox, intents: &mut Vec<Intent>) {
    if ink.detail() != Detail::Near {
        return;
    }
    let palette = ink.palette;
    let mistake = state.live.mistakes.get(&node.full_name);
    let (text, hue, remedy) = match (state.live.node(&node.full_name), mistake) {
        (NodeState::Failed(sentence, hint), _) => {
            let remedy = hint.as_deref().and_then(Remedy::of);
            (told(sentence, hint.as_ref(), remedy.as_ref()), palette.error, remedy)
        }
        _ if node.signature.face == Face::Missing => (missing(state, node), palette.warning, None),
        (_, Some((sentence, hint))) => {
            let remedy = hint.as_deref().and_then(Remedy::of);
            // What is only half wired yet need not be told aloud; the badge tells whoever asks.
            if remedy.is_none() {
                return whisper(ui, ink, node, &told(sentence, hint.as_ref(), None));
            }
            (told(sentence, hint.as_ref(), remedy.as_ref()), palette.warning, remedy)
        }
        _ => return,
    };
    let at = pos2(node.rect.min.x, node.rect.max.y + 6.0);
    let width = node.rect.width();
    let inner = at + vec2(8.0, 5.0);
    // Measured first, so that the box fits its words.
    let job =
        egui::text::LayoutJob::simple(text.clone(), ink.font(SIZE_SMALL), palette.text, (width - 16.0) * ink.zoom());
    let words = ink.painter.layout_job(job).size().y / ink.zoom();
    let height = words + 10.0 + remedy.as_ref().map_or(0.0, |_| ROW);
    let frame = ink.rect(Rect::from_min_size(at, vec2(width, height)));
    let fill = category::over(palette.panel, hue, 0.16);
    ink.painter.rect(frame, 4.0 * ink.zoom(), fill, Stroke::new(1.0, hue), StrokeKind::Inside);
    ink.words(inner, &text, SIZE_SMALL, palette.text, (width - 16.0, 8));
    if let Some(remedy) = remedy {
        let place = Rect::from_min_size(pos2(inner.x, inner.y + words), vec2(width - 16.0, ROW));
        offer(ui, ink, state, node, (&remedy, place), intents);
    }
}

/// The sentence, and the hint where no button does what it says.
fn told(sentence: &str, hint: Option<&String>, remedy: Option<&Remedy>) -> String {
    let hint = hint.filter(|_| remedy.is_none()).map(|hint| format!(" {}", words::sentence(hint)));
    words::sentence(sentence) + &hint.unwrap_or_default()
}

/// The way to what is missing, or how far it has come.
fn offer(
    ui: &Ui,
    ink: &Ink<'_>,
    state: &State,
    node: &NodeBox,
    (remedy, place): (&Remedy, Rect),
    intents: &mut Vec<Intent>,
) {
    let middle = place.left_center();
    if let Some(words) = state.shelf.progress(remedy.name()) {
        ink.line(middle, Align2::LEFT_CENTER, &words, SIZE_SMALL, ink.palette.text_secondary, place.width());
        return;
    }
    let area = ink.rect(place).intersect(ink.canvas);
    if !area.is_positive() {
        return;
    }
    let response = ui.interact(area, ui.scope_id().with(("remedy", node.name.as_str())), Sense::click());
    let label = remedy.label();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{label} for {}", node.name)));
    let hot = response.hovered() || response.has_focus();
    let colour = if hot { ink.palette.text } else { ink.palette.accent };
    ink.line(middle, Align2::LEFT_CENTER, &format!("{label}…"), SIZE_SMALL, colour, place.width());
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        intents.extend(remedy.intents());
    }
}

/// Behind the badge in the header.
fn whisper(ui: &Ui, ink: &Ink<'_>, node: &NodeBox, text: &str) {
    let badge = Rect::from_center_size(pos2(node.rect.max.x - 15.0, node.rect.min.y + 13.0), vec2(18.0, 18.0));
    let area = ink.rect(badge).intersect(ink.canvas);
    if area.is_positive() {
        let response = ui.interact(area, ui.scope_id().with(("mistake", node.name.as_str())), Sense::hover());
        response.on_hover_text(text);
    }
}

fn missing(state: &State, node: &NodeBox) -> String {
    let document = state.document();
    let kind = document.and_then(|document| document.level().node(&node.name)).map_or("", |node| node.kind.as_str());
    let near = nearest(kind, state.catalog.kinds().iter().map(|kind| &*kind.id));
    let hint = near.first().map(|near| format!(" Was `{near}` meant?")).unwrap_or_default();
    format!("The kind `{kind}` is not installed. The node keeps all that the file says of it.{hint}")
}
