//! Rules of the house which no compiler knows: arrows, rooms, names, lengths. Each message says the fix.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Which crate may be named only below which folders.
const ONLY_HERE: &[(&str, &[&str])] = &[
    ("libloading", &["runner/engine/src/plugins"]),
    ("wgpu", &["runner/engine/src/gpu", "editor/"]),
    ("ort", &["runner/engine/src/onnx"]),
    ("egui", &["editor/"]),
    ("eframe", &["editor/"]),
    ("clap", &["runner/src"]),
    ("indicatif", &["runner/src/terminal"]),
];

/// Which crate a folder may not name: the arrows of DESIGN §3.
const NEVER: &[(&str, &[&str])] = &[
    ("plugins/", &["weft_engine", "weft_runner", "weft_editor"]),
    ("plugin-api/", &["weft_engine", "serde", "tokio", "rayon"]),
    ("runner/engine/", &["weft_runner", "weft_editor", "weft_plugin"]),
    ("editor/", &["weft_runner"]),
];

/// Where `unsafe` may be written. The SDK's boundary is the other half of the engine's `plugins` room.
const UNSAFE_HERE: &[&str] = &[
    "plugin-api/abi/",
    "plugin-api/src/boundary",
    "plugin-api/src/testing",
    "plugin-api/macros/",
    "runner/engine/src/plugins",
    // Memory that two processes see, and the last word of one that dies.
    "runner/engine/src/session/mapping.rs",
    "runner/engine/src/session/dying.rs",
    // Memory that the C library keeps back.
    "runner/engine/src/onnx/resident.rs",
    // A kept thread that sees what is lent for the time of a run.
    "runner/engine/src/onnx/watch.rs",
    "plugins/kernels/src/simd",
    // A word for drivers, before another thread runs.
    "runner/engine/src/gpu/environment.rs",
];

/// Names which say nothing.
const EMPTY_NAMES: &[&str] = &["util", "utils", "misc", "common", "helper", "helpers", "manager", "mod", "stuff"];

const LINES_MAX: usize = 400;

/// Rooms of the engine, and which rooms each may enter. Arrows only point at earlier rows.
const ROOMS: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("value", &["diagnostic"]),
    ("graph", &["diagnostic", "value"]),
    ("catalog", &["diagnostic"]),
    ("plan", &["diagnostic", "value", "graph", "catalog"]),
    ("cache", &["diagnostic", "value"]),
    ("files", &["diagnostic"]),
    ("models", &["diagnostic", "files"]),
    ("trial", &["files"]),
    ("gpu", &["diagnostic", "value", "trial"]),
    ("onnx", &["diagnostic", "value", "files", "models", "trial"]),
    ("plugins", &["diagnostic", "value", "catalog", "files", "gpu", "onnx"]),
    ("recipe", &["diagnostic", "value", "plan"]),
    ("run", &["diagnostic", "value", "catalog", "plan", "cache", "plugins"]),
    (
        "session",
        &[
            "diagnostic",
            "value",
            "graph",
            "catalog",
            "plan",
            "cache",
            "files",
            "models",
            "gpu",
            "onnx",
            "plugins",
            "recipe",
            "run",
        ],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file of the tree but build outputs and dot-folders, relative to the root, sorted.
fn tree() -> Vec<String> {
    let (mut files, mut folders) = (Vec::new(), vec![root()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with('.') || ["target", "out", "__pycache__", "node_modules"].contains(&&*name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(root()).unwrap().display().to_string());
            }
        }
    }
    files.sort();
    files
}

fn sources() -> impl Iterator<Item = (String, String)> {
    tree().into_iter().filter(|path| path.ends_with(".rs") && path != "tests/tidy.rs").map(|path| {
        let text = fs::read_to_string(root().join(&path)).unwrap();
        (path, text)
    })
}

fn report(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_source_says_what_lives_in_it_and_stays_short() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        if !text.starts_with("//! ") {
            broken.push(format!("{path}:1: begin with `//! ` and say what lives here"));
        }
        if text.lines().count() > LINES_MAX {
            broken.push(format!("{path}: more than {LINES_MAX} lines; split it by subject"));
        }
        let stem = Path::new(&path).file_stem().unwrap().to_string_lossy().into_owned();
        if EMPTY_NAMES.contains(&&*stem) {
            broken.push(format!("{path}: `{stem}` says nothing; name the subject"));
        }
    }
    report(&broken);
}

