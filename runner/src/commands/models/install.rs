//! `weft models install`: says what a model may be used for, fetches it, and puts it where it belongs if it is the right one.

use super::{failed, told_of, unwritable};
use crate::exit::Exit;
use crate::fetch::{Patience, fetch};
use crate::terminal::{self, NAME, QUIET, WARNING, bytes::Bytes, words};
use crate::zip;
use serde_json::json;
use std::path::{Path, PathBuf};
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::models::{Adopted, Commercial, Manifest, ManifestFile, Models, Placed, Record};

/// What is said before something is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// Who made it, and what one may do with it.
    Licences,
    /// The user has read it.
    Nothing,
    /// Another program asks: all in lines of JSON.
    Lines,
}

/// Installs models. One that fails does not keep the others from coming.
pub(super) fn install(models: &Models, names: &[String], show: Show) -> Exit {
    let mut exit = Exit::Done;
    let mut archives = Vec::new();
    for name in names {
        let installed = models.manifest(name).and_then(|manifest| {
            if show == Show::Licences {
                say_rights(name, &manifest);
            }
            if let Ok(model) = models.verify(name) {
                match show {
                    Show::Lines => terminal::line(&json!({"installed": name}).to_string()),
                    _ => terminal::line(&format!("{name} is installed already: {}", model.main.display())),
                }
                return Ok(None);
            }
            one(models, name, &manifest, show, &mut archives).map(Some)
        });
        match installed {
            Ok(Some(_)) if show == Show::Lines => terminal::line(&json!({"installed": name}).to_string()),
            Ok(Some(record)) => told_of(name, &record),
            Ok(None) => {}
            Err(told) if show == Show::Lines => {
                let Diagnostic { message, hint, .. } = &told;
                terminal::line(&json!({"failed": name, "message": message, "hint": hint}).to_string());
                exit = Exit::SomethingMissing;
            }
            Err(told) => exit = failed(&told),
        }
    }
    for archive in archives {
        // Only room on the disk is lost.
        drop(std::fs::remove_file(archive));
    }
    exit
}

fn say_rights(name: &str, manifest: &Manifest) {
    let style = if manifest.commercial == Commercial::Allowed { QUIET } else { WARNING };
    let size = manifest.bytes().map_or_else(|| "size unknown".to_owned(), words::size);
    terminal::line(&format!("{NAME}{name}{NAME:#}  {} {QUIET}({size}){QUIET:#}", manifest.title));
    terminal::line(&format!("  by {}", manifest.origin));
    terminal::line(&format!("  {style}licence: {}; {}{style:#}", manifest.licence, manifest.commercial.words()));
    if !manifest.note.is_empty() {
        terminal::line(&format!("  {QUIET}{}{QUIET:#}", manifest.note));
    }
}

fn one(
    models: &Models,
    name: &str,
    manifest: &Manifest,
    show: Show,
    archives: &mut Vec<PathBuf>,
) -> Result<Record, Diagnostic> {
    let folder = models.folder_of(".fetched").unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|why| unwritable(&folder, &why))?;
    let mut placed = Vec::new();
    for file in &manifest.files {
        placed.push(get(name, file, &folder, show, archives)?);
    }
    let record = models.place(name, &placed, None);
    if record.is_err() {
        // Wrong bytes are of no use to anybody; the next try begins anew.
        placed.iter().for_each(|file| drop(std::fs::remove_file(&file.path)));
    }
    record
}

/// Fetches one file of a model. Sources are tried in their order until one gives it.
fn get(
    name: &str,
    file: &ManifestFile,
    folder: &Path,
    show: Show,
    archives: &mut Vec<PathBuf>,
) -> Result<Placed, Diagnostic> {
    let path = folder.join(format!("{name}-{}", file.name));
    let placed = |from: &str| Placed {
        name: file.name.clone(),
        path: path.clone(),
        from: from.to_owned(),
        adopted: Adopted::Moved,
    };
    if file.sources.is_empty() {
        let message = format!("nobody publishes `{}` of the model `{name}` in a form that can be fetched", file.name);
        return Err(Diagnostic::error("not-fetched", Place::Everywhere, message)
            .hint(format!("if you have it: `weft models add FILE --as {name}`")));
    }
    let mut reasons = Vec::new();
    for source in &file.sources {
        let (address, inner) = source.split_once('#').map_or((source.as_str(), None), |(at, inner)| (at, Some(inner)));
        let fetched = match inner {
            None => with_bar(&file.name, address, &path, show),
            Some(inner) => from_archive(address, inner, folder, &path, show, archives),
        };
        match fetched {
            Ok(()) => return Ok(placed(source)),
            Err(told) => reasons.push(told.message),
        }
    }
    let message = format!("the model `{name}` could not be fetched: {}", reasons.join("; "));
    Err(Diagnostic::error("not-fetched", Place::Everywhere, message).hint(format!(
        "what has come so far is kept: try again, or fetch it yourself and `weft models add FILE --as {name}`"
    )))
}

fn with_bar(name: &str, address: &str, path: &Path, show: Show) -> Result<(), Diagnostic> {
    let bar = if show == Show::Lines { Bytes::in_lines(name) } else { Bytes::start(name) };
    let fetched = fetch(&[address], path, &Patience::default(), &mut |at, of| bar.at(at, of));
    bar.end();
    fetched.map(drop)
}

/// An archive holds several models: it is fetched once for all that are installed together.
fn from_archive(
    address: &str,
    inner: &str,
    folder: &Path,
    path: &Path,
    show: Show,
    archives: &mut Vec<PathBuf>,
) -> Result<(), Diagnostic> {
    let archive = folder.join(address.rsplit('/').next().unwrap_or("archive.zip"));
    if !archives.contains(&archive) {
        with_bar(&archive.file_name().unwrap_or_default().to_string_lossy(), address, &archive, show)?;
        archives.push(archive.clone());
    }
    zip::extract(&archive, inner, path).map_err(|why| {
        let place = Place::File(archive.display().to_string());
        Diagnostic::error("not-fetched", place, format!("`{inner}` cannot be taken out of the archive: {why}"))
    })
}
