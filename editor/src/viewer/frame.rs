//! Which part of a picture is seen: zoom and pan, by wheel, drag and keys. Places are parts of the picture's size, so two
//! outputs of different size are seen at the same place.

use egui::{Key, Modifiers, Pos2, Rect, Response, Ui, Vec2, pos2, vec2};

use crate::wheel::{Turned, turned};

/// Between the picture and the sides of the pane.
const MARGIN: f32 = 8.0;
/// Points of the screen for a pixel of the picture, at most.
const ZOOM_MAX: f32 = 96.0;
/// The longer side of the picture on the screen, at least.
const SIDE_MIN: f32 = 24.0;
/// How far an arrow moves the picture.
const ARROW: f32 = 48.0;

/// Zoom and pan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    /// None: as large as the pane allows. Else points of the screen for a pixel of the picture.
    zoom: Option<f32>,
    /// What is in the middle of the pane.
    middle: Pos2,
}

impl Default for Frame {
    fn default() -> Self {
        Self { zoom: None, middle: pos2(0.5, 0.5) }
    }
}

/// A picture in a pane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    /// The pane.
    pub room: Rect,
    /// Where the whole picture lies; mostly outside of the pane when it is large.
    pub place: Rect,
    /// Pixels of the picture.
    pub size: (u32, u32),
    /// Pixels of the screen for a point of it.
    pub pixels_per_point: f32,
}

impl View {
    /// From the screen to parts of the picture.
    pub(crate) fn to_part(self, at: Pos2) -> Pos2 {
        ((at - self.place.min) / self.place.size()).to_pos2()
    }

    /// From parts of the picture to the screen.
    pub(crate) fn to_screen(self, part: Pos2) -> Pos2 {
        self.place.min + part.to_vec2() * self.place.size()
    }

    /// Points of the screen for a pixel of the picture.
    pub(crate) fn zoom(self) -> f32 {
        self.place.width() / self.size.0.max(1) as f32
    }

    /// The same as pixels of the screen: 1 is 100 %.
    pub(crate) fn scale(self) -> f32 {
        self.zoom() * self.pixels_per_point
    }

    /// The pixel of the picture at a place of the screen.
    pub(crate) fn pixel(self, at: Pos2) -> Option<(u32, u32)> {
        let part = self.to_part(at);
        let inside = (0.0..1.0).contains(&part.x) && (0.0..1.0).contains(&part.y);
        let index = |part: f32, length: u32| ((part * length as f32) as u32).min(length.saturating_sub(1));
        inside.then(|| (index(part.x, self.size.0), index(part.y, self.size.1)))
    }

    /// The seen part of the picture.
    pub(crate) fn seen(self) -> Rect {
        let all = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        Rect::from_min_max(self.to_part(self.room.min), self.to_part(self.room.max)).intersect(all)
    }
}

impl Frame {
    /// Where a picture of so many pixels lies in a pane.
    pub(crate) fn view(&self, room: Rect, size: (u32, u32), pixels_per_point: f32) -> View {
        let zoom = self.zoom.unwrap_or_else(|| fitting(room, size));
        let length = vec2(size.0 as f32, size.1 as f32) * zoom;
        let middle = if self.zoom.is_none() { pos2(0.5, 0.5) } else { self.middle };
        let place = Rect::from_min_size(room.center() - middle.to_vec2() * length, length);
        View { room, place, size, pixels_per_point }
    }

