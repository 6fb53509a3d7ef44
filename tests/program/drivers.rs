//! Graphics drivers that end or hold whatever opens them, as small libraries in C; and kernels that hold the device. The program
//! goes on without them, says so, and hears Ctrl-C.
#![cfg(target_os = "linux")]

use super::devices::{GRAPH, has_software, lines, manifest};
use super::stage::{Said, Stage, root};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The manifest of a driver that does this when it is opened; none, with a sentence, where there is no compiler or no loader.
fn driver(stage: &Stage, name: &str, does: &str) -> Option<String> {
    let text = format!("#include <stdlib.h>\n__attribute__((constructor)) static void open(void) {{ {does} }}");
    let library = stage.path(&format!("{name}.so"));
    let built =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(stage.write("driver.c", &text)).status();
    if !built.is_ok_and(|status| status.success()) || !has_software(stage) {
        return None;
    }
    Some(manifest(stage, name, library.to_str().unwrap()))
}

/// With a driver, and little patience.
fn weft(stage: &Stage, driver: &str, words: &[&str]) -> Said {
    let mut command = stage.command(&[&["--device", "software", "--device-faults", "patience=300"], words].concat());
    Said::from(command.env("VK_DRIVER_FILES", driver).output().unwrap())
}

#[test]
fn a_driver_that_ends_or_holds_whoever_opens_it_is_named_by_every_command() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    let ends = "a graphics driver ends the program that opens it (signal: ";
    let drivers = [
        ("aborts", "abort();", format!("{ends}6")),
        ("breaks", "*(volatile int *)0 = 1;", format!("{ends}11")),
        ("leaves", "_Exit(77);", "a graphics driver ends the program that opens it (exit status: 77)".to_owned()),
        (
            "hangs",
            "for (volatile int i = 0;;) i++;",
            "a graphics driver does not come back when it is opened".to_owned(),
        ),
    ];
    for (name, does, words) in drivers {
        let Some(driver) = driver(&stage, name, does) else { return };
        let run = weft(&stage, &driver, &["run", "graph.ron", "-o", "out"]).ended(5);
        assert!(run.err.contains(&format!("the device `software` cannot be used: {words}")), "{}", run.err);
        assert!(run.err.contains("`--device cpu` does without"), "{}", run.err);
        let plan = weft(&stage, &driver, &["plan", "graph.ron"]).ended(5);
        assert_eq!(plan.err, run.err, "a plan ends as the run does");
        let said = weft(&stage, &driver, &["doctor", "--json"]).ended(0);
        let told: Vec<_> = lines(&said).into_iter().filter(|line| line["about"] == "gpu").collect();
        let [told] = &told[..] else { panic!("{told:?}") };
        assert!(told["well"] == false && told["sentence"].as_str().unwrap().starts_with(&words), "{told}");
        // Whoever needs no device hears nothing of it.
        let plain = stage
            .command(&["run", "graph.ron", "-o", "out", "--device", "cpu"])
            .env("VK_DRIVER_FILES", &driver)
            .output();
        assert_eq!(Said::from(plain.unwrap()).ended(0).err.lines().count(), 1);
    }
}

#[test]
fn what_worked_is_remembered_until_a_driver_changes() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    let run = |device: &str| {
        let mut run = stage.command(&["run", "graph.ron", "--no-cache", "--device", device]);
        Said::from(run.output().unwrap()).ended(0)
    };
    let memory = || std::fs::read_to_string(stage.path("home/cache/drivers.txt")).unwrap_or_default();
    run("cpu");
    assert_eq!(memory(), "", "nothing is tried where no device is opened");
    if has_software(&stage) {
        let tried = memory();
        assert!(tried.ends_with("\tworks") && tried.lines().count() == 1, "the doctor has tried it: {tried}");
        run("software");
        assert_eq!(memory(), tried);
        std::fs::write(stage.path("home/cache/drivers.txt"), "").unwrap();
        run("software");
        assert_eq!(memory(), tried, "a run tries it, too");
        std::fs::write(stage.path("other.json"), "{}").unwrap();
        let other = stage.path("other.json");
        let mut run = stage.command(&["run", "graph.ron", "--no-cache", "--device", "software"]);
        Said::from(run.env("VK_ADD_DRIVER_FILES", other).output().unwrap()).ended(0);
        assert_eq!(memory().lines().count(), 2, "another driver beside it is another trial");
    }
}

