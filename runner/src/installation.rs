//! This machine as the engine's configuration: plugins, caches, threads.

use crate::arguments::Everywhere;
use crate::folders::Folders;
use crate::machine_memory;
use crate::terminal;
use std::path::{Path, PathBuf};
use std::time::Duration;
use weft_engine::cache::{CacheConfig, DiskConfig};
use weft_engine::diagnostic::{Diagnostic, Place, Severity};
use weft_engine::engine::{Engine, EngineConfig};
use weft_engine::gpu::{DriverTrial, GpuConfig, Recall};
use weft_engine::models::ModelsConfig;
use weft_engine::onnx::{InferenceConfig, RuntimePlace};
use weft_engine::plugins::{Origin, PluginFolder, Plugins, PluginsConfig, Scan, ScanProgram, Trust};
use weft_engine::run::MemoryConfig;
use weft_engine::trial::Trial;

/// Of all results in memory.
const MEMORY_BYTES_MAX: usize = 1 << 30;
/// Of all results on disk.
const DISK_BYTES_MAX: u64 = 4 << 30;

/// A runtime that has not run one operator by then never will.
const RUNTIME_PATIENCE: Duration = Duration::from_secs(20);
/// Drivers of several cards, each woken from its sleep, may take ten seconds.
const DRIVER_PATIENCE: Duration = Duration::from_secs(30);

/// Whether results are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// In memory and on disk.
    Results,
    /// Not at all.
    Nothing,
}

/// What the engine is told about plugins: beside the program, the user's folder, then what was named for this run.
pub(crate) fn plugins_config(folders: &Folders, everywhere: &Everywhere) -> PluginsConfig {
    let folder = |origin| move |path| PluginFolder { path, origin };
    let own = [folder(Origin::BuiltIn)(folders.program.clone()), folder(Origin::User)(folders.data.join("plugins"))];
    let named = everywhere.plugins.iter().chain(&folders.plugin_path).cloned().map(folder(Origin::Named));
    let disabled = crate::commands::plugins::switch::disabled(folders).unwrap_or_else(|told| {
        terminal::diagnostic(&told);
        Vec::new()
    });
    PluginsConfig {
        folders: own.into_iter().chain(named).collect(),
        disabled,
        registry: Some(folders.cache.join("registry.json")),
        trusted: Some(folders.data.join("trusted.json")),
        trust: Trust::Listed,
        scan_program: std::env::current_exe()
            .ok()
            .map(|path| ScanProgram { path, arguments: vec!["plugin-scan".to_owned()] }),
        scan: Scan::Changed,
    }
}

/// Where models are.
pub(crate) fn models_config(folders: &Folders) -> ModelsConfig {
    ModelsConfig {
        manifests: crate::commands::models::manifests::MANIFESTS,
        folder: Some(folders.data.join("models")),
        hash_memory: Some(folders.cache.join("model_hashes.json")),
    }
}

/// Where the runtime of models may be, best first: what was named, beside the program, what was installed, the system's.
pub(crate) fn inference_config(folders: &Folders, everywhere: &Everywhere) -> InferenceConfig {
    let named = everywhere.onnxruntime.as_ref().map(|path| RuntimePlace::file(path, "--onnxruntime"));
    let environment = folders.runtime.as_ref().map(|path| RuntimePlace::file(path, "ORT_DYLIB_PATH"));
    let beside = [
        RuntimePlace::folder(&folders.program, "beside the program"),
        RuntimePlace::folder(folders.program.join("../lib/weft"), "in the library folder of the program"),
        RuntimePlace::shelf(folders.data.join("runtime"), "installed with `weft runtime install`"),
    ];
    let python = folders.python.iter().flat_map(|python| packages_of(python));
    let python = python.map(|folder| RuntimePlace::folder(folder.join("onnxruntime/capi"), "the Python environment"));
    let places = named.into_iter().chain(environment).chain(beside).chain(python).chain(RuntimePlace::system());
    let trial = std::env::current_exe().ok().map(|program| Trial {
        program,
        arguments: vec!["runtime-trial".to_owned()],
        memory: Some(folders.cache.join("runtimes.txt")),
        patience: RUNTIME_PATIENCE,
    });
    InferenceConfig {
        places: places.collect(),
        trial,
        graph_cache: Some(folders.cache.join("graphs")),
        ..InferenceConfig::default()
    }
}

