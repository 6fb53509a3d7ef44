//! Opening, saving, closing, recovering, dropping files.

use std::fs;

use egui::{Key, Modifiers};
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::{App, Start, sample_kinds};
use weft_engine::graph::{Edit, Graph};

use crate::desk::{Desk, folders};

const GRAPH: &str =
    "(\n    weft: 1,\n    nodes: {\n        \"photo\": (kind: \"files.load_image\", version: 1),\n    },\n)\n";

#[test]
fn a_graph_is_built_from_nothing_by_palette_wires_and_inspector_and_saved() {
    let mut desk = Desk::new();
    desk.act(Action::New);
    let rect = desk.window.state().canvas.rect();
    desk.add(rect.min + egui::vec2(60.0, 80.0), "portrait");
    desk.add(rect.min + egui::vec2(330.0, 80.0), "gaussian");
    desk.drag_labels("output portrait.image", "input blur.image");
    desk.click("node blur");
    desk.click("blur.radius in the inspector");
    desk.type_text("96/8");
    desk.key(Modifiers::NONE, Key::Enter);
    let path = desk.folder.path().join("mine.ron");
    desk.key(Modifiers::COMMAND, Key::S);
    desk.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.type_text(path.to_str().unwrap());
    desk.key(Modifiers::NONE, Key::Enter);
    let text = fs::read_to_string(&path).unwrap();
    let graph = Graph::parse(&text).unwrap();
    let blur = graph.node("blur").unwrap();
    assert_eq!(blur.set.get("radius").unwrap().to_string(), "12.0");
    assert_eq!(blur.wires.get("image").unwrap().iter().next().unwrap().to_string(), "portrait.image");
    let mut canonical = graph.clone();
    canonical.forget_spellings();
    assert_eq!(canonical.to_string(), text, "what `weft graph fmt` would write");
    assert!(desk.window.state().state.document().unwrap().is_saved());
}

#[test]
fn a_broken_file_is_told_with_line_and_column_and_nothing_opens() {
    let mut desk = Desk::new();
    let path = desk.folder.path().join("broken.ron");
    fs::write(&path, "(weft: 1, nodes: {\"a\": (kind: 5)})").unwrap();
    desk.wish(Intent::Open(path));
    assert!(desk.sees("`broken.ron` cannot be opened"));
    assert!(desk.window.state().state.documents.is_empty());
    desk.wish(Intent::Open(desk.folder.path().join("nowhere.ron")));
    assert!(desk.notice().contains("cannot be read"), "{}", desk.notice());
}

#[test]
fn unsaved_work_is_asked_about_before_it_closes() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.wish(Intent::Edit(Edit::Title("A".into())));
    desk.act(Action::CloseTab);
    assert_eq!(desk.window.state().state.documents.len(), 1);
    desk.click("Go on working");
    desk.act(Action::CloseTab);
    desk.click("Close without saving");
    assert!(desk.window.state().state.documents.is_empty());
}

#[test]
fn what_another_program_wrote_meanwhile_is_kept_aside() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.wish(Intent::Edit(Edit::Title("Ours".into())));
    let path = desk.folder.path().join("test.ron");
    fs::write(&path, GRAPH.replace("photo", "their_photo")).unwrap();
    desk.act(Action::Save);
    assert!(fs::read_to_string(&path).unwrap().contains("Ours"));
    assert!(fs::read_to_string(desk.folder.path().join("test.theirs.ron")).unwrap().contains("their_photo"));
}

#[test]
fn a_folder_that_cannot_be_written_is_a_sentence_and_the_work_stays() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.wish(Intent::Edit(Edit::Title("A".into())));
    desk.wish(Intent::SaveTo(desk.folder.path().join("no/such/folder/a.ron")));
    assert!(desk.notice().contains("was not saved"), "{}", desk.notice());
    assert!(!desk.window.state().state.document().unwrap().is_saved());
}

