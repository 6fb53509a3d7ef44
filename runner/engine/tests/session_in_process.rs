//! A session in this process: documents, edits, runs, previews, stops, and what is told of them.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

#[path = "session_support/faults.rs"]
mod faults;

use std::path::Path;

use faults::{asleep, built, config, wait, wait_end, wait_ready};
use weft_engine::graph::{Edit, Node};
use weft_engine::plan::{Goal, Scale};
use weft_engine::run::{Ended, RunEvent};
use weft_engine::session::{Command, Event, Look, PixelFormat, RunTurn, Session, Shown};

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "grey": (kind: "fault.gradient", version: 1, set: {"width": 100, "height": 50}),
        "soft": (kind: "fault.mix", version: 1, set: {"amount": 0.5}, wires: {"a": "grey.image"}),
        "act": (kind: "fault.act", version: 1, set: {"number": 7.5}),
    },
    expose: (outputs: {"soft": "soft.image", "number": "act.value"}),
)"#;

fn session(folder: &Path) -> Session {
    let session = Session::in_process(config(folder), asleep());
    wait_ready(&session);
    session.set_document("test.ron", folder, GRAPH);
    session
}

fn preview(session: &Session, node: &str, output: &str, look: Look) -> Shown {
    let wanted = session.preview(1, node, output, Scale::Full, look);
    wait(session, |event| match event {
        Event::Preview(preview) if preview.request == wanted => Some(preview.shown),
        Event::NoPreview { request, told, .. } if request == wanted => panic!("{told:?}"),
        _ => None,
    })
}

#[test]
fn a_document_is_told_of_run_and_looked_at() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    let told = wait(&session, |event| match event {
        Event::Told { revision: 1, told } => Some(told),
        _ => None,
    });
    assert_eq!(told, []);
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    assert_eq!(wait_end(&session, run), Ended::Done);
    assert_eq!(preview(&session, "act", "value", Look::default()), Shown::Number { text: "7.5".into(), whole: false });
    let Shown::Image(view) = preview(&session, "soft", "image", Look { width_max: 50, ..Look::default() }) else {
        panic!("no image")
    };
    assert_eq!((view.width, view.columns, view.rows, view.pixels.len()), (100, 50, 25, 50 * 25 * 4));
}

#[test]
fn an_edit_is_made_on_both_sides_and_changes_what_is_seen() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    let look = Look { format: PixelFormat::F32, ..Look::default() };
    let Shown::Image(before) = preview(&session, "soft", "image", look.clone()) else { panic!("no image") };
    assert_eq!(session.edit(&Edit::set("soft", "amount", 0.0)).unwrap(), 2);
    let Shown::Image(after) = preview(&session, "soft", "image", look) else { panic!("no image") };
    assert_ne!(before.pixels, after.pixels);
    assert_eq!(after.pixels.floats()[..100], [0.1; 100]);
    session.edit(&Edit::add("more", Node::new("fault.sum", 1).wired("a", ("act", "value")).with("b", 0.5))).unwrap();
    assert!(session.edit(&Edit::remove("nobody")).is_err());
    session.send(Command::Hash);
    let told = wait(&session, |event| match event {
        Event::Hash { revision, hash } => Some((revision, hash)),
        _ => None,
    });
    assert_eq!(told, (3, session.document_hash().unwrap()));
    assert_eq!(preview(&session, "more", "value", Look::default()), Shown::Number { text: "8".into(), whole: false });
}

#[test]
fn mistakes_are_told_with_their_places_and_a_run_is_refused() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    session.edit(&Edit::wire("soft", "a", ("gone", "image"))).unwrap();
    session.send(Command::Check);
    let told = wait(&session, |event| match event {
        Event::Told { revision: 2, told } => Some(told),
        _ => None,
    });
    assert_eq!(told[0].place, weft_engine::diagnostic::Place::Input("soft".into(), "a".into()));
    let wanted = session.run(&[Goal::Name("soft".into())], Scale::Full, RunTurn::Live);
    let refused = wait(&session, |event| match event {
        Event::Refused { run, revision: 2, told } if run == wanted => Some(told),
        _ => None,
    });
    assert_eq!(refused[0].place, told[0].place);
    session.set_document("test.ron", folder.path(), "(weft: 1, nodes: {");
    wait(&session, |event| match event {
        Event::Told { revision: 3, told } if told[0].is_error() => Some(()),
        _ => None,
    });
    assert_eq!(session.edit(&Edit::remove("soft")).unwrap_err().code, "no-document");
}

#[test]
fn stop_ends_what_runs_and_what_waits_and_the_newest_live_run_wins() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    session.edit(&Edit::set("act", "how", "wait")).unwrap();
    let first = session.run(&[], Scale::Full, RunTurn::Live);
    wait(&session, |event| match event {
        Event::Run { event: RunEvent::StepProgress { .. }, .. } => Some(()),
        _ => None,
    });
    let waiting = session.run(&[], Scale::Full, RunTurn::Queued);
    session.stop(waiting);
    assert_eq!(wait_end(&session, waiting), Ended::Cancelled);
    // While it runs, what is kept can be looked at.
    preview(&session, "grey", "image", Look::default());
    let second = session.run(&[], Scale::Full, RunTurn::Live);
    assert_eq!(wait_end(&session, first), Ended::Cancelled);
    session.stop_all();
    assert_eq!(wait_end(&session, second), Ended::Cancelled);
}

#[test]
fn the_newest_request_of_a_viewer_is_answered_and_the_older_ones_say_so() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    session.edit(&Edit::set("act", "how", "wait")).unwrap();
    let slow = session.preview(9, "act", "value", Scale::Full, Look::default());
    let newest = session.preview(9, "grey", "image", Scale::Full, Look::default());
    let code = wait(&session, |event| match event {
        Event::NoPreview { request, told, .. } if request == slow => Some(told[0].code),
        _ => None,
    });
    assert_eq!(code, "replaced");
    wait(&session, |event| matches!(event, Event::Preview(preview) if preview.request == newest).then_some(()));
}

#[test]
fn catalog_and_plugins_are_plain_data() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    session.send(Command::Catalog);
    let kinds = wait(&session, |event| match event {
        Event::Catalog { kinds } => Some(kinds),
        _ => None,
    });
    let ids: Vec<&str> = kinds.iter().map(|kind| &*kind.id).collect();
    assert_eq!(ids, ["fault.act", "fault.gradient", "fault.mix", "fault.sum"]);
    session.send(Command::ReloadPlugins);
    let plugins = wait(&session, |event| match event {
        Event::Plugins { plugins, .. } => Some(plugins),
        _ => None,
    });
    assert_eq!((plugins.len(), plugins[0].kinds.len()), (1, 4));
    assert!(plugins[0].written.is_some());
}