/// Which device pixels are worked on, and how its driver is tried before it is opened here.
pub(crate) fn gpu_config(folders: &Folders, everywhere: &Everywhere) -> GpuConfig {
    let trial = |program| Trial {
        program,
        arguments: vec!["--device".to_owned(), everywhere.device.to_string(), "device-trial".to_owned()],
        memory: Some(folders.cache.join("drivers.txt")),
        patience: DRIVER_PATIENCE,
    };
    let trial = std::env::current_exe().ok().map(trial);
    GpuConfig {
        choice: everywhere.device.clone(),
        faults: everywhere.device_faults.clone(),
        trial: trial.map(|trial| DriverTrial { trial, recall: Recall::Known, environment: folders.drivers.clone() }),
    }
}

/// Where a Python environment keeps its packages.
fn packages_of(python: &Path) -> Vec<PathBuf> {
    let versions = std::fs::read_dir(python.join("lib")).into_iter().flatten().flatten();
    let unix = versions.map(|entry| entry.path().join("site-packages")).filter(|folder| folder.is_dir());
    unix.chain([python.join("Lib/site-packages")]).collect()
}

/// A folder that the user named and that is not there is most likely a slip of the pen.
fn missing_folders(config: &PluginsConfig) -> Vec<Diagnostic> {
    let named = config.folders.iter().filter(|folder| folder.origin == Origin::Named && !folder.path.exists());
    let told = named.map(|folder| {
        let shown = folder.path.display().to_string();
        Diagnostic::warning(
            "no-plugin-folder",
            Place::File(shown.clone()),
            format!("there is no plugin folder `{shown}`"),
        )
        .hint("check the path after `--plugins`, and WEFT_PLUGIN_PATH")
    });
    told.collect()
}

/// Finds the plugins, and tells what is wrong with them. Notes are for `weft plugins list` alone.
pub(crate) fn plugins(folders: &Folders, everywhere: &Everywhere) -> Plugins {
    let config = plugins_config(folders, everywhere);
    tell(&missing_folders(&config));
    let (plugins, told) = Plugins::discover(&config);
    tell(&told);
    plugins
}

/// The engine of this machine.
pub(crate) fn engine(folders: &Folders, everywhere: &Everywhere, keep: Keep, threads: usize) -> Engine {
    let config = engine_config(folders, everywhere, keep, threads);
    tell(&missing_folders(&config.plugins));
    let (engine, told) = Engine::new(config);
    tell(&told);
    engine
}

/// What an engine of this machine is told. `threads` 0: as many as there are cores.
pub(crate) fn engine_config(folders: &Folders, everywhere: &Everywhere, keep: Keep, threads: usize) -> EngineConfig {
    let disk = DiskConfig { folder: folders.cache.join("results"), bytes_max: DISK_BYTES_MAX };
    let cache = match keep {
        Keep::Results => CacheConfig { memory_bytes_max: MEMORY_BYTES_MAX, disk: Some(disk) },
        Keep::Nothing => CacheConfig { memory_bytes_max: 0, disk: None },
    };
    EngineConfig {
        plugins: plugins_config(folders, everywhere),
        cache,
        threads,
        gpu_steps_max: 1,
        file_memory: (keep == Keep::Results).then(|| folders.cache.join("files.json")),
        plugin_cache_folder: Some(folders.cache.join("plugins")),
        temp_folder: Some(std::env::temp_dir()),
        memory: MemoryConfig { bytes_max: machine_memory::bytes_max(), ..MemoryConfig::default() },
        models: models_config(folders),
        inference: inference_config(folders, everywhere),
        gpu: gpu_config(folders, everywhere),
    }
}

fn tell(told: &[Diagnostic]) {
    for diagnostic in told.iter().filter(|told| told.severity > Severity::Note) {
        terminal::diagnostic(diagnostic);
    }
}
