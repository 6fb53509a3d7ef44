//! `--device`, on Mesa's software Vulkan, without any, with none that fits, with two, and with drivers that are broken.

use super::stage::{Said, Stage};
use serde_json::{Value, json};

pub(super) const GRAPH: &str = r#"(weft: 1, nodes: {
    "noise": (kind: "image.noise", version: 1, set: {"width": 100, "height": 30}),
    "gain": (kind: "image.gain", version: 1, set: {"gain": 0.9}, wires: {"image": "noise.image"}),
    "invert": (kind: "image.invert", version: 1, wires: {"image": "gain.image"}),
}, expose: (outputs: {"result": "invert.image"}))"#;

pub(super) fn lines(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What the doctor says of devices.
pub(super) fn doctor(stage: &Stage, device: &str, drivers: Option<&str>) -> Vec<(String, bool, String)> {
    let mut command = stage.command(&["doctor", "--json", "--device", device]);
    if let Some(drivers) = drivers {
        command.env("VK_DRIVER_FILES", drivers).env("VK_ICD_FILENAMES", drivers);
    }
    let said = Said::from(command.output().unwrap()).ended(0);
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    let findings = lines(&said).into_iter().filter(|line| line["about"] == "gpu" || line["about"] == "adapter");
    findings.map(|line| (text(&line, "about"), line["well"] == true, text(&line, "sentence"))).collect()
}

/// Whether there is Vulkan in software here; says so where there is not.
pub(super) fn has_software(stage: &Stage) -> bool {
    let has = doctor(stage, "software", None).iter().any(|(about, well, _)| about == "gpu" && *well);
    if !has {
        #[expect(clippy::print_stderr, reason = "what a test leaves out is told to whoever runs it")]
        {
            eprintln!("skipped: there is no Vulkan in software here (mesa-vulkan-drivers, libvulkan1)");
        }
    }
    has
}

#[test]
fn without_a_driver_the_doctor_says_so_and_graphs_run() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    for device in ["software", "some card"] {
        let told = doctor(&stage, device, Some("/nowhere.json"));
        assert!(told.iter().all(|(about, well, _)| about == "gpu" && !well), "{told:?}");
        assert!(told[0].2.starts_with("no adapter"), "{told:?}");
    }
    assert_eq!(doctor(&stage, "cpu", None).last().unwrap().2, "the processor was asked for");
    let mut run = stage.command(&["run", "graph.ron", "--json", "--no-cache"]);
    let said = Said::from(run.env("VK_DRIVER_FILES", "/nowhere.json").output().unwrap()).ended(0);
    assert!(lines(&said).iter().all(|event| event["on"] != "gpu"), "{}", said.out);
}

