//! One library among the others: what is known of it, its kinds when somebody asks, its code when somebody calls.

use super::config::ScanProgram;
use super::library::{Library, PluginAbout};
use super::loaded::LoadedKind;
use super::registry::{Entry, Head, KindsText};
use super::scan::{self, Answer};
use super::{describe, hex, told};
use crate::catalog::Kind;
use crate::diagnostic::Diagnostic;
use crate::files::Stamp;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// What is known of one library, for people.
#[derive(Debug, Clone)]
pub struct PluginInfo {
    /// Absolute.
    pub path: PathBuf,
    /// Whether its kinds can be used, or why not.
    pub status: PluginStatus,
    /// None where it was never asked.
    pub about: Option<PluginAbout>,
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// Ids of its kinds.
    pub kinds: Vec<Box<str>>,
    /// How long it took to ask it.
    pub scan_ms: f64,
}

/// Whether the kinds of a library can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PluginStatus {
    /// Yes.
    Ready,
    /// The user does not want it.
    Disabled,
    /// The user has not said that it may be opened.
    Untrusted,
    /// It crashed or hung when it was asked.
    Crashed,
    /// It does not fit this host, or is broken.
    Refused,
    /// Another one with its id came first.
    Duplicate,
    /// Some other library.
    NoPlugin,
}

pub(super) struct Installed {
    pub(super) head: Head,
    pub(super) status: PluginStatus,
    text: KindsText,
    kinds: OnceLock<Vec<Slot>>,
    opened: OnceLock<Result<Arc<Library>, Diagnostic>>,
}

/// A kind, and its code once it was needed.
struct Slot {
    kind: Arc<Kind>,
    loaded: OnceLock<Result<LoadedKind, Diagnostic>>,
}

impl Installed {
    pub(super) fn new(entry: Entry, status: PluginStatus) -> Self {
        let Entry { head, kinds: text } = entry;
        Self { head, status, text, kinds: OnceLock::new(), opened: OnceLock::new() }
    }

    pub(super) fn info(&self) -> PluginInfo {
        PluginInfo {
            path: self.head.path.clone(),
            status: self.status,
            about: self.head.about.clone(),
            sha256: hex::from_bytes(&self.head.sha256),
            kinds: self.head.kinds.iter().map(|kind| kind.id.clone()).collect(),
            scan_ms: self.head.scan_ms,
        }
    }

    /// A kind, by its place in the head.
    pub(super) fn kind(&self, at: usize, scan_program: Option<&ScanProgram>) -> Option<&Arc<Kind>> {
        self.slots(scan_program).get(at).map(|slot| &slot.kind)
    }

    fn slots(&self, scan_program: Option<&ScanProgram>) -> &[Slot] {
        self.kinds.get_or_init(|| {
            let kinds = self.text.read().unwrap_or_else(|_| self.ask_again(scan_program));
            let slot = |mut kind: Kind| {
                kind.plugin.sha256 = self.head.sha256;
                Slot { kind: Arc::new(kind), loaded: OnceLock::new() }
            };
            kinds.into_iter().map(slot).collect()
        })
    }

    /// Somebody wrote into the registry: the library itself knows best. In the order of the head, which was good.
    fn ask_again(&self, scan_program: Option<&ScanProgram>) -> Vec<Kind> {
        let Answer::Said(mut report) = scan::look(&self.head.path, scan_program) else { return Vec::new() };
        let place = |kind: &Kind| self.head.kinds.iter().position(|named| named.id == kind.id);
        report.kinds.retain(|kind| place(kind).is_some());
        report.kinds.sort_by_key(|kind| place(kind));
        report.kinds
    }

    /// The code of a kind. Opens and starts the library if nobody has.
    pub(super) fn load(&self, at: usize, scan_program: Option<&ScanProgram>) -> Result<LoadedKind, Diagnostic> {
        let Some(slot) = self.slots(scan_program).get(at) else {
            let id = self.head.kinds.get(at).map_or("", |named| &*named.id);
            return Err(told::kind_gone(&self.head.path, id));
        };
        slot.loaded.get_or_init(|| self.load_kind(&slot.kind)).clone()
    }

    fn load_kind(&self, kind: &Arc<Kind>) -> Result<LoadedKind, Diagnostic> {
        let library = self.opened.get_or_init(|| self.open()).as_ref().map_err(Clone::clone)?;
        let raws = library.kinds()?;
        let raw = raws.iter().find(|raw| describe::id(raw).as_deref() == Some(&kind.id));
        let raw = raw.ok_or_else(|| told::kind_gone(&self.head.path, &kind.id))?;
        // As it is now: what was remembered may have been written by hand.
        let described = describe::kind(raw, &kind.plugin);
        let described = described.map_err(|why| told::kind_refused(&self.head.path, &kind.id, &why))?;
        library.start()?;
        let loaded = LoadedKind::new(Arc::clone(library), raw, Arc::new(described.kind));
        loaded.ok_or_else(|| told::kind_gone(&self.head.path, &kind.id))
    }

    fn open(&self) -> Result<Arc<Library>, Diagnostic> {
        let stamp = Stamp::read(&self.head.path).map_err(|error| told::unreadable(&self.head.path, &error))?;
        if stamp != self.head.stamp {
            return Err(told::changed(&self.head.path));
        }
        Library::open(&self.head.path)
    }

    /// The library, if somebody needed it.
    pub(super) fn opened(&self) -> Option<&Arc<Library>> {
        self.opened.get().and_then(|library| library.as_ref().ok())
    }
}
