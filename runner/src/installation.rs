//! The plugins of this machine, as the engine's configuration.

use crate::arguments::Everywhere;
use crate::folders::Folders;
use crate::terminal;
use weft_engine::plugins::{Origin, PluginFolder, Plugins, PluginsConfig, Scan, ScanProgram, Trust};

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

/// Finds the plugins, and tells what is wrong with them. Notes are for `weft plugins list` alone.
pub(crate) fn plugins(folders: &Folders, everywhere: &Everywhere) -> Plugins {
    let (plugins, told) = Plugins::discover(&plugins_config(folders, everywhere));
    for diagnostic in told.iter().filter(|told| told.severity > weft_engine::diagnostic::Severity::Note) {
        terminal::diagnostic(diagnostic);
    }
    plugins
}
