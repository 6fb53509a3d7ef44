//! `weft plugins`: what is installed, from where, and what is wrong with it; new ones; trust; switches.

mod new;
pub(crate) mod switch;

use crate::arguments::{self, Everywhere};
use crate::exit::Exit;
use crate::folders::Folders;
use crate::installation;
use crate::terminal::{self, GOOD, NAME, QUIET, words};
use serde_json::json;
use std::path::Path;
use switch::Wanted;
use weft_engine::plugins::{PluginInfo, PluginStatus, Plugins, TrustList, scan_to_json};

/// Does what was asked for.
pub(crate) fn plugins(folders: &Folders, everywhere: &Everywhere, asked: &arguments::Plugins) -> Exit {
    match asked {
        arguments::Plugins::List { json } => {
            let (plugins, told) = Plugins::discover(&installation::plugins_config(folders, everywhere));
            if *json {
                plugins.list().iter().for_each(|plugin| terminal::line(&as_json(plugin).to_string()));
            } else {
                list(&plugins.list());
                if !told.is_empty() {
                    terminal::aside("");
                    terminal::diagnostics(&told);
                }
            }
            Exit::Done
        }
        arguments::Plugins::New { name, lang, into } => new::write(name, *lang, into),
        arguments::Plugins::Trust { file } => trust(folders, file),
        arguments::Plugins::Disable { plugin } => switched(folders, everywhere, plugin, Wanted::Off),
        arguments::Plugins::Enable { plugin } => switched(folders, everywhere, plugin, Wanted::On),
    }
}

fn switched(folders: &Folders, everywhere: &Everywhere, plugin: &str, wanted: Wanted) -> Exit {
    let (plugins, _told) = Plugins::discover(&installation::plugins_config(folders, everywhere));
    switch::switch(folders, &plugins.list(), plugin, wanted)
}

/// Describes one library to whoever started us.
pub(crate) fn scan(file: &Path) -> Exit {
    terminal::raw(scan_to_json(file).as_bytes());
    Exit::Done
}

fn list(plugins: &[PluginInfo]) {
    let shown: Vec<&PluginInfo> = plugins.iter().filter(|plugin| plugin.status != PluginStatus::NoPlugin).collect();
    if shown.is_empty() {
        terminal::line("No plugins found.");
        return;
    }
    for (at, plugin) in shown.into_iter().enumerate() {
        if at > 0 {
            terminal::line("");
        }
        let file = plugin.path.file_stem().unwrap_or_default().to_string_lossy();
        let (id, version) = plugin.about.as_ref().map_or((&*file, ""), |about| (&about.id, &about.version));
        let status = match plugin.status {
            PluginStatus::Ready => format!("{GOOD}ready{GOOD:#}"),
            other => word(other).to_owned(),
        };
        terminal::line(&format!(
            "{NAME}{id}{NAME:#} {version}  {status}  {QUIET}{}{QUIET:#}",
            words::count(plugin.kinds.len(), "kind")
        ));
        terminal::line(&format!("  {QUIET}{}{QUIET:#}", plugin.path.display()));
        if !plugin.kinds.is_empty() {
            terminal::line(&format!("  {}", plugin.kinds.join("  ")));
        }
    }
}

fn word(status: PluginStatus) -> &'static str {
    match status {
        PluginStatus::Ready => "ready",
        PluginStatus::Disabled => "switched off: `weft plugins enable ID` offers its kinds again",
        PluginStatus::Untrusted => "not trusted: `weft plugins trust FILE` allows it to be opened",
        PluginStatus::Crashed => "crashed when it was asked what it offers",
        PluginStatus::Refused => "does not fit",
        PluginStatus::Duplicate => "hidden by another plugin with its id",
        PluginStatus::NoPlugin => "no plugin",
    }
}

fn as_json(plugin: &PluginInfo) -> serde_json::Value {
    let status = format!("{:?}", plugin.status).to_lowercase();
    let about = plugin.about.as_ref();
    json!({
        "id": about.map(|about| &about.id),
        "version": about.map(|about| &about.version),
        "path": plugin.path,
        "status": status,
        "sha256": plugin.sha256,
        "kinds": plugin.kinds,
        "scan_ms": plugin.scan_ms,
    })
}

/// The user's word that a library may be opened, by its hash: another build needs another word.
fn trust(folders: &Folders, file: &Path) -> Exit {
    let list = folders.data.join("trusted.json");
    let trusted = TrustList::read(&list).and_then(|mut trusted| {
        let sha256 = trusted.add(file)?;
        trusted.write(&list).map(|()| sha256).map_err(|why| super::graph::unreadable(&list, &why))
    });
    match trusted {
        Ok(sha256) => {
            terminal::line(&format!(
                "{} may be opened (sha-256 {}…)",
                file.display(),
                sha256.get(..12).unwrap_or(&sha256)
            ));
            Exit::Done
        }
        Err(told) => {
            terminal::diagnostic(&told);
            Exit::SomethingMissing
        }
    }
}
