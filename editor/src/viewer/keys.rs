//! Letters that mean something while the viewer has the keyboard; the same as in its menus.

use egui::{Key, Modifiers, Response, Ui};

use super::develop::Channel;
use super::{Compare, Viewer};

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
