//! A session over a child: started, used, and gone without a trace.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use weft_engine::graph::Edit;
use weft_engine::plan::Scale;
use weft_engine::run::Ended;
use weft_engine::session::{self, EngineProgram, Event, Look, PixelFormat, RunTurn, Session, Shown, Transport};

use crate::faults::{asleep, built, plugin, wait, wait_end, wait_ready};

pub(crate) const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "grey": (kind: "fault.gradient", version: 1, set: {"width": 400, "height": 300}),
        "soft": (kind: "fault.mix", version: 1, set: {"amount": 0.5}, wires: {"a": "grey.image"}),
        "act": (kind: "fault.act", version: 1, set: {"number": 7.5}),
    },
    expose: (outputs: {"soft": "soft.image", "number": "act.value"}),
)"#;

/// The program, built once, in the profile of this test.
pub(crate) fn weft() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // This test lies in `target/<profile>/deps`.
        let folder = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "weft-runner", "--target-dir"]).arg(folder.parent().unwrap());
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "the program does not build");
        folder.join(format!("weft{}", std::env::consts::EXE_SUFFIX))
    })
}

/// `weft engine` with the plugin that misbehaves, and nothing of the user's around it.
pub(crate) fn program(folder: &Path) -> EngineProgram {
    let words = ["engine", "--no-cache", "--threads", "2", "--memory-max", "600", "--plugins"];
    let mut arguments: Vec<String> = vec![format!("WEFT_HOME={}", folder.join("home").display())];
    arguments.push(weft().display().to_string());
    arguments.extend(words.map(str::to_owned));
    arguments.push(plugin(folder).display().to_string());
    EngineProgram { path: "/usr/bin/env".into(), arguments, transport: Transport::Shared }
}

pub(crate) fn session(folder: &Path) -> Session {
    let session = Session::in_child(program(folder), asleep());
    wait_ready(&session);
    session.set_document("test.ron", folder, GRAPH);
    session
}

pub(crate) fn shown(session: &Session, node: &str, output: &str, look: Look) -> Shown {
    let wanted = session.preview(1, node, output, Scale::Full, look);
    wait(session, |event| match event {
        Event::Preview(preview) if preview.request == wanted => Some(preview.shown),
        Event::NoPreview { request, told, .. } if request == wanted => panic!("{told:?}"),
        _ => None,
    })
}

/// Asks the child for the hash of its document, and compares it with ours.
#[track_caller]
pub(crate) fn check_document(session: &Session) {
    session.send(session::Command::Hash);
    let hash = wait(session, |event| match event {
        Event::Hash { hash, .. } => Some(hash),
        _ => None,
    });
    assert_eq!(Some(hash), session.document_hash());
}

#[test]
fn a_child_does_what_an_engine_does() {
    let Some(folder) = built() else { return };
    for transport in [Transport::Shared, Transport::Pipe] {
        let session = Session::in_child(EngineProgram { transport, ..program(folder.path()) }, asleep());
        wait_ready(&session);
        session.set_document("test.ron", folder.path(), GRAPH);
        let run = session.run(&[], Scale::Full, RunTurn::Queued);
        assert_eq!(wait_end(&session, run), Ended::Done);
        session.edit(&Edit::set("soft", "amount", 0.0)).unwrap();
        check_document(&session);
        let look = Look { format: PixelFormat::F32, statistics: true, ..Look::default() };
        let Shown::Image(view) = shown(&session, "soft", "image", look) else { panic!("no image") };
        assert_eq!((view.columns, view.rows, view.channels), (400, 300, 3));
        assert!(view.pixels.floats()[..400].iter().all(|sample| *sample == 0.1), "{:?}", &view.pixels.floats()[..4]);
        assert_eq!(view.statistics[2].histogram[25], 400 * 300);
    }
}

#[test]
fn pixels_lie_in_recycled_memory_and_stay_as_they_are_while_somebody_holds_them() {
    let Some(folder) = built() else { return };
    let session = session(folder.path());
    let look = Look { format: PixelFormat::F32, ..Look::default() };
    let mut held = Vec::new();
    for step in 0..30_u32 {
        let amount = f64::from(step) / 30.0;
        session.edit(&Edit::set("soft", "amount", amount)).unwrap();
        let Shown::Image(view) = shown(&session, "soft", "image", look.clone()) else { panic!("no image") };
        if step % 5 == 0 {
            held.push((amount, view));
        }
    }
    for (amount, view) in held {
        // The first pixel of the gradient's second plane is 7 of 255.
        let expected = 7.0 / 255.0 * amount as f32 + 0.1;
        let plane = usize::try_from(view.plane_bytes / 4).unwrap();
        assert_eq!(view.pixels.floats()[plane], expected);
    }
}

#[test]
fn what_a_plugin_prints_is_no_message() {
    let Some(folder) = built() else { return };
    for transport in [Transport::Shared, Transport::Pipe] {
        let session = Session::in_child(EngineProgram { transport, ..program(folder.path()) }, asleep());
        session.set_document("test.ron", folder.path(), GRAPH);
        session.edit(&Edit::set("act", "how", "print")).unwrap();
        let run = session.run(&[], Scale::Full, RunTurn::Queued);
        assert_eq!(wait_end(&session, run), Ended::Done);
    }
}

#[test]
fn an_engine_that_is_not_there_gives_a_sentence() {
    let program = EngineProgram { path: "/nowhere/weft".into(), arguments: Vec::new(), transport: Transport::Shared };
    let session = Session::in_child(program, asleep());
    let why = wait(&session, |event| match event {
        Event::Ended { why } => Some(why),
        _ => None,
    });
    assert!(why.message.starts_with("the engine `/nowhere/weft` cannot be started"), "{}", why.message);
    let program = EngineProgram { path: "/bin/false".into(), arguments: Vec::new(), transport: Transport::Shared };
    let session = Session::in_child(program, asleep());
    let why = wait(&session, |event| match event {
        Event::Ended { why } => Some(why),
        _ => None,
    });
    assert_eq!(why.message, "the engine `/bin/false` dies as soon as it starts");
}
