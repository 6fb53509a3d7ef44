//! Graphs that run, and graphs that cannot: what comes out, what is said, and with which code it ends.

use super::stage::Stage;
use std::io::Read as _;
use std::process::Stdio;

const PORTRAIT: &str = r#"(weft: 1, title: "A small portrait", nodes: {
    "portrait": (kind: "sample.portrait", version: 1, set: {"seed": 7, "width": 96, "height": 96}),
    "small": (kind: "image.resize", version: 1, set: {"width": 48, "height": 48}, wires: {"image": "portrait.image"}),
}, expose: (inputs: {"seed": "portrait.seed"}, outputs: {"result": "small.image"}))"#;

#[test]
fn a_graph_ends_with_its_pictures_and_says_where_they_are() {
    let stage = Stage::new();
    stage.write("portrait.ron", PORTRAIT);
    let said = stage.weft(&["run", "portrait.ron", "-o", "out"]).ended(0);
    assert!(said.out.contains("result.png"), "{}\n{}", said.out, said.err);
    assert!(stage.path("out/result.png").exists());
}

#[test]
fn an_unchanged_graph_runs_nothing_again_also_after_a_restart() {
    let stage = Stage::new();
    // As large as it takes to be worth keeping on disk.
    stage.write("portrait.ron", &PORTRAIT.replace("96", "320"));
    stage.weft(&["run", "portrait.ron", "-o", "out"]).ended(0);
    let again = stage.weft(&["run", "portrait.ron", "-o", "out", "--json"]).ended(0).out;
    let ended: serde_json::Value = again
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|event: &serde_json::Value| event["event"] == "run-ended")
        .unwrap();
    assert_eq!((&ended["ended"], &ended["failed"]), (&"done".into(), &0.into()));
    assert!(ended["reused"].as_u64().unwrap() >= 1, "{again}");
}

#[test]
fn the_command_line_sets_inputs_by_name() {
    let stage = Stage::new();
    stage.write("portrait.ron", PORTRAIT);
    let picture = |words: &[&str], name: &str| {
        let out = format!("result={name}");
        stage.weft(&[&["run", "portrait.ron", "--out", &out], words].concat()).ended(0);
        std::fs::read(stage.path(name)).unwrap()
    };
    let as_it_is = picture(&[], "a.png");
    assert_eq!(as_it_is, picture(&["seed=7"], "b.png"));
    assert_ne!(as_it_is, picture(&["seed=8"], "c.png"));
    assert_ne!(as_it_is.len(), picture(&["--set", "small.width=20"], "d.png").len());
    let typo = stage.weft(&["run", "portrait.ron", "sed=8"]).ended(2);
    assert!(typo.err.contains("did you mean `seed`?"), "{}", typo.err);
}

#[test]
fn the_same_picture_under_another_name_keeps_its_own_name() {
    let stage = Stage::new();
    stage.write("portrait.ron", PORTRAIT);
    stage.weft(&["run", "portrait.ron", "--out", "result=a.png"]).ended(0);
    std::fs::copy(stage.path("a.png"), stage.path("b.png")).unwrap();
    stage.write(
        "name.ron",
        r#"(weft: 1, nodes: {"photo": (kind: "files.load_image", version: 1)},
            expose: (inputs: {"photo": "photo.path"}, outputs: {"name": "photo.name"}))"#,
    );
    for name in ["a", "b"] {
        stage.weft(&["run", "name.ron", &format!("photo={name}.png"), "--out", "name=name.txt"]).ended(0);
        assert_eq!(stage.read("name.txt").trim(), name);
    }
}

