//! Writes what a graph exposes: pictures by `files.save_image`, everything else by `files.save_text`. So a file written by
//! the command line is the same as one written by a node.

use super::each::Turn;
use crate::arguments;
use crate::terminal::{self, NAME};
use serde_json::json;
use std::path::{Path, PathBuf};
use weft_engine::diagnostic::{Diagnostic, Place, nearest};
use weft_engine::engine::{Document, Engine};
use weft_engine::run::Report;
use weft_engine::value::{Content, Value};

/// Which exposed output goes where.
pub(super) struct Wishes {
    /// Output, and its path.
    named: Vec<(String, PathBuf)>,
    folder: Option<PathBuf>,
    suffix: String,
}

impl Wishes {
    /// From `--out NAME=PATH` and `-o FOLDER`. What cannot be written later is told now.
    pub(super) fn of(
        engine: &Engine,
        document: &Document,
        asked: &arguments::Run,
        turn: Option<&Turn>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        let mut named: Vec<(String, PathBuf)> = Vec::new();
        for text in &asked.out {
            let wish = one(document, text).and_then(|(name, path)| {
                let path = for_turn(&path, turn);
                fits(engine, document, &name, &path).map(|()| (name, path))
            });
            match wish {
                Ok((_, path)) if named.iter().any(|(_, other)| *other == path) => {
                    let told = mistake(format!("two outputs go to `{}`", path.display()));
                    wrong.push(told.hint("give each a file of its own"));
                }
                Ok(wish) => named.push(wish),
                Err(told) => wrong.push(told),
            }
        }
        let folder = asked.out_dir.clone();
        let suffix = turn.map(|turn| format!("-{}", turn.name)).unwrap_or_default();
        if wrong.is_empty() { Ok(Self { named, folder, suffix }) } else { Err(wrong) }
    }

    /// Makes the folders that will be written to; what cannot be made is told before anything runs.
    pub(super) fn make_folders(&self) -> Vec<Diagnostic> {
        let named = self.named.iter().filter_map(|(_, path)| path.parent());
        named.chain(self.folder.as_deref()).filter_map(|folder| made(folder).err()).collect()
    }
}

fn mistake(message: String) -> Diagnostic {
    Diagnostic::error("command-line", Place::Everywhere, message)
}

fn one(document: &Document, text: &str) -> Result<(String, PathBuf), Diagnostic> {
    let (name, path) = text
        .split_once('=')
        .filter(|(name, path)| !name.is_empty() && !path.is_empty())
        .ok_or_else(|| mistake(format!("`{text}` is not NAME=PATH")).hint("write `--out result=picture.png`"))?;
    if document.graph.output(name).is_none() {
        let names: Vec<&str> = document.graph.outputs().map(|(name, _)| &**name).collect();
        let told = mistake(format!("the graph exposes no output `{name}`"));
        return Err(match (&*names, nearest(name, names.iter().copied()).first()) {
            ([], _) => told.hint("expose one in the file: `expose: (outputs: {\"result\": \"node.output\"})`"),
            (_, Some(near)) => told.hint(format!("did you mean `{near}`?")),
            (names, None) => told.hint(format!("it exposes `{}`", names.join("`, `"))),
        });
    }
    if Path::new(path).is_dir() {
        return Err(mistake(format!("`{path}` is a folder")).hint(format!("write `-o {path}`, or name a file in it")));
    }
    Ok((name.to_owned(), PathBuf::from(path)))
}

/// `{name}` and `{index}` become the name and number of the turn; a path without them gets the name at its end.
fn for_turn(path: &Path, turn: Option<&Turn>) -> PathBuf {
    let Some(turn) = turn else { return path.to_owned() };
    let text = path.to_string_lossy();
    if text.contains("{name}") || text.contains("{index}") {
        return PathBuf::from(text.replace("{name}", &turn.name).replace("{index}", &format!("{:03}", turn.number)));
    }
    with_suffix(path, &format!("-{}", turn.name))
}

/// The ends of names that `files.save_image` knows.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp"];

/// Whether a file of this name can hold this output.
fn fits(engine: &Engine, document: &Document, name: &str, path: &Path) -> Result<(), Diagnostic> {
    let catalog = engine.catalog_for(document);
    let ty = document.graph.output(name).and_then(|wire| {
        let kind = catalog.kind(&document.graph.node(&wire.node)?.kind)?;
        Some(&kind.outputs[kind.output(&wire.output)?].ty)
    });
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    if ty.is_some_and(|ty| ty.has("image") || ty.has("mask")) && !PICTURES.contains(&&*end) {
        let told = mistake(format!("`{}` does not say what sort of picture to write", path.display()));
        return Err(told.hint(format!("let it end in .{}", PICTURES.join(", ."))));
    }
    Ok(())
}

