//! What the engine is told on this machine: where plugins, results and temporary files lie. The same places as the runner's.

use std::path::PathBuf;

use weft_engine::EngineConfig;
use weft_engine::cache::{CacheConfig, DiskConfig};
use weft_engine::models::ModelsConfig;
use weft_engine::plugins::{Origin, PluginFolder, PluginsConfig, Scan, ScanProgram, Trust};

/// Of all results in memory.
const MEMORY_BYTES_MAX: usize = 1 << 30;
/// Of all results on disk.
const DISK_BYTES_MAX: u64 = 4 << 30;

/// Looks at the environment as the runner does.
#[must_use]
pub fn find() -> EngineConfig {
    let env = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = env("HOME").or_else(|| env("USERPROFILE")).unwrap_or_else(std::env::temp_dir);
    let (data, cache) = match env("WEFT_HOME") {
        Some(home) => (home.join("data"), home.join("cache")),
        None => (
            env("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share")).join("weft"),
            env("XDG_CACHE_HOME").unwrap_or_else(|| home.join(".cache")).join("weft"),
        ),
    };
    let program = std::env::current_exe().ok().and_then(|file| file.parent().map(PathBuf::from)).unwrap_or_default();
    let named = std::env::var_os("WEFT_PLUGIN_PATH").map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>());
    let mut folders = vec![
        PluginFolder { path: program.clone(), origin: Origin::BuiltIn },
        PluginFolder { path: data.join("plugins"), origin: Origin::User },
    ];
    folders.extend(named.into_iter().flatten().map(|path| PluginFolder { path, origin: Origin::Named }));
    let runner = program.join(format!("weft{}", std::env::consts::EXE_SUFFIX));
    EngineConfig {
        plugins: PluginsConfig {
            folders,
            disabled: Vec::new(),
            registry: Some(cache.join("registry.json")),
            trusted: Some(data.join("trusted.json")),
            trust: Trust::Listed,
            scan_program: runner
                .is_file()
                .then(|| ScanProgram { path: runner, arguments: vec!["plugin-scan".to_owned()] }),
            scan: Scan::Changed,
        },
        cache: CacheConfig {
            memory_bytes_max: MEMORY_BYTES_MAX,
            disk: Some(DiskConfig { folder: cache.join("results"), bytes_max: DISK_BYTES_MAX }),
        },
        threads: 0,
        gpu_steps_max: 1,
        file_memory: Some(cache.join("files.json")),
        plugin_cache_folder: Some(cache.join("plugins")),
        temp_folder: Some(std::env::temp_dir()),
        models: ModelsConfig {
            manifests: &[],
            folder: Some(data.join("models")),
            hash_memory: Some(cache.join("model_hashes.json")),
        },
        inference: Default::default(),
    }
}
