//! Which part of the graph is seen. The canvas draws in screen space with sizes times the zoom, so text is sharp at every
//! level and screen readers are told true places.

use egui::{Pos2, Rect, Vec2, vec2};

/// Least zoom.
pub const ZOOM_MIN: f32 = 0.1;
/// Most zoom.
pub const ZOOM_MAX: f32 = 4.0;

/// Pan and zoom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Where on the screen, from the canvas's corner, the graph's origin is.
    pub pan: Vec2,
    /// Points of the screen for a point of the graph.
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self { pan: vec2(64.0, 64.0), zoom: 1.0 }
    }
}

impl Camera {
    /// From the graph to the screen.
    #[must_use]
    pub fn to_screen(&self, canvas: Rect, at: Pos2) -> Pos2 {
        canvas.min + self.pan + at.to_vec2() * self.zoom
    }

    /// From the screen to the graph.
    #[must_use]
    pub fn to_graph(&self, canvas: Rect, at: Pos2) -> Pos2 {
        ((at - canvas.min - self.pan) / self.zoom).to_pos2()
    }

    /// What is seen of the graph.
    #[must_use]
    pub fn seen(&self, canvas: Rect) -> Rect {
        Rect::from_min_max(self.to_graph(canvas, canvas.min), self.to_graph(canvas, canvas.max))
    }

    /// Zooms so that what is under the pointer stays there.
    pub fn zoom_at(&mut self, canvas: Rect, pointer: Pos2, factor: f32) {
        let fixed = self.to_graph(canvas, pointer);
        self.zoom = (self.zoom * factor).clamp(ZOOM_MIN, ZOOM_MAX);
        self.pan = pointer - canvas.min - fixed.to_vec2() * self.zoom;
    }

    /// Shows a part of the graph, never larger than life.
    pub fn fit(&mut self, canvas: Rect, part: Rect) {
        let room = canvas.shrink(32.0);
        let size = part.size().max(vec2(1.0, 1.0));
        let zoom = (room.width() / size.x).min(room.height() / size.y);
        self.zoom = zoom.clamp(ZOOM_MIN, 1.0);
        self.pan = canvas.center() - canvas.min - part.center().to_vec2() * self.zoom;
    }

    /// Puts a point of the graph into the middle.
    pub fn centre(&mut self, canvas: Rect, at: Pos2) {
        self.pan = canvas.center() - canvas.min - at.to_vec2() * self.zoom;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    const CANVAS: Rect = Rect { min: pos2(100.0, 50.0), max: pos2(900.0, 650.0) };

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let mut camera = Camera::default();
        let pointer = pos2(333.0, 222.0);
        let before = camera.to_graph(CANVAS, pointer);
        for factor in [1.3, 1.3, 0.2, 5.0, 100.0, 0.0001] {
            camera.zoom_at(CANVAS, pointer, factor);
            assert!(camera.to_graph(CANVAS, pointer).distance(before) < 0.01);
            assert!((ZOOM_MIN..=ZOOM_MAX).contains(&camera.zoom));
        }
    }

    #[test]
    fn fitting_shows_the_whole_part() {
        let mut camera = Camera::default();
        let part = Rect::from_min_size(pos2(-500.0, 200.0), vec2(4000.0, 1000.0));
        camera.fit(CANVAS, part);
        assert!(camera.seen(CANVAS).contains_rect(part));
    }
}
