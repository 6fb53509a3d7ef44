//! From folders to plugins: what is remembered, what must be looked at, who may use which id.

use super::config::{PluginsConfig, Scan};
use super::examine::{self, Policy};
use super::folders::{self, Found};
use super::installed::{Installed, PluginStatus};
use super::registry::{self, Entry, Outcome};
use super::trust::TrustList;
use super::{Plugins, hex, told};
use crate::diagnostic::Diagnostic;
use std::collections::HashMap;
use std::collections::hash_map;
use std::path::PathBuf;

pub(super) fn discover(config: &PluginsConfig) -> (Plugins, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let list = config.trusted.as_deref().map_or_else(|| Ok(TrustList::default()), TrustList::read);
    let list = list.unwrap_or_else(|why| {
        told.push(why);
        TrustList::default()
    });
    let policy = Policy { trust: config.trust, list };
    let mut remembered = config.registry.as_deref().map(|path| registry::read(path, &mut told)).unwrap_or_default();
    let found = folders::libraries(&config.folders, &mut told);
    let entries = entries(&found, &mut remembered, config, &policy, &mut told);
    let plugins = arrange(found.iter().zip(entries), config, &policy, &mut told);
    (plugins, told)
}

/// What is known of each file, from memory or from a look at it. None where that was not possible.
fn entries(
    found: &[Found],
    remembered: &mut HashMap<PathBuf, Entry>,
    config: &PluginsConfig,
    policy: &Policy,
    told: &mut Vec<Diagnostic>,
) -> Vec<Option<Entry>> {
    let still_true = |found: &Found, entry: &Entry| {
        entry.head.stamp == found.stamp
            && config.scan == Scan::Changed
            && (entry.head.outcome != Outcome::NotAsked || !policy.trusts(found.origin, &entry.head.sha256))
    };
    let mut entries: Vec<Option<Entry>> =
        found.iter().map(|found| remembered.remove(&found.path).filter(|entry| still_true(found, entry))).collect();
    let unknown: Vec<usize> = (0..found.len()).filter(|at| entries[*at].is_none()).collect();
    let is_whole = !told.iter().any(|told| told.code == told::REBUILT);
    if unknown.is_empty() && is_whole {
        return entries;
    }
    let files: Vec<&Found> = unknown.iter().map(|at| &found[*at]).collect();
    for (at, looked) in unknown.into_iter().zip(examine::look_at_all(&files, config, policy)) {
        match looked {
            Ok(entry) => entries[at] = Some(entry),
            Err(why) => told.push(why),
        }
    }
    if let Some(path) = &config.registry {
        // Another start may look at other folders: what it found is kept as long as it is there.
        let mut elsewhere: Vec<&Entry> = remembered.values().filter(|entry| entry.head.path.exists()).collect();
        elsewhere.sort_by(|a, b| a.head.path.cmp(&b.head.path));
        let all = entries.iter().flatten().chain(elsewhere);
        if let Err(error) = registry::write(path, all) {
            told.push(told::registry_not_written(path, &error));
        }
    }
    entries
}

/// Gives each id to the first that may have it.
fn arrange<'a>(
    all: impl Iterator<Item = (&'a Found, Option<Entry>)>,
    config: &PluginsConfig,
    policy: &Policy,
    told: &mut Vec<Diagnostic>,
) -> Plugins {
    let mut installed: Vec<Installed> = Vec::new();
    let mut by_kind: HashMap<Box<str>, (usize, usize)> = HashMap::new();
    let mut by_id: HashMap<Box<str>, usize> = HashMap::new();
    for (found, entry) in all {
        let Some(entry) = entry else { continue };
        let place = installed.len();
        let mut status = status_of(found, &entry, config, policy);
        tell(found, &entry, status, told);
        if status == PluginStatus::Ready
            && let Some(about) = &entry.head.about
        {
            match by_id.entry(about.id.clone()) {
                hash_map::Entry::Vacant(free) => {
                    free.insert(place);
                    name_kinds(&entry, place, &installed, &mut by_kind, told);
                }
                hash_map::Entry::Occupied(taken) => {
                    status = PluginStatus::Duplicate;
                    let first = &installed[*taken.get()].head;
                    // The same file in two places is nobody's mistake.
                    if first.sha256 != entry.head.sha256 {
                        told.push(told::same_plugin(&found.path, &about.id, &first.path));
                    }
                }
            }
        }
        installed.push(Installed::new(entry, status));
    }
    name_replaced(&installed, &mut by_kind);
    Plugins::new(installed, by_kind, config.scan_program.clone())
}

fn name_kinds(
    entry: &Entry,
    place: usize,
    installed: &[Installed],
    by_kind: &mut HashMap<Box<str>, (usize, usize)>,
    told: &mut Vec<Diagnostic>,
) {
    for (at, kind) in entry.head.kinds.iter().enumerate() {
        match by_kind.entry(kind.id.clone()) {
            hash_map::Entry::Vacant(free) => {
                free.insert((place, at));
            }
            hash_map::Entry::Occupied(taken) => {
                told.push(told::same_kind(&entry.head.path, &kind.id, &installed[taken.get().0].head.path));
            }
        }
    }
}

/// Ids of kinds that are gone, where nobody has them.
fn name_replaced(installed: &[Installed], by_kind: &mut HashMap<Box<str>, (usize, usize)>) {
    for installed in installed.iter().filter(|installed| installed.status == PluginStatus::Ready) {
        for kind in &installed.head.kinds {
            let Some(place) = by_kind.get(&kind.id).copied() else { continue };
            for old in &kind.replaces {
                by_kind.entry(old.clone()).or_insert(place);
            }
        }
    }
}

fn status_of(found: &Found, entry: &Entry, config: &PluginsConfig, policy: &Policy) -> PluginStatus {
    let named = |wanted: &String| {
        found.path.as_os_str() == wanted.as_str()
            || entry.head.about.as_ref().is_some_and(|about| *about.id == **wanted)
    };
    match entry.head.outcome {
        _ if config.disabled.iter().any(named) => PluginStatus::Disabled,
        Outcome::Refused => PluginStatus::Refused,
        Outcome::NoPlugin => PluginStatus::NoPlugin,
        _ if !policy.trusts(found.origin, &entry.head.sha256) => PluginStatus::Untrusted,
        Outcome::Ready => PluginStatus::Ready,
        Outcome::Crashed => PluginStatus::Crashed,
        Outcome::NotAsked => PluginStatus::Untrusted,
    }
}

fn tell(found: &Found, entry: &Entry, status: PluginStatus, told: &mut Vec<Diagnostic>) {
    match status {
        PluginStatus::Disabled | PluginStatus::Duplicate => {}
        PluginStatus::Untrusted => told.push(told::untrusted(&found.path, &hex::from_bytes(&entry.head.sha256))),
        // Other libraries lie in such folders; somebody who names one means it.
        PluginStatus::NoPlugin if found.is_meant => told.push(told::no_entry(&found.path)),
        _ => told.extend(entry.head.complaints.iter().map(|complaint| complaint.told(&found.path))),
    }
}
