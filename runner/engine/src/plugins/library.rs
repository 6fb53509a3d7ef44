//! An open library: the handshake, and what is read from its tables. A library that was opened is never closed: its code
//! may be in use anywhere, and closing it does not reliably undo anything.
#![expect(unsafe_code, reason = "dynamic libraries and C tables")]

use super::foreign::{self, Rubbish};
use super::services::{self, HostTable};
use super::{object_file, told};
use crate::diagnostic::Diagnostic;
use crate::files::Stamp;
use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use weft_abi::{WEFT_ABI_MAJOR, WEFT_ABI_MINOR, WEFT_MAGIC, WEFT_OK, weft_entry, weft_host, weft_kind};

/// A library whose entry was read and found good.
pub(super) struct Library {
    path: PathBuf,
    /// Of the file whose code this is.
    stamp: Stamp,
    entry: weft_entry,
    host: &'static HostTable,
    /// `init` runs once, whoever asks first.
    started: OnceLock<Result<(), Diagnostic>>,
}

// SAFETY: the entry points at what is static and never written.
unsafe impl Send for Library {}
// SAFETY: as above; the rest is behind a lock or never written.
unsafe impl Sync for Library {}

/// What a plugin says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PluginAbout {
    /// `image`, or `com.acme`.
    pub id: Box<str>,
    /// Shown to the user.
    pub label: Box<str>,
    /// Who made it.
    pub vendor: Box<str>,
    /// For people.
    pub version: Box<str>,
    /// SPDX.
    pub license: Box<str>,
    /// Compiler and SDK, for bug reports.
    pub built_with: Box<str>,
    /// Major and minor of the header that it was built with.
    pub abi: (u32, u32),
}

/// A kind as it stands in the memory of its plugin, and a copy of it.
pub(super) struct RawKind {
    /// The plugin's own, which lives for ever.
    pub(super) at: *const weft_kind,
    pub(super) table: weft_kind,
}

/// Libraries by the place of their entry: one file is one plugin, by whatever path and however often it is opened.
static OPENED: Mutex<BTreeMap<usize, Arc<Library>>> = Mutex::new(BTreeMap::new());

impl Library {
    /// Opens a plugin and shakes hands. No function of it is called, but the system runs its constructors.
    pub(super) fn open(path: &Path) -> Result<Arc<Self>, Diagnostic> {
        let path = &std::path::absolute(path).map_err(|error| told::unreadable(path, &error))?;
        object_file::check(path)?;
        let stamp = Stamp::read(path).map_err(|error| told::unreadable(path, &error))?;
        let at = entry_of(path)?;
        // SAFETY: the symbol of this name is an entry, or at least something with a word in it.
        let entry = unsafe { read_entry(path, at) }?;
        let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
        let library = opened.entry(at as usize).or_insert_with(|| {
            let host = services::host_table();
            Arc::new(Self { path: path.clone(), stamp, entry, host, started: OnceLock::new() })
        });
        // The system knows libraries by their path, and gives the old code for a new file in the old place.
        if library.stamp != stamp {
            return Err(told::changed(path));
        }
        Ok(Arc::clone(library))
    }

