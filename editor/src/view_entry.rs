//! What the file's `view` keeps of a node, a frame, a note and a bent wire. Fields of others are written back untouched.

use egui::{Color32, Pos2, Rect, Vec2, pos2, vec2};
use weft_engine::graph::{Edit, Graph, Name, Setting};

/// A place on the canvas.
pub(crate) type Spot = Pos2;

/// Begins the keys of frames.
pub const FRAME: &str = "frame/";
/// Begins the keys of notes.
pub const NOTE: &str = "note/";
/// Begins the keys of bent wires: `wire/node.input`, with `#1` for the second wire of a list.
pub const WIRE: &str = "wire/";

/// `(x, y)`, in steps of a hundredth so that files stay short.
#[must_use]
pub fn point(x: f32, y: f32) -> Setting {
    let round = |value: f32| (f64::from(value) * 100.0).round() / 100.0;
    Setting::point(round(x), round(y))
}

#[expect(clippy::cast_possible_truncation, reason = "places on a canvas need no more")]
fn to_pos((x, y): (f64, f64)) -> Pos2 {
    pos2(x as f32, y as f32)
}

/// Where an entry lies.
#[must_use]
pub fn at(entry: &Setting) -> Option<Pos2> {
    entry.as_point().or_else(|| entry.get("at")?.as_point()).map(to_pos)
}

/// How large a frame or note is.
#[must_use]
pub fn size(entry: &Setting) -> Option<Vec2> {
    entry.get("size")?.as_point().map(|size| to_pos(size).to_vec2())
}

/// The rectangle of a frame or note.
#[must_use]
pub fn rect(entry: &Setting) -> Option<Rect> {
    Some(Rect::from_min_size(at(entry)?, size(entry).unwrap_or(vec2(240.0, 160.0))))
}

/// A switch such as `collapsed`.
#[must_use]
pub fn flag(entry: Option<&Setting>, name: &str) -> bool {
    entry.and_then(|entry| entry.get(name)?.as_bool()).unwrap_or(false)
}

/// A text such as the title of a frame.
#[must_use]
pub fn text<'a>(entry: &'a Setting, name: &str) -> &'a str {
    entry.get(name).and_then(Setting::as_text).unwrap_or_default()
}

/// The colour of a node, frame or note, as `#rrggbb`.
#[must_use]
pub fn colour(entry: &Setting) -> Option<Color32> {
    entry.get("color").and_then(Setting::as_text).and_then(|code| Color32::from_hex(code).ok())
}

/// The points that a wire is bent around.
#[must_use]
pub fn bends(entry: &Setting) -> Vec<Pos2> {
    let items = entry.items().unwrap_or_default();
    items.iter().filter_map(|item| item.as_point().map(to_pos)).collect()
}

/// The key of a wire's bends.
#[must_use]
pub fn wire_key(node: &str, input: &str, nth: usize) -> Name {
    if nth == 0 { Name::new(format!("{WIRE}{node}.{input}")) } else { Name::new(format!("{WIRE}{node}.{input}#{nth}")) }
}

/// The edit that moves a node, frame or note, whatever else its entry holds.
#[must_use]
pub fn move_to(graph: &Graph, key: &Name, to: Pos2) -> Edit {
    let place = point(to.x, to.y);
    match graph.view_of(key).filter(|entry| entry.get("at").is_some()) {
        Some(entry) => Edit::view(key.clone(), with_field(entry, "at", Some(place))),
        None => Edit::view(key.clone(), place),
    }
}

/// The edit that gives a frame or note another rectangle, whatever else its entry holds.
#[must_use]
pub fn fit(graph: &Graph, key: &Name, rect: Rect) -> Edit {
    let entry = graph.view_of(key).cloned().unwrap_or_else(|| point(rect.min.x, rect.min.y));
    let moved = with_field(&entry, "at", Some(point(rect.min.x, rect.min.y)));
    Edit::view(key.clone(), with_field(&moved, "size", Some(point(rect.width(), rect.height()))))
}

/// The edit that changes one field of an entry; `place` is where a node is shown if the file has no place for it.
#[must_use]
pub fn change(graph: &Graph, key: &Name, place: Pos2, field: &str, value: Option<Setting>) -> Edit {
    let entry = graph.view_of(key).cloned().unwrap_or_else(|| point(place.x, place.y));
    let changed = with_field(&entry, field, value);
    // A place alone is written as a place.
    match changed.fields() {
        Some([(name, only)]) if name == "at" => Edit::view(key.clone(), only.clone()),
        _ => Edit::view(key.clone(), changed),
    }
}

fn with_field(entry: &Setting, field: &str, value: Option<Setting>) -> Setting {
    let mut fields: Vec<(Name, Setting)> = match entry.fields() {
        Some(fields) => fields.to_vec(),
        None => vec![(Name::new("at"), entry.clone())],
    };
    match (fields.iter().position(|(name, _)| name == field), value) {
        (Some(found), Some(value)) => fields[found].1 = value,
        (Some(found), None) => {
            fields.remove(found);
        }
        (None, Some(value)) => fields.push((Name::new(field), value)),
        (None, None) => {}
    }
    Setting::of_fields(fields)
}

/// A key for a new frame or note that is free.
#[must_use]
pub fn free_key(graph: &Graph, prefix: &str) -> Name {
    let key = |number: usize| Name::new(format!("{prefix}{number}"));
    let number = (1..).find(|number| graph.view_of(&key(*number)).is_none()).unwrap_or(1);
    key(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changing_one_field_keeps_those_of_others() {
        let text = "(weft: 1, nodes: {}, view: {\"frame/1\": (at: (1, 2), size: (3, 4), later: Kept(1))})";
        let mut graph = Graph::parse(text).unwrap();
        let key = Name::new("frame/1");
        graph.apply(move_to(&graph, &key, pos2(10.0, 20.0))).unwrap();
        graph.apply(change(&graph, &key, Pos2::ZERO, "title", Some("Faces".into()))).unwrap();
        let written = graph.view_of("frame/1").unwrap().to_string();
        assert_eq!(written, "(at: (10, 20), size: (3, 4), later: Kept(1), title: \"Faces\")");
    }

    #[test]
    fn a_place_alone_is_written_short() {
        let mut graph = Graph::parse("(weft: 1, nodes: {\"a\": (kind: \"k\", version: 1)})").unwrap();
        let key = Name::new("a");
        graph.apply(change(&graph, &key, pos2(1.0, 2.0), "collapsed", Some(true.into()))).unwrap();
        assert_eq!(graph.view_of("a").unwrap().to_string(), "(at: (1, 2), collapsed: true)");
        graph.apply(change(&graph, &key, Pos2::ZERO, "collapsed", None)).unwrap();
        assert_eq!(graph.view_of("a").unwrap().to_string(), "(1, 2)");
    }
}
