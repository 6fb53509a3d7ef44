//! The icon of the window: threads over and under each other, drawn here.

use egui::{Color32, IconData};

use crate::theme::DARK;

const SIDE: u32 = 64;

/// For the title bar and the list of windows.
#[must_use]
pub fn icon() -> IconData {
    let rgba = (0..SIDE * SIDE).flat_map(|at| pixel(at % SIDE, at / SIDE).to_srgba_unmultiplied()).collect();
    IconData { rgba, width: SIDE, height: SIDE }
}

/// Three threads down and three across, each over the one and under the next.
fn pixel(x: u32, y: u32) -> Color32 {
    const MARGIN: u32 = 8;
    const PITCH: u32 = 16;
    let inner = |at: u32| (MARGIN..SIDE - MARGIN).contains(&at);
    let thread = |at: u32| inner(at) && (3..13).contains(&((at - MARGIN) % PITCH));
    let (down, across) = (thread(x) && inner(y), thread(y) && inner(x));
    let down_is_over = (x / PITCH + y / PITCH).is_multiple_of(2);
    match (down, across) {
        (true, true) if down_is_over => DARK.accent,
        (true, true) | (false, true) => DARK.text,
        (true, false) => DARK.accent,
        (false, false) => DARK.window,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_is_a_square_in_which_both_threads_are_seen() {
        let icon = icon();
        assert_eq!(icon.rgba.len(), (icon.width * icon.height * 4) as usize);
        for colour in [DARK.accent, DARK.text, DARK.window] {
            let share = icon.rgba.chunks(4).filter(|pixel| **pixel == colour.to_array()).count();
            assert!(share > 400, "{colour:?}: {share} pixels");
        }
    }
}
