//! Putting files where models live: checked first, then moved, then written down. What fails leaves the model as it was.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::fingerprint::sha256_of;
use super::{Manifest, Models, OnnxFile, Record, RecordedFile, hex, is_name, unreadable};
use crate::diagnostic::{Diagnostic, Place};

/// A file that shall become part of a model.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Under which it is installed.
    pub name: String,
    /// Where it lies now.
    pub path: PathBuf,
    /// Where it came from, for the record.
    pub from: String,
    /// Whether it stays where it lies.
    pub adopted: Adopted,
}

/// Whether a file stays where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopted {
    /// It is the user's.
    Copied,
    /// It was fetched for this.
    Moved,
}

impl Models {
    /// Installs the files of a model, the one that is opened first. `like` names the model whose facts are true of it too.
    ///
    /// # Errors
    /// When a file is not what the manifest, or the first installation, says, or is no model, or cannot be put there.
    pub fn place(&self, name: &str, files: &[Placed], like: Option<&str>) -> Result<Record, Diagnostic> {
        if !is_name(name) {
            let message = format!("`{name}` is no name: letters, digits, `-`, `_` and `.` make one");
            return Err(Diagnostic::error("bad-name", Place::Everywhere, message));
        }
        if let Some(like) = like {
            self.manifest(like)?;
        }
        let folder = self
            .folder_of(name)
            .ok_or_else(|| Diagnostic::error("no-model-folder", Place::Everywhere, "there is no folder for models"))?;
        let failed = |why: &io::Error| {
            let place = Place::File(folder.display().to_string());
            Diagnostic::error("unwritable-file", place, format!("the model `{name}` cannot be put there: {why}"))
        };
        let _alone = alone(&folder).map_err(|why| failed(&why))?;
        let manifest = self.manifests().get(name).and_then(|found| found.as_ref().ok()).cloned();
        let before = Record::read(&folder).ok().flatten();
        let main = |record: &Record| record.files.first().map(|file| file.name.clone());
        let other = before.as_ref().and_then(main).filter(|main| files.first().is_some_and(|file| file.name != *main));
        if let Some(other) = other.filter(|_| manifest.is_none()) {
            let message = format!("`{name}` is the name of another model already, which was added from `{other}`");
            return Err(Diagnostic::error("taken-name", Place::Everywhere, message)
                .hint(format!("take another name with `--as`, or remove `{}` first", folder.display())));
        }
        let mut record = Record { files: Vec::new(), like: like.map(str::to_owned) };
        for file in files {
            record.files.push(examine(name, file, manifest.as_deref(), before.as_ref())?);
        }
        check_weights(name, files)?;
        std::fs::create_dir_all(&folder).map_err(|why| failed(&why))?;
        for file in files {
            put(file, &folder.join(&file.name)).map_err(|why| failed(&why))?;
        }
        record.write(&folder)?;
        Ok(record)
    }

    /// The files of a model that a user has: the file itself, and those beside it that hold its weights.
    ///
    /// # Errors
    /// When it is no model, or its weights are missing or lie elsewhere.
    pub fn files_to_adopt(&self, path: &Path) -> Result<Vec<Placed>, Diagnostic> {
        let path = std::path::absolute(path).map_err(|why| unreadable(path, &why))?;
        if path.is_dir() {
            let message = "this is a folder, not the file of a model";
            return Err(Diagnostic::error("unreadable-file", Place::File(path.display().to_string()), message));
        }
        let mut all = vec![path.clone()];
        all.extend(super::external_files(&path)?);
        let placed = |path: PathBuf| {
            if !path.is_file() {
                return Err(unreadable(&path, &io::Error::from(io::ErrorKind::NotFound)));
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let from = path.display().to_string();
            Ok(Placed { name, path, from, adopted: Adopted::Copied })
        };
        all.into_iter().map(placed).collect()
    }
}

/// Until it is dropped, nobody else puts models beside this folder: two processes may install the same one.
fn alone(folder: &Path) -> io::Result<File> {
    let shelf = folder.parent().unwrap_or(folder);
    std::fs::create_dir_all(shelf)?;
    let lock = File::options().create(true).append(true).open(shelf.join(".placing"))?;
    match lock.lock() {
        // File systems that know no locks are used by one at a time.
        Err(why) if why.kind() != io::ErrorKind::Unsupported => Err(why),
        _ => Ok(lock),
    }
}

/// What will be written down of a file, if it may be installed.
fn examine(
    name: &str,
    file: &Placed,
    manifest: Option<&Manifest>,
    before: Option<&Record>,
) -> Result<RecordedFile, Diagnostic> {
    let refused =
        |message: String| Diagnostic::error("wrong-bytes", Place::File(file.path.display().to_string()), message);
    if !is_name(&file.name) {
        return Err(refused(format!("`{}` is no name for a file of a model", file.name)));
    }
    let mut reader = File::open(&file.path).map_err(|why| unreadable(&file.path, &why))?;
    let bytes = reader.metadata().map_err(|why| unreadable(&file.path, &why))?.len();
    let hash = sha256_of(&mut reader).map_err(|why| unreadable(&file.path, &why))?;
    let known = manifest.and_then(|manifest| manifest.files.iter().find(|known| known.name == file.name));
    let promised = known.and_then(super::ManifestFile::hash);
    if let Some(promised) = promised.filter(|promised| *promised != hash) {
        let (wanted, came) = (hex(&promised), hex(&hash));
        let message =
            format!("`{}` of the model `{name}` shall have the sha-256 {wanted}, but this has {came}", file.name);
        return Err(refused(message).hint(format!(
            "if it is another model of the same kind: `weft models add FILE --as OTHER-NAME --like {name}`"
        )));
    }
    let first = before.and_then(|record| record.files.iter().find(|known| known.name == file.name && known.pinned));
    if let Some(first) = first.filter(|first| promised.is_none() && first.hash().is_some_and(|first| first != hash)) {
        let message =
            format!("`{}` of the model `{name}` is not what was first installed (sha-256 {})", file.name, first.sha256);
        return Err(refused(message).hint("if you trust the new one, remove the folder of the model and install again"));
    }
    Ok(RecordedFile {
        name: file.name.clone(),
        bytes,
        sha256: hex(&hash),
        from: file.from.clone(),
        pinned: promised.is_none(),
    })
}

/// The first file must be an ONNX model, with its weights in it or among the others.
fn check_weights(name: &str, files: &[Placed]) -> Result<(), Diagnostic> {
    let Some(main) = files.first() else { return Ok(()) };
    for weights in OnnxFile::read(&main.path)?.external {
        if !files.iter().any(|file| file.name == weights) {
            let message = format!("the model `{name}` wants weights from `{weights}`, which is not one of its files");
            return Err(Diagnostic::error("wrong-bytes", Place::File(main.path.display().to_string()), message));
        }
    }
    Ok(())
}

/// Whole or not at all: a copy gets its name when it is complete.
fn put(file: &Placed, to: &Path) -> io::Result<()> {
    if file.path == to {
        return Ok(());
    }
    if file.adopted == Adopted::Moved && std::fs::rename(&file.path, to).is_ok() {
        return Ok(());
    }
    let part = to.with_file_name(format!("{}.copying", file.name));
    std::fs::copy(&file.path, &part)?;
    std::fs::rename(&part, to)?;
    if file.adopted == Adopted::Moved {
        std::fs::remove_file(&file.path)?;
    }
    Ok(())
}
