//! Every graph of `graphs/` is checked, is in canonical form, and runs on its defaults.

use super::stage::{Stage, root};
use std::path::PathBuf;

fn graphs() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("graphs")).unwrap().map(|entry| entry.unwrap().path());
    let mut graphs: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "ron")).collect();
    graphs.sort();
    assert!(!graphs.is_empty());
    graphs
}

#[test]
fn every_graph_is_checked_and_canonical() {
    let stage = Stage::new();
    for graph in graphs() {
        stage.weft(&["check", graph.to_str().unwrap()]).ended(0);
        stage.weft(&["graph", "fmt", "--check", graph.to_str().unwrap()]).ended(0);
    }
}

#[test]
fn every_graph_runs_on_its_defaults() {
    let stage = Stage::new();
    for graph in graphs() {
        let name = graph.file_stem().unwrap().to_string_lossy().into_owned();
        stage.weft(&["run", graph.to_str().unwrap(), "-o", &name]).ended(0);
        let made = std::fs::read_dir(stage.path(&name)).unwrap().count();
        assert!(made > 0, "{name} wrote nothing");
    }
}

#[test]
fn the_readme_runs_as_it_is_written() {
    let stage = Stage::new();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let examples: Vec<&str> = readme.split("```ron\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(!examples.is_empty());
    for example in examples {
        stage.write("first.ron", example);
        stage.weft(&["run", "first.ron", "--set", "photo.width=64", "--set", "photo.height=64", "-o", "out"]).ended(0);
        stage
            .weft(&[
                "run",
                "first.ron",
                "--set",
                "photo.width=64",
                "--set",
                "photo.height=64",
                "person=8",
                "--out",
                "result=eight.png",
            ])
            .ended(0);
        assert!(stage.path("out/result.png").exists() && stage.path("eight.png").exists());
    }
}