#[test]
fn ten_mistakes_give_ten_diagnostics_with_places_and_hints() {
    let stage = Stage::new();
    stage.write(
        "ten.ron",
        r#"(weft: 1, nodes: {
            "portrait": (kind: "sample.portrait", version: 1, set: {"seed": 1}),
            "typo": (kind: "image.rezise", version: 1, wires: {"image": "portrait.image"}),
            "ghost": (kind: "image.flip", version: 1, wires: {"image": "nobody.image"}),
            "slot": (kind: "image.flip", version: 1, wires: {"image": "portrait.picture"}),
            "type": (kind: "image.flip", version: 1, wires: {"image": "number.value"}),
            "number": (kind: "values.number", version: 1, set: {"value": 3.0}),
            "a": (kind: "image.flip", version: 1, wires: {"image": "b.image"}),
            "b": (kind: "image.flip", version: 1, wires: {"image": "a.image"}),
            "bare": (kind: "image.flip", version: 1),
            "input": (kind: "image.resize", version: 1, set: {"widht": 3}, wires: {"image": "portrait.image"}),
            "range": (kind: "image.resize", version: 1, set: {"width": -5}, wires: {"image": "portrait.image"}),
            "choice": (kind: "image.resize", version: 1, set: {"kernel": "magic"}, wires: {"image": "portrait.image"}),
            "file": (kind: "files.load_image", version: 1, set: {"path": "nowhere.png"}),
        }, expose: (outputs: {
            "1": "typo.image", "2": "ghost.image", "3": "slot.image", "4": "type.image", "5": "a.image", "6": "bare.image",
            "7": "input.image", "8": "range.image", "9": "choice.image", "10": "file.image",
        }))"#,
    );
    let said = stage.weft(&["check", "ten.ron", "--json"]).ended(3).out;
    let told: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let errors: Vec<_> = told.iter().filter(|told| told["severity"] == "error").collect();
    assert_eq!(errors.len(), 10, "{said}");
    assert!(errors.iter().all(|told| !told["place"].as_str().unwrap().is_empty()), "{said}");
    let with_hint = errors.iter().filter(|told| told["hint"].is_string()).count();
    assert!(with_hint >= 8, "only {with_hint} hints:\n{said}");
    let nodes = ["typo", "ghost", "slot", "type", "a", "bare", "input", "range", "choice", "file"];
    for node in nodes {
        assert!(
            errors.iter().any(|told| told["place"].as_str().unwrap().contains(&format!("`{node}"))),
            "{node}:\n{said}"
        );
    }
}

#[test]
fn a_failing_node_is_named_and_the_rest_finishes() {
    let stage = Stage::new();
    stage.write("bad.png", "this is no picture");
    stage.write(
        "half.ron",
        r#"(weft: 1, nodes: {
            "bad": (kind: "files.load_image", version: 1, set: {"path": "bad.png"}),
            "good": (kind: "image.new", version: 1, set: {"width": 8, "height": 8}),
        }, expose: (outputs: {"bad": "bad.image", "good": "good.image"}))"#,
    );
    let said = stage.weft(&["run", "half.ron", "-o", "out"]).ended(4);
    assert!(said.err.contains("bad.png"), "{}", said.err);
    assert!(stage.path("out/good.png").exists() && !stage.path("out/bad.png").exists());
}

#[test]
fn a_missing_plugin_is_told_with_the_code_for_missing_things() {
    let stage = Stage::new();
    stage.write(
        "missing.ron",
        r#"(weft: 1, nodes: {"x": (kind: "com.acme.vignette", version: 1)}, expose: (outputs: {"x": "x.result"}))"#,
    );
    let said = stage.weft(&["run", "missing.ron"]).ended(5);
    assert!(said.err.contains("com.acme.vignette"), "{}", said.err);
}

#[test]
fn a_broken_file_is_told_with_line_and_column() {
    let stage = Stage::new();
    stage.write("broken.ron", "(weft: 1,\n nodes: {\n  \"a\" (kind: \"image.new\"),\n })");
    let said = stage.weft(&["check", "broken.ron"]).ended(3);
    assert!(said.err.contains("broken.ron:3:"), "{}", said.err);
}

#[test]
fn the_canonical_form_is_a_fixed_point_and_check_says_so() {
    let stage = Stage::new();
    stage.write("portrait.ron", PORTRAIT);
    stage.weft(&["graph", "fmt", "--check", "portrait.ron"]).ended(3);
    stage.weft(&["graph", "fmt", "portrait.ron"]).ended(0);
    let once = stage.read("portrait.ron");
    stage.weft(&["graph", "fmt", "portrait.ron"]).ended(0);
    assert_eq!(once, stage.read("portrait.ron"));
    stage.weft(&["graph", "fmt", "--check", "portrait.ron"]).ended(0);
}

#[test]
fn json_has_one_event_a_line_and_nothing_else() {
    let stage = Stage::new();
    stage.write("portrait.ron", PORTRAIT);
    let said = stage.weft(&["run", "portrait.ron", "-o", "out", "--json", "--no-cache"]).ended(0);
    let events: Vec<serde_json::Value> = said.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!((names[0], names[names.len() - 1]), ("run-started", "process"), "{names:?}");
    assert!(["step-done", "run-ended", "output"].iter().all(|name| names.contains(name)), "{names:?}");
}

#[cfg(unix)]
#[test]
fn control_c_ends_a_run_as_cancelled() {
    let stage = Stage::new();
    // A picture that takes long enough to be stopped in the middle, whatever the machine.
    stage.write("long.ron", &PORTRAIT.replace("\"width\": 96, \"height\": 96", "\"width\": 6000, \"height\": 6000"));
    let mut command = stage.command(&["run", "long.ron", "-o", "out", "--json", "--no-cache"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    // The first event says that it runs.
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!stage.path("out/result.png").exists(), "nothing half-made is left");
}