/// A file that names a library as a driver.
pub(super) fn manifest(stage: &Stage, name: &str, library: &str) -> String {
    let text = json!({"file_format_version": "1.0.0", "ICD": {"library_path": library, "api_version": "1.1.0"}});
    let path = stage.path(&format!("{name}.json"));
    std::fs::write(&path, text.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The manifest of Mesa's software Vulkan, where it is installed.
pub(super) fn mesa() -> Option<String> {
    let installed = std::fs::read_dir("/usr/share/vulkan/icd.d").ok()?.flatten();
    let found = installed
        .map(|file| file.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lvp_icd")))?;
    Some(found.to_str()?.to_owned())
}

#[test]
fn broken_drivers_crash_nothing_and_the_doctor_says_that_none_answers() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    let library = |name: &str| stage.path(name).to_str().unwrap().to_owned();
    std::fs::write(library("garbage.so"), [0x5a_u8; 5000]).unwrap();
    std::fs::write(library("empty.so"), []).unwrap();
    let files = [
        manifest(&stage, "garbage", &library("garbage.so")),
        manifest(&stage, "empty", &library("empty.so")),
        manifest(&stage, "missing", &library("missing.so")),
        // A library that is no driver.
        manifest(&stage, "foreign", "libc.so.6"),
        stage.write("torn.json", "{\"file_format").to_str().unwrap().to_owned(),
        "/dev/null".to_owned(),
    ];
    for file in &files {
        let told = doctor(&stage, "software", Some(file));
        assert!(told.iter().all(|(about, well, _)| about == "gpu" && !well), "{file}: {told:?}");
        assert_eq!(told[0].2, "no adapter in software was found", "{file}");
        assert_eq!(told[1].2, format!("VK_DRIVER_FILES is `{file}`: no driver there answers"));
    }
    let mut run = stage.command(&["run", "graph.ron", "-o", "out", "--no-cache"]);
    Said::from(run.env("VK_DRIVER_FILES", files.join(":")).output().unwrap()).ended(0);
    if let Some(mesa) = mesa().filter(|_| has_software(&stage)) {
        // One that works beside them is used. After a torn manifest some loaders look no further.
        let told = doctor(&stage, "software", Some(&format!("{}:{mesa}", files[..4].join(":"))));
        assert!(
            told.iter().any(|(about, well, words)| about == "gpu" && *well && words.contains("is used")),
            "{told:?}"
        );
    }
}

#[test]
fn opening_a_driver_says_nothing_where_there_is_no_desktop() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    if has_software(&stage) {
        let mut run = stage.command(&["run", "graph.ron", "--device", "software", "--json", "--no-cache"]);
        let said = Said::from(run.env_remove("XDG_RUNTIME_DIR").env_remove("NODEVICE_SELECT").output().unwrap());
        assert_eq!(said.ended(0).err, "");
    }
}

#[test]
fn two_adapters_are_both_shown_and_one_is_used() {
    let stage = Stage::new();
    let Some(mesa) = mesa().filter(|_| has_software(&stage)) else { return };
    std::fs::copy(&mesa, stage.path("again.json")).unwrap();
    let both = format!("{mesa}:{}", stage.path("again.json").display());
    for (device, is_used) in [("software", true), ("LLVMpipe", true), ("auto", false), ("gpu", false), ("card", false)]
    {
        let told = doctor(&stage, device, Some(&both));
        let adapters: Vec<&str> =
            told.iter().filter(|(about, ..)| about == "adapter").map(|(.., words)| &**words).collect();
        // Some loaders take one driver once, whatever it is called.
        assert!((1..=2).contains(&adapters.len()), "{told:?}");
        let used = told.iter().filter(|(about, well, words)| about == "gpu" && *well && words.contains("is used"));
        assert_eq!(used.clone().count(), usize::from(is_used), "{device}: {told:?}");
        if adapters.len() == 2 {
            let why = "as the first of equals; the next one is `llvmpipe";
            assert!(used.clone().all(|(.., words)| words.contains(why)), "{told:?}");
            assert!(adapters[1].ends_with("#2'`"), "{told:?}");
        }
        let refused = told.iter().find(|(about, well, _)| about == "gpu" && !well);
        let names = adapters.iter().filter(|_| refused.is_some_and(|(.., words)| words.contains("`llvmpipe")));
        assert_eq!(names.count(), if is_used { 0 } else { adapters.len() }, "who there is, is said: {told:?}");
    }
}

#[test]
fn a_device_that_is_not_there_ends_the_run_before_it_begins() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    let said = stage.weft(&["run", "graph.ron", "-o", "out", "--device", "no such card"]).ended(5);
    assert!(said.err.contains("the device `no such card` cannot be used: no adapter"), "{}", said.err);
    assert!(!stage.path("out/result.png").exists());
    // Who only asks is told the same.
    let first = |said: &Said| said.err.lines().next().unwrap().to_owned();
    for command in ["plan", "check"] {
        let asked = stage.weft(&[command, "graph.ron", "--device", "no such card"]).ended(5);
        assert_eq!((first(&asked), &*asked.out), (first(&said), ""), "{command}");
    }
    // Where no step needs one, a run looks for none, and a plan says that it is not there.
    let plain = r#"(weft: 1, nodes: {"noise": (kind: "image.noise", version: 1, set: {"width": 9, "height": 9})},
        expose: (outputs: {"result": "noise.image"}))"#;
    stage.write("plain.ron", plain);
    let run = stage.weft(&["run", "plain.ron", "-o", "out", "--device", "no such card"]).ended(0);
    assert!(!run.err.contains("no such"), "{}", run.err);
    for command in ["plan", "check"] {
        let asked = stage.weft(&[command, "plain.ron", "--device", "no such card"]).ended(0);
        assert!(
            asked.err.starts_with("warning: the device `no such card` cannot be used: no adapter"),
            "{}",
            asked.err
        );
    }
}

#[test]
fn a_device_is_a_word_in_any_letters_and_nothing_is_none() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    for nothing in ["", " ", "#2"] {
        let said = stage.weft(&["run", "graph.ron", "-o", "out", "--device", nothing]).ended(2);
        assert!(said.err.contains("this names no device: write `auto`, `cpu`, `gpu`, `software`"), "{}", said.err);
    }
    assert_eq!(doctor(&stage, "CPU", None).last().unwrap().2, "the processor was asked for");
}

