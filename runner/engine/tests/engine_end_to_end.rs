//! The whole engine, from the text of a graph to values, with a real library that is built here from C.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use weft_engine::cache::{CacheConfig, DiskConfig};
use weft_engine::plan::Scale;
use weft_engine::plugins::{Origin, PluginFolder, PluginsConfig};
use weft_engine::run::{Ended, MemoryConfig, StepState};
use weft_engine::value::Value;
use weft_engine::{Engine, EngineConfig, RunOptions};

/// A folder with the plugin, or none, with a sentence, where there is no compiler.
fn built() -> Option<(TempDir, PathBuf)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let plugin = folder.path().join(format!("noop_plugin.{}", std::env::consts::DLL_EXTENSION));
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(&compiler)
        .args(["-std=c11", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-fvisibility=hidden", "-I"])
        .arg(here.join("../../plugin-api/include"))
        .arg(here.join("examples/noop_plugin.c"))
        .arg("-o")
        .arg(&plugin)
        .output();
    match output {
        Ok(output) if output.status.success() => Some((folder, plugin)),
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => {
            println!("skipped: no C compiler `{compiler}` to build a plugin with");
            None
        }
    }
}

fn engine(plugin: &Path, disk: &Path) -> Engine {
    let folders = vec![PluginFolder { path: plugin.to_owned(), origin: Origin::Named }];
    let (engine, told) = Engine::new(EngineConfig {
        plugins: PluginsConfig { folders, ..PluginsConfig::default() },
        cache: CacheConfig {
            memory_bytes_max: 1 << 20,
            disk: Some(DiskConfig { folder: disk.to_owned(), bytes_max: 1 << 20 }),
        },
        threads: 2,
        gpu_steps_max: 1,
        file_memory: None,
        plugin_cache_folder: None,
        temp_folder: None,
        memory: MemoryConfig::default(),
        models: Default::default(),
        inference: Default::default(),
        gpu: Default::default(),
    });
    assert_eq!(told, []);
    engine
}

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "slow": (kind: "noop.slow", version: 1, set: {"seed": 20}),
        "inner": (kind: "graph", version: 1, set: {"path": "inner.ron"}, wires: {"number": "slow.value"}),
        "sum": (kind: "noop.add", version: 1, wires: {"a": "inner.result", "b": "slow.value"}),
    },
    expose: (outputs: {"sum": "sum.value"}),
)"#;

const INNER: &str = r#"(
    weft: 1,
    nodes: {
        "one": (kind: "noop.value", version: 1, set: {"value": 1.5}),
        "more": (kind: "noop.add", version: 1, set: {"a": 0.0}, wires: {"b": "one.value"}),
    },
    expose: (inputs: {"number": "more.a"}, outputs: {"result": "more.value"}),
)"#;

#[test]
fn a_graph_runs_with_a_real_library_and_a_restart_runs_nothing_dear_again() {
    let Some((folder, plugin)) = built() else { return };
    let path = folder.path().join("outer.ron");
    std::fs::write(&path, GRAPH).unwrap();
    std::fs::write(folder.path().join("inner.ron"), INNER).unwrap();
    for expected in [StepState::Done, StepState::ReusedFromDisk] {
        let engine = engine(&plugin, &folder.path().join("cache"));
        let document = engine.open(&path).unwrap();
        let plan = engine.plan(&document, &[], Scale::Full).unwrap();
        let report = engine.run(&plan, &RunOptions::default());
        assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
        assert_eq!(report.output("sum").and_then(Value::as_float), Some(41.5));
        assert_eq!(report.states[plan.step_named("slow").unwrap() as usize], expected);
    }

    // A torn file is found out, and its step runs again.
    let cached = files_below(&folder.path().join("cache"));
    assert_eq!(cached.len(), 1);
    let mut bytes = std::fs::read(&cached[0]).unwrap();
    bytes.truncate(bytes.len() - 1);
    std::fs::write(&cached[0], bytes).unwrap();
    let engine = engine(&plugin, &folder.path().join("cache"));
    let plan = engine.plan(&engine.open(&path).unwrap(), &[], Scale::Full).unwrap();
    let report = engine.run(&plan, &RunOptions::default());
    assert_eq!(report.output("sum").and_then(Value::as_float), Some(41.5));
    assert_eq!(report.states, [StepState::Done; 4]);
}

#[test]
fn a_kind_that_is_not_installed_is_told_with_the_nearest() {
    let Some((folder, plugin)) = built() else { return };
    let path = folder.path().join("graph.ron");
    std::fs::write(&path, GRAPH.replace("noop.slow", "noop.slo")).unwrap();
    std::fs::write(folder.path().join("inner.ron"), INNER).unwrap();
    let engine = engine(&plugin, &folder.path().join("cache"));
    let told = engine.plan(&engine.open(&path).unwrap(), &[], Scale::Full).unwrap_err();
    assert_eq!(told.len(), 1);
    let expected = "error: there is no kind `noop.slo`\n  at node `slow`\nhint: did you mean `noop.slow`?";
    assert_eq!(told[0].to_string(), expected);
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}
