//! With a real engine and a plugin in C: pictures appear, errors stand at their nodes, runs are stopped.

use egui::{Key, Modifiers};
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::live::{NodeState, Turn};
use weft_engine::graph::{Edit, Wire};

use crate::desk::Desk;
use crate::plugin;

pub(crate) const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "grey": (kind: "fault.gradient", version: 1, set: {"width": 96, "height": 64}),
        "soft": (kind: "fault.mix", version: 1, set: {"amount": 0.5}, wires: {"a": "grey.image"}),
        "act": (kind: "fault.act", version: 1, set: {"number": 7.5}),
    },
    expose: (outputs: {"soft": "soft.image", "number": "act.value"}),
    view: {"grey": (0, 0), "soft": (260, 0), "act": (0, 300)},
)"#;

#[test]
fn a_run_shows_pictures_values_and_times() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(GRAPH, plugins);
    desk.window.key_press_modifiers(Modifiers::NONE, Key::F5);
    let shown = |app: &weft_editor::App| {
        app.state.live.shots.contains_key(&Wire::new("soft", "image")) && !app.state.live.words.is_empty()
    };
    desk.until("the small pictures came", shown);
    let live = &desk.window.state().state.live;
    assert_eq!(live.words[&Wire::new("act", "value")], "7.5");
    assert_eq!(live.shots[&Wire::new("soft", "image")].full_size, (96, 64));
    assert!(matches!(live.node("soft"), NodeState::Done(_) | NodeState::Kept));
    assert!(live.progress.is_none());
    assert!(live.last.as_ref().is_some_and(|last| last.starts_with("Ran 3 nodes")), "{:?}", live.last);
    // Where it ran stands with how long it took.
    desk.window.state_mut().wish(Intent::Select(vec!["soft".into()]));
    desk.until_reads("on the processor");
    desk.window.state_mut().state.live.on_gpu.insert("soft".into());
    desk.until_reads("on the graphics card");
}

#[test]
fn the_viewed_output_follows_every_edit() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(GRAPH, plugins);
    desk.window.state_mut().wish(Intent::View(Wire::new("act", "value")));
    let says = |text: &'static str| {
        move |app: &weft_editor::App| {
            app.state.live.words.get(&Wire::new("act", "value")).is_some_and(|words| words == text)
        }
    };
    desk.until("its value", says("7.5"));
    desk.window.state_mut().wish(Intent::Edit(Edit::set("act", "number", 2.25)));
    desk.until("the new value", says("2.25"));
    desk.window.state_mut().wish(Intent::Do(Action::Undo));
    desk.until("the old value again", says("7.5"));
}

#[test]
fn what_is_viewed_and_takes_long_says_what_runs_and_can_be_stopped() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(&GRAPH.replace("{\"number\": 7.5}", "{\"how\": \"wait\"}"), plugins);
    desk.window.state_mut().wish(Intent::View(Wire::new("act", "value")));
    desk.until_reads("Running `act`");
    desk.press("Stop");
    desk.until("it is over", |app| app.state.live.running().is_none());
    desk.frames(3);
    assert!(!desk.sees("Stop"));
}

#[test]
fn a_node_that_fails_says_so_and_the_rest_finishes() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(&GRAPH.replace("{\"number\": 7.5}", "{\"how\": \"fail\"}"), plugins);
    desk.window.state_mut().wish(Intent::Do(Action::Run));
    desk.until("the failure", |app| matches!(app.state.live.node("act"), NodeState::Failed(..)));
    desk.until("the end", |app| app.state.live.last.is_some());
    let live = &desk.window.state().state.live;
    let NodeState::Failed(why, _) = live.node("act") else { panic!("it was there a moment ago") };
    assert!(why.contains("it was told to"), "{why}");
    assert!(matches!(live.node("soft"), NodeState::Done(_) | NodeState::Kept));
    assert!(live.log.iter().any(|line| line.wrong && line.node.as_deref() == Some("act")));
}

