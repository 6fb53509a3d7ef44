//! Opening, saving, closing, recovering.

use std::path::{Path, PathBuf};

use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::graph::{Edit, Graph, Name, Node};

use super::{Asked, Errand, Focus, Refused, State};
use crate::document::{Document, storage};
use crate::view_entry;

/// Endings of pictures that become load nodes when they are dropped.
const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "exr", "gif"];

/// Pictures that were dropped together.
const IN_A_ROW: usize = 5;

impl State {
    /// An empty graph in a new tab.
    pub fn new_document(&mut self) {
        let folder = std::env::current_dir().unwrap_or_default();
        let id = self.fresh_id();
        self.show_new(Document::empty(id, folder));
    }

    fn show_new(&mut self, document: Document) {
        self.documents.push(document);
        self.active = Some(self.documents.len() - 1);
        self.errands.push(Errand::Focus(Focus::FitAll));
    }

    pub(super) fn activate(&mut self, at: usize) {
        if at < self.documents.len() {
            self.active = Some(at);
        }
    }

    /// Opens a graph in a tab, or shows the tab that has it.
    pub(super) fn open(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if let Some(at) = self.documents.iter().position(|document| document.path() == Some(&path)) {
            self.active = Some(at);
            return;
        }
        match storage::read(&path) {
            Ok(graph) => {
                let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
                let id = self.fresh_id();
                let mut document = Document::new(id, graph, Some(path.clone()), folder, "");
                document.on_disk = storage::stamp(&path);
                self.show_new(document);
                self.settings.remember(&path);
                self.settings.write(&self.folders);
            }
            Err(told) => self.refuse(path, told),
        }
    }

    fn refuse(&mut self, path: PathBuf, told: Vec<Diagnostic>) {
        if let Some(first) = told.first() {
            self.warn_of(&first.clone());
        }
        self.settings.recent.retain(|recent| *recent != path);
        self.refused = Some(Refused { path, told });
    }

    /// A template is a copy: its paths begin where the template lies, and saving asks for a name.
    pub(super) fn open_template(&mut self, path: &Path) {
        match storage::read(path) {
            Ok(graph) => {
                let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let id = self.fresh_id();
                self.show_new(Document::new(id, graph, None, folder, &name));
            }
            Err(told) => self.refuse(path.to_owned(), told),
        }
    }

    pub(super) fn save(&mut self) {
        match self.document().and_then(|document| document.path().map(Path::to_owned)) {
            Some(path) => self.save_to(&path),
            None => self.ask_where(),
        }
    }

    pub(super) fn ask_where(&mut self) {
        let Some(document) = self.document() else { return };
        let suggested = match document.path() {
            Some(path) => path.to_owned(),
            None => document.folder().join(format!("{}.ron", document.title().to_lowercase())),
        };
        let document = document.id;
        self.errands.push(Errand::AskSave { document, suggested });
    }

    /// Saves the shown document. A file that others have changed meanwhile is kept beside it.
    pub(super) fn save_to(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let Some(at) = self.active.filter(|at| *at < self.documents.len()) else { return };
        let document = &self.documents[at];
        let theirs = storage::stamp(&path);
        let changed = document.path() == Some(&path)
            && document.on_disk.is_some()
            && theirs.is_some()
            && theirs != document.on_disk;
        let mut kept = None;
        if changed {
            let aside = path.with_extension("theirs.ron");
            match std::fs::copy(&path, &aside) {
                Ok(_) => kept = Some(aside),
                Err(why) => {
                    let shown = path.display();
                    let message =
                        format!("`{shown}` was changed by another program and could not be kept aside: {why}");
                    return self.warn_of(&Diagnostic::error("changed-file", Place::File(shown.to_string()), message));
                }
            }
        }
        // Paths in the graph are relative to its file: a new folder would lead them astray.
        let text = document.graph().to_string();
        match storage::write(&path, &text) {
            Ok(stamp) => {
                let moved = document.path().is_some_and(|old| old.parent() != path.parent());
                self.documents[at].mark_saved(path.clone(), stamp);
                self.keep_picture(at);
                self.settings.remember(&path);
                self.settings.write(&self.folders);
                let shown = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                match kept {
                    Some(aside) => self.warn(format!(
                        "Saved `{shown}`. Another program had changed it; its version is kept as `{}`.",
                        aside.file_name().unwrap_or_default().to_string_lossy()
                    )),
                    None if moved => {
                        self.tell(format!("Saved `{shown}`. Relative paths in it now begin in its new folder."));
                    }
                    None => self.tell(format!("Saved `{shown}`.")),
                }
                self.keep_journal();
            }
            Err(told) => self.warn_of(&told),
        }
    }

