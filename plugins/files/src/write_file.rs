//! Writes a whole file or nothing: the bytes go to a neighbour first, which then takes the name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::file_error::{FileError, Trouble};

/// What to do about a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Old {
    Replace,
    Keep,
}

/// What to do about folders that are not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folders {
    Make,
    Expect,
}

/// Nobody ever sees half of the file, also if the power fails.
pub(crate) fn write_file(path: &Path, bytes: &[u8], old: Old, folders: Folders) -> Result<(), FileError> {
    prepare(path, old, folders)?;
    let neighbour = neighbour(path);
    let placed = fill(&neighbour, bytes).and_then(|()| place(&neighbour, path, old));
    if placed.is_err() {
        // Best effort: the error that is told is the first one.
        drop(fs::remove_file(&neighbour));
    }
    placed.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Trouble::Exists.at(path),
        _ => FileError::io(path, "write", error),
    })
}

/// Finds what can be found before anything costly is done: also called before a picture is encoded.
pub(crate) fn prepare(path: &Path, old: Old, folders: Folders) -> Result<(), FileError> {
    if path.file_name().is_none() {
        let trouble = if path.as_os_str().is_empty() { Trouble::NoPath } else { Trouble::Folder };
        return Err(trouble.at(path));
    }
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => return Err(Trouble::Folder.at(path)),
        Ok(about) if !about.is_file() => return Err(Trouble::Special.at(path)),
        Ok(_) if old == Old::Keep => return Err(Trouble::Exists.at(path)),
        // Its neighbour could take its name all the same, which is not what its owner meant.
        Ok(about) if about.permissions().readonly() => return Err(Trouble::NotAllowed("write").at(path)),
        _ => {}
    }
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    if folders == Folders::Make {
        return fs::create_dir_all(folder).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Trouble::NotAFolder.at(folder),
            _ => FileError::io(folder, "write", error),
        });
    }
    if !folder.is_dir() {
        return Err(Trouble::MissingFolder(folder.to_owned()).at(path));
    }
    Ok(())
}

/// A name in the same folder (a rename must not cross disks) that no other thread or process takes.
fn neighbour(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    // Short, so that a long name does not become a too long one.
    path.with_file_name(format!(".weft-{}-{number}.part", process::id()))
}

fn fill(neighbour: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(neighbour)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn place(neighbour: &Path, path: &Path, old: Old) -> io::Result<()> {
    if old == Old::Replace {
        return fs::rename(neighbour, path);
    }
    // A second name fails where the name is taken, in one step; a rename would replace.
    match fs::hard_link(neighbour, path) {
        Ok(()) => fs::remove_file(neighbour),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Some file systems have no second names.
        Err(_) if path.exists() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(neighbour, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_file(&path, b"one", Old::Replace, Folders::Expect).unwrap();
        write_file(&path, b"two", Old::Replace, Folders::Expect).unwrap();
        assert_eq!(
            (fs::read(&path).unwrap().as_slice(), names(folder.path())),
            (&b"two"[..], vec!["a.txt".to_owned()])
        );
    }

    #[test]
    fn a_file_is_kept_where_that_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_file(&path, b"one", Old::Keep, Folders::Expect).unwrap();
        let error = write_file(&path, b"two", Old::Keep, Folders::Expect).unwrap_err().to_string();
        assert!(error.contains("it is there already") && error.contains("{counter}"), "{error}");
        let neighbour = neighbour(&path);
        fill(&neighbour, b"two").unwrap();
        assert_eq!(place(&neighbour, &path, Old::Keep).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn folders_are_made_or_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x/y/a.txt");
        let error = write_file(&path, b"one", Old::Replace, Folders::Expect).unwrap_err().to_string();
        assert!(error.contains("there is no folder") && error.contains("make_folders"), "{error}");
        write_file(&path, b"one", Old::Replace, Folders::Make).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn a_place_that_takes_no_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let said = |path: &Path| write_file(path, b"", Old::Replace, Folders::Make).unwrap_err().to_string();
        assert!(said(folder.path()).contains("it is a folder, not a file"));
        assert_eq!(said(Path::new("")), "no path is set; choose a file");
        let file = folder.path().join("file");
        fs::write(&file, b"x").unwrap();
        let below = said(&file.join("a.txt"));
        assert!(below.contains("file\": it is"), "{below}");
        let mut locked = fs::metadata(&file).unwrap().permissions();
        locked.set_readonly(true);
        fs::set_permissions(&file, locked).unwrap();
        assert!(said(&file).contains("this user may not write it"));
    }
}
