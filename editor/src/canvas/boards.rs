//! Frames, which carry what lies on them, and notes.

use egui::{Align2, Color32, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::Look;
use super::hit::TITLE;
use super::ink::{Detail, Ink};
use crate::scene::{Board, BoardKind};
use crate::state::State;
use crate::theme::{SIZE_BODY, SIZE_TITLE, category};

pub(crate) fn paint(ui: &Ui, ink: &Ink<'_>, state: &State, look: &Look) {
    let seen = ink.camera.seen(ink.canvas);
    for board in state.scene.boards.iter().filter(|board| board.rect.intersects(seen)) {
        match board.kind {
            BoardKind::Frame => frame(ink, board, look),
            BoardKind::Note => note(ink, board, look),
        }
        if ink.detail() != Detail::Far {
            let what = if board.kind == BoardKind::Frame { "frame" } else { "note" };
            let id = ui.scope_id().with(("board", board.key.as_str()));
            let title = ink.rect(board.rect.with_max_y(board.rect.min.y + TITLE)).intersect(ink.canvas);
            ui.interact(title, id, Sense::hover())
                .widget_info(|| WidgetInfo::labeled(Role::Group, true, format!("{what} {}", board.text)));
        }
    }
}

fn edge(ink: &Ink<'_>, board: &Board, look: &Look, quiet: Color32) -> Stroke {
    if look.is_selected(&board.key) { Stroke::new(1.5, ink.palette.accent) } else { Stroke::new(1.0, quiet) }
}

fn frame(ink: &Ink<'_>, board: &Board, look: &Look) {
    let palette = ink.palette;
    let hue = board.colour.unwrap_or(palette.text_disabled);
    let rect = ink.rect(board.rect);
    let corner = 8.0 * ink.zoom().min(1.5);
    let fill = category::over(palette.canvas, hue, 0.07);
    ink.painter.rect(
        rect,
        corner,
        fill,
        edge(ink, board, look, category::over(palette.canvas, hue, 0.35)),
        StrokeKind::Inside,
    );
    // A title is read from far away too: it keeps a size that can be read as long as it fits.
    let size = (SIZE_TITLE * ink.zoom()).clamp(11.0, 40.0) / ink.zoom();
    if ink.detail() == Detail::Far && rect.width() < 48.0 {
        return;
    }
    let colour = category::over(palette.text, hue, 0.25);
    let at = pos2(board.rect.min.x + 12.0, board.rect.min.y + 6.0);
    ink.line(at, Align2::LEFT_TOP, &board.text, size, colour, board.rect.width() - 24.0);
    grip(ink, board, category::over(palette.canvas, hue, 0.5));
}

fn note(ink: &Ink<'_>, board: &Board, look: &Look) {
    let palette = ink.palette;
    let hue = board.colour.unwrap_or(Color32::from_rgb(0xE7, 0xB1, 0x4C));
    let rect = ink.rect(board.rect);
    let fill = category::over(palette.node, hue, 0.14);
    ink.painter.rect(
        rect,
        4.0 * ink.zoom(),
        fill,
        edge(ink, board, look, category::over(palette.node, hue, 0.4)),
        StrokeKind::Inside,
    );
    if ink.detail() == Detail::Far {
        return;
    }
    let inner = board.rect.shrink2(vec2(10.0, 8.0));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines")]
    let rows = (inner.height() / 17.0).floor().max(1.0) as usize;
    ink.words(inner.min, &board.text, SIZE_BODY, palette.text, (inner.width(), rows));
    grip(ink, board, category::over(palette.node, hue, 0.5));
}

/// Two short lines in the corner by which the size is changed.
fn grip(ink: &Ink<'_>, board: &Board, colour: Color32) {
    if ink.detail() != Detail::Near {
        return;
    }
    let corner = board.rect.max - vec2(5.0, 5.0);
    for reach in [4.0, 8.0] {
        let line = [ink.at(corner - vec2(reach, 0.0)), ink.at(corner - vec2(0.0, reach))];
        ink.painter.line_segment(line, Stroke::new(1.2, colour));
    }
}