    /// The host as this plugin sees it.
    pub(super) fn host(&self) -> &'static weft_host {
        self.host.table()
    }

    /// Words which the plugin said outside of a call, oldest first. They are given once.
    pub(super) fn take_words(&self) -> Vec<(super::LogLevel, String)> {
        self.host.take_words()
    }

    /// What the plugin says about itself.
    pub(super) fn about(&self) -> Result<PluginAbout, Diagnostic> {
        let text = |from, what: &str| {
            // SAFETY: texts of an entry are NULL or end with a zero, and are static.
            let text = unsafe { foreign::static_text(from, what) };
            text.map(Option::unwrap_or_default).map_err(|Rubbish(why)| told::rubbish(&self.path, &why))
        };
        let entry = &self.entry;
        let id = text(entry.id, "the id of the plugin")?;
        if !super::describe::is_id(&id) {
            let why = format!("the id of the plugin, `{id}`, is not made of a–z, 0–9, `_`, `.` and `-`");
            return Err(told::rubbish(&self.path, &why));
        }
        let label = text(entry.label, "the label of the plugin")?;
        Ok(PluginAbout {
            label: if label.is_empty() { id.clone() } else { label },
            id,
            vendor: text(entry.vendor, "the vendor of the plugin")?,
            version: text(entry.version, "the version of the plugin")?,
            license: text(entry.license, "the licence of the plugin")?,
            built_with: text(entry.built_with, "the compiler of the plugin")?,
            abi: (entry.abi_major, entry.abi_minor),
        })
    }

    /// Asks the plugin for its kinds. Runs code of it, which may do anything: of a plugin that nobody knows, in a process
    /// that may end.
    pub(super) fn kinds(&self) -> Result<Vec<RawKind>, Diagnostic> {
        let Some(describe) = self.entry.describe else { return Err(told::no_describe(&self.path)) };
        // SAFETY: the contract: it may be called before `init`, by any thread.
        let array = unsafe { describe() };
        // SAFETY: what `describe` gives is such an array, and lives for ever.
        let kinds = unsafe { foreign::elements::<weft_kind>(array, "kinds") };
        let kinds = kinds.map_err(|Rubbish(why)| told::rubbish(&self.path, &why))?;
        Ok(kinds
            .into_iter()
            .map(|(at, table)| {
                // An element may be longer than what its writer filled in: its own word counts too.
                let known = table.struct_size.min(array.stride) as usize;
                // SAFETY: an element of the array, read within its stride.
                RawKind { at, table: unsafe { foreign::table(at.cast(), known) } }
            })
            .collect())
    }

    /// Calls `init`, once for the process.
    pub(super) fn start(&self) -> Result<(), Diagnostic> {
        self.started.get_or_init(|| self.init()).clone()
    }

    fn init(&self) -> Result<(), Diagnostic> {
        let Some(init) = self.entry.init else { return Ok(()) };
        // SAFETY: once, before anything else but `describe`; the table of the host lives for ever.
        let status = unsafe { init(self.host()) };
        if status == WEFT_OK {
            return Ok(());
        }
        let words: Vec<String> = self.take_words().into_iter().map(|(_, text)| text).collect();
        let words = if words.is_empty() { "it gave no reason".to_owned() } else { words.join("; ") };
        Err(told::init_failed(&self.path, &format!("{words} (status {status})")))
    }
}

/// Where the entry of a library lies. Opens it for ever.
fn entry_of(path: &Path) -> Result<*const weft_entry, Diagnostic> {
    let library = ManuallyDrop::new(open_for_ever(path).map_err(|error| {
        let reason = std::error::Error::source(&error).map(ToString::to_string);
        told::not_opened(path, &reason.unwrap_or_else(|| error.to_string()))
    })?);
    // SAFETY: a data symbol is its address, whatever lies there.
    let symbol = unsafe { library.get::<*const weft_entry>(object_file::ENTRY_SYMBOL) };
    match symbol.map(|symbol| *symbol) {
        Ok(at) if !at.is_null() => Ok(at),
        _ => Err(told::no_entry(path)),
    }
}

#[cfg(unix)]
fn open_for_ever(path: &Path) -> Result<libloading::os::unix::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // A closed library leaves its threads and thread-locals without code.
    const RTLD_NODELETE: std::ffi::c_int = if cfg!(target_vendor = "apple") { 0x80 } else { 0x1000 };
    // SAFETY: the constructors of the library run; trust was decided before.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) }
}

#[cfg(windows)]
fn open_for_ever(path: &Path) -> Result<libloading::os::windows::Library, libloading::Error> {
    use libloading::os::windows::{LOAD_LIBRARY_SEARCH_DEFAULT_DIRS, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR, Library};
    // Its own folder and the system's, never the current one.
    let flags = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    // SAFETY: the constructors of the library run; trust was decided before.
    unsafe { Library::load_with_flags(path, flags) }
}

/// Reads an entry in the order in which each word may be believed.
///
/// # Safety
/// `at` is the address of an exported symbol.
unsafe fn read_entry(path: &Path, at: *const weft_entry) -> Result<weft_entry, Diagnostic> {
    if !at.is_aligned() {
        return Err(told::wrong_magic(path, 0));
    }
    let words = at.cast::<u32>();
    // SAFETY: a symbol has at least one word.
    let magic = unsafe { words.read() };
    if magic != WEFT_MAGIC {
        return Err(told::wrong_magic(path, magic));
    }
    // SAFETY: behind the magic word of an entry stands its size.
    let struct_size = unsafe { words.wrapping_add(1).read() };
    // SAFETY: and then its generation.
    let abi_major = unsafe { words.wrapping_add(2).read() };
    if abi_major != WEFT_ABI_MAJOR {
        return Err(told::wrong_major(path, abi_major));
    }
    if !(<weft_entry as foreign::Table>::BYTES_MIN..=1 << 14).contains(&(struct_size as usize)) {
        return Err(told::wrong_size(path, struct_size));
    }
    // SAFETY: its size was just found good.
    let entry: weft_entry = unsafe { foreign::table(at.cast(), struct_size as usize) };
    if entry.min_host_minor > WEFT_ABI_MINOR {
        return Err(told::needs_newer_host(path, entry.min_host_minor));
    }
    Ok(entry)
}
