//! What was found in a picture, drawn over it: boxes, points, joints, and how sure the finder was.

use egui::{Align2, Color32, Id, Painter, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_engine::catalog::Type;
use weft_engine::graph::{Name, Wire};
use weft_engine::session::Shown;

use super::frame::View;
use super::picture::{over_pictures, tag};
use crate::live::{Live, Slot};
use crate::scene::NodeBox;
use crate::state::State;
use crate::theme::Palette;

/// Fields of what plugins find, as the contract names them. Places are pixels of a picture of `width` and `height`.
pub(super) const FIELDS: [&str; 8] = ["width", "height", "bbox", "score", "points5", "landmarks", "joints", "name"];

/// Numbers of a field, and how many make one row.
#[derive(Debug, Default, PartialEq)]
struct Numbers {
    flat: Vec<f32>,
    /// Lengths of the axes.
    shape: Vec<usize>,
}

/// What was found, in parts of the picture.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    boxes: Vec<[f32; 4]>,
    scores: Vec<f32>,
    /// By thing found.
    points: Vec<Vec<[f32; 2]>>,
    marks: Vec<Vec<[f32; 2]>>,
}

/// Whether an output holds what can be drawn over a picture.
pub(super) fn is_found(ty: &Type) -> bool {
    ty.has("faces") || ty.has("pose")
}

/// All outputs of the shown level that can be drawn over a picture.
pub(super) fn offered(state: &State) -> Vec<Wire> {
    let of_node = |node: &NodeBox| {
        let full = node.full_name.clone();
        let outputs = node.signature.outputs.iter().filter(|output| is_found(&output.ty));
        outputs.map(move |output| Wire::new(full.clone(), output.id.clone())).collect::<Vec<_>>()
    };
    state.scene.nodes.iter().flat_map(of_node).collect()
}

/// The type of an output of the shown level.
pub(super) fn type_of<'a>(state: &'a State, wire: &Wire) -> Option<&'a Type> {
    let node = state.scene.nodes.iter().find(|node| node.full_name == wire.node)?;
    node.signature.outputs.iter().find(|output| output.id == wire.output).map(|output| &output.ty)
}

/// The picture that a node looks at: what is wired into the first of its inputs that takes one.
pub(super) fn picture_under(state: &State, full_name: &str) -> Option<Wire> {
    let document = state.document()?;
    let node = state.scene.nodes.iter().find(|node| node.full_name == full_name)?;
    let own = document.level().node(&node.name)?;
    let takes = |ty: &Type| ty.has("image") || ty.has("mask");
    let mut inputs: Vec<_> = node.signature.inputs.iter().filter(|input| takes(&input.ty)).collect();
    // A picture before a mask: more is seen in it.
    inputs.sort_by_key(|input| !input.ty.has("image"));
    let wire = inputs.into_iter().find_map(|input| own.wires.get(&input.id)?.iter().next().cloned())?;
    Some(Wire::new(document.full_name(&wire.node), wire.output))
}

/// What has come of an output so far.
pub(super) fn read(live: &Live, wire: &Wire) -> Found {
    let field = |name: &str| {
        let at = FIELDS.iter().position(|field| *field == name)?;
        let slot = Slot::Field(u8::try_from(at).ok()?);
        Some(numbers(super::asks::answer(live, slot, wire)?.seen()?)).filter(|numbers| !numbers.flat.is_empty())
    };
    let side = |name: &str| field(name).map_or(1.0, |numbers| numbers.flat[0].max(1.0));
    let (width, height) = (side("width"), side("height"));
    let boxes = field("bbox").unwrap_or_default();
    let boxes = boxes.flat.as_chunks::<4>().0.iter();
    let places = |name: &str| field(name).map(|numbers| places(&numbers, width, height)).unwrap_or_default();
    let mut points = places("points5");
    points.extend(places("joints"));
    Found {
        boxes: boxes.map(|[x, y, w, h]| [x / width, y / height, w / width, h / height]).collect(),
        scores: field("score").map(|numbers| numbers.flat).unwrap_or_default(),
        points,
        marks: places("landmarks"),
    }
}

