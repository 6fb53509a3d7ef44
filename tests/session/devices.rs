//! The engine and its device: a driver that would end it, and a kernel that never ends. The engine lives on, and so does its document.

use std::path::{Path, PathBuf};
use std::process::Command;

use weft_engine::plan::{Goal, Scale};
use weft_engine::run::{Ended, RunEvent};
use weft_engine::session::{Event, Look, RunTurn, Session, Shown};

use crate::child::{check_document, program, shown, weft};
use crate::faults::{asleep, built, plugin, wait, wait_end, wait_ready};

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "grey": (kind: "fault.gradient", version: 1, set: {"width": 40, "height": 30}),
        "soft": (kind: "fault.mix", version: 1, set: {"amount": 0.5}, wires: {"a": "grey.image"}),
        "never": (kind: "com.test.endless.leave", version: 1, wires: {"image": "grey.image"}),
    },
    expose: (outputs: {"soft": "soft.image", "never": "never.image"}),
)"#;

/// Builds `source` as a library; none, with a sentence, where there is no compiler.
fn library(folder: &Path, source: &Path, name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let built = folder.join(format!("{name}.so"));
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c11", "-O1", "-shared", "-fPIC", "-I"]).arg(root.join("plugin-api/include")).arg(source);
    let is_built = compiler.arg("-o").arg(&built).status().is_ok_and(|status| status.success());
    if !is_built {
        println!("skipped: no C compiler to build `{name}` with");
    }
    is_built.then_some(built)
}

/// A session whose engine has a device in software, the plugin that never ends, and perhaps drivers of its own.
fn session(folder: &Path, drivers: Option<&Path>) -> Option<Session> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("contract/endless.c");
    let endless = library(folder, &source, "endless_plugin")?;
    let doctor =
        Command::new(weft()).args(["doctor", "--json", "--device", "software"]).env("WEFT_HOME", folder).output();
    if !String::from_utf8_lossy(&doctor.unwrap().stdout).contains("(`--device software`)") {
        println!("skipped: there is no Vulkan in software here (mesa-vulkan-drivers, libvulkan1)");
        return None;
    }
    let mut program = program(folder);
    // A kernel that never ends takes one core, and leaves the other ones to us.
    program.arguments.insert(0, "LP_NUM_THREADS=1".to_owned());
    if let Some(drivers) = drivers {
        program.arguments.insert(0, format!("VK_DRIVER_FILES={}", drivers.display()));
    }
    let named = [plugin(folder), endless].map(|path| ["--plugins".to_owned(), path.display().to_string()]);
    program
        .arguments
        .extend(["--device", "software"].map(str::to_owned).into_iter().chain(named.into_iter().flatten()));
    let session = Session::in_child(program, asleep());
    wait_ready(&session);
    session.set_document("test.ron", folder, GRAPH);
    Some(session)
}

#[test]
fn a_driver_that_would_end_the_engine_leaves_its_runs_to_the_processor() {
    let Some(folder) = built() else { return };
    let source = folder.path().join("driver.c");
    std::fs::write(&source, "#include <stdlib.h>\n__attribute__((constructor)) static void begin(void) { abort(); }")
        .unwrap();
    let Some(driver) = library(folder.path(), &source, "driver") else { return };
    let manifest = folder.path().join("driver.json");
    let text =
        format!(r#"{{"file_format_version": "1.0.0", "ICD": {{"library_path": {driver:?}, "api_version": "1.1.0"}}}}"#);
    std::fs::write(&manifest, text).unwrap();
    let Some(session) = session(folder.path(), Some(&manifest)) else { return };
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    let mut warnings = Vec::new();
    let ended = wait(&session, |event| match event {
        Event::Run { event: RunEvent::Log { level: "warn", message, .. }, .. } => {
            warnings.push(message);
            None
        }
        Event::Run { run: of, event: RunEvent::RunEnded { ended, .. } } if of == run => Some(ended),
        Event::Crashed(crash) => panic!("{crash:?}"),
        _ => None,
    });
    assert_eq!((ended, warnings.len()), (Ended::Done, 1), "{warnings:?}");
    assert!(warnings[0].starts_with("runs on the processor: a graphics driver ends the program"), "{warnings:?}");
    let Shown::Image(view) = shown(&session, "never", "image", Look::default()) else { panic!("no image") };
    assert_eq!((view.columns, view.rows), (40, 30));
}

#[test]
fn a_kernel_that_never_ends_is_stopped_and_the_engine_lives_on() {
    let Some(folder) = built() else { return };
    let Some(session) = session(folder.path(), None) else { return };
    let lives = |event: &Event| assert!(!matches!(event, Event::Hung { .. } | Event::Crashed(_)), "{event:?}");
    // A run whose result somebody waits for, and a look at it.
    let run = session.run(&[Goal::Name("never".into())], Scale::Full, RunTurn::Queued);
    wait(&session, |event| match event {
        Event::Run { event: RunEvent::StepDone { name, .. }, .. } if &*name == "never" => Some(()),
        _ => None,
    });
    session.stop(run);
    let ended = wait(&session, |event| {
        lives(&event);
        match event {
            Event::Run { run: of, event: RunEvent::RunEnded { ended, .. } } if of == run => Some(ended),
            _ => None,
        }
    });
    assert_eq!(ended, Ended::Cancelled);
    check_document(&session);
    let soft = session.run(&[Goal::Name("soft".into())], Scale::Full, RunTurn::Queued);
    assert_eq!(wait_end(&session, soft), Ended::Done);
    let Shown::Image(view) = shown(&session, "soft", "image", Look::default()) else { panic!("no image") };
    assert_eq!((view.columns, view.rows), (40, 30));
    let looked = session.preview(1, "never", "image", Scale::Full, Look::default());
    wait(&session, |event| match event {
        Event::Run { event: RunEvent::StepDone { name, .. }, .. } if &*name == "never" => Some(()),
        _ => None,
    });
    session.stop(looked);
    wait(&session, |event| {
        lives(&event);
        matches!(event, Event::NoPreview { request, .. } if request == looked).then_some(())
    });
    check_document(&session);
}
