//! All that the window shows. Panels read it; only `State::apply` changes it.

mod apply;
mod editing;
mod files;
mod keepsakes;
mod pasting;

use std::path::PathBuf;
use std::sync::Arc;

use weft_engine::catalog::Catalog;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::graph::Name;

use crate::document::Document;
use crate::document::journal::{Journal, Recovered};
use crate::live::Live;
use crate::scene::Scene;
use crate::settings::{Folders, Settings};
use crate::shelf::Shelf;
use crate::signature::Signatures;
pub(crate) use keepsakes::Closing;

/// All that the window shows.
pub struct State {
    /// Tabs.
    pub documents: Vec<Document>,
    /// The shown tab; none: the start page.
    pub active: Option<usize>,
    /// All kinds that are installed.
    pub catalog: Arc<Catalog>,
    /// Counts catalogs, so that what was made from an old one is made anew.
    pub catalog_count: u64,
    /// What is remembered between starts.
    pub settings: Settings,
    /// Where things are kept.
    pub folders: Folders,
    /// What the session tells of runs.
    pub live: Live,
    /// The shown level as the canvas draws it.
    pub scene: Scene,
    /// The last thing that was told, and when it was, in seconds of the window.
    pub notice: Option<Notice>,
    /// Documents of a run that ended badly.
    pub recovered: Vec<Recovered>,
    /// Why files could not be opened.
    pub refused: Option<Refused>,
    /// What only the window can do, in order.
    pub(crate) errands: Vec<Errand>,
    /// Tabs that are asked about before they go: the document's id.
    pub asked: Option<Asked>,
    journal: Journal,
    /// Whether it was told that the journal cannot be written.
    unsafe_told: bool,
    signatures: Signatures,
    next_id: u64,
    pub(crate) now: f64,
    /// Models and the runtime.
    pub shelf: Shelf,
    keepsakes: keepsakes::Keepsakes,
}

/// A sentence in the status bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether something did not work.
    pub wrong: bool,
    /// When it was told.
    pub at: f64,
}

/// A file that could not be opened.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Which.
    pub path: PathBuf,
    /// Every mistake in it.
    pub told: Vec<Diagnostic>,
}

/// A question before work is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A tab with unsaved changes is about to close.
    Close(u64),
    /// The window is about to close and some tabs have unsaved changes.
    Quit,
}

/// What only the window can do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Errand {
    CopyText(String),
    RequestPaste,
    AskOpen,
    AskSave { document: u64, suggested: PathBuf },
    AskSaveView { suggested: PathBuf },
    AskPath { document: u64, node: Name, input: Name, want: PathWanted, folder: PathBuf },
    Focus(Focus),
    Quit,
}

/// What a path shall lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathWanted {
    File,
    NewFile,
    Folder,
}

/// What comes to the front.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Focus {
    Palette,
    PaletteAfter,
    CommandPalette,
    Shortcuts,
    Find,
    Rename(Name),
    FitAll,
    FitSelection,
    Zoom(f32),
    ZoomTo(f32),
    Centre(Name),
    Pane(crate::dock::Pane),
    TogglePane(crate::dock::Pane),
    NextPane,
    ResetLayout,
    Recovery,
    Models,
    Preferences,
}

impl State {
    /// Begins with the start page.
    #[must_use]
    pub fn new(folders: Folders, catalog: Catalog) -> Self {
        let (journal, recovered) = Journal::open(&folders.state.join("journal"));
        let mut state = Self {
            documents: Vec::new(),
            active: None,
            catalog: Arc::new(catalog),
            catalog_count: 1,
            settings: Settings::read(&folders),
            live: Live::default(),
            scene: Scene::default(),
            notice: None,
            recovered,
            refused: None,
            errands: Vec::new(),
            asked: None,
            journal,
            unsafe_told: false,
            signatures: Signatures::default(),
            next_id: 1,
            now: 0.0,
            shelf: Shelf::default(),
            keepsakes: keepsakes::Keepsakes::default(),
            folders,
        };
        if !state.journal.works() {
            state.warn(format!(
                "Unsaved work cannot be kept safe: `{}` cannot be written to.",
                state.folders.state.display()
            ));
        }
        state
    }

    /// The shown document.
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        self.documents.get(self.active?)
    }

    /// The shown document, to be changed; for `apply` and tests.
    pub fn document_mut(&mut self) -> Option<&mut Document> {
        self.documents.get_mut(self.active?)
    }

    /// Takes a catalog; everything that shows kinds is made anew.
    pub fn take_catalog(&mut self, catalog: Catalog) {
        self.catalog = Arc::new(catalog);
        self.catalog_count += 1;
        self.signatures.forget();
        // Nodes have other sizes now: those that nobody has placed are laid out anew.
        let shown = self.active.and_then(|at| self.documents.get(at));
        if shown.is_some_and(|document| !document.spots.is_empty()) {
            self.errands.push(Errand::Focus(Focus::FitAll));
        }
        self.documents.iter_mut().for_each(|document| document.spots.clear());
    }

    /// Once before each frame: the scene follows the document.
    pub fn prepare(&mut self, now: f64) {
        self.now = now;
        let Some(document) = self.active.and_then(|at| self.documents.get_mut(at)) else { return };
        self.scene.update(document, &self.catalog, &mut self.signatures, self.catalog_count);
    }

    /// Keeps unsaved documents in the journal. True while something is not kept yet.
    pub fn keep_journal(&mut self) {
        for document in &mut self.documents {
            self.journal.keep(document);
        }
    }

    /// Says once that unsaved work is not kept safe, and once that it is again.
    pub(crate) fn watch_journal(&mut self) {
        let trouble = self.journal.trouble();
        if trouble.is_some() == self.unsafe_told {
            return;
        }
        self.unsafe_told = trouble.is_some();
        match trouble {
            Some(told) => {
                let hint = told.hint.as_deref().map(crate::words::sentence).unwrap_or_default();
                self.warn(format!("Unsaved work is not kept safe: {}. {hint}", told.message));
            }
            None => self.tell("Unsaved work is kept safe again."),
        }
    }

    /// Waits until the journal is on disk.
    pub fn flush_journal(&self) {
        self.journal.flush();
    }

    /// Whether the journal lacks something.
    #[must_use]
    pub fn is_journal_behind(&self) -> bool {
        self.journal.works() && self.documents.iter().any(|document| document.journalled != document.revision())
    }

    /// A sentence for the status bar.
    pub(crate) fn tell(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), wrong: false, at: self.now });
    }

    /// A sentence for the status bar about what did not work.
    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), wrong: true, at: self.now });
    }

    pub(crate) fn warn_of(&mut self, told: &Diagnostic) {
        let mut text = crate::words::sentence(&told.message);
        if let Some(hint) = &told.hint {
            text.push(' ');
            text.push_str(&crate::words::sentence(hint));
        }
        self.warn(text);
    }

    fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}
