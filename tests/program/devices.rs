//! `--device`, on Mesa's software Vulkan, without any, and with none that fits.

use super::stage::{Said, Stage};
use serde_json::Value;

const GRAPH: &str = r#"(weft: 1, nodes: {
    "noise": (kind: "image.noise", version: 1, set: {"width": 100, "height": 30}),
    "gain": (kind: "image.gain", version: 1, set: {"gain": 0.9}, wires: {"image": "noise.image"}),
    "invert": (kind: "image.invert", version: 1, wires: {"image": "gain.image"}),
}, expose: (outputs: {"result": "invert.image"}))"#;

fn lines(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What the doctor says of devices.
fn doctor(stage: &Stage, device: &str, drivers: Option<&str>) -> Vec<(String, bool, String)> {
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
fn has_software(stage: &Stage) -> bool {
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

#[test]
fn a_device_that_is_not_there_ends_the_run_before_it_begins() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    let said = stage.weft(&["run", "graph.ron", "-o", "out", "--device", "no such card"]).ended(5);
    assert!(said.err.contains("the device `no such card` cannot be used: no adapter"), "{}", said.err);
    assert!(!stage.path("out/result.png").exists());
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
