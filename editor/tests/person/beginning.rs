//! Right after the start: pasting before anything was clicked, and cards of what one has worked on.

use egui::Event;
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::live::{Slot, Which};
use weft_engine::graph::{Edit, Wire};

use crate::desk::Desk;
use crate::{live, plugin};

/// Somewhere far from where a new window looks.
const COPIED: &str = r#"(
    weft: 1,
    nodes: {
        "photo": (kind: "files.load_image", version: 1),
        "soft": (kind: "image.blur", version: 1, wires: {"image": "photo.image"}),
    },
    view: {"photo": (4000, -3000), "soft": (4300, -3000)},
)"#;

fn all_are_seen(desk: &Desk) -> bool {
    let app = desk.window.state();
    let seen = app.canvas.camera(&app.state).seen(app.canvas.rect());
    app.state.scene.nodes.iter().all(|node| seen.contains_rect(node.rect))
}

#[test]
fn pasting_onto_the_start_page_begins_a_graph() {
    let mut desk = Desk::new();
    desk.window.event(Event::Paste("a line of a letter".to_owned()));
    desk.window.run();
    assert!(desk.window.state().state.documents.is_empty());
    assert!(desk.notice().contains("no nodes"), "{}", desk.notice());
    desk.window.event(Event::Paste(COPIED.to_owned()));
    desk.window.run();
    assert_eq!(desk.graph().len(), 2);
    assert!(all_are_seen(&desk));
}

#[test]
fn pasting_before_any_click_shows_what_was_pasted() {
    let mut desk = Desk::with_graph("(weft: 1, nodes: {})");
    desk.window.event(Event::Paste(COPIED.to_owned()));
    desk.window.run();
    assert_eq!(desk.graph().len(), 2);
    assert!(all_are_seen(&desk));
    // Beside what is already there, each time.
    let before = desk.graph().position("photo").unwrap();
    desk.act(Action::SelectAll);
    let text = desk.graph().to_string();
    desk.window.event(Event::Paste(text));
    desk.window.run();
    assert_eq!(desk.graph().position("photo-2"), Some((before.0 + 24.0, before.1 + 24.0)));
}

#[test]
fn the_card_of_a_recent_graph_shows_what_it_showed_last() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(live::GRAPH, plugins);
    let folder = desk.folder.path().to_owned();
    let mine = || -> Vec<String> {
        let entries = std::fs::read_dir(&folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let before = mine();
    let cards = folder.join("state/cards");
    let kept = || std::fs::read_dir(&cards).map_or(0, Iterator::count);
    desk.window.state_mut().wish(Intent::View(Wire::new("soft", "image")));
    desk.until("the picture", |app| app.state.live.answers.contains_key(&Slot::Whole(Which::Viewed)));
    // Of what was thrown away there is no picture.
    desk.window.state_mut().wish(Intent::Edit(Edit::Title("Thrown away".into())));
    desk.frames(2);
    let id = desk.window.state().state.document().unwrap().id;
    desk.window.state_mut().wish(Intent::CloseUnsaved(0));
    desk.frames(3);
    assert!(desk.window.state().state.document().is_none(), "{id}");
    assert_eq!(kept(), 0);
    desk.window.state_mut().wish(Intent::Open(desk.folder.path().join("test.ron")));
    desk.frames(2);
    desk.window.state_mut().wish(Intent::View(Wire::new("soft", "image")));
    desk.until("the picture again", |app| app.state.live.answers.contains_key(&Slot::Whole(Which::Viewed)));
    desk.window.state_mut().wish(Intent::Do(Action::CloseTab));
    desk.until("it is kept", |_| kept() == 1);
    desk.until_reads("Recent: test");
    let picture = std::fs::read_dir(&cards).unwrap().next().unwrap().unwrap().path();
    let file = std::io::BufReader::new(std::fs::File::open(picture).unwrap());
    assert_eq!(png::Decoder::new(file).read_info().unwrap().info().size(), (96, 64));
    assert_eq!(before, mine(), "nothing lies beside the user's file");
}
