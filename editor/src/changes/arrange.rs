//! Aligning and distributing: rectangles in, new corners out.

use egui::{Pos2, Rect, pos2};
use weft_engine::graph::Name;

/// Which edge is made common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The left ones.
    Left,
    /// The right ones.
    Right,
    /// The upper ones.
    Top,
    /// The lower ones.
    Bottom,
}

/// Along which axis gaps are made equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

/// Puts all on one line.
#[must_use]
pub fn align(boxes: &[(Name, Rect)], edge: Edge) -> Vec<(Name, Pos2)> {
    let all = boxes.iter().fold(Rect::NOTHING, |all, (_, rect)| all.union(*rect));
    let place = |rect: &Rect| match edge {
        Edge::Left => pos2(all.min.x, rect.min.y),
        Edge::Right => pos2(all.max.x - rect.width(), rect.min.y),
        Edge::Top => pos2(rect.min.x, all.min.y),
        Edge::Bottom => pos2(rect.min.x, all.max.y - rect.height()),
    };
    boxes.iter().map(|(name, rect)| (name.clone(), place(rect))).collect()
}

/// Makes the gaps equal; the outermost stay.
#[must_use]
pub fn distribute(boxes: &[(Name, Rect)], axis: Axis) -> Vec<(Name, Pos2)> {
    let begin = |rect: &Rect| if axis == Axis::Across { rect.min.x } else { rect.min.y };
    let length = |rect: &Rect| if axis == Axis::Across { rect.width() } else { rect.height() };
    let mut order: Vec<&(Name, Rect)> = boxes.iter().collect();
    order.sort_by(|a, b| begin(&a.1).total_cmp(&begin(&b.1)));
    let (Some(first), Some(last)) = (order.first(), order.last()) else { return Vec::new() };
    let span = begin(&last.1) + length(&last.1) - begin(&first.1);
    let filled: f32 = order.iter().map(|(_, rect)| length(rect)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a count of selected nodes")]
    let gap = (span - filled) / (order.len().saturating_sub(1).max(1)) as f32;
    let mut next = begin(&first.1);
    let mut placed = Vec::with_capacity(order.len());
    for (name, rect) in order {
        let corner = match axis {
            Axis::Across => pos2(next, rect.min.y),
            Axis::Down => pos2(rect.min.x, next),
        };
        placed.push((name.clone(), corner));
        next += length(rect) + gap;
    }
    placed
}

/// The nearest point of the grid.
#[must_use]
pub fn snapped(place: Pos2) -> Pos2 {
    let step = crate::theme::spacing::SNAP;
    pos2((place.x / step).round() * step, (place.y / step).round() * step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    fn boxes() -> Vec<(Name, Rect)> {
        let one = |name: &str, x: f32, y: f32, w: f32| (name.into(), Rect::from_min_size(pos2(x, y), vec2(w, 10.0)));
        vec![one("a", 0.0, 5.0, 10.0), one("b", 100.0, 0.0, 20.0), one("c", 30.0, 9.0, 10.0)]
    }

    #[test]
    fn aligning_moves_along_one_axis_only() {
        let placed = align(&boxes(), Edge::Right);
        assert_eq!(
            placed,
            [("a".into(), pos2(110.0, 5.0)), ("b".into(), pos2(100.0, 0.0)), ("c".into(), pos2(110.0, 9.0))]
        );
    }

    #[test]
    fn distributing_makes_equal_gaps_and_keeps_the_ends() {
        let placed = distribute(&boxes(), Axis::Across);
        assert_eq!(
            placed,
            [("a".into(), pos2(0.0, 5.0)), ("c".into(), pos2(50.0, 9.0)), ("b".into(), pos2(100.0, 0.0))]
        );
        assert!(distribute(&[], Axis::Down).is_empty());
    }
}
