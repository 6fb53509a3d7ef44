//! Steps that take large pictures whole say so before they start, and are refused where there is not the memory.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;
#[path = "plan_support/pictures.rs"]
mod pictures;

use machine::Machine;
use pictures::pictures;
use weft_engine::run::{Bands, Ended, MemoryConfig, PictureSize, RunEvent, StepState};
use weft_engine::value::{Colour, Content, Image, Value};

/// A file says that its picture is large; what is read is small, so that the test is too.
fn machine() -> Machine {
    let mut machine = pictures(2)
        .kind("load(path: path) -> image: image", |call| {
            let image = Image::zeroed(40, 40, 3, Colour::Srgb).unwrap();
            call.outputs[0] = Some(Value::new(Content::Image(image)));
            Ok(())
        })
        .kind("save(image: image !wire) ->; sink", |_| Ok(()));
    machine.world.put("/graphs/photo.png", "a photo");
    let large = PictureSize { width: 16384, height: 16384, channels: 3 };
    machine.pictures.insert("/graphs/photo.png".into(), large);
    machine
}

const LARGE: &str = r#"
    "photo": (kind: "load", version: 1, set: {"path": "photo.png"}),
    "soft": (kind: "blur", version: 1, wires: {"image": "photo.image"}),
    "turned": (kind: "flip", version: 1, wires: {"image": "soft.image"}),
    "out": (kind: "save", version: 1, wires: {"image": "turned.image"}),"#;

/// Warnings, and which event each was.
fn warnings(machine: &Machine) -> Vec<(usize, String)> {
    let events = machine.events.lock().unwrap();
    let warnings = events.iter().enumerate().filter_map(|(at, event)| match event {
        RunEvent::Log { level: "warn", message, .. } => Some((at, message.to_string())),
        _ => None,
    });
    warnings.collect()
}

const SENTENCE: &str = "`turned` (flip) takes whole pictures: for 16384 × 16384 pixels it needs at least 6.0 GiB";
const HINT: &str = "make the picture smaller before it, or use kinds that are local: those work on some rows at a time";

#[test]
fn a_kind_that_cannot_work_in_bands_says_so_before_anything_runs() {
    let machine = machine();
    assert_eq!(machine.run(LARGE).ended, Ended::Done);
    assert_eq!(warnings(&machine), [(1, format!("{SENTENCE}; {HINT}"))], "behind the first event, once");
    // The same behind a chain that cannot run in bands because it looks too far.
    let far = LARGE.replace(r#""blur", version: 1,"#, r#""blur", version: 1, set: {"radius": 3000.0},"#);
    machine.cache.clear();
    drop(machine.run(&far));
    assert!(warnings(&machine)[0].1.starts_with("`soft` (blur) takes whole pictures"), "{:?}", warnings(&machine));
    // Local kinds have nothing to say, nor have those who only read and write.
    let local = LARGE.replace(r#""flip""#, r#""gain""#);
    machine.cache.clear();
    drop(machine.run(&local));
    assert_eq!(warnings(&machine), []);
}

#[test]
fn a_run_that_would_need_more_memory_than_there_is_does_not_start() {
    let mut machine = machine();
    machine.memory.bytes_max = Some(4 << 30);
    let report = machine.run(LARGE);
    assert_eq!((report.ended, machine.calls("load"), machine.calls("save")), (Ended::Failed, 0, 0));
    let told = report.failures[0].1.to_string();
    assert_eq!(told, format!("error: {SENTENCE}, and there are 4.0 GiB\n  at node `turned`\nhint: {HINT}"));
    let failed = |event: &RunEvent| matches!(event, RunEvent::StepFailed { code: "too-large", .. });
    assert_eq!(machine.events.lock().unwrap().iter().filter(|event| failed(event)).count(), 1);
    let local = LARGE.replace(r#""flip""#, r#""gain""#);
    assert_eq!(machine.run(&local).ended, Ended::Done, "in bands it fits");
}

#[test]
fn sizes_that_nobody_knew_are_looked_at_before_the_step_starts() {
    // Who turns a picture may give any size.
    let text = r#"
        "photo": (kind: "source", version: 1, set: {"width": 100, "height": 100}),
        "one": (kind: "flip", version: 1, wires: {"image": "photo.image"}),
        "two": (kind: "flip", version: 1, wires: {"image": "one.image"}),
        "other": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        --- outputs: {"two": "two.image", "other": "other.image"}"#;
    let mut machine = machine();
    machine.bands = Bands::of_rows(10);
    machine.memory = MemoryConfig { told_bytes: 100_000, ..MemoryConfig::default() };
    assert_eq!(machine.run(text).ended, Ended::Done);
    let told = warnings(&machine);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].0 == 1 && told[0].1.starts_with("`one`") && told[1].1.starts_with("`two`"), "{told:?}");

    machine.memory = MemoryConfig { told_bytes: 1 << 30, bytes_max: Some(300_000), ..MemoryConfig::default() };
    machine.cache.clear();
    assert_eq!(machine.run(text).ended, Ended::Done, "two pictures of 120 kB fit");
    machine.memory.bytes_max = Some(200_000);
    machine.cache.clear();
    // A picture that nothing is known of beforehand.
    let unknown = machine.kind("today() -> image: image; none", |call| {
        let image = Image::zeroed(100, 100, 3, Colour::Srgb).unwrap();
        call.outputs[0] = Some(Value::new(Content::Image(image)));
        Ok(())
    });
    let text = text.replace(r#""source", version: 1, set: {"width": 100, "height": 100}"#, r#""today", version: 1"#);
    let report = unknown.run(&text);
    use StepState::{Done, Failed, Skipped};
    assert_eq!(report.states, [Done, Failed, Skipped, Done], "the rest finishes");
    assert_eq!(report.failures[0].1.code, "too-large");
}
