//! `weft models`: which there are, fetching them, adopting those one has, and whether they are what they should be.

mod add;
mod install;
pub(crate) mod manifests;

use crate::arguments::{self, Everywhere};
use crate::exit::Exit;
use crate::folders::Folders;
use crate::installation;
use crate::terminal::{self, GOOD, NAME, QUIET, WARNING, words};
use serde_json::json;
use std::path::Path;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::models::{Commercial, Manifest, Models, Record};

/// Does what was asked for.
pub(crate) fn models(folders: &Folders, everywhere: &Everywhere, asked: &arguments::Models) -> Exit {
    let models = Models::new(installation::models_config(folders));
    match asked {
        arguments::Models::List { role, json } => list(&models, role.as_deref(), *json),
        arguments::Models::Install { names, quiet, json } => {
            let show = match (json, quiet) {
                (true, _) => install::Show::Lines,
                (false, true) => install::Show::Nothing,
                (false, false) => install::Show::Licences,
            };
            install::install(&models, names, show)
        }
        arguments::Models::Add { file, name, like } => {
            add::add(models, installation::inference_config(folders, everywhere), file, name, like.as_deref())
        }
        arguments::Models::Verify { names } => verify(&models, names),
        arguments::Models::Path { name } => path(&models, name),
    }
}

fn list(models: &Models, role: Option<&str>, as_lines: bool) -> Exit {
    let installed = models.installed_names();
    let mut roles: Vec<(&str, Vec<(&str, &Manifest)>)> = Vec::new();
    for (name, manifest) in models.manifests() {
        match manifest {
            Ok(manifest) if role.is_none_or(|role| role == manifest.role) => {
                match roles.iter_mut().find(|(known, _)| *known == manifest.role) {
                    Some((_, models)) => models.push((name, manifest)),
                    None => roles.push((&manifest.role, vec![(name, manifest)])),
                }
            }
            Ok(_) => {}
            Err(told) => terminal::diagnostic(told),
        }
    }
    roles.sort_unstable_by_key(|(role, _)| *role);
    for (role, known) in &roles {
        if !as_lines {
            terminal::line(&format!("{NAME}{role}{NAME:#}"));
        }
        for (name, manifest) in known {
            let state = State::of(models, &installed, name);
            if as_lines {
                terminal::line(&as_json(name, manifest, &state).to_string());
            } else {
                let mark = state.mark();
                let size = manifest.bytes().map(|bytes| format!(", {}", words::size(bytes))).unwrap_or_default();
                let rights = format!("{QUIET}{}, {}{size}{QUIET:#}", manifest.licence, manifest.commercial.words());
                terminal::line(&format!("  {mark} {name:<26} {}  {rights}", manifest.title));
                state.say_trouble();
            }
        }
    }
    let own = installed.iter().filter(|name| !models.manifests().contains_key(*name) && role.is_none());
    for name in own {
        let state = State::of(models, &installed, name);
        if as_lines {
            let (is_installed, trouble) = (state.is_installed(), state.trouble());
            terminal::line(&json!({"name": name, "installed": is_installed, "trouble": trouble}).to_string());
        } else {
            terminal::line(&format!("  {} {name:<26} {QUIET}added by you{QUIET:#}", state.mark()));
            state.say_trouble();
        }
    }
    Exit::Done
}

/// Whether a model is there.
enum State {
    Installed,
    NotInstalled,
    /// It was, and something of it is gone.
    Torn(Diagnostic),
}

impl State {
    fn of(models: &Models, installed: &[String], name: &str) -> Self {
        if installed.iter().any(|other| other == name) {
            models.glance(name).map_or_else(Self::Torn, |()| Self::Installed)
        } else {
            Self::NotInstalled
        }
    }

    fn is_installed(&self) -> bool {
        matches!(self, Self::Installed)
    }

    fn trouble(&self) -> Option<&str> {
        match self {
            Self::Torn(told) => Some(&told.message),
            Self::Installed | Self::NotInstalled => None,
        }
    }

    fn mark(&self) -> String {
        match self {
            Self::Installed => format!("{GOOD}✓{GOOD:#}"),
            Self::NotInstalled => " ".to_owned(),
            Self::Torn(_) => format!("{WARNING}–{WARNING:#}"),
        }
    }

    fn say_trouble(&self) {
        if let Some(trouble) = self.trouble() {
            terminal::line(&format!("    {WARNING}{trouble}{WARNING:#}"));
        }
    }
}

fn as_json(name: &str, manifest: &Manifest, state: &State) -> serde_json::Value {
    let commercial = match manifest.commercial {
        Commercial::Allowed => "allowed",
        Commercial::Forbidden => "forbidden",
        Commercial::Unclear => "unclear",
    };
    json!({
        "name": name, "title": manifest.title, "role": manifest.role, "family": manifest.family,
        "licence": manifest.licence, "commercial": commercial, "origin": manifest.origin,
        "bytes": manifest.bytes(), "installed": state.is_installed(), "trouble": state.trouble(), "facts": manifest.facts,
        "note": manifest.note, "published": manifest.files.iter().all(|file| !file.sources.is_empty()),
    })
}

/// What was installed; an unknown hash is said, as whoever was first is trusted from now on.
fn told_of(name: &str, record: &Record) {
    for file in &record.files {
        let how =
            if file.pinned { "its hash was not known; this one is kept from now on" } else { "its hash is right" };
        terminal::line(&format!(
            "{GOOD}✓{GOOD:#} {NAME}{name}{NAME:#}  {} {QUIET}({}, sha-256 {}…, {how}){QUIET:#}",
            file.name,
            words::size(file.bytes),
            file.sha256.get(..12).unwrap_or(&file.sha256)
        ));
    }
}

fn verify(models: &Models, names: &[String]) -> Exit {
    let all = models.installed_names();
    let names = if names.is_empty() { &all } else { names };
    let mut exit = Exit::Done;
    for name in names {
        match models.verify(name) {
            Ok(model) => {
                let size = words::size(model.bytes);
                terminal::line(&format!("{GOOD}✓{GOOD:#} {name:<26} {QUIET}{size}, every byte is right{QUIET:#}"));
            }
            Err(told) => {
                terminal::line(&format!("{WARNING}–{WARNING:#} {name}"));
                exit = failed(&told);
            }
        }
    }
    if names.is_empty() {
        terminal::line("No models are installed.");
    }
    exit
}

fn path(models: &Models, name: &str) -> Exit {
    match models.find(name) {
        Ok(model) => {
            terminal::line(&model.main.display().to_string());
            Exit::Done
        }
        Err(told) => failed(&told),
    }
}

fn failed(told: &Diagnostic) -> Exit {
    terminal::diagnostic(told);
    match told.code {
        "wrong-bytes" | "damaged-model" | "unreadable-file" | "unwritable-file" => Exit::NodeFailed,
        "bad-name" => Exit::Usage,
        _ => Exit::SomethingMissing,
    }
}

/// A mistake of the disk while models are put there.
pub(super) fn unwritable(path: &Path, why: &std::io::Error) -> Diagnostic {
    let place = Place::File(path.display().to_string());
    Diagnostic::error("unwritable-file", place, format!("it cannot be written: {why}"))
}
