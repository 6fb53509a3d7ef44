//! Letters that mean something while the viewer has the keyboard; the same as in its menus.

use egui::{Key, Modifiers, Response, Ui};

use super::develop::Channel;
use super::{Compare, Viewer};

/// All keys of the viewer, for the sheet that shows keys.
pub(crate) const SHEET: [(&str, &str); 12] = [
    ("Plus, Minus", "Zoom in, zoom out"),
    ("F, 1, 2, 4, 8", "Fit, 100 %, 200 %, 400 %, 800 %"),
    ("Arrows", "Move the picture, turn the mesh"),
    ("C, R, G, B, A, Y", "Colour, red, green, blue, alpha, luma"),
    ("H", "Histogram"),
    ("K", "Mark clipped and missing values"),
    ("W, D, X", "Wipe, difference, pinned output"),
    ("[ and ]", "Smaller and larger brush"),
    ("E, or hold Alt", "Erase"),
    ("Enter", "Draw in the middle; close the polygon"),
    ("Backspace", "Take back the last corner"),
    ("Delete", "Take away the point in focus"),
];

pub(super) fn listen(viewer: &mut Viewer, ui: &Ui, response: &Response, is_pinned: bool) {
    if !response.has_focus() {
        return;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    for (key, channel) in [
        (Key::C, Channel::Colour),
        (Key::R, Channel::Red),
        (Key::G, Channel::Green),
        (Key::B, Channel::Blue),
        (Key::A, Channel::Alpha),
        (Key::Y, Channel::Luma),
    ] {
        if pressed(key) {
            // The same key again goes back to colour.
            viewer.style.channel = if viewer.style.channel == channel { Channel::Colour } else { channel };
        }
    }
    if pressed(Key::H) {
        viewer.histogram = !viewer.histogram;
    }
    if pressed(Key::K) {
        viewer.style.marks = !viewer.style.marks;
    }
    if is_pinned {
        for (key, compare) in [(Key::W, Compare::Wipe), (Key::D, Compare::Difference), (Key::X, Compare::Pinned)] {
            if pressed(key) {
                viewer.compare = if viewer.compare == compare { Compare::Nothing } else { compare };
            }
        }
    }
}
