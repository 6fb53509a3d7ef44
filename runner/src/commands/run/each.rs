//! `--each`: the same graph once per file, such as `--each 'photos/*.jpg'`. Files of the results carry the name of theirs.

use super::once;
use crate::arguments;
use crate::exit::Exit;
use crate::overrides;
use crate::terminal::{self, QUIET};
use std::path::{Path, PathBuf};
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::engine::{Document, Engine};
use weft_engine::run::Stop;

/// Runs once per matching file; one that fails does not end the others.
pub(super) fn run(engine: &Engine, document: &Document, asked: &arguments::Run, each: &str, stop: &Stop) -> Exit {
    let (input, files) = match wanted(document, each) {
        Ok(found) => found,
        Err(told) => {
            terminal::diagnostic(&told);
            return Exit::Usage;
        }
    };
    let mut exit = Exit::Done;
    for (number, file) in files.iter().enumerate() {
        if stop.is_pressed() {
            return Exit::Cancelled;
        }
        if !asked.json {
            terminal::aside(&format!("{QUIET}{}/{}{QUIET:#} {}", number + 1, files.len(), file.display()));
        }
        let mut document = document.clone();
        let setting = format!("{input}={}", file.display());
        if let Some(told) = overrides::apply(engine, &mut document, &[setting], &[]).first() {
            terminal::diagnostic(told);
            return Exit::Usage;
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        match once(engine, &document, asked, stop, &format!("-{stem}")) {
            Exit::Done => {}
            Exit::Cancelled => return Exit::Cancelled,
            worse => exit = worse,
        }
    }
    exit
}

/// The exposed input, and the files in the order of their names.
fn wanted(document: &Document, each: &str) -> Result<(String, Vec<PathBuf>), Diagnostic> {
    let mistake = |message: String| Diagnostic::error("command-line", Place::Everywhere, message);
    let exposed: Vec<&str> = document.graph.inputs().map(|(name, _)| &**name).collect();
    let (input, pattern) = match each.split_once('=') {
        Some((name, pattern)) => (name, pattern),
        // The first one that leads to a path.
        None => {
            let leads_to_path =
                |name: &&&str| document.graph.input(name).is_some_and(|target| &*target.input == "path");
            let first = exposed.iter().find(leads_to_path).or(exposed.first());
            let first =
                first.ok_or_else(|| mistake("the graph exposes no input for the files of `--each`".to_owned()))?;
            (*first, each)
        }
    };
    if document.graph.input(input).is_none() {
        return Err(mistake(format!("the graph exposes no input `{input}`")));
    }
    let files = matching(Path::new(pattern)).map_err(|why| mistake(format!("`{pattern}` cannot be listed: {why}")))?;
    if files.is_empty() {
        return Err(
            mistake(format!("no file matches `{pattern}`")).hint("put the pattern in quotes: `--each 'in/*.jpg'`")
        );
    }
    Ok((input.to_owned(), files))
}

/// Files of one folder whose name matches; `*` stands for any letters, `?` for one.
fn matching(pattern: &Path) -> std::io::Result<Vec<PathBuf>> {
    let folder = pattern.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted: Vec<char> = pattern.file_name().unwrap_or_default().to_string_lossy().chars().collect();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name: Vec<char> = entry.file_name().to_string_lossy().chars().collect();
        if fits(&wanted, &name) && entry.file_type()?.is_file() {
            files.push(folder.join(entry.file_name()));
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a name fits a pattern. Keeps one place to come back to, so that no pattern takes long.
fn fits(pattern: &[char], name: &[char]) -> bool {
    let (mut at, mut in_name, mut back) = (0, 0, None);
    while in_name < name.len() {
        match pattern.get(at) {
            Some('*') => {
                back = Some((at + 1, in_name + 1));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            _ => {
                let Some((after_star, next)) = back else { return false };
                back = Some((after_star, next + 1));
                (at, in_name) = (after_star, next);
            }
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_match_as_in_a_shell() {
        let check = |pattern: &str, name: &str| {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            fits(&letters(pattern), &letters(name))
        };
        assert!(check("*.jpg", "a.jpg") && check("a?c*", "abc") && check("*a*b*", "xxayybzz") && check("*", ""));
        assert!(!check("*.jpg", "a.png") && !check("a?", "a") && !check("", "a"));
        assert!(!check(&"*a".repeat(30), &"a".repeat(29)));
    }
}
