//! Plugins that take the engine down while somebody edits: the window stays, says who it was, and nothing of the document is lost.

use std::time::Instant;

use weft_editor::App;
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::live::NodeState;
use weft_engine::graph::Edit;

use crate::desk::Desk;
use crate::{live, plugin};

/// Everything that a plugin may do to the process that it runs in, and whether only a user ends it.
const WAYS: [(&str, bool); 9] = [
    ("segfault", false),
    ("abort", false),
    ("overflow", false),
    ("exit", false),
    ("leave", false),
    ("kill", false),
    ("memory", true),
    ("files", true),
    ("loop", true),
];

fn deaths(app: &App) -> usize {
    app.state.live.log.iter().filter(|line| line.wrong && line.text.contains("he engine ")).count()
}

fn is_failed(app: &App) -> bool {
    matches!(app.state.live.node("act"), NodeState::Failed(why, _) if why.contains("act"))
}

/// With `WEFT_FAULTS=200` as many as that; it takes three minutes.
#[test]
fn whatever_a_plugin_does_the_window_goes_on_with_the_whole_document() {
    let Some(session) = plugin::built().and_then(|plugins| live::in_child_with(plugins, &["--memory-max", "512"]))
    else {
        return;
    };
    let faults_n = std::env::var("WEFT_FAULTS").ok().and_then(|number| number.parse().ok()).unwrap_or(WAYS.len());
    let mut desk = Desk::with_engine(live::GRAPH, session);
    let mut waits = Vec::with_capacity(faults_n);
    for number in 0..faults_n {
        let (how, is_endless) = WAYS[number % WAYS.len()];
        let before = deaths(desk.window.state());
        // Other settings each time, so that nothing is kept away.
        desk.window.state_mut().wish(Intent::Edit(Edit::set("act", "number", number as f64)));
        desk.window.state_mut().wish(Intent::Edit(Edit::set("act", "how", how)));
        desk.window.state_mut().wish(Intent::Do(Action::Run));
        if is_endless {
            desk.until("it runs or is dead", |app| {
                matches!(app.state.live.node("act"), NodeState::Running(_)) || deaths(app) > before
            });
            desk.window.state_mut().wish(Intent::Do(Action::Stop));
        }
        // Somebody goes on editing meanwhile.
        desk.window.state_mut().wish(Intent::Edit(Edit::set("soft", "amount", number as f64 / 1000.0)));
        desk.window.step();
        let text = desk.graph().to_string();
        desk.until(how, |app| deaths(app) > before);
        let died = Instant::now();
        desk.until("a new engine", |app| app.state.live.ready);
        waits.push(died.elapsed());
        assert!(is_failed(desk.window.state()), "{how}: {:?}", desk.window.state().state.live.node("act"));
        assert_eq!(desk.graph().to_string(), text, "{how}: the document is as it was");
    }
    waits.sort_unstable();
    println!("{faults_n} faults; from a crash to an engine that is ready {:?} in the middle", waits[waits.len() / 2]);
    desk.window.state_mut().wish(Intent::Edit(Edit::set("act", "how", "well")));
    desk.window.state_mut().wish(Intent::Do(Action::Run));
    desk.until("a run that ends well", |app| app.state.live.last.as_ref().is_some_and(|last| last.starts_with("Ran")));
}
