//! What the world does to a window: no engine, no file dialogs, folders that cannot be written, a full disk, graphs that are
//! too large or of kinds that nobody has. Each is a sentence, and the work goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use egui::{Key, Modifiers, vec2};
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::{App, Start, engine_program, sample_kinds};
use weft_engine::graph::Edit;
use weft_engine::session::Session;

use crate::desk::{Desk, folders};

const GRAPH: &str = r#"(weft: 1, nodes: {"blur": (kind: "image.blur", version: 1)}, view: {"blur": (0, 0)})"#;

#[test]
fn without_an_engine_everything_but_running_works_and_a_sentence_says_why() {
    let nowhere = engine_program::program(PathBuf::from("/nowhere/weft"), Vec::new());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.ron");
    fs::write(&path, GRAPH).unwrap();
    let start = Start {
        folders: folders(folder.path()),
        catalog: sample_kinds::catalog(),
        native_dialogs: false,
        session: Some(Box::new(move |wake| Session::in_child(nowhere, wake))),
        runner: None,
    };
    let mut desk = Desk::start(folder, vec2(1280.0, 800.0), start);
    desk.until("it says so", |app| app.state.notice.as_ref().is_some_and(|notice| notice.wrong));
    assert!(desk.notice().contains("/nowhere/weft"), "{}", desk.notice());
    desk.open(&path);
    desk.act(Action::Run);
    assert!(desk.notice().contains("engine"), "{}", desk.notice());
    assert!(!desk.window.state().state.live.is_running());
    desk.wish(Intent::Edit(Edit::set("blur", "radius", 3.5)));
    desk.act(Action::Save);
    assert!(fs::read_to_string(path).unwrap().contains("3.5"));
}

#[test]
fn without_file_dialogs_a_path_is_typed() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.wish(Intent::Edit(Edit::Title("Typed".into())));
    let path = desk.folder.path().join("typed.ron");
    desk.act(Action::SaveAs);
    assert!(desk.sees("Save the graph"));
    desk.key(Modifiers::COMMAND, Key::A);
    desk.type_text(&path.display().to_string());
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(fs::read_to_string(&path).unwrap().contains("Typed"));
    desk.act(Action::Open);
    desk.type_text("/nowhere/at all.ron");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.notice().contains("cannot be read"), "{}", desk.notice());
}

/// A folder in which even the first user of the machine may not write; none, with a sentence, where there is none.
fn read_only(folder: &Path) -> Option<PathBuf> {
    let own = folder.join("read only");
    fs::create_dir(&own).unwrap();
    let mut rights = fs::metadata(&own).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&own, rights).unwrap();
    let candidates = [own, PathBuf::from("/sys/kernel")];
    let found = candidates.into_iter().filter(|folder| folder.is_dir()).find(|folder| {
        let probe = folder.join("probe");
        let written = fs::write(&probe, "").is_ok();
        drop(fs::remove_file(probe));
        !written
    });
    if found.is_none() {
        println!("skipped: this user may write everywhere");
    }
    found
}

#[test]
fn a_read_only_folder_is_a_sentence_and_the_work_is_saved_elsewhere() {
    let mut desk = Desk::with_graph(GRAPH);
    let Some(folder) = read_only(desk.folder.path()) else { return };
    desk.wish(Intent::Edit(Edit::Title("Mine".into())));
    desk.wish(Intent::SaveTo(folder.join("a.ron")));
    assert!(desk.notice().contains("was not saved") && desk.notice().contains("Save as"), "{}", desk.notice());
    assert!(!desk.window.state().state.document().unwrap().is_saved());
    let elsewhere = desk.folder.path().join("b.ron");
    desk.wish(Intent::SaveTo(elsewhere.clone()));
    assert!(fs::read_to_string(elsewhere).unwrap().contains("Mine"));
    // And where the editor itself may keep nothing: it starts, and says what that means.
    let start = Start {
        folders: folders(&folder),
        catalog: sample_kinds::catalog(),
        native_dialogs: false,
        session: None,
        runner: None,
    };
    let app = App::for_context(&egui::Context::default(), start);
    let told = app.state.notice.map(|notice| notice.text).unwrap_or_default();
    assert!(told.starts_with("Unsaved work cannot be kept safe"), "{told}");
}

/// The test below runs this test program anew in a world of its own, with a disk of 256 KB at this place.
const SMALL_DISK: &str = "WEFT_TEST_SMALL_DISK";

