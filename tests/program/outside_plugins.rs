//! A plugin written outside of this repository, in Rust and in C: made, built as it says, found, listed, run.

use super::stage::{Said, Stage};
use std::path::Path;
use std::process::Command;

/// Runs the command that `weft plugins new` printed, where it said to run it.
fn build(folder: &Path, said: &str) {
    let line = said.lines().find_map(|line| line.trim().strip_prefix("$ ")).expect("a build command after `$ `");
    let shell = Command::new("sh").args(["-c", line]).current_dir(folder).output().unwrap();
    let built = Said::from(shell);
    assert_eq!(built.code, Some(0), "`{line}`\n{}\n{}", built.out, built.err);
}

fn lines_of_code(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    text.lines().count()
}

/// Makes a plugin, builds it, and runs a graph with its kind. `lines` is the file that must stay short.
fn a_new_plugin_works(name: &str, language: &str, file: &str, library: &str, lines_max: usize) {
    let stage = Stage::new();
    let said = stage.weft(&["plugins", "new", name, "--lang", language]).ended(0);
    let folder = stage.path(name);
    let lines = lines_of_code(&folder.join(file));
    assert!(lines < lines_max, "{file} has {lines} lines");
    build(stage.path("").as_path(), &said.out);

    let library = folder.join(library);
    let named = ["--plugins", library.to_str().unwrap()];
    let listed = stage.weft(&[&named[..], &["nodes", "--json"]].concat()).ended(0).out;
    let ours: Vec<serde_json::Value> = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|kind: &serde_json::Value| kind["id"].as_str().unwrap().contains(&name.replace('-', "_")))
        .collect();
    let [kind] = &*ours else { panic!("one kind of ours, but there are {}:\n{listed}", ours.len()) };
    assert!(!kind["doc"].as_str().unwrap().is_empty() && !kind["inputs"][1]["doc"].as_str().unwrap().is_empty());

    let id = kind["id"].as_str().unwrap();
    let (image, result) = (&kind["inputs"][0]["id"], &kind["outputs"][0]["id"]);
    let graph = format!(
        r#"(weft: 1, nodes: {{
            "grey": (kind: "image.new", version: 1, set: {{"width": 64, "height": 48}}),
            "ours": (kind: "{id}", version: 1, wires: {{{image}: "grey.image"}}),
        }}, expose: (outputs: {{"result": "ours.{}"}}))"#,
        result.as_str().unwrap()
    );
    stage.write("ours.ron", &graph);
    stage.weft(&[&named[..], &["run", "ours.ron", "--out", "result=result.png"]].concat()).ended(0);
    assert!(stage.path("result.png").metadata().unwrap().len() > 50);
}

#[test]
fn a_rust_plugin_is_made_built_found_and_run() {
    a_new_plugin_works("soft-glow", "rust", "src/lib.rs", "target/release", 30);
}

#[test]
fn a_c_plugin_is_made_built_found_and_run() {
    if Command::new("gcc").arg("--version").output().is_err() {
        println!("skipped: no gcc, so no C plugin is built");
        return;
    }
    a_new_plugin_works("soft-edge", "c", "plugin.c", ".", 60);
}

#[test]
fn a_new_plugin_never_overwrites_and_refuses_odd_names() {
    let stage = Stage::new();
    stage.write("taken/notes.txt", "mine");
    let said = stage.weft(&["plugins", "new", "taken"]).ended(2);
    assert!(said.err.contains("taken"), "{}", said.err);
    assert_eq!(stage.read("taken/notes.txt"), "mine");
    for name in ["", "Über", "../up", "a b", "9lives"] {
        stage.weft(&["plugins", "new", name]).ended(2);
    }
}

#[test]
fn what_is_no_plugin_is_told_and_the_rest_goes_on() {
    let stage = Stage::new();
    stage.write("odd/broken_plugin.so", "this is no library");
    let said = stage.weft(&["--plugins", stage.path("odd").to_str().unwrap(), "nodes"]).ended(0);
    assert!(said.err.contains("broken_plugin"), "{}", said.err);
    assert!(said.out.contains("image.resize"));
}
