//! Reading and writing graph files: whole or not at all, and never over what somebody else has written meanwhile.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::SystemTime;

use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::graph::Graph;

/// What a file was when we saw it last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    changed: Option<SystemTime>,
}

/// Looks at a file; none where there is none.
#[must_use]
pub fn stamp(path: &Path) -> Option<Stamp> {
    let data = fs::metadata(path).ok()?;
    Some(Stamp { bytes: data.len(), changed: data.modified().ok() })
}

/// Reads a graph file.
///
/// # Errors
/// With every mistake in it, or why it cannot be read.
pub fn read(path: &Path) -> Result<Graph, Vec<Diagnostic>> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).map_err(|why| {
        vec![Diagnostic::error(
            "unreadable-file",
            Place::File(shown.clone()),
            format!("the graph cannot be read: {why}"),
        )]
    })?;
    Graph::parse_bytes(&shown, &bytes)
}

/// Writes beside the file and then in its place, so that a full disk or a crash leaves the old file whole.
///
/// # Errors
/// With a sentence about the folder, the disk or the permission.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<Option<Stamp>, Diagnostic> {
    let failed = |why: std::io::Error| {
        let hint = match why.kind() {
            std::io::ErrorKind::StorageFull => "make room on the disk, or save elsewhere",
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                "the folder cannot be written to; save elsewhere with `Save as…`"
            }
            _ => "save elsewhere with `Save as…`",
        };
        let shown = path.display().to_string();
        Diagnostic::error("unwritable-file", Place::File(shown.clone()), format!("`{shown}` was not saved: {why}"))
            .hint(hint)
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = fs::File::create(&part).and_then(|mut file| {
        file.write_all(content.as_ref())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| {
        if let Ok(old) = fs::metadata(path) {
            // Keeps who may read and write; a file system that cannot is no reason not to save.
            drop(fs::set_permissions(&part, old.permissions()));
        }
        fs::rename(&part, path)
    });
    if let Err(why) = placed {
        drop(fs::remove_file(&part));
        return Err(failed(why));
    }
    Ok(stamp(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_a_missing_folder_is_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        assert!(write(&path, "one").unwrap().is_some());
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let told = write(&folder.path().join("gone/b.ron"), "two").unwrap_err();
        assert!(told.message.contains("was not saved"), "{told}");
        assert!(told.hint.is_some());
    }
}