#[test]
fn a_run_says_where_its_steps_ran_and_a_plan_where_they_would() {
    let stage = Stage::new();
    if !has_software(&stage) {
        return;
    }
    stage.write("graph.ron", GRAPH);
    let planned = stage.weft(&["plan", "graph.ron", "--json", "--device", "software"]).ended(0);
    let run = stage.weft(&["run", "graph.ron", "--json", "--device", "software", "--no-cache"]).ended(0);
    let on = |event: &Value| event["on"].as_str().unwrap().to_owned();
    assert_eq!(lines(&planned).iter().map(on).collect::<Vec<_>>(), ["cpu", "gpu", "gpu"]);
    let events = lines(&run);
    let done = events.iter().filter(|event| event["event"] == "step-done");
    assert_eq!(done.map(on).collect::<Vec<_>>(), ["cpu", "gpu", "gpu"]);
    let moved = &events.iter().find(|event| event["event"] == "run-ended").unwrap()["gpu"];
    assert_eq!(
        (&moved["bytes_up"], &moved["dispatches"], &moved["fused_steps"]),
        (&36000.into(), &1.into(), &2.into())
    );
    let plain = stage.weft(&["plan", "graph.ron", "--json", "--device", "cpu"]).ended(0);
    assert_ne!(lines(&plain)[1]["digest"], lines(&planned)[1]["digest"], "results of a device have names of their own");
    assert_eq!(lines(&plain)[0]["digest"], lines(&planned)[0]["digest"]);
}

#[test]
fn what_a_run_writes_counts_as_brought_back() {
    let stage = Stage::new();
    if !has_software(&stage) {
        return;
    }
    stage.write("graph.ron", GRAPH);
    let run = ["--device", "software", "run", "graph.ron", "--no-cache", "-o", "out"];
    let told = stage.weft(&[&run[..], &["--json"]].concat()).ended(0);
    let events = lines(&told);
    let written = events.iter().find(|event| event["event"] == "outputs-written").unwrap();
    assert_eq!((&written["gpu"]["bytes_up"], &written["gpu"]["bytes_down"]), (&36000.into(), &36000.into()));
    let said = stage.weft(&run).ended(0).err;
    assert!(said.contains("on the software device: ") && said.contains("(36 kB to it, 36 kB back, "), "{said}");
    let plain = stage.weft(&["--device", "cpu", "run", "graph.ron", "--no-cache", "-o", "out"]).ended(0).err;
    assert!(!plain.contains("on the "), "{plain}");
}

/// A step that takes a device long though asking for it takes no time, and a trivial one behind it, which waits.
const DEAR: &str = r#"(weft: 1, nodes: {
    "noise": (kind: "image.noise", version: 1, set: {"width": 500, "height": 400}),
    "soft": (kind: "toon.bilateral", version: 1, set: {"diameter": 21}, wires: {"image": "noise.image"}),
    "more": (kind: "image.pad", version: 1, set: {"left": 3}, wires: {"image": "soft.image"}),
}, expose: (outputs: {"more": "more.image", "soft": "soft.image"}))"#;

#[test]
fn a_dear_step_on_a_device_is_kept_after_a_restart() {
    let stage = Stage::new();
    if !has_software(&stage) {
        return;
    }
    stage.write("dear.ron", DEAR);
    let plan = || {
        let planned = stage.weft(&["--device", "software", "plan", "dear.ron", "--json"]).ended(0);
        let line = |line: &Value| (line["cached"].clone(), line["runs"].clone(), line["on"].clone());
        lines(&planned).iter().map(line).collect::<Vec<_>>()
    };
    let (runs, cpu, gpu) = (true, "cpu", "gpu");
    let before = [cpu, gpu, cpu].map(|on| (Value::Null, runs.into(), on.into()));
    assert_eq!(plan(), before);
    stage.weft(&["--device", "software", "run", "dear.ron"]).ended(0);
    let [noise, soft, _]: [_; 3] = plan().try_into().unwrap();
    assert_eq!(soft, ("disk".into(), false.into(), Value::Null));
    assert_eq!(noise.1, false, "what lies before a kept result does not run");
    let said = stage.weft(&["--device", "software", "plan", "dear.ron"]).ended(0).out;
    assert!(said.lines().nth(1).unwrap().ends_with("kept") && !said.contains("on the"), "{said}");
}

#[test]
fn a_plan_says_what_it_cannot_know() {
    let stage = Stage::new();
    if !has_software(&stage) {
        return;
    }
    let graph = |width: u32| {
        format!(
            r#"(weft: 1, nodes: {{
            "new": (kind: "image.new", version: 1, set: {{"width": {width}, "height": 10}}),
            "not": (kind: "image.invert", version: 1, wires: {{"image": "new.image"}}),
            "turn": (kind: "image.flip", version: 1, wires: {{"image": "not.image"}}),
            "again": (kind: "image.flip", version: 1, wires: {{"image": "turn.image"}}),
            }}, expose: (outputs: {{"result": "again.image"}}))"#
        )
    };
    for (width, turn) in [(100, "on the software device"), (10_000, "on the software device if it can in parts")] {
        stage.write("graph.ron", &graph(width));
        let words = ["--device", "software", "--device-faults", "binding=100000", "plan", "graph.ron"];
        let said = stage.weft(&words).ended(0).out;
        let ends: Vec<&str> = said.lines().map(str::trim_end).collect();
        assert!(ends[1].ends_with("on the software device"), "{said}");
        assert!(ends[2].ends_with(turn), "{said}");
        assert!(ends[3].ends_with("on the software device if it fits"), "{said}");
    }
}