/// A plugin whose kernel takes days, or none, with a sentence, where nobody compiles it.
fn endless(stage: &Stage) -> Option<String> {
    let library = stage.path("endless_plugin.so");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-std=c11", "-O1", "-shared", "-fPIC", "-fvisibility=hidden", "-I"])
        .arg(root().join("plugin-api/include"));
    let built = compiler.arg(root().join("tests/contract/endless.c")).arg("-o").arg(&library).status();
    (built.is_ok_and(|status| status.success()) && has_software(stage)).then(|| library.to_str().unwrap().to_owned())
}

/// Waits for the end; one that never comes is a failure, and leaves nothing behind.
fn ended(mut child: Child) -> Option<i32> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(300) {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    panic!("it does not end");
}

fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
}

#[test]
fn the_first_interrupt_ends_a_run_whose_kernel_never_does() {
    let stage = Stage::new();
    let Some(plugin) = endless(&stage) else { return };
    for kind in ["leave", "stay"] {
        let graph = format!(
            r#"(weft: 1, nodes: {{
                "noise": (kind: "image.noise", version: 1, set: {{"width": 64, "height": 32}}),
                "never": (kind: "com.test.endless.{kind}", version: 1, wires: {{"image": "noise.image"}}),
                "after": (kind: "image.invert", version: 1, wires: {{"image": "never.image"}}),
            }}, expose: (outputs: {{"noise": "noise.image", "result": "after.image"}}))"#
        );
        stage.write("graph.ron", &graph);
        let mut run =
            stage.command(&["run", "graph.ron", "-o", "out", "--json", "--device", "software", "--plugins", &plugin]);
        let mut child = run.stdout(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(told.any(|line| line.contains(r#""event":"step-started""#) && line.contains("com.test.endless")));
        interrupt(&child);
        let rest: Vec<String> = told.collect();
        assert_eq!(ended(child), Some(130), "{kind}: {rest:?}");
        let last: serde_json::Value = serde_json::from_str(&rest[rest.len() - 2]).unwrap();
        assert_eq!((&last["event"], &last["ended"]), (&"run-ended".into(), &"cancelled".into()), "{rest:?}");
        assert!(!rest.iter().any(|line| line.contains("step-failed")), "{rest:?}");
    }
}

#[test]
fn an_interrupt_ends_the_wait_for_a_driver_that_hangs() {
    let stage = Stage::new();
    stage.write("graph.ron", GRAPH);
    let Some(driver) = driver(&stage, "hangs", "for (volatile int i = 0;;) i++;") else { return };
    let mut run = stage.command(&["run", "graph.ron", "--device", "software", "--device-faults", "patience=600000"]);
    let child = run.env("VK_DRIVER_FILES", driver).stderr(Stdio::null()).spawn().unwrap();
    let Some(trial) = trial_of(&child) else { panic!("nothing was tried") };
    interrupt(&child);
    assert_eq!(ended(child), Some(130));
    assert!(!Path::new(&format!("/proc/{trial}")).exists(), "the trial goes on");
    assert!(!stage.read("home/cache/drivers.txt").contains("hangs"), "it was not waited for to its end");
}

/// The process that tries the driver for another one.
fn trial_of(child: &Child) -> Option<String> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(300) {
        let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        let found = processes.into_iter().find(|process| {
            let read = |file: &str| std::fs::read_to_string(process.join(file)).unwrap_or_default();
            let parent = read("stat").rsplit_once(") ").and_then(|(_, rest)| Some(rest.split(' ').nth(1)?.to_owned()));
            parent.is_some_and(|parent| parent == child.id().to_string()) && read("cmdline").contains("device-trial")
        });
        if let Some(found) = found {
            return Some(found.file_name()?.to_str()?.to_owned());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    None
}
