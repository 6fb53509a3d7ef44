//! A plugin in C that does what it is told, also to misbehave; the tests of the session have the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use weft_engine::EngineConfig;
use weft_engine::cache::CacheConfig;
use weft_engine::plugins::{Origin, PluginFolder, PluginsConfig};

/// The folder with the plugin, or none, with a sentence, where there is no compiler.
pub(crate) fn built() -> Option<tempfile::TempDir> {
    built_from("runner/engine/examples/fault_plugin.c")
}

/// The same with something of each type to look at.
pub(crate) fn with_looks() -> Option<tempfile::TempDir> {
    built_from("editor/tests/person/look_plugin.c")
}

fn built_from(source: &str) -> Option<tempfile::TempDir> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(&compiler)
        .args(["-std=c11", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-fvisibility=hidden", "-I"])
        .arg(root.join("plugin-api/include"))
        .arg(root.join(source))
        .arg("-o")
        .arg(library(folder.path()))
        .arg("-lm")
        .output();
    match output {
        Ok(output) if output.status.success() => Some(folder),
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => {
            println!("skipped: no C compiler `{compiler}` to build a plugin with");
            None
        }
    }
}

fn library(folder: &Path) -> PathBuf {
    folder.join(format!("fault_plugin.{}", std::env::consts::DLL_EXTENSION))
}

/// An engine with this plugin alone.
pub(crate) fn config(folder: &Path) -> EngineConfig {
    let folders = vec![PluginFolder { path: library(folder), origin: Origin::Named }];
    EngineConfig {
        plugins: PluginsConfig { folders, ..PluginsConfig::default() },
        cache: CacheConfig { memory_bytes_max: 256 << 20, disk: None },
        threads: 2,
        gpu_steps_max: 1,
        file_memory: None,
        memory: Default::default(),
        plugin_cache_folder: None,
        temp_folder: None,
        models: Default::default(),
        inference: Default::default(),
        gpu: Default::default(),
    }
}
