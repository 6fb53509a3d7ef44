//! `weft graph`: tidies graph files. No plugin is needed for it, and none is looked for.

use crate::exit::Exit;
use crate::terminal::{self, NAME};
use std::fs;
use std::path::{Path, PathBuf};
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::graph::Graph;

/// Whether files are written or only judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rewrite {
    /// Write them.
    Now,
    /// Only say which would change.
    Never,
}

/// Writes files in their canonical form.
pub(crate) fn fmt(files: &[PathBuf], rewrite: Rewrite) -> Exit {
    let mut exit = Exit::Done;
    for file in files {
        match formatted(file) {
            Err(mistakes) => {
                terminal::diagnostics(&mistakes);
                exit = Exit::GraphInvalid;
            }
            Ok((before, after)) if before == after => {}
            Ok(_) if rewrite == Rewrite::Never => {
                terminal::line(&format!("{NAME}{}{NAME:#} is not in canonical form", file.display()));
                exit = Exit::GraphInvalid;
            }
            Ok((_, after)) => {
                if let Err(problem) = replace(file, &after) {
                    terminal::diagnostic(&problem);
                    exit = Exit::NodeFailed;
                }
            }
        }
    }
    exit
}

/// The text of a file, and its canonical form.
fn formatted(file: &Path) -> Result<(String, String), Vec<Diagnostic>> {
    let name = file.display().to_string();
    let bytes = fs::read(file).map_err(|why| vec![unreadable(file, &why)])?;
    let mut graph = Graph::parse_bytes(&name, &bytes)?;
    graph.forget_spellings();
    Ok((String::from_utf8_lossy(&bytes).into_owned(), graph.to_string()))
}

/// A file that could not be read, as a diagnostic.
pub(crate) fn unreadable(file: &Path, why: &std::io::Error) -> Diagnostic {
    let place = Place::File(file.display().to_string());
    let told = Diagnostic::error("unreadable-file", place, format!("`{}` could not be read: {why}", file.display()));
    match why.kind() {
        std::io::ErrorKind::NotFound => told.hint("check the path; it starts from the folder you are in"),
        _ => told,
    }
}

/// Writes beside the file, then renames: a reader sees the old text or the new one, never half of it.
pub(crate) fn replace(file: &Path, text: &str) -> Result<(), Diagnostic> {
    let beside = file.with_extension(format!("ron.{}.new", std::process::id()));
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, file)).map_err(|why| {
        // Nothing half-made stays; that it may not be there to remove is no second mistake.
        drop(fs::remove_file(&beside));
        let place = Place::File(file.display().to_string());
        Diagnostic::error("unwritable-file", place, format!("`{}` could not be written: {why}", file.display()))
    })
}
