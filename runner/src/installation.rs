//! This machine as the engine's configuration: plugins, caches, threads.

use crate::arguments::Everywhere;
use crate::folders::Folders;
use crate::terminal;
use weft_engine::cache::{CacheConfig, DiskConfig};
use weft_engine::diagnostic::{Diagnostic, Place, Severity};
use weft_engine::engine::{Engine, EngineConfig};
use weft_engine::plugins::{Origin, PluginFolder, Plugins, PluginsConfig, Scan, ScanProgram, Trust};

/// Of all results in memory.
const MEMORY_BYTES_MAX: usize = 1 << 30;
/// Of all results on disk.
const DISK_BYTES_MAX: u64 = 4 << 30;

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
    PluginsConfig {
        folders: own.into_iter().chain(named).collect(),
        disabled: Vec::new(),
        registry: Some(folders.cache.join("registry.json")),
        trusted: Some(folders.data.join("trusted.json")),
        trust: Trust::Listed,
        scan_program: std::env::current_exe()
            .ok()
            .map(|path| ScanProgram { path, arguments: vec!["plugin-scan".to_owned()] }),
        scan: Scan::Changed,
    }
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

/// The engine of this machine. `threads` 0: as many as there are cores.
pub(crate) fn engine(folders: &Folders, everywhere: &Everywhere, keep: Keep, threads: usize) -> Engine {
    let disk = DiskConfig { folder: folders.cache.join("results"), bytes_max: DISK_BYTES_MAX };
    let cache = match keep {
        Keep::Results => CacheConfig { memory_bytes_max: MEMORY_BYTES_MAX, disk: Some(disk) },
        Keep::Nothing => CacheConfig { memory_bytes_max: 0, disk: None },
    };
    let plugins = plugins_config(folders, everywhere);
    tell(&missing_folders(&plugins));
    let (engine, told) = Engine::new(EngineConfig {
        plugins,
        cache,
        threads,
        gpu_steps_max: 1,
        file_memory: (keep == Keep::Results).then(|| folders.cache.join("files.json")),
        plugin_cache_folder: Some(folders.cache.join("plugins")),
        temp_folder: Some(std::env::temp_dir()),
    });
    tell(&told);
    engine
}

fn tell(told: &[Diagnostic]) {
    for diagnostic in told.iter().filter(|told| told.severity > Severity::Note) {
        terminal::diagnostic(diagnostic);
    }
}