    /// As large as the pane allows, from now on.
    pub(crate) fn fit(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_fit(&self) -> bool {
        self.zoom.is_none()
    }

    /// So many pixels of the screen for one of the picture.
    pub(crate) fn zoom_to(&mut self, view: View, scale: f32) {
        self.zoom_at(view, view.room.center(), scale / view.scale());
    }

    /// Zooms so that what is at a place stays there.
    pub(crate) fn zoom_at(&mut self, view: View, at: Pos2, factor: f32) {
        let longer = view.size.0.max(view.size.1).max(1) as f32;
        let zoom = (view.zoom() * factor).clamp((SIDE_MIN / longer).min(ZOOM_MAX), ZOOM_MAX);
        let fixed = view.to_part(at);
        let length = vec2(view.size.0 as f32, view.size.1 as f32) * zoom;
        self.zoom = Some(zoom);
        self.middle = fixed + (view.room.center() - at) / length;
        self.keep_in_sight();
    }

    /// Moves the picture by so many points of the screen.
    pub(crate) fn pan(&mut self, view: View, by: Vec2) {
        if by != Vec2::ZERO {
            self.middle = view.to_part(view.room.center()) - by / view.place.size();
            self.zoom = Some(view.zoom());
            self.keep_in_sight();
        }
    }

    fn keep_in_sight(&mut self) {
        self.middle = self.middle.clamp(Pos2::ZERO, pos2(1.0, 1.0));
    }

    /// What the wheel, two fingers, the middle button, and keys do. `drags`: the first button pans, too.
    pub(crate) fn move_by(&mut self, ui: &Ui, response: &Response, view: View, drags: bool) {
        let space = response.has_focus() && ui.input(|input| input.key_down(Key::Space));
        if response.dragged_by(egui::PointerButton::Middle)
            || (drags || space) && response.dragged_by(egui::PointerButton::Primary)
        {
            self.pan(view, response.drag_delta());
            ui.set_cursor_icon(egui::CursorIcon::Grabbing);
        }
        if let Some(pointer) = response.hover_pos().filter(|_| response.contains_pointer()) {
            let Turned { pan, zoom } = turned(ui, 1.2);
            self.pan(view, pan);
            if let Some(zoom) = zoom {
                self.zoom_at(view, pointer, zoom);
            }
        }
        if response.has_focus() {
            self.keys(ui, view);
        }
    }

    fn keys(&mut self, ui: &Ui, view: View) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::Plus) || pressed(Key::Equals) {
            self.zoom_at(view, view.room.center(), 1.25);
        }
        if pressed(Key::Minus) {
            self.zoom_at(view, view.room.center(), 0.8);
        }
        if pressed(Key::F) || pressed(Key::Num0) || pressed(Key::Home) {
            self.fit();
        }
        for (key, scale) in [(Key::Num1, 1.0), (Key::Num2, 2.0), (Key::Num4, 4.0), (Key::Num8, 8.0)] {
            if pressed(key) {
                self.zoom_to(view, scale);
            }
        }
        for (key, by) in [
            (Key::ArrowLeft, vec2(ARROW, 0.0)),
            (Key::ArrowRight, vec2(-ARROW, 0.0)),
            (Key::ArrowUp, vec2(0.0, ARROW)),
            (Key::ArrowDown, vec2(0.0, -ARROW)),
        ] {
            if pressed(key) {
                self.pan(view, by);
            }
        }
    }
}

fn fitting(room: Rect, size: (u32, u32)) -> f32 {
    let inner = room.shrink(MARGIN).size().max(vec2(1.0, 1.0));
    (inner.x / size.0.max(1) as f32).min(inner.y / size.1.max(1) as f32).min(ZOOM_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect { min: pos2(100.0, 50.0), max: pos2(500.0, 350.0) };

    #[test]
    fn a_picture_fits_its_pane_in_the_middle() {
        let view = Frame::default().view(ROOM, (2000, 1000), 2.0);
        assert_eq!(view.place.center(), ROOM.center());
        assert_eq!((view.place.width(), view.zoom(), view.scale()), (384.0, 0.192, 0.384));
        assert_eq!(view.pixel(ROOM.center()), Some((1000, 500)));
        assert_eq!(view.pixel(ROOM.min), None);
        assert_eq!(view.seen(), Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_and_stops_at_its_ends() {
        let mut frame = Frame::default();
        let at = pos2(222.0, 111.0);
        let before = frame.view(ROOM, (2000, 1000), 1.0).to_part(at);
        for factor in [1.5, 4.0, 2.0, 1000.0] {
            frame.zoom_at(frame.view(ROOM, (2000, 1000), 1.0), at, factor);
            let after = frame.view(ROOM, (2000, 1000), 1.0);
            assert!(after.to_part(at).distance(before) < 1e-4, "{after:?}");
            assert!(after.zoom() <= ZOOM_MAX);
        }
        frame.zoom_at(frame.view(ROOM, (2000, 1000), 1.0), at, 1e-9);
        assert!((frame.view(ROOM, (2000, 1000), 1.0).place.width() - SIDE_MIN).abs() < 1e-3);
    }

    #[test]
    fn a_hundred_percent_is_a_pixel_of_the_screen() {
        let mut frame = Frame::default();
        frame.zoom_to(frame.view(ROOM, (2000, 1000), 2.0), 1.0);
        let view = frame.view(ROOM, (2000, 1000), 2.0);
        assert!((view.zoom() - 0.5).abs() < 1e-6 && !frame.is_fit());
        frame.pan(view, vec2(-10.0, 5.0));
        let moved = frame.view(ROOM, (2000, 1000), 2.0);
        assert!((moved.place.min - view.place.min - vec2(-10.0, 5.0)).length() < 1e-3);
    }
}