    pub(super) fn close(&mut self, at: usize) {
        let Some(document) = self.documents.get(at) else { return };
        if document.is_saved() {
            self.close_unsaved(at);
        } else {
            self.active = Some(at);
            self.asked = Some(Asked::Close(document.id));
        }
    }

    pub(super) fn close_unsaved(&mut self, at: usize) {
        if at >= self.documents.len() {
            return;
        }
        self.keep_picture(at);
        let document = self.documents.remove(at);
        self.journal.forget(document.id);
        self.asked = None;
        self.active = match self.active {
            _ if self.documents.is_empty() => None,
            Some(active) if active > at => Some(active - 1),
            Some(active) => Some(active.min(self.documents.len() - 1)),
            None => None,
        };
    }

    pub(super) fn recover(&mut self, at: usize) {
        if at >= self.recovered.len() {
            return;
        }
        let recovered = self.recovered.remove(at);
        let entry = recovered.entry.clone();
        match Graph::parse(&entry.text) {
            Ok(graph) => {
                let id = self.fresh_id();
                let mut document = Document::new(id, graph, None, entry.folder, &entry.title);
                document.mark_unsaved(entry.path);
                self.show_new(document);
                // Never in neither place, also if all ends right now.
                self.keep_journal();
                self.flush_journal();
                recovered.forget();
                self.tell(format!("Recovered `{}`. Save it to keep it.", entry.title));
            }
            Err(told) => self.refuse(PathBuf::from(entry.title), told),
        }
    }

    /// Graphs become tabs, pictures become load nodes.
    pub(super) fn take_dropped(&mut self, paths: Vec<PathBuf>, at: Option<(f64, f64)>) {
        let ending =
            |path: &Path| path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let (graphs, others): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| ending(path) == "ron");
        for graph in graphs {
            self.open(&graph);
        }
        let (pictures, unknown): (Vec<PathBuf>, Vec<PathBuf>) =
            others.into_iter().partition(|path| PICTURES.contains(&&*ending(path)));
        if let Some(first) = unknown.first() {
            self.warn(format!("`{}` is neither a graph nor a picture.", first.display()));
        }
        if pictures.is_empty() {
            return;
        }
        if self.active.is_none() {
            self.new_document();
        }
        self.add_pictures(&pictures, at.unwrap_or((0.0, 0.0)));
    }

    /// The path of an input becomes what was dropped on it; beside the graph it is named as the file would: relative.
    pub(super) fn drop_on(&mut self, node: &Name, input: &Name, path: &Path) {
        let Some(document) = self.document() else { return };
        let shown = path.strip_prefix(document.folder()).unwrap_or(path).to_string_lossy().into_owned();
        self.edit(Edit::set(node.clone(), input.clone(), shown), None);
    }

    fn add_pictures(&mut self, pictures: &[PathBuf], (left, top): (f64, f64)) {
        let Some(document) = self.document() else { return };
        let version = self.catalog.kind("files.load_image").map_or(1, |kind| kind.version);
        let mut scratch = document.level().clone();
        let (mut edits, mut names) = (Vec::new(), Vec::new());
        for (at, picture) in pictures.iter().enumerate() {
            let stem = picture.file_stem().unwrap_or_default().to_string_lossy().replace('.', "_");
            let name = scratch.free_name(&stem);
            // A picture beside the graph is named as the file would: relative.
            let path = picture.strip_prefix(document.folder()).unwrap_or(picture).to_string_lossy().into_owned();
            let node = Node::new("files.load_image", version).with("path", path);
            if scratch.add(name.clone(), node.clone()).is_err() {
                continue;
            }
            edits.push(Edit::add(name.clone(), node));
            // Side by side: how high they are is known once they are drawn.
            let (x, y) = ((at % IN_A_ROW) as f64 * 216.0, (at / IN_A_ROW) as f64 * 320.0);
            #[expect(clippy::cast_possible_truncation, reason = "places on a canvas need no more")]
            edits.push(Edit::view(name.clone(), view_entry::point((left + x) as f32, (top + y) as f32)));
            names.push(name);
        }
        let said = format!("add {}", crate::words::count(names.len(), "picture"));
        self.edit(Edit::Batch(edits), Some(said));
        if let Some(document) = self.document_mut() {
            document.selection = names.into_iter().collect();
        }
    }
}
