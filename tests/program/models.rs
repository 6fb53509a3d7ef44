//! Models through the whole program: `weft.infer/1`, the SDK's wrapper and `onnx.run` on tiny models, and what is missing.

use super::stage::{Said, Stage, root};
use std::path::PathBuf;

/// A file that `tests/oracles/tiny_models.py` made.
fn golden(name: &str) -> PathBuf {
    root().join("tests/golden/onnx").join(name)
}

/// Whether this machine has a runtime; else says once more what is skipped.
#[expect(clippy::print_stdout, reason = "says what it skips")]
fn has_runtime(stage: &Stage) -> bool {
    let doctor = stage.weft(&["doctor", "--json"]).ended(0);
    let works = doctor.out.lines().any(|line| line.contains("\"provider\"") && line.contains("CPU runs models"));
    if !works {
        println!("skipped: no ONNX Runtime on this machine (set ORT_DYLIB_PATH to a libonnxruntime)");
    }
    works
}

fn graph(stage: &Stage, model: &str, settings: &str) {
    stage.write(
        "model.ron",
        &format!(
            r##"(weft: 1, nodes: {{
    "picture": (kind: "image.new", version: 1, set: {{"width": 12, "height": 16, "color": "#4080c0"}}),
    "run": (kind: "onnx.run", version: 1, set: {{{model}{settings}}}, wires: {{"data": "picture.image"}}),
    "about": (kind: "onnx.info", version: 1, set: {{{model}}}),
}}, expose: (outputs: {{"result": "run.result", "tensors": "run.tensors", "about": "about.text"}}))"##
        ),
    );
}

fn run(stage: &Stage) -> Said {
    stage.weft(&["run", "model.ron", "-o", "out"])
}

fn file(name: &str) -> String {
    // Paths in a graph file are texts: backslashes of Windows are written twice.
    format!("\"file\": \"{}\"", golden(name).display().to_string().replace('\\', "\\\\"))
}