#[test]
fn a_full_disk_is_a_sentence_and_nothing_that_was_there_is_lost() {
    if let Some(disk) = std::env::var_os(SMALL_DISK) {
        return on_a_small_disk(Path::new(&disk));
    }
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=256k none \"$0\" || exit 97; exec \"$@\"";
    let mut world = Command::new("unshare");
    world.args(["--map-root-user", "--mount", "sh", "-c", script]).arg(folder.path());
    world.arg(std::env::current_exe().unwrap());
    world.args(["--exact", "troubles::a_full_disk_is_a_sentence_and_nothing_that_was_there_is_lost", "--nocapture"]);
    let output = world.env(SMALL_DISK, folder.path()).output();
    let Ok(output) = output else { return println!("skipped: no `unshare` for a small disk") };
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.code() == Some(97) || told.contains("unshare: ") {
        return println!("skipped: no small disk may be mounted here");
    }
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

fn on_a_small_disk(disk: &Path) {
    let path = disk.join("a.ron");
    fs::write(&path, GRAPH).unwrap();
    let start = Start {
        folders: folders(disk),
        catalog: sample_kinds::catalog(),
        native_dialogs: false,
        session: None,
        runner: None,
    };
    let mut desk = Desk::start(tempfile::tempdir().unwrap(), vec2(1280.0, 800.0), start);
    desk.open(&path);
    let full = disk.join("full");
    drop(fs::write(&full, vec![7; 1 << 20]));
    let note = "x".repeat(20_000);
    desk.wish(Intent::Edit(Edit::Title(note.clone())));
    desk.act(Action::Save);
    assert!(desk.notice().contains("was not saved") && desk.notice().contains("Make room"), "{}", desk.notice());
    assert_eq!(fs::read_to_string(&path).unwrap(), GRAPH, "the old file is whole");
    assert!(!desk.window.state().state.document().unwrap().is_saved());
    // Nor is there room for what would be recovered after a crash, and that is said, too.
    desk.frames(120);
    desk.window.state().state.flush_journal();
    desk.frames(3);
    assert!(desk.notice().starts_with("Unsaved work is not kept safe"), "{}", desk.notice());
    fs::remove_file(full).unwrap();
    desk.act(Action::Save);
    assert!(desk.notice().starts_with("Saved"), "{}", desk.notice());
    assert!(fs::read_to_string(&path).unwrap().contains(&note));
}

#[test]
fn twenty_thousand_nodes_are_opened_found_changed_and_saved() {
    let mut desk = Desk::new();
    let path = desk.folder.path().join("large.ron");
    let graph = sample_kinds::large_graph(20_000);
    let (last, _) = graph.nodes().last().unwrap();
    let last = last.clone();
    fs::write(&path, graph.to_string()).unwrap();
    desk.wish(Intent::Open(path.clone()));
    assert_eq!(desk.graph().len(), 20_000);
    desk.act(Action::FitAll);
    desk.act(Action::Find);
    desk.type_text(&last);
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.window.state().state.only_node(), Some(last.clone()));
    desk.act(Action::Mute);
    desk.act(Action::Save);
    let saved = fs::read_to_string(path).unwrap();
    assert_eq!(saved.matches("bypass: true").count(), 1);
    desk.act(Action::Undo);
    assert!(!desk.graph().node(&last).unwrap().bypass);
}

#[test]
fn a_graph_of_kinds_that_nobody_has_opens_says_so_and_is_saved_as_it_was() {
    let text = r#"(
    weft: 1,
    nodes: {
        "magic": (kind: "com.acme.magic", version: 3, set: {"spell": Loud(3), "power": 0x10}, rune: "kept"),
        "blur": (kind: "image.blurr", version: 1, wires: {"image": "magic.smoke"}),
    },
    view: {
        "blur": (300, 0),
        "magic": (0, 0),
    },
)
"#;
    let mut desk = Desk::with_graph(text);
    let missing = weft_editor::signature::Face::Missing;
    assert!(desk.window.state().state.scene.nodes.iter().all(|node| node.signature.face == missing));
    desk.wish(Intent::Select(vec!["magic".into()]));
    assert!(desk.reads("com.acme.magic"), "the inspector names the kind");
    desk.wish(Intent::Edit(Edit::Title("Seen".into())));
    desk.act(Action::Save);
    let saved = fs::read_to_string(desk.folder.path().join("test.ron")).unwrap();
    assert_eq!(saved.replace("    title: \"Seen\",\n", ""), text);
}