#[test]
fn the_graph_is_edited_while_it_runs_and_a_run_is_stopped() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(&GRAPH.replace("{\"number\": 7.5}", "{\"how\": \"wait\"}"), plugins);
    desk.window.state_mut().wish(Intent::Do(Action::Run));
    desk.until("it runs", |app| matches!(app.state.live.node("act"), NodeState::Running(_)));
    desk.window.state_mut().wish(Intent::Edit(Edit::Title("Edited meanwhile".into())));
    desk.window.step();
    assert_eq!(desk.graph().title(), "Edited meanwhile");
    desk.window.state_mut().wish(Intent::Do(Action::Stop));
    desk.until("it is over", |app| app.state.live.last.is_some());
    let last = desk.window.state().state.live.last.clone().unwrap();
    assert!(last.starts_with("Stopped"), "{last}");
    assert_eq!(*desk.window.state().state.live.node("act"), NodeState::Idle);
}

#[test]
fn runs_wait_in_a_list_change_places_go_and_run_what_was_meant() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(&GRAPH.replace("{\"number\": 7.5}", "{\"how\": \"wait\"}"), plugins);
    desk.window.state_mut().wish(Intent::ShowPane(weft_editor::dock::Pane::Log));
    desk.window.state_mut().wish(Intent::Do(Action::Run));
    desk.until("it runs", |app| matches!(app.state.live.node("act"), NodeState::Running(_)));
    desk.window.state_mut().wish(Intent::Edit(Edit::set("act", "how", "well")));
    for number in [1.0, 2.0, 3.0] {
        desk.window.state_mut().wish(Intent::Edit(Edit::set("act", "number", number)));
        desk.window.state_mut().wish(Intent::Do(Action::Run));
        desk.frames(2);
    }
    let order =
        |app: &weft_editor::App| -> Vec<u64> { app.state.live.queue.runs().iter().map(|run| run.number).collect() };
    assert_eq!(order(desk.window.state()), [1, 2, 3, 4]);
    desk.press("First run 4");
    desk.press("Remove run 3");
    desk.until("it is gone", |app| order(app) == [1, 4, 2]);
    // What stands in the graph by now is not what those two were asked for.
    desk.window.state_mut().wish(Intent::Edit(Edit::set("act", "how", "fail")));
    desk.frames(2);
    desk.press("Stop run 1");
    let ended = |app: &weft_editor::App| {
        app.state
            .live
            .queue
            .runs()
            .iter()
            .filter(|run| matches!(&run.turn, Turn::Ended(how) if how.starts_with("Ran")))
            .count()
    };
    desk.until("both have run, and well", |app| ended(app) == 2);
    assert!(desk.reads("Stopped after"));
}

#[test]
fn mistakes_stand_at_their_nodes_before_anything_runs() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(&GRAPH.replace("wires: {\"a\": \"grey.image\"}", "wires: {}"), plugins);
    desk.until("the mistake", |app| app.state.live.mistakes.contains_key("soft"));
    desk.window.state_mut().wish(Intent::Edit(Edit::wire("soft", "a", ("grey", "image"))));
    desk.until("no mistake", |app| app.state.live.mistakes.is_empty());
}

/// A session in a child of the runner beside this test.
pub(crate) fn in_child_with(plugins: tempfile::TempDir, words: &[&str]) -> Option<weft_editor::StartSession> {
    let runner = std::env::var_os("WEFT_TEST_RUNNER").map_or_else(crate::programs::runner, std::path::PathBuf::from);
    let folder = plugins.keep().display().to_string();
    let mut program = weft_editor::engine_program::program(runner, vec!["--plugins".to_owned(), folder]);
    program.arguments.extend(words.iter().map(|word| (*word).to_owned()));
    Some(Box::new(move |wake| weft_engine::session::Session::in_child(program, wake)))
}

/// The same with nothing more to say.
pub(crate) fn in_child(plugins: tempfile::TempDir) -> Option<weft_editor::StartSession> {
    in_child_with(plugins, &[])
}
