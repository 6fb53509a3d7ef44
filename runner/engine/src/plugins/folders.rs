//! Which files of the plugin folders are looked at, and in which order.

use super::config::{Origin, PluginFolder};
use super::told;
use crate::diagnostic::Diagnostic;
use crate::files::Stamp;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file that may be a plugin.
pub(super) struct Found {
    /// Absolute.
    pub(super) path: PathBuf,
    pub(super) stamp: Stamp,
    pub(super) origin: Origin,
    /// Whether somebody says that it is a plugin, by its name or by naming it.
    pub(super) is_meant: bool,
}

/// All candidates: folders in their order, files by name.
pub(super) fn libraries(folders: &[PluginFolder], told: &mut Vec<Diagnostic>) -> Vec<Found> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for folder in folders {
        match candidates(folder) {
            Ok(paths) => {
                for path in paths.into_iter().filter(|path| seen.insert(path.clone())) {
                    found.extend(file(path, folder, told));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => told.push(told::unreadable(&folder.path, &error)),
        }
    }
    found
}

fn file(path: PathBuf, folder: &PluginFolder, told: &mut Vec<Diagnostic>) -> Option<Found> {
    match fs::metadata(&path) {
        Ok(about) if about.is_file() => {
            let is_meant = is_named_a_plugin(&path) || path == folder.path;
            Some(Found { path, stamp: Stamp::of(&about), origin: folder.origin, is_meant })
        }
        Ok(_) => None,
        Err(error) => {
            told.push(told::unreadable(&path, &error));
            None
        }
    }
}

fn candidates(folder: &PluginFolder) -> std::io::Result<Vec<PathBuf>> {
    let path = std::path::absolute(&folder.path)?;
    if !fs::metadata(&path)?.is_dir() {
        return Ok(vec![path]);
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(&path)? {
        let path = entry?.path();
        if is_library(&path) && (folder.origin != Origin::BuiltIn || is_named_a_plugin(&path)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn is_library(path: &Path) -> bool {
    path.extension() == Some(OsStr::new(std::env::consts::DLL_EXTENSION))
}

/// `libimage_plugin.so`; beside a program built by Cargo lie libraries of procedural macros too.
fn is_named_a_plugin(path: &Path) -> bool {
    path.file_stem().and_then(OsStr::to_str).is_some_and(|stem| stem.ends_with("_plugin"))
}
