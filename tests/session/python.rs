//! The engine is not ours alone: a client in Python needs no package.

use std::path::Path;
use std::process::Command;

use crate::child::{GRAPH, weft};
use crate::faults::{built, plugin};

fn said(folder: &Path, graph: &str, output: &str) -> Option<String> {
    std::fs::write(folder.join("graph.ron"), graph).unwrap();
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("session/client.py");
    let run = Command::new("python3")
        .arg(client)
        .args(["graph.ron", output])
        .arg(weft())
        .arg("--plugins")
        .arg(plugin(folder))
        .current_dir(folder)
        .env("WEFT_HOME", folder.join("home"))
        .output();
    let Ok(run) = run else {
        println!("skipped: no `python3` to run the client with");
        return None;
    };
    assert!(run.status.success(), "{run:?}");
    Some(String::from_utf8(run.stdout).unwrap())
}

#[test]
fn a_client_of_sixty_lines_runs_a_graph_and_sees_a_picture() {
    let client = include_str!("client.py");
    assert!(client.lines().count() <= 60);
    let Some(folder) = built() else { return };
    let Some(out) = said(folder.path(), GRAPH, "soft.image") else { return };
    let mut lines: Vec<&str> = out.lines().collect();
    // Steps end in any order.
    lines[1..4].sort_unstable();
    let expected = [
        "told []",
        "step-done act",
        "step-done grey",
        "step-done soft",
        "run-ended done",
        "image (64, 48, [31, 34, 38, 255])",
    ];
    assert_eq!(lines, expected);
    let out = said(folder.path(), GRAPH, "act.value").unwrap();
    assert!(out.ends_with("number {'text': '7.5', 'whole': False}\n"), "{out}");
    let out = said(folder.path(), "(weft: 1, nodes: {\"a\": (kind: \"fault.sun\", version: 1)})", "a.value").unwrap();
    assert!(out.starts_with("told ['there is no kind `fault.sun`']\nrefused [") && out.contains("nothing [{"), "{out}");
}
