//! Plugins: finding, trusting, opening libraries, and calling their kinds. The only place that knows dynamic libraries.
//!
//! [`Plugins::discover`] says what there is without opening anything that is remembered; [`Plugins::load`] opens the one
//! library that a kind lives in; [`LoadedKind::call`] runs it.
//!
//! Not here: when a kind is called, and on which thread (`run`).

mod accepts;
mod call;
mod config;
mod describe;
mod discover;
mod examine;
mod folders;
mod foreign;
mod frame;
mod hex;
mod installed;
mod library;
mod loaded;
mod migration;
mod object_file;
mod registry;
mod scan;
mod services;
mod told;
mod trust;

pub use call::{CallError, CallHost, CallStatus, Flow, Folder, LogLevel};
pub use config::{Origin, PluginFolder, PluginsConfig, Scan, ScanProgram, Trust};
pub use installed::{PluginInfo, PluginStatus};
pub use library::PluginAbout;
pub use loaded::{Instance, LoadedKind, PluginKey};
pub use scan::scan_to_json;
pub use trust::{TrustList, Trusted};

/// The device, as running calls see it.
pub use crate::gpu::{
    Canvas, Device, FusedTrouble, Gpu, GpuCounts, Meter, Number, Pressed, Stage, Trouble, waited_here,
};
/// What runs models, as running calls see it.
pub use crate::onnx::Inference;

use crate::catalog::{Catalog, Kind};
use crate::diagnostic::Diagnostic;
use installed::Installed;
use std::collections::HashMap;
use std::sync::Arc;

/// All plugins there are. Cloning counts; it copies nothing.
#[derive(Clone)]
pub struct Plugins(Arc<All>);

struct All {
    /// In the order of their right to an id.
    installed: Vec<Installed>,
    /// Ids, and ids which are replaced → index in `installed`, index in its kinds.
    by_kind: HashMap<Box<str>, (usize, usize)>,
    scan_program: Option<ScanProgram>,
}

/// What a plugin said outside of any call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginWord {
    /// Id of the plugin.
    pub plugin: Box<str>,
    /// For whom.
    pub level: LogLevel,
    /// What.
    pub text: String,
}

impl Plugins {
    /// Finds all plugins. What is remembered is not opened; what is new is asked once, if it is trusted.
    #[must_use]
    pub fn discover(config: &PluginsConfig) -> (Self, Vec<Diagnostic>) {
        discover::discover(config)
    }

    fn new(
        installed: Vec<Installed>,
        by_kind: HashMap<Box<str>, (usize, usize)>,
        scan_program: Option<ScanProgram>,
    ) -> Self {
        Self(Arc::new(All { installed, by_kind, scan_program }))
    }

    /// Every library that was found, also those that cannot be used.
    #[must_use]
    pub fn list(&self) -> Vec<PluginInfo> {
        self.0.installed.iter().map(Installed::info).collect()
    }

    /// All kinds.
    #[must_use]
    pub fn catalog(&self) -> Catalog {
        Catalog::new(self.0.installed.iter().enumerate().flat_map(|(plugin, installed)| {
            let used = |at: &usize| self.0.by_kind.get(&installed.head.kinds[*at].id) == Some(&(plugin, *at));
            let kinds = (0..installed.head.kinds.len()).filter(used);
            kinds.filter_map(|at| self.kind_at((plugin, at)).cloned()).collect::<Vec<_>>()
        }))
    }

    /// The kinds with these ids, which costs less than all of them. If one is not there the catalog has all kinds, so that
    /// the nearest names can be told.
    #[must_use]
    pub fn catalog_for<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Catalog {
        let mut kinds = Vec::new();
        for id in ids {
            match self.kind(id) {
                Some(kind) => kinds.push(Arc::clone(kind)),
                None => return self.catalog(),
            }
        }
        Catalog::new(kinds)
    }

    /// A kind by its id, or by one that it replaces.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&Arc<Kind>> {
        self.kind_at(*self.0.by_kind.get(id)?)
    }

    fn kind_at(&self, (plugin, at): (usize, usize)) -> Option<&Arc<Kind>> {
        self.0.installed.get(plugin)?.kind(at, self.0.scan_program.as_ref())
    }

    /// The code of a kind. Opens its library if nobody has, which may take milliseconds; then it costs nothing.
    /// [any thread]
    ///
    /// # Errors
    /// Where no plugin offers the kind, or its library cannot be used after all.
    pub fn load(&self, id: &str) -> Result<LoadedKind, Diagnostic> {
        let (plugin, at) = *self.0.by_kind.get(id).ok_or_else(|| told::unknown_kind(id))?;
        self.0.installed[plugin].load(at, self.0.scan_program.as_ref())
    }

    /// What plugins said outside of calls since the last time.
    #[must_use]
    pub fn take_words(&self) -> Vec<PluginWord> {
        let mut words = Vec::new();
        for installed in &self.0.installed {
            let Some((library, about)) = installed.opened().zip(installed.head.about.as_ref()) else { continue };
            let said = library.take_words().into_iter();
            words.extend(said.map(|(level, text)| PluginWord { plugin: about.id.clone(), level, text }));
        }
        words
    }
}

impl std::fmt::Debug for Plugins {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Plugins({} libraries, {} kinds)", self.0.installed.len(), self.0.by_kind.len())
    }
}
