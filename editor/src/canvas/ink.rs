//! Drawing in the graph's coordinates, on the screen's pixels.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke};

use super::Camera;
use crate::theme::Palette;

/// Text below this height is not drawn: it could not be read.
const TEXT_MIN: f32 = 6.0;

/// From how much zoom on something is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Detail {
    /// Boxes in one mesh.
    Far,
    /// Boxes with titles and sockets.
    Middle,
    /// Everything.
    Near,
}

/// A painter that knows the camera.
pub(crate) struct Ink<'a> {
    pub painter: Painter,
    pub camera: Camera,
    pub canvas: Rect,
    pub palette: &'a Palette,
}

impl Ink<'_> {
    pub(crate) fn detail(&self) -> Detail {
        match self.camera.zoom {
            zoom if zoom >= 0.5 => Detail::Near,
            zoom if zoom >= 0.24 => Detail::Middle,
            _ => Detail::Far,
        }
    }

    pub(crate) fn zoom(&self) -> f32 {
        self.camera.zoom
    }

    pub(crate) fn at(&self, at: Pos2) -> Pos2 {
        self.camera.to_screen(self.canvas, at)
    }

    pub(crate) fn rect(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.at(rect.min), self.at(rect.max))
    }

    /// Font sizes come in steps of an eighth of an octave, so that the atlas of letters stays small while somebody zooms.
    pub(crate) fn font(&self, size: f32) -> FontId {
        let step = ((self.zoom().log2() * 8.0).round() / 8.0).exp2();
        FontId::proportional(size * step)
    }

    pub(crate) fn galley(&self, text: &str, size: f32, colour: Color32, width: f32) -> Option<Arc<Galley>> {
        if size * self.zoom() < TEXT_MIN || width <= 0.0 || text.is_empty() {
            return None;
        }
        let mut job = LayoutJob::simple_singleline(text.to_owned(), self.font(size), colour);
        job.wrap = TextWrapping::truncate_at_width(width * self.zoom());
        Some(self.painter.layout_job(job))
    }

    /// One line within `width` of the graph; what is too long ends with `…`. Gives the width it took.
    pub(crate) fn line(&self, at: Pos2, anchor: Align2, text: &str, size: f32, colour: Color32, width: f32) -> f32 {
        let Some(galley) = self.galley(text, size, colour, width) else { return 0.0 };
        let rect = anchor.anchor_size(self.at(at), galley.size());
        self.painter.galley(rect.min, galley, colour);
        rect.width() / self.zoom()
    }

    /// Several lines within `width`, at most `rows`. Gives the height.
    pub(crate) fn words(&self, at: Pos2, text: &str, size: f32, colour: Color32, (width, rows): (f32, usize)) -> f32 {
        if size * self.zoom() < TEXT_MIN || width <= 0.0 {
            return 0.0;
        }
        let mut job = LayoutJob::simple(text.to_owned(), self.font(size), colour, width * self.zoom());
        job.wrap.max_rows = rows;
        let galley = self.painter.layout_job(job);
        let height = galley.size().y / self.zoom();
        self.painter.galley(self.at(at), galley, colour);
        height
    }

    /// A wire from an output to an input, over its bends.
    pub(crate) fn wire(&self, points: &[Pos2], stroke: Stroke) {
        if self.detail() == Detail::Far {
            let line: Vec<Pos2> = points.iter().map(|point| self.at(*point)).collect();
            self.painter.add(Shape::line(line, stroke));
            return;
        }
        for piece in points.windows(2) {
            let [c0, c1, c2, c3] = bezier(piece[0], piece[1]).map(|point| self.at(point));
            let shape = egui::epaint::CubicBezierShape::from_points_stroke(
                [c0, c1, c2, c3],
                false,
                Color32::TRANSPARENT,
                stroke,
            );
            self.painter.add(shape);
        }
    }
}

/// The four points of a piece of wire: it leaves to the right and arrives from the left.
pub(crate) fn bezier(from: Pos2, to: Pos2) -> [Pos2; 4] {
    let reach = ((to.x - from.x).abs() * 0.5).max((to.y - from.y).abs() * 0.2).clamp(12.0, 160.0);
    let reach = egui::vec2(reach.min(from.distance(to).max(12.0)), 0.0);
    [from, from + reach, to - reach, to]
}

/// How far a point is from a piece of wire.
pub(crate) fn distance_to(from: Pos2, to: Pos2, point: Pos2) -> f32 {
    const STEPS: u8 = 24;
    let [p0, p1, p2, p3] = bezier(from, to);
    let at = |part: f32| {
        let rest = 1.0 - part;
        let sum = p0.to_vec2() * (rest * rest * rest)
            + p1.to_vec2() * (3.0 * rest * rest * part)
            + p2.to_vec2() * (3.0 * rest * part * part)
            + p3.to_vec2() * (part * part * part);
        sum.to_pos2()
    };
    let mut nearest = f32::INFINITY;
    let mut last = p0;
    for step in 1..=STEPS {
        let next = at(f32::from(step) / f32::from(STEPS));
        nearest = nearest.min(to_segment(last, next, point));
        last = next;
    }
    nearest
}

fn to_segment(a: Pos2, b: Pos2, point: Pos2) -> f32 {
    let along = b - a;
    let length = along.length_sq();
    let part = if length > 0.0 { ((point - a).dot(along) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a + along * part).distance(point)
}
