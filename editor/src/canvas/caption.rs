//! Typing a node's name, a frame's title or a note's words where they stand.

use egui::{Key, Rect, TextEdit, Ui, pos2, vec2};
use weft_engine::graph::Name;

use super::Canvas;
use super::ink::Ink;
use crate::intent::Intent;
use crate::scene::{BoardKind, HEADER};
use crate::state::State;
use crate::theme::SIZE_BODY;

/// What is being typed.
#[derive(Debug, Clone)]
pub(crate) struct Caption {
    key: Name,
    text: String,
    fresh: bool,
}

impl Caption {
    pub(crate) fn begin(state: &State, key: &Name) -> Option<Self> {
        let text = match state.scene.board(key) {
            Some(board) => board.text.clone(),
            None => state.scene.node(key)?.name.to_string(),
        };
        Some(Self { key: key.clone(), text, fresh: true })
    }
}

pub(crate) fn show(canvas: &mut Canvas, ui: &mut Ui, ink: &Ink<'_>, state: &State, intents: &mut Vec<Intent>) {
    let Some(mut caption) = canvas.caption.take() else { return };
    let board = state.scene.board(&caption.key);
    let Some(rect) = state.scene.rect_of(&caption.key) else { return };
    let lines = board.is_some_and(|board| board.kind == BoardKind::Note);
    let place = if lines { rect } else { Rect::from_min_max(rect.min, pos2(rect.max.x, rect.min.y + HEADER * 0.7)) };
    let mut place = ink.rect(place);
    place.max.y = place.max.y.max(place.min.y + 24.0);
    place.max.x = place.max.x.max(place.min.x + 140.0);
    let id = ui.scope_id().with("caption");
    let edit = if lines { TextEdit::multiline(&mut caption.text) } else { TextEdit::singleline(&mut caption.text) };
    let edit =
        edit.id(id).font(ink.font(SIZE_BODY.max(SIZE_BODY / ink.zoom().min(1.0)))).desired_width(place.width() - 12.0);
    let response = ui
        .place(place.expand2(vec2(0.0, 1.0)), edit.background_color(ink.palette.field_hovered))
        .accessible_name("Name");
    if caption.fresh {
        response.request_focus();
        crate::fields::select_all(ui, id, caption.text.chars().count());
        caption.fresh = false;
        canvas.caption = Some(caption);
        return;
    }
    let (escape, commit) = ui.input(|input| {
        (input.key_pressed(Key::Escape), lines && input.modifiers.command && input.key_pressed(Key::Enter))
    });
    if escape {
        canvas.take_focus();
    } else if response.lost_focus() || commit {
        canvas.take_focus();
        intents.push(match board {
            Some(_) => Intent::Caption(caption.key, caption.text),
            None => Intent::Rename(caption.key, caption.text),
        });
    } else {
        canvas.caption = Some(caption);
    }
}
