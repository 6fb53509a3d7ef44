//! A graph drawn small, for the cards of the start page: what it is made of shows in its shape.

use std::path::{Path, PathBuf};

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use weft_engine::catalog::Catalog;
use weft_engine::graph::{Graph, Name};

use crate::changes::layered;
use crate::document::storage;
use crate::theme::{Palette, category};

/// What a card shows of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Card {
    pub path: PathBuf,
    pub title: String,
    pub name: String,
    boxes: Vec<(Rect, Color32)>,
    wires: Vec<(Pos2, Pos2)>,
}

const NODE: Vec2 = vec2(192.0, 120.0);

/// Reads a file for its card; none where it cannot be read.
pub(crate) fn card(path: &Path, catalog: &Catalog) -> Option<Card> {
    let graph = storage::read(path).ok()?;
    let name = path.file_stem()?.to_string_lossy().replace('_', " ");
    let mut card = Card { path: path.to_owned(), title: graph.title().to_owned(), name, ..Card::default() };
    card.draw(&graph, catalog);
    Some(card)
}

impl Card {
    fn draw(&mut self, graph: &Graph, catalog: &Catalog) {
        let sizes: Vec<(Name, Vec2)> = graph.nodes().take(400).map(|(name, _)| (name.clone(), NODE)).collect();
        let placed = layered::layered(graph, &sizes);
        let place = |name: &str| placed.iter().find(|(other, _)| other == name).map(|(_, at)| *at);
        for (name, at) in &placed {
            let Some(node) = graph.node(name) else { continue };
            let of_kind = catalog.kind(&node.kind).map(|kind| kind.category.to_string());
            let first = node.kind.split('.').next().unwrap_or_default().to_owned();
            self.boxes.push((Rect::from_min_size(*at, NODE), category::hue_of(&of_kind.unwrap_or(first))));
            for wire in node.wires.iter().flat_map(|(_, wires)| wires.iter()) {
                if let Some(from) = place(&wire.node) {
                    self.wires.push((from + vec2(NODE.x, 30.0), *at + vec2(0.0, 60.0)));
                }
            }
        }
    }

    pub(crate) fn paint(&self, painter: &Painter, room: Rect, palette: &Palette) {
        let Some(whole) = self.boxes.iter().map(|(rect, _)| *rect).reduce(Rect::union) else { return };
        let inner = room.shrink(14.0);
        let scale = (inner.width() / whole.width()).min(inner.height() / whole.height()).min(0.3);
        let to = |at: Pos2| inner.center() + (at - whole.center()) * scale;
        for (from, end) in &self.wires {
            let line = [to(*from), to(*end)];
            painter.line_segment(line, Stroke::new(1.2, palette.text_disabled));
        }
        let mut mesh = Mesh::default();
        for (rect, hue) in &self.boxes {
            let part = Rect::from_min_max(to(rect.min), to(rect.max));
            mesh.add_colored_rect(part, category::over(palette.node, *hue, 0.12));
            mesh.add_colored_rect(
                part.with_max_y(part.min.y + (part.height() * 0.3).max(2.0)),
                category::over(palette.node, *hue, 0.7),
            );
        }
        painter.add(Shape::mesh(mesh));
    }
}