#[test]
fn dropped_pictures_become_load_nodes_and_dropped_graphs_become_tabs() {
    let mut desk = Desk::new();
    let graph = desk.folder.path().join("a.ron");
    fs::write(&graph, GRAPH).unwrap();
    let pictures = vec!["/photos/face.one.PNG".into(), graph, "/photos/b.jpg".into(), "/photos/notes.txt".into()];
    desk.wish(Intent::Dropped(pictures, None));
    assert_eq!(desk.window.state().state.documents.len(), 1);
    let node = desk.graph().node("face_one").unwrap();
    assert_eq!(node.set.get("path").unwrap().as_text(), Some("/photos/face.one.PNG"));
    assert_eq!(desk.graph().len(), 3);
    assert!(desk.notice().contains("notes.txt"));
}

#[test]
fn what_was_not_saved_when_the_editor_died_is_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let start = |root: &std::path::Path| Start {
        folders: folders(root),
        catalog: sample_kinds::catalog(),
        native_dialogs: false,
        session: None,
        runner: None,
    };
    let context = egui::Context::default();
    let mut first = App::for_context(&context, start(folder.path()));
    first.state.new_document();
    first.state.apply(Intent::Edit(Edit::Title("Not saved".into())));
    first.state.keep_journal();
    first.state.flush_journal();
    // Another window beside it takes nothing away from it.
    let beside = App::for_context(&context, start(folder.path()));
    assert!(beside.state.recovered.is_empty());
    drop(beside);
    // A crash lets go of the lock and tidies nothing up: the same as copying what lies there.
    let crashed = tempfile::tempdir().unwrap();
    copy(&folder.path().join("state"), &crashed.path().join("state"));
    let mut second = App::for_context(&context, start(crashed.path()));
    assert_eq!(second.state.recovered.len(), 1);
    second.state.apply(Intent::Recover(0));
    let document = second.state.document().unwrap();
    assert_eq!((document.graph().title(), document.is_saved()), ("Not saved", false));
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).map(drop).unwrap();
        }
    }
}

#[test]
fn a_template_is_a_copy_that_asks_for_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let templates = folder.path().join("graphs");
    fs::create_dir_all(&templates).unwrap();
    fs::write(templates.join("first_steps.ron"), GRAPH).unwrap();
    let mut desk = Desk::in_folder(folder, egui::vec2(1280.0, 800.0), Some(templates));
    desk.click("Begin with a template: first steps");
    assert_eq!(desk.graph().len(), 1);
    assert_eq!(desk.window.state().state.document().unwrap().path(), None);
    desk.act(Action::Save);
    assert!(desk.sees("Save the graph"));
}

#[test]
fn the_shortcut_sheet_and_the_command_palette_open_and_do() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.key(Modifiers::NONE, Key::F1);
    assert!(desk.sees("Keyboard shortcuts"));
    desk.key(Modifiers::NONE, Key::Escape);
    desk.key(Modifiers::COMMAND, Key::P);
    desk.type_text("light");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.window.state().state.settings.theme, weft_editor::settings::Theme::Light);
}

#[test]
fn nodes_without_places_lie_apart_also_when_their_kinds_come_late() {
    let mut desk = Desk::new();
    let catalog = weft_editor::sample_kinds::catalog();
    desk.window.state_mut().state.take_catalog(weft_engine::catalog::Catalog::default());
    let path = desk.folder.path().join("late.ron");
    let text = r#"(weft: 1, nodes: {
        "a": (kind: "sample.portrait", version: 1), "b": (kind: "files.load_image", version: 1),
        "c": (kind: "image.blur", version: 1, wires: {"image": "a.image"}),
        "d": (kind: "image.composite", version: 1, wires: {"base": "b.image", "overlay": "c.image"}),
    })"#;
    fs::write(&path, text).unwrap();
    desk.open(&path);
    desk.window.state_mut().state.take_catalog(catalog);
    desk.window.run();
    let app = desk.window.state();
    for (at, node) in app.state.scene.nodes.iter().enumerate() {
        for other in &app.state.scene.nodes[at + 1..] {
            assert!(!node.rect.intersects(other.rect), "{} lies on {}", node.name, other.name);
        }
    }
    let room = app.canvas.rect();
    let camera = app.canvas.camera(&app.state);
    let all = app.state.scene.bounds().unwrap();
    assert!(room.contains(camera.to_screen(room, all.min)) && room.contains(camera.to_screen(room, all.max)));
}