#[test]
fn crates_and_rooms_keep_their_arrows() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line)) {
            if let Some((room, entered)) = crossing(&path, line) {
                broken.push(format!("{path}:{at}: `{room}` may not enter `{entered}`; see ROOMS in tests/tidy.rs"));
            }
            for (name, homes) in ONLY_HERE {
                if names_crate(line, name) && !homes.iter().any(|home| path.starts_with(home)) {
                    broken.push(format!("{path}:{at}: only {} may name `{name}`; ask that room", homes.join(", ")));
                }
            }
            for (folder, crates) in NEVER.iter().filter(|(folder, _)| path.starts_with(folder)) {
                for name in crates.iter().filter(|name| names_crate(line, name)) {
                    broken.push(format!("{path}:{at}: {folder} never names `{name}`; see DESIGN, Arrows"));
                }
            }
        }
    }
    report(&broken);
}

#[test]
fn unsafe_stays_in_its_rooms() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let home = UNSAFE_HERE.iter().any(|home| path.starts_with(home));
        let written = text.contains("allow(unsafe_code") || text.contains("expect(unsafe_code");
        if written && !home {
            broken.push(format!("{path}: `unsafe` is only written in {}", UNSAFE_HERE.join(", ")));
        }
    }
    report(&broken);
}

#[test]
fn every_folder_of_the_project_has_a_readme() {
    let files = tree();
    let mut broken = Vec::new();
    let packages = files.iter().filter_map(|path| path.strip_suffix("Cargo.toml"));
    let named = ["plugins/", "graphs/", "models/", "tests/", "tests/oracles/", "tests/peers/"];
    for folder in packages.chain(named) {
        let used = files.iter().any(|path| path.starts_with(folder));
        // A fuzz crate is described by the README of the tests.
        if used && !folder.contains("fuzz") && !files.contains(&format!("{folder}README.md")) {
            broken.push(format!("{folder}README.md: say what the folder is for and what may not be in it"));
        }
    }
    report(&broken);
}

/// Whether a line of code mentions `crate_name::…` as a path of its own.
fn names_crate(line: &str, crate_name: &str) -> bool {
    if line.trim_start().starts_with("//") {
        return false;
    }
    line.match_indices(&format!("{crate_name}::")).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|before| before.is_alphanumeric() || before == '_')
    })
}

#[test]
fn names_crate_needs_a_whole_word() {
    assert!(names_crate("use ort::Session;", "ort"));
    assert!(!names_crate("use export::describe;", "ort"));
    assert!(!names_crate("// ort::Session is hidden here", "ort"));
}

/// The room of a file and the room which a line of it enters, where that is forbidden.
fn crossing(shown: &str, line: &str) -> Option<(&'static str, String)> {
    let inside = shown.strip_prefix("runner/engine/src/")?;
    let (room, allowed) =
        ROOMS.iter().find(|(room, _)| inside.strip_prefix(room).is_some_and(|rest| rest.starts_with(['/', '.'])))?;
    if line.trim_start().starts_with("//") {
        return None;
    }
    let (_, path) = line.split_once("crate::")?;
    let entered: String = path.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let is_room = ROOMS.iter().any(|(name, _)| *name == entered);
    (is_room && entered != *room && !allowed.contains(&entered.as_str())).then_some((room, entered))
}

#[test]
fn rooms_only_enter_earlier_rooms() {
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        for entered in *allowed {
            let earlier = ROOMS[..at].iter().any(|(name, _)| name == entered);
            assert!(earlier, "`{room}` enters `{entered}`, which is not an earlier row");
        }
    }
}

#[test]
fn crossing_sees_a_forbidden_use() {
    let line = "use crate::gpu::Gpu;";
    assert_eq!(crossing("runner/engine/src/plan/order.rs", line), Some(("plan", "gpu".to_owned())));
    assert_eq!(crossing("runner/engine/src/onnx.rs", "use crate::models::Models;"), None);
    assert_eq!(crossing("runner/engine/src/engine.rs", line), None);
}
