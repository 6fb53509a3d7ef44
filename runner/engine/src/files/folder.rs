//! The hash of a folder: names and contents, in an order that does not depend on the system.

use super::{Files, Hash, unreadable};
use crate::diagnostic::{Diagnostic, Place};
use std::io;
use std::path::{Path, PathBuf};

/// A folder with more in it was meant for something else.
const ENTRIES_MAX: usize = 100_000;

/// Hashes all that is below `root`. Links to files are followed; links to folders are hashed as links, as they may lead
/// in a circle.
pub(super) fn hash(files: &Files, root: &Path, now_ns: i64) -> Result<Hash, Diagnostic> {
    let mut hasher = blake3::Hasher::new();
    let mut waiting = vec![root.to_owned()];
    let mut count = 0;
    while let Some(folder) = waiting.pop() {
        let names = names(&folder).map_err(|error| unreadable(&folder, &error))?;
        count += names.len();
        if count > ENTRIES_MAX {
            return Err(too_many(root));
        }
        // Folders come in an order of their own, so each says where it is.
        field(&mut hasher, b'd', relative(&folder, root).as_bytes());
        let mut folders = Vec::new();
        for path in names {
            let name = relative(&path, root);
            let content = entry(files, &path, now_ns).map_err(|error| unreadable(&path, &error))?;
            match content {
                Entry::File(hash) => {
                    field(&mut hasher, b'f', name.as_bytes());
                    hasher.update(&hash);
                }
                Entry::Link(to) => {
                    field(&mut hasher, b'l', name.as_bytes());
                    field(&mut hasher, b'>', to.as_os_str().as_encoded_bytes());
                }
                Entry::Other => field(&mut hasher, b'?', name.as_bytes()),
                Entry::Folder => folders.push(path),
            }
        }
        waiting.extend(folders.into_iter().rev());
    }
    Ok(*hasher.finalize().as_bytes())
}

enum Entry {
    File(Hash),
    Folder,
    /// To a folder, or to nowhere.
    Link(PathBuf),
    /// A pipe, a device, a socket.
    Other,
}

fn entry(files: &Files, path: &Path, now_ns: i64) -> io::Result<Entry> {
    let itself = path.symlink_metadata()?;
    if itself.is_dir() {
        return Ok(Entry::Folder);
    }
    match path.metadata() {
        Ok(about) if about.is_file() => files.content(path, &about, now_ns).map(Entry::File),
        _ if itself.is_symlink() => path.read_link().map(Entry::Link),
        Ok(_) => Ok(Entry::Other),
        Err(error) => Err(error),
    }
}

fn names(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort_unstable();
    Ok(paths)
}

/// With `/` on every system, so that a graph has the same digests there.
fn relative(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// No two lists of fields give the same bytes: each says how long it is.
fn field(hasher: &mut blake3::Hasher, what: u8, bytes: &[u8]) {
    hasher.update(&[what]).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
}

fn too_many(root: &Path) -> Diagnostic {
    let place = Place::File(root.display().to_string());
    let message = format!("the folder holds more than {ENTRIES_MAX} files, and all of them are part of the result");
    Diagnostic::error("folder-too-large", place, message).hint("choose a folder that holds only what the graph reads")
}
