//! `--each`: the same graph once per file, such as `--each 'photos/*.jpg'`. Files of the results carry the name of theirs.

use super::once;
use crate::arguments;
use crate::exit::Exit;
use crate::overrides;
use crate::terminal::{self, QUIET};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use weft_engine::diagnostic::{Diagnostic, Place, nearest};
use weft_engine::engine::{Document, Engine};
use weft_engine::run::Stop;

/// Which of several runs this is.
pub(super) struct Turn {
    /// Of the file, and no other one's.
    pub(super) name: String,
    /// From 1 on.
    pub(super) number: usize,
}

/// Runs once per matching file; one that fails does not end the others.
pub(super) fn run(engine: &Engine, document: &Document, asked: &arguments::Run, each: &str, stop: &Stop) -> Exit {
    let (input, files) = match wanted(engine, document, each) {
        Ok(found) => found,
        Err(told) => {
            terminal::diagnostic(&told);
            return Exit::Usage;
        }
    };
    let mut exit = Exit::Done;
    for (file, turn) in files.iter().zip(turns(&files)) {
        if stop.is_pressed() {
            return Exit::Cancelled;
        }
        if !asked.json {
            terminal::aside(&format!("{QUIET}{}/{}{QUIET:#} {}", turn.number, files.len(), file.display()));
        }
        let mut document = document.clone();
        let setting = format!("{input}={}", file.display());
        if let Some(told) = overrides::apply(engine, &mut document, &[setting], &[]).first() {
            terminal::diagnostic(told);
            return Exit::Usage;
        }
        match once(engine, &document, asked, stop, Some(&turn)) {
            Exit::Done => {}
            Exit::Cancelled => return Exit::Cancelled,
            worse => exit = worse,
        }
    }
    exit
}

/// Files of different folders may have one name; then their number tells them apart.
fn turns(files: &[PathBuf]) -> Vec<Turn> {
    let stem = |file: &Path| file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut uses: HashMap<String, usize> = HashMap::new();
    files.iter().for_each(|file| *uses.entry(stem(file)).or_default() += 1);
    let turn = |(at, file): (usize, &PathBuf)| {
        let (stem, number) = (stem(file), at + 1);
        let name = if uses[&stem] == 1 { stem } else { format!("{stem}-{number}") };
        Turn { name, number }
    };
    files.iter().enumerate().map(turn).collect()
}

/// The exposed input, and the files in the order of their names.
fn wanted(engine: &Engine, document: &Document, each: &str) -> Result<(String, Vec<PathBuf>), Diagnostic> {
    let mistake = |message: String| Diagnostic::error("command-line", Place::Everywhere, message);
    let exposed: Vec<&str> = document.graph.inputs().map(|(name, _)| &**name).collect();
    let named = each.split_once('=').filter(|(name, _)| !name.contains(['/', '*', '?', '[']));
    let (input, pattern) = match named {
        Some((name, _)) if document.graph.input(name).is_none() => {
            let told = mistake(format!("the graph exposes no input `{name}`"));
            return Err(match nearest(name, exposed.iter().copied()).first() {
                Some(near) => told.hint(format!("did you mean `{near}`?")),
                None => told,
            });
        }
        Some(named) => named,
        None => {
            let catalog = engine.catalog_for(document);
            let takes_file = |name: &&str| {
                let target = document.graph.input(name)?;
                let kind = catalog.kind(&document.graph.node(&target.node)?.kind)?;
                let input = &kind.inputs[kind.input(&target.input)?];
                Some(input.ty.has("path") && !input.flags.path_write)
            };
            let first = exposed.iter().copied().find(|name| takes_file(name) == Some(true));
            let told = || mistake("the graph exposes no input that takes a file, for `--each`".to_owned());
            let hint = || format!("name one: `--each {}=…`", exposed.first().unwrap_or(&"NAME"));
            (first.ok_or_else(|| told().hint(hint()))?, each)
        }
    };
    let paths = glob::glob(pattern).map_err(|why| {
        mistake(format!("`{pattern}` is no pattern: {}", why.msg))
            .hint("`*` stands for any letters, `**` for any folders, `?` for one letter, `[ab]` for one of them")
    })?;
    let mut files = Vec::new();
    for path in paths {
        let path =
            path.map_err(|why| mistake(format!("`{}` cannot be looked into: {}", why.path().display(), why.error())))?;
        if path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(
            mistake(format!("no file matches `{pattern}`")).hint("put the pattern in quotes: `--each 'in/*.jpg'`")
        );
    }
    Ok((input.to_owned(), files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_get_a_number() {
        let files = ["a/x.png", "b/y.png", "c/x.jpg"].map(PathBuf::from);
        let names: Vec<String> = turns(&files).into_iter().map(|turn| turn.name).collect();
        assert_eq!(names, ["x-1", "y", "x-3"]);
    }
}
