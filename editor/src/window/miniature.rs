//! A graph drawn small, for the cards of the start page: a picture of what it gives, where there is one; else its shape. Nothing is run to show a card.

use std::path::{Path, PathBuf};

use egui::{
    Color32, ColorImage, Context, Mesh, Painter, Pos2, Rect, Shape, Stroke, TextureHandle, TextureOptions, Vec2, pos2,
    vec2,
};
use weft_engine::catalog::Catalog;
use weft_engine::graph::{Graph, Name};

use crate::card_picture;
use crate::changes::layered;
use crate::document::storage;
use crate::theme::{Palette, category};

/// What a card shows of a file.
#[derive(Clone, Default)]
pub(crate) struct Card {
    pub path: PathBuf,
    pub title: String,
    pub name: String,
    picture: Option<TextureHandle>,
    boxes: Vec<(Rect, Color32)>,
    wires: Vec<(Pos2, Pos2)>,
}

/// For the picture on a card, in points.
pub(crate) const ROOM: Vec2 = vec2(216.0, 116.0);
const NODE: Vec2 = vec2(192.0, 120.0);

/// Reads a file for its card; none where it cannot be read.
pub(crate) fn card(ctx: &Context, path: &Path, picture: &Path, catalog: &Catalog) -> Option<Card> {
    let graph = storage::read(path).ok()?;
    let stem = path.file_stem()?.to_string_lossy();
    let mut card = Card { path: path.to_owned(), title: graph.title().to_owned(), ..Card::default() };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a small rectangle")]
    let room = [ROOM.x, ROOM.y].map(|side| (side * ctx.pixels_per_point()).round() as usize);
    let picture = small_picture(picture).map(|picture| card_picture::shrunk(picture, room));
    card.picture = picture.map(|picture| ctx.load_texture(stem.clone(), picture, TextureOptions::LINEAR));
    card.name = stem.replace('_', " ");
    card.draw(&graph, catalog);
    Some(card)
}

/// Where the picture of a template lies.
pub(crate) fn beside(template: &Path) -> PathBuf {
    let name = template.with_extension("png");
    template.with_file_name("thumbnails").join(name.file_name().unwrap_or_default())
}

/// None where there is no such file, or where it is larger than small ones are.
fn small_picture(path: &Path) -> Option<ColorImage> {
    const SIDE_MAX: u32 = 1024;
    let mut decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).ok()?));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = reader.info().size();
    if width.max(height) > SIDE_MAX {
        return None;
    }
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut bytes).ok()?;
    let size = [width as usize, height as usize];
    match frame.color_type {
        png::ColorType::Rgb => Some(ColorImage::from_rgb(size, &bytes[..frame.buffer_size()])),
        png::ColorType::Rgba => Some(ColorImage::from_rgba_unmultiplied(size, &bytes[..frame.buffer_size()])),
        png::ColorType::Grayscale => Some(ColorImage::from_gray(size, &bytes[..frame.buffer_size()])),
        _ => None,
    }
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

    /// Below the name: what it is, or where it lies.
    pub(crate) fn words(&self) -> String {
        let folder = || self.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        if self.title.is_empty() { folder() } else { self.title.clone() }
    }

    pub(crate) fn paint(&self, painter: &Painter, room: Rect, palette: &Palette) {
        if let Some(picture) = &self.picture {
            let size = picture.size_vec2();
            let scale = (room.width() / size.x).min(room.height() / size.y);
            let place = Rect::from_center_size(room.center(), (size * scale).round());
            let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(picture.id(), place, uv, Color32::WHITE);
            return;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_template_has_a_picture_of_what_it_gives() {
        let graphs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../graphs");
        let (ctx, catalog) = (Context::default(), Catalog::default());
        let paths = std::fs::read_dir(graphs).unwrap().map(|entry| entry.unwrap().path());
        let cards: Vec<Card> = paths
            .filter(|path| path.extension().is_some_and(|end| end == "ron"))
            .map(|path| card(&ctx, &path, &beside(&path), &catalog).unwrap())
            .collect();
        let lacking: Vec<&str> =
            cards.iter().filter(|card| card.picture.is_none()).map(|card| card.name.as_str()).collect();
        assert!(lacking.is_empty() && cards.len() >= 12, "run graphs/thumbnails.sh for {lacking:?}");
    }
}
