//! A session over the plugin that misbehaves, and waiting for what it says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use weft_engine::EngineConfig;
use weft_engine::cache::CacheConfig;
use weft_engine::plugins::{Origin, PluginFolder, PluginsConfig};
use weft_engine::run::{Ended, MemoryConfig, RunEvent};
use weft_engine::session::{Event, Session, Wake};

/// Longer than anything here takes on a busy machine; only a test that fails waits so long.
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// The folder with the plugin, or none, with a sentence, where there is no compiler.
pub(crate) fn built() -> Option<TempDir> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("plugin-api").is_dir());
    let root = root.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(&compiler)
        .args(["-std=c11", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-fvisibility=hidden", "-I"])
        .arg(root.join("plugin-api/include"))
        .arg(root.join("runner/engine/examples/fault_plugin.c"))
        .arg("-o")
        .arg(plugin(folder.path()))
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

pub(crate) fn plugin(folder: &Path) -> PathBuf {
    folder.join(format!("fault_plugin.{}", std::env::consts::DLL_EXTENSION))
}

pub(crate) fn config(folder: &Path) -> EngineConfig {
    let folders = vec![PluginFolder { path: plugin(folder), origin: Origin::Named }];
    EngineConfig {
        plugins: PluginsConfig { folders, ..PluginsConfig::default() },
        cache: CacheConfig { memory_bytes_max: 256 << 20, disk: None },
        threads: 2,
        gpu_steps_max: 1,
        file_memory: None,
        plugin_cache_folder: None,
        temp_folder: None,
        memory: MemoryConfig::default(),
        models: Default::default(),
        inference: Default::default(),
        gpu: Default::default(),
    }
}

pub(crate) fn asleep() -> Wake {
    Arc::new(|| ())
}

/// The next event that is the one; whatever comes before is dropped.
#[track_caller]
pub(crate) fn wait<T>(session: &Session, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
    let mut seen = Vec::new();
    loop {
        let Some(event) = session.next_within(LONG) else { panic!("it never came; seen: {seen:#?}") };
        if seen.len() < 50 {
            seen.push(format!("{event:.200?}"));
        }
        if let Some(found) = wanted(event) {
            return found;
        }
    }
}

#[track_caller]
pub(crate) fn wait_ready(session: &Session) {
    wait(session, |event| matches!(event, Event::Ready { .. }).then_some(()));
}

#[track_caller]
pub(crate) fn wait_end(session: &Session, wanted: u64) -> Ended {
    wait(session, |event| match event {
        Event::Run { run, event: RunEvent::RunEnded { ended, .. } } if run == wanted => Some(ended),
        Event::Refused { run, told, .. } if run == wanted => panic!("refused: {told:?}"),
        _ => None,
    })
}
