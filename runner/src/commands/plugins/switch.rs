//! `weft plugins disable` and `enable`: plugins that the user does not want, in a file that anybody may read and edit.

use crate::exit::Exit;
use crate::folders::Folders;
use crate::terminal::{self, NAME};
use std::io::ErrorKind;
use std::path::PathBuf;
use weft_engine::diagnostic::{Diagnostic, Place, nearest};
use weft_engine::files::write_whole;
use weft_engine::plugins::{PluginInfo, PluginStatus};

/// What a plugin is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    On,
    Off,
}

/// Ids, or paths of libraries that have none.
///
/// # Errors
/// Where the file is there and cannot be read; then none is switched off.
pub(crate) fn disabled(folders: &Folders) -> Result<Vec<String>, Diagnostic> {
    let path = file(folders);
    let told = |why: String| {
        let message = format!("the list of plugins that are switched off cannot be read: {why}");
        Diagnostic::error("unreadable-list", Place::File(path.display().to_string()), message)
            .hint("mend it or delete it; until then no plugin is switched off")
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map_err(|why| told(why.to_string())),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(why) => Err(told(why.to_string())),
    }
}

/// Switches a plugin off or on again, from the next start of an engine on.
pub(super) fn switch(folders: &Folders, installed: &[PluginInfo], name: &str, wanted: Wanted) -> Exit {
    match switched(folders, installed, name, wanted) {
        Ok(()) => {
            let how =
                if wanted == Wanted::Off { "is switched off; its kinds are not offered" } else { "is switched on" };
            terminal::line(&format!("{NAME}{name}{NAME:#} {how}"));
            Exit::Done
        }
        Err(told) => {
            terminal::diagnostic(&told);
            Exit::SomethingMissing
        }
    }
}

fn switched(folders: &Folders, installed: &[PluginInfo], name: &str, wanted: Wanted) -> Result<(), Diagnostic> {
    let mut list = disabled(folders)?;
    let is_known = |plugin: &PluginInfo| plugin.path.as_os_str() == name || id(plugin) == Some(name);
    if !list.iter().any(|other| other == name) && !installed.iter().any(is_known) {
        let message = format!("there is no plugin `{name}`");
        let told = Diagnostic::error("no-such-plugin", Place::Everywhere, message);
        let offered = installed.iter().filter(|plugin| plugin.status != PluginStatus::NoPlugin).filter_map(id);
        return Err(match nearest(name, offered).first() {
            Some(near) => told.hint(format!("did you mean `{near}`?")),
            None => told.hint("`weft plugins list` shows all"),
        });
    }
    list.retain(|other| other != name);
    if wanted == Wanted::Off {
        list.push(name.to_owned());
    }
    let path = file(folders);
    let written = serde_json::to_string_pretty(&list).map_err(std::io::Error::other);
    written.and_then(|text| write_whole(&path, text.as_bytes())).map_err(|why| {
        Diagnostic::error(
            "unwritable-file",
            Place::File(path.display().to_string()),
            format!("cannot be written: {why}"),
        )
    })
}

fn id(plugin: &PluginInfo) -> Option<&str> {
    plugin.about.as_ref().map(|about| &*about.id)
}

fn file(folders: &Folders) -> PathBuf {
    folders.data.join("disabled.json")
}