fn made(folder: &Path) -> Result<(), Diagnostic> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|why| {
        let place = Place::File(folder.display().to_string());
        let told = Diagnostic::error("unwritable-file", place, format!("the folder cannot be made: {why}"));
        told.hint("write to a folder of your own")
    })
}

/// Some files could not be written; it was told.
pub(super) struct Unwritten;

/// Writes them all; one that cannot be written hides no other.
pub(super) fn write(
    engine: &Engine,
    document: &Document,
    report: &Report,
    wishes: &Wishes,
    as_lines: bool,
) -> Result<(), Unwritten> {
    let mut unwritten = false;
    for (name, value) in &report.outputs {
        let Some(value) = value.as_ref().filter(|_| document.graph.output(name).is_some()) else { continue };
        let named = wishes.named.iter().filter(|(wanted, _)| **wanted == **name).map(|(_, path)| path.clone());
        let in_folder = wishes.folder.iter().map(|folder| {
            let file = format!("{}{}.{}", file_name(name), wishes.suffix, extension(value));
            folder.join(file)
        });
        for path in named.chain(in_folder) {
            match save(engine, value, &path) {
                Ok(paths) => paths.iter().for_each(|path| wrote(name, path, as_lines)),
                Err(told) => {
                    terminal::diagnostic(&told);
                    unwritten = true;
                }
            }
        }
    }
    if unwritten { Err(Unwritten) } else { Ok(()) }
}

fn wrote(name: &str, path: &Path, as_lines: bool) {
    if as_lines {
        terminal::line(&json!({"event": "output", "name": name, "path": path}).to_string());
    } else {
        terminal::line(&format!("{NAME}{name}{NAME:#}  {}", path.display()));
    }
}

/// Of pictures a list becomes several files.
fn save(engine: &Engine, value: &Value, path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let path = std::path::absolute(path).map_err(|why| unwritable(path, &why))?;
    match value.content() {
        Content::Image(_) => call(engine, "files.save_image", "image", value, &path).map(|()| vec![path]),
        Content::List(items) if items.iter().any(|item| item.as_image().is_some()) => {
            let paths = (1..=items.len()).map(|number| with_suffix(&path, &format!("-{number:03}")));
            items
                .iter()
                .zip(paths)
                .map(|(item, path)| call(engine, "files.save_image", "image", item, &path).map(|()| path))
                .collect()
        }
        _ => call(engine, "files.save_text", "value", value, &path).map(|()| vec![path]),
    }
}

fn call(engine: &Engine, kind: &str, input: &str, value: &Value, path: &Path) -> Result<(), Diagnostic> {
    let path_text = Value::text(path.display().to_string());
    engine.call(kind, &[(input, value.clone()), ("path", path_text)]).map(drop)
}

fn unwritable(path: &Path, why: &std::io::Error) -> Diagnostic {
    let place = Place::File(path.display().to_string());
    Diagnostic::error("unwritable-file", place, format!("`{}` could not be written: {why}", path.display()))
}

fn extension(value: &Value) -> &'static str {
    match value.content() {
        Content::Image(_) => "png",
        Content::List(items) if items.iter().any(|item| item.as_image().is_some()) => "png",
        Content::Text(_) => "txt",
        _ => "json",
    }
}

/// A public name as a file name.
fn file_name(name: &str) -> String {
    name.chars().map(|letter| if "/\\:*?\"<>|".contains(letter) { '-' } else { letter }).collect()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    if suffix.is_empty() {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(extension) => format!("{stem}{suffix}.{}", extension.to_string_lossy()),
        None => format!("{stem}{suffix}"),
    };
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_goes_before_the_extension() {
        assert_eq!(with_suffix(Path::new("out/a.b.png"), "-001"), Path::new("out/a.b-001.png"));
        assert_eq!(with_suffix(Path::new("out/a"), "-x"), Path::new("out/a-x"));
        assert_eq!(file_name("a/b:c"), "a-b-c");
        let turn = Turn { name: "x".to_owned(), number: 7 };
        assert_eq!(for_turn(Path::new("out/a.png"), Some(&turn)), Path::new("out/a-x.png"));
        assert_eq!(for_turn(Path::new("{name}/{index}.png"), Some(&turn)), Path::new("x/007.png"));
        assert_eq!(for_turn(Path::new("{name}.png"), None), Path::new("{name}.png"));
    }
}