#[test]
fn a_picture_goes_through_a_model_and_comes_back() {
    let stage = Stage::new();
    if !has_runtime(&stage) {
        return;
    }
    graph(&stage, &file("twice.onnx"), r#", "outputs": "double, mean""#);
    run(&stage).ended(0);
    let about = stage.read("out/about.txt");
    assert_eq!(
        about.trim(),
        "takes `picture`: f32 any × 3 × any × any\ngives `double`: f32 any × 3 × any × any\ngives `mean`: f32 any"
    );
    let tensors: serde_json::Value = serde_json::from_str(&stage.read("out/tensors.json")).unwrap();
    let text = tensors.to_string();
    assert!(text.contains("\"double\"") && text.contains("\"mean\""), "{text}");
    assert!(stage.path("out/result.png").exists());
}

#[test]
fn sizes_layouts_and_tiles_are_those_of_the_model() {
    let stage = Stage::new();
    if !has_runtime(&stage) {
        return;
    }
    for (model, settings) in [
        ("embed.onnx", ""),
        ("last.onnx", r#", "order": "bgr", "range": "zero_to_255", "result_range": "zero_to_255""#),
        ("enlarge.onnx", r#", "tile": 8"#),
        ("half.onnx", r#", "give": "tensor""#),
    ] {
        graph(&stage, &file(model), settings);
        run(&stage).ended(0);
    }
    graph(&stage, &file("embed.onnx"), r#", "stretch": false"#);
    stage.write("model.ron", &stage.read("model.ron").replace("\"height\": 16", "\"height\": 17"));
    let refused = run(&stage).ended(4);
    assert!(refused.err.contains("takes 1 × 3 × 16 × 12, but 1 × 3 × 17 × 12 came"), "{}", refused.err);
}

#[test]
fn a_missing_model_and_a_missing_runtime_are_told_before_anything_runs() {
    let stage = Stage::new();
    graph(&stage, "\"model\": \"gfpgan-1.5\"", "");
    let said = run(&stage).ended(5);
    assert!(said.err.contains("no model is called `gfpgan-1.5`"), "{}", said.err);
    assert!(!stage.path("out").exists());
    // A model that is there, on a machine without a runtime: only the places of this program, which hold none.
    let model = golden("twice.onnx");
    graph(&stage, &format!("\"model\": \"{}\"", model.display().to_string().replace('\\', "\\\\")), "");
    let output =
        stage.command(&["run", "model.ron", "-o", "out"]).env("ORT_DYLIB_PATH", "/not/there.so").output().unwrap();
    let said = Said::from(output);
    if said.code == Some(0) {
        // The system has one of its own.
        return;
    }
    let said = said.ended(5);
    assert!(said.err.contains("`/not/there.so` is not there"), "{}", said.err);
    assert!(said.err.contains("weft runtime install cpu"), "{}", said.err);
    assert!(!stage.path("out").exists());
}

#[test]
fn a_model_is_adopted_used_by_its_name_and_refused_when_a_byte_is_wrong() {
    let stage = Stage::new();
    let twice = golden("twice.onnx");
    let added = stage.weft(&["models", "add", twice.to_str().unwrap(), "--as", "my-twice"]).ended(0);
    assert!(added.out.contains("its hash was not known; this one is kept from now on"), "{}", added.out);
    let installed = stage.path("home/data/models/my-twice/twice.onnx");
    let said = stage.weft(&["models", "path", "my-twice"]).ended(0);
    assert_eq!(PathBuf::from(said.out.trim()), installed);
    stage.weft(&["models", "verify"]).ended(0);
    // Neither another model under its name, nor what is no model.
    let taken = stage.weft(&["models", "add", golden("half.onnx").to_str().unwrap(), "--as", "my-twice"]).ended(5);
    assert!(taken.err.contains("is the name of another model already"), "{}", taken.err);
    let text = stage.write("notes.txt", "no model");
    assert_ne!(stage.weft(&["models", "add", text.to_str().unwrap(), "--as", "notes"]).code, Some(0));
    graph(&stage, "\"model\": \"my-twice\"", "");
    if has_runtime(&stage) {
        assert!(added.out.contains("takes  picture f32 [n, 3, h, w]\n"), "{}", added.out);
        run(&stage).ended(0);
        assert!(stage.path("out/result.png").exists());
    }
    let later = stage.weft(&["models", "add", golden("opset.onnx").to_str().unwrap(), "--as", "later"]).ended(0);
    if has_runtime(&stage) {
        assert!(later.err.contains("operators (set 999)") && later.err.contains("older set"), "{}", later.err);
    } else {
        assert!(later.out.contains("not opened: there is no runtime here yet"), "{}", later.out);
    }
    let mut bytes = std::fs::read(&installed).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&installed, bytes).unwrap();
    let said = run(&stage).ended(5);
    assert!(said.err.contains("its bytes are not those that were installed"), "{}", said.err);
    assert!(stage.weft(&["models", "verify"]).ended(4).err.contains("my-twice"));
}

#[test]
fn a_model_with_other_bytes_runs_again_and_the_same_one_does_not() {
    let stage = Stage::new();
    if !has_runtime(&stage) {
        return;
    }
    let copy = stage.path("model.onnx");
    std::fs::copy(golden("twice.onnx"), &copy).unwrap();
    graph(&stage, r#""file": "model.onnx""#, r#", "outputs": "double""#);
    let ran = |stage: &Stage| -> Vec<String> {
        let lines = stage.weft(&["run", "model.ron", "-o", "out", "--json"]).ended(0).out;
        let done = lines.lines().filter(|line| line.contains("step-done") && line.contains("\"name\":\"run\""));
        done.filter(|line| line.contains("\"from\":\"run\"")).map(str::to_owned).collect()
    };
    assert_eq!(ran(&stage).len(), 1);
    assert!(ran(&stage).is_empty(), "nothing has changed");
    // Another model in the same file: weights in another order give other numbers.
    std::fs::copy(golden("half.onnx"), &copy).unwrap();
    graph(&stage, r#""file": "model.onnx""#, "");
    assert_eq!(ran(&stage).len(), 1, "another model is another result");
}

#[test]
fn models_are_listed_with_their_rights_and_told_before_anything_is_fetched() {
    let stage = Stage::new();
    let list = stage.weft(&["models", "list", "--role", "upscaler", "--json"]).ended(0).out;
    let models: Vec<serde_json::Value> = list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(models.len() >= 4 && models.iter().all(|model| model["commercial"] == "allowed"), "{list}");
    // Nobody publishes it in a form that can be fetched, so nothing is asked of any network.
    let said = stage.weft(&["models", "install", "lpips-squeeze"]).ended(5);
    assert!(said.out.contains("licence: BSD-2-Clause; commercial use allowed"), "{}", said.out);
    assert!(said.err.contains("weft models add FILE --as lpips-squeeze"), "{}", said.err);
    let said = stage.weft(&["models", "install", "--json", "lpips-squeeze"]).ended(5);
    let line: serde_json::Value = serde_json::from_str(said.out.trim()).unwrap();
    assert!(
        line["failed"] == "lpips-squeeze" && line["hint"].as_str().is_some_and(|hint| hint.contains("add")),
        "{line}"
    );
    let unknown = stage.weft(&["models", "install", "yunett"]).ended(5);
    assert!(unknown.err.contains("did you mean `yunet`?"), "{}", unknown.err);
}

#[test]
fn a_model_whose_file_is_gone_is_not_counted_as_installed() {
    let stage = Stage::new();
    stage.weft(&["models", "add", &golden("twice.onnx").display().to_string(), "--as", "mine"]).ended(0);
    let seen = |state: bool| {
        let list = stage.weft(&["models", "list", "--json"]).ended(0).out;
        let mut lines = list.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let mine = lines.find(|line| line["name"] == "mine").unwrap();
        assert_eq!((&mine["installed"], mine["trouble"].is_null()), (&state.into(), state), "{mine}");
        let doctor = stage.weft(&["doctor", "--json"]).ended(0).out;
        let told = doctor.lines().find(|line| line.contains("`mine` cannot be used"));
        assert_eq!(told.is_none(), state, "{doctor}");
    };
    seen(true);
    let path = stage.weft(&["models", "path", "mine"]).ended(0).out;
    std::fs::remove_file(path.trim()).unwrap();
    seen(false);
    assert!(stage.weft(&["models", "list"]).ended(0).out.contains("the model `mine` cannot be used"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_runtime_that_crashes_or_is_no_file_is_named_and_the_program_goes_on() {
    let stage = Stage::new();
    let library = |name: &str, source: &str| {
        let (source, library) = (stage.write(&format!("{name}.c"), source), stage.path(&format!("lib{name}.so")));
        let built =
            std::process::Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).status();
        built.is_ok_and(|status| status.success()).then_some(library)
    };
    let trap = "__attribute__((constructor)) static void f(void) { __builtin_trap(); } void *OrtGetApiBase(void) { return 0; }";
    let (Some(trap), Some(nothing)) =
        (library("trap", trap), library("nothing", "void *OrtGetApiBase(void) { return 0; }"))
    else {
        println!("skipped: no C compiler `cc` to build a library with");
        return;
    };
    let pipe = stage.path("pipe.so");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let folder = stage.path("folder");
    std::fs::create_dir(&folder).unwrap();
    for (library, reason) in [
        (trap, "crashes when it is opened"),
        (nothing, "crashes when it is opened"),
        (pipe, "is no file"),
        (folder, "is no file"),
    ] {
        let output = stage.command(&["doctor", "--json"]).env("ORT_DYLIB_PATH", &library).output().unwrap();
        let said = Said::from(output).ended(0);
        let lines: Vec<serde_json::Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of_it = |line: &&serde_json::Value| {
            line["sentence"].as_str().is_some_and(|sentence| sentence.contains(&*library.to_string_lossy()))
        };
        let told = lines.iter().find(of_it).unwrap_or_else(|| panic!("{}", said.out));
        assert!(told["sentence"].as_str().unwrap().contains(reason), "{told}");
        assert!(lines.iter().any(|line| line["about"] == "models"), "it went on: {}", said.out);
    }
}