/// Points of each thing found: `[n, k, 2]`, or `[n, k, 3]` with how sure.
fn places(numbers: &Numbers, width: f32, height: f32) -> Vec<Vec<[f32; 2]>> {
    let [_, each, columns] = numbers.shape[..] else { return Vec::new() };
    if each == 0 || columns < 2 {
        return Vec::new();
    }
    let point = |row: &[f32]| [row[0] / width, row[1] / height];
    numbers.flat.chunks_exact(each * columns).map(|thing| thing.chunks_exact(columns).map(point).collect()).collect()
}

/// A page of a tensor as numbers again: they are written so that reading gives the same.
fn numbers(shown: &Shown) -> Numbers {
    match shown {
        Shown::Number { text, .. } => Numbers { flat: text.parse().into_iter().collect(), shape: vec![1] },
        Shown::Table(table) if table.of == "tensor" => Numbers {
            flat: table.rows.iter().flatten().map(|cell| cell.parse().unwrap_or(f32::NAN)).collect(),
            shape: table
                .shape
                .rsplit_once(' ')
                .map_or("", |(lengths, _)| lengths)
                .split(" × ")
                .filter_map(|length| length.parse().ok())
                .collect(),
        },
        _ => Numbers::default(),
    }
}

/// Draws it over the picture.
pub(super) fn show(ui: &mut Ui, palette: &Palette, view: View, found: &Found, of: &Name) {
    let painter = ui.painter().with_clip_rect(view.room);
    let hue = over_pictures("faces");
    for (at, [x, y, width, height]) in found.boxes.iter().enumerate() {
        let frame = Rect::from_min_max(view.to_screen(pos2(*x, *y)), view.to_screen(pos2(x + width, y + height)));
        outline(&painter, frame, hue);
        let words = label(at, found.scores.get(at).copied());
        let response = ui.interact(frame.intersect(view.room), Id::unique(("viewer face", at)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{of} {words}")));
        if frame.width() > 28.0 {
            let above = frame.min.y - 20.0 > view.room.min.y;
            let (place, align) =
                if above { (frame.min - vec2(0.0, 3.0), Align2::LEFT_BOTTOM) } else { (frame.min, Align2::LEFT_TOP) };
            tag(&painter, palette, place, align, &words);
        }
    }
    for thing in &found.marks {
        dots(&painter, view, thing, 1.6, hue);
    }
    for thing in &found.points {
        dots(&painter, view, thing, 3.0, hue);
    }
}

fn label(at: usize, score: Option<f32>) -> String {
    match score.filter(|score| score.is_finite()) {
        Some(score) => format!("{} · {:.0} %", at + 1, score * 100.0),
        None => (at + 1).to_string(),
    }
}

/// Seen on bright and dark pictures.
fn outline(painter: &Painter, frame: Rect, hue: Color32) {
    painter.rect_stroke(frame, 2.0, Stroke::new(3.0, Color32::from_black_alpha(120)), egui::StrokeKind::Middle);
    painter.rect_stroke(frame, 2.0, Stroke::new(1.5, hue), egui::StrokeKind::Middle);
}

fn dots(painter: &Painter, view: View, points: &[[f32; 2]], radius: f32, hue: Color32) {
    for [x, y] in points.iter().filter(|point| point.iter().all(|part| part.is_finite())) {
        painter.circle(view.to_screen(pos2(*x, *y)), radius, hue, Stroke::new(1.0, Color32::from_black_alpha(160)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_engine::session::TableView;

    #[test]
    fn pages_of_numbers_become_points_again() {
        let table = TableView {
            of: "tensor".to_owned(),
            columns: vec!["0".into(), "1".into()],
            rows: [[10.0, 20.0], [30.0, 40.0], [5.0, 5.0], [6.0, 7.5]]
                .map(|row| row.map(|n| n.to_string()).to_vec())
                .to_vec(),
            rows_in_all: 4,
            shape: "2 × 2 × 2 f32".to_owned(),
        };
        let numbers = numbers(&Shown::Table(table));
        assert_eq!(numbers.shape, [2, 2, 2]);
        assert_eq!(places(&numbers, 100.0, 50.0), [vec![[0.1, 0.4], [0.3, 0.8]], vec![[0.05, 0.1], [0.06, 0.15]]]);
        assert_eq!(label(0, Some(0.984)), "1 · 98 %");
    }
}
