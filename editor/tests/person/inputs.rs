//! Inputs of special types: paths that files are dropped on, models, what passes on whatever comes in; and where results are kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::pos2;
use weft_editor::canvas::Camera;
use weft_editor::intent::Intent;
use weft_editor::scene::{Side, SocketAt};

use crate::desk::Desk;

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "photo": (kind: "files.load_image", version: 1),
        "result": (kind: "files.save_image", version: 1, wires: {"image": "photo.image"}),
        "soft": (kind: "image.blur", version: 1, wires: {"image": "photo.image"}),
        "finder": (kind: "values.model", version: 1, set: {"value": "yunet"}),
        "faces": (kind: "face.detect", version: 1, wires: {"image": "photo.image", "model": "finder.value"}),
        "one": (kind: "values.switch", version: 1, wires: {"yes": "soft.image", "no": "photo.image"}),
        "two": (kind: "values.switch", version: 1, wires: {"yes": "one.value"}),
        "number": (kind: "values.switch", version: 1),
    },
    view: {"photo": (0, 0), "result": (300, 400), "soft": (240, 0), "finder": (0, 300), "faces": (480, 300), "one": (480, 0), "two": (720, 0), "number": (0, 480)},
)"#;

#[derive(Debug)]
struct File(PathBuf);

impl egui::DroppedFile for File {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("nobody reads it".to_owned())
    }
}

/// As systems do it: first the files, without a word where; then the pointer moves.
fn drop_file(desk: &mut Desk, path: &Path, at: egui::Pos2) {
    desk.window.input_mut().dropped_files.push(Arc::new(File(path.to_owned())));
    desk.frames(1);
    desk.window.hover_at(at);
    desk.frames(20);
}

fn set(desk: &Desk, node: &str, input: &str) -> Option<String> {
    Some(desk.graph().node(node)?.set.get(input)?.words())
}

fn desk() -> Desk {
    let mut desk = Desk::with_graph(GRAPH);
    desk.look_at(Camera { pan: egui::vec2(20.0, 20.0), zoom: 0.7 });
    desk
}

#[test]
fn a_file_is_dropped_on_a_path_of_the_inspector_on_a_node_and_beside_everything() {
    let mut desk = desk();
    let photo = desk.folder.path().join("face.png");
    desk.wish(Intent::Select(vec!["result".into()]));
    let field = desk.place("result.path in the inspector");
    drop_file(&mut desk, Path::new("/elsewhere/out.png"), field);
    assert_eq!(set(&desk, "result", "path").as_deref(), Some("/elsewhere/out.png"));
    let header = desk.screen(20.0, 10.0);
    drop_file(&mut desk, &photo, header);
    assert_eq!(set(&desk, "photo", "path").as_deref(), Some("face.png"), "beside the graph: relative");
    assert_eq!(desk.graph().len(), 8, "no node was added");
    let nothing = desk.screen(260.0, 700.0);
    drop_file(&mut desk, &photo, nothing);
    assert_eq!(desk.graph().len(), 9);
    assert_eq!(set(&desk, "face", "path").as_deref(), Some("face.png"));
}

#[test]
fn a_node_that_passes_pictures_on_has_room_for_one() {
    let mut desk = desk();
    let has_room = |desk: &Desk, name: &str| desk.window.state().state.scene.node(name).unwrap().face.thumb.is_some();
    assert!(has_room(&desk, "one") && has_room(&desk, "two"), "through as many as there are");
    assert!(!has_room(&desk, "number"), "nothing flows here");
    desk.wish(Intent::Edit(weft_engine::graph::Edit::Bypass { node: "number".into(), on: true }));
    assert!(!has_room(&desk, "finder"));
}

#[test]
fn a_wire_into_what_can_only_be_set_is_drawn_to_a_row_of_its_own() {
    let desk = desk();
    let scene = &desk.window.state().state.scene;
    let (to, from) = (scene.index_of("faces").unwrap(), scene.index_of("finder").unwrap());
    let wire = scene.wires.iter().find(|wire| wire.to.0 == to && wire.from.0 == from).unwrap();
    let end = scene.socket_pos(SocketAt { node: to, side: Side::Input, index: wire.to.1 });
    let head = scene.nodes[to].rect.min + egui::vec2(0.0, weft_editor::scene::HEADER);
    assert!(end.y > head.y, "{end:?} lies in the header");
    assert!(desk.sees("input faces.model"));
    let other = scene.wires.iter().find(|wire| wire.to.0 == to && wire.from.0 != from).unwrap();
    assert!(scene.socket_pos(SocketAt { node: to, side: Side::Input, index: other.to.1 }) != pos2(end.x, end.y));
}

#[test]
fn results_are_kept_off_the_disk_by_a_switch_of_the_graph() {
    let mut desk = desk();
    let words = |desk: &Desk| desk.graph().fields().get("cache").map(|value| value.words());
    assert_eq!(words(&desk), None);
    desk.click("Keep results on disk");
    assert_eq!(words(&desk).as_deref(), Some("memory"));
    assert!(desk.graph().to_string().contains("cache: \"memory\""));
    desk.click("Keep results on disk");
    assert_eq!(words(&desk), None);
}
