//! Deaths of the engine: who did it, what is left, and how it goes on.

use std::time::Instant;

use weft_engine::graph::Edit;
use weft_engine::plan::{Goal, Scale};
use weft_engine::run::{Ended, RunEvent};
use weft_engine::session::{Cause, Command, Crash, Event, Look, RunTurn, Session, Shown};

use crate::child::{check_document, session, shown};
use crate::faults::{built, wait, wait_end, wait_ready};

/// Everything that a plugin may do to the process that it runs in.
const WAYS: [&str; 9] = ["segfault", "abort", "overflow", "loop", "memory", "files", "exit", "leave", "kill"];

/// Runs the node that misbehaves; gives how the engine died.
fn die(session: &Session, run: u64) -> Crash {
    wait(session, |event| match event {
        // Nobody waits for ever: a user presses stop.
        Event::Run { run: of, event: RunEvent::StepStarted { name, .. } } if of == run && &*name == "act" => {
            session.stop(run);
            None
        }
        Event::Crashed(crash) => Some(crash),
        Event::Run { run: of, event: RunEvent::RunEnded { .. } } if of == run => panic!("it lives"),
        _ => None,
    })
}

/// Lets faults happen while the session edits and runs; as many as there are numbers.
fn faults(numbers: std::ops::Range<usize>) {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    let began = Instant::now();
    for number in numbers.clone() {
        let way = WAYS[number % WAYS.len()];
        session.edit(&Edit::set("soft", "amount", number as f64 / 100.0)).unwrap();
        session.edit(&Edit::set("act", "how", way)).unwrap();
        // Other settings each time, so that nothing is quarantined.
        session.edit(&Edit::set("act", "number", number as f64)).unwrap();
        let run = session.run(&[Goal::Name("act".into())], Scale::Full, RunTurn::Queued);
        let crash = die(&session, run);
        let first = &crash.suspects[0];
        assert_eq!((&*first.node, &*first.kind, &*first.plugin), ("act", "fault.act", "fault"), "{way}: {crash:?}");
        assert!(first.culprit, "{way}: {crash:?}");
        assert_eq!(crash.runs, [run], "{way}");
        check_cause(way, &crash.cause);
        wait_ready(&session);
        check_document(&session);
        session.edit(&Edit::set("act", "how", "well")).unwrap();
        let run = session.run(&[], Scale::Full, RunTurn::Queued);
        assert_eq!(wait_end(&session, run), Ended::Done, "after {way}");
    }
    println!("{} faults in {:.1} s", numbers.len(), began.elapsed().as_secs_f64());
}

fn check_cause(way: &str, cause: &Cause) {
    let is_signal = |wanted: &[&str]| matches!(cause, Cause::Signal { name, .. } if wanted.contains(&&**name));
    let fits = match way {
        "segfault" | "overflow" => is_signal(&["SIGSEGV", "SIGBUS"]),
        "abort" => is_signal(&["SIGABRT"]),
        // Or it was still eating when stop had been pressed for two seconds.
        "memory" => is_signal(&["SIGSEGV", "SIGABRT", "SIGKILL"]) || *cause == Cause::Hung,
        // The system may still take it apart when it is asked.
        "kill" => is_signal(&["SIGKILL"]) || *cause == Cause::Unknown,
        "exit" => matches!(cause, Cause::Exit { code: 3 } | Cause::Unknown),
        "leave" => matches!(cause, Cause::Exit { code: 4 } | Cause::Unknown),
        "loop" => *cause == Cause::Hung,
        "files" => matches!(cause, Cause::Hung | Cause::Closed),
        _ => false,
    };
    assert!(fits, "{way}: {cause:?}");
}

/// With `WEFT_FAULTS=300` as many as that; it takes three minutes.
#[test]
fn nothing_that_a_plugin_does_takes_down_more_than_its_engine() {
    let faults_n = std::env::var("WEFT_FAULTS").ok().and_then(|number| number.parse().ok());
    faults(0..faults_n.unwrap_or(WAYS.len()));
}

#[test]
fn the_second_death_in_the_same_way_keeps_the_step_away_until_its_settings_change() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    session.edit(&Edit::set("act", "how", "abort")).unwrap();
    for time in 0..2 {
        let run = session.run(&[], Scale::Full, RunTurn::Queued);
        die(&session, run);
        if time == 1 {
            wait(&session, |event| match event {
                Event::Quarantined(suspect) if suspect.node == "act" => Some(()),
                _ => None,
            });
        }
        wait_ready(&session);
    }
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    let message = wait(&session, |event| match event {
        Event::Run { event: RunEvent::StepFailed { name, message, .. }, .. } if &*name == "act" => Some(message),
        _ => None,
    });
    assert!(message.starts_with("`act` (fault.act) brought down the engine twice with these settings"), "{message}");
    assert_eq!(wait_end(&session, run), Ended::Failed);
    assert!(matches!(shown(&session, "soft", "image", Look::default()), Shown::Image(_)));
    session.edit(&Edit::set("act", "how", "well")).unwrap();
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    assert_eq!(wait_end(&session, run), Ended::Done);
    session.edit(&Edit::set("act", "how", "abort")).unwrap();
    session.send(Command::Retry);
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    assert_eq!(die(&session, run).runs, [run]);
}

#[test]
fn what_was_asked_for_while_there_was_no_engine_is_done_by_the_next_one() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    session.edit(&Edit::set("act", "how", "segfault")).unwrap();
    let fatal = session.run(&[], Scale::Full, RunTurn::Queued);
    let crash = die(&session, fatal);
    assert!(crash.message.contains("SIGSEGV in `act` (fault.act, plugin `fault`)"), "{}", crash.message);
    session.edit(&Edit::set("act", "how", "well")).unwrap();
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    assert_eq!(wait_end(&session, run), Ended::Done);
    check_document(&session);
}

#[test]
fn other_plugins_come_with_a_new_engine() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    session.edit(&Edit::set("act", "how", "wait")).unwrap();
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    session.send(Command::ReloadPlugins);
    assert_eq!(wait_end(&session, run), Ended::Cancelled);
    let plugins = wait(&session, |event| match event {
        Event::Plugins { plugins, .. } => Some(plugins),
        _ => None,
    });
    assert!(plugins.iter().any(|plugin| plugin.kinds.iter().any(|kind| &**kind == "fault.act")));
    check_document(&session);
}
