//! One open graph: the document, its history, where it lies, which level is shown and what is selected there.

pub mod journal;
mod outbox;
pub mod storage;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use weft_engine::diagnostic::Diagnostic;
use weft_engine::graph::{Edit, Graph, History, Name, Wire};

use crate::view_entry::Spot;
pub use outbox::Outbox;

/// One tab.
#[derive(Debug, Clone)]
pub struct Document {
    /// Never given twice in one run of the editor.
    pub id: u64,
    graph: Graph,
    history: History,
    /// The file, once there is one.
    path: Option<PathBuf>,
    /// Where its relative paths begin.
    folder: PathBuf,
    /// What it is called until it has a file.
    name: String,
    /// Nodes that were entered, from the outside in.
    inside: Vec<Name>,
    /// Keys of the view: nodes, `frame/…`, `note/…`.
    pub selection: BTreeSet<Name>,
    /// Counts every change.
    revision: u64,
    /// Counts changes that are more than moving.
    content_revision: u64,
    /// Places of nodes that the file has none for, by level: shown, and only written once something is arranged.
    pub(crate) spots: HashMap<Vec<Name>, HashMap<Name, Spot>>,
    /// The output in the viewer; its node may be deep inside: names joined with `/`.
    pub viewed: Option<Wire>,
    /// An output that stays in the viewer whatever else is viewed.
    pub held: Option<Wire>,
    /// An output that stays beside it for comparison.
    pub pinned: Option<Wire>,
    /// What the file said when it was read or written last; a change by others is noticed.
    pub(crate) on_disk: Option<storage::Stamp>,
    /// The revision that the journal holds.
    pub(crate) journalled: u64,
    /// What the session has not been told yet.
    outbox: Outbox,
    /// Whether the last edit was one of a drag that goes on.
    dragging: bool,
}

impl Document {
    /// An empty graph.
    #[must_use]
    pub fn empty(id: u64, folder: PathBuf) -> Self {
        Self::new(id, Graph::new(), None, folder, "Untitled")
    }

    /// A graph from a file, or from a template without one.
    #[must_use]
    pub fn new(id: u64, graph: Graph, path: Option<PathBuf>, folder: PathBuf, name: &str) -> Self {
        Self {
            id,
            graph,
            history: History::new(),
            path,
            folder,
            name: name.to_owned(),
            inside: Vec::new(),
            selection: BTreeSet::new(),
            revision: 1,
            content_revision: 1,
            spots: HashMap::new(),
            viewed: None,
            held: None,
            pinned: None,
            on_disk: None,
            journalled: 1,
            outbox: Outbox::Whole,
            dragging: false,
        }
    }

    /// The whole graph.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The graph that is shown: the whole one, or one inside it.
    #[must_use]
    pub fn level(&self) -> &Graph {
        let mut level = &self.graph;
        for name in &self.inside {
            match level.node(name).and_then(|node| node.graph()) {
                Some(inner) => level = inner,
                None => break,
            }
        }
        level
    }

    /// Nodes that were entered, from the outside in.
    #[must_use]
    pub fn inside(&self) -> &[Name] {
        &self.inside
    }

    /// The name of a node of this level as the engine says it: `outer/inner`.
    #[must_use]
    pub fn full_name(&self, node: &str) -> Name {
        if self.inside.is_empty() {
            return Name::new(node);
        }
        let mut full: String = self.inside.iter().flat_map(|name| [name.as_str(), "/"]).collect();
        full.push_str(node);
        Name::new(full)
    }

    /// What was done.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The file, once there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Where its relative paths begin.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// For tabs and the window: the file's name, or what it is called until there is one.
    #[must_use]
    pub fn title(&self) -> String {
        let stem = self.path.as_ref().and_then(|path| path.file_stem());
        stem.map_or_else(|| self.name.clone(), |stem| stem.to_string_lossy().into_owned())
    }

    /// Whether the file holds what is shown.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.history.is_saved()
    }

    /// Counts every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Counts changes that are more than moving things about.
    #[must_use]
    pub fn content_revision(&self) -> u64 {
        self.content_revision
    }

    /// The output in the viewer.
    #[must_use]
    pub fn shown(&self) -> Option<&Wire> {
        self.held.as_ref().or(self.viewed.as_ref())
    }

    /// Makes an edit of the shown level: one step in the history.
    ///
    /// # Errors
    /// When it cannot be made; nothing has changed then.
    pub fn apply(&mut self, edit: Edit, name: Option<String>) -> Result<(), Diagnostic> {
        let name = name.unwrap_or_else(|| edit.describe());
        let renamed = renames(&edit);
        let edit = self.at_level(self.with_spots(edit));
        self.history.drop_drag();
        self.dragging = false;
        let told = edit.clone();
        self.history.apply_as(&mut self.graph, edit, name)?;
        self.outbox.post(told);
        self.follow(&renamed);
        self.touch();
        Ok(())
    }

    /// Makes one edit of a drag: all with one key are one step.
    ///
    /// # Errors
    /// When it cannot be made; nothing has changed then.
    pub fn drag(&mut self, edit: Edit, key: &str) -> Result<(), Diagnostic> {
        let moving = key.starts_with("move");
        let edit = self.at_level(self.with_spots(edit));
        let told = edit.clone();
        self.history.drag(&mut self.graph, edit, key)?;
        self.outbox.post(told);
        self.dragging = !moving;
        if moving {
            self.revision += 1;
        } else {
            self.touch();
        }
        Ok(())
    }

    /// Ends a drag.
    pub fn drop_drag(&mut self) {
        self.history.drop_drag();
        self.dragging = false;
    }

    /// Whether a value is being dragged right now.
    #[must_use]
    pub fn is_dragging(&self) -> bool {
        self.dragging
    }

    /// What the session has not been told yet; from now on it has.
    pub fn take_outbox(&mut self) -> Outbox {
        self.outbox.take()
    }

    /// The session needs all of it again.
    pub fn tell_all(&mut self) {
        self.outbox = Outbox::Whole;
    }

    /// Takes the last step back; gives its name.
    ///
    /// # Errors
    /// Never, unless the graph was changed without its history.
    pub fn undo(&mut self) -> Result<Option<String>, Diagnostic> {
        let name = self.history.undo(&mut self.graph)?.map(str::to_owned);
        self.after_travel();
        Ok(name)
    }

    /// Does the last step again that was taken back; gives its name.
    ///
    /// # Errors
    /// Never, unless the graph was changed without its history.
    pub fn redo(&mut self) -> Result<Option<String>, Diagnostic> {
        let name = self.history.redo(&mut self.graph)?.map(str::to_owned);
        self.after_travel();
        Ok(name)
    }

    /// Back or forth until so many steps are done.
    ///
    /// # Errors
    /// Never, unless the graph was changed without its history.
    pub fn go_to(&mut self, n_done: usize) -> Result<(), Diagnostic> {
        self.history.go_to(&mut self.graph, n_done)?;
        self.after_travel();
        Ok(())
    }

    /// Shows the graph inside a node of this level. False where there is none.
    pub fn enter(&mut self, node: &str) -> bool {
        if self.level().node(node).and_then(|node| node.graph()).is_none() {
            return false;
        }
        self.inside.push(Name::new(node));
        self.selection.clear();
        self.touch();
        true
    }

    /// Goes out until so many levels are left.
    pub fn leave(&mut self, levels: usize) {
        if levels < self.inside.len() {
            let left = self.inside[levels].clone();
            self.inside.truncate(levels);
            self.selection = BTreeSet::from([left]);
            self.touch();
        }
    }

    /// Remembers that the file holds what is shown.
    pub(crate) fn mark_saved(&mut self, path: PathBuf, stamp: Option<storage::Stamp>) {
        self.history.mark_saved();
        self.folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        self.path = Some(path);
        self.on_disk = stamp;
        self.revision += 1;
    }

    /// A document that came out of a journal is not what its file says.
    pub(crate) fn mark_unsaved(&mut self, path: Option<PathBuf>) {
        self.path = path;
        // A step that changes nothing makes the difference to the saved state visible, and can be taken back.
        let title = self.graph.title().to_owned();
        if let Err(told) = self.history.apply_as(&mut self.graph, Edit::Title(title), "recover") {
            debug_assert!(false, "a title can always be written again: {told}");
        }
        self.touch();
    }

    fn touch(&mut self) {
        self.revision += 1;
        self.content_revision += 1;
    }

    fn after_travel(&mut self) {
        let mut level = &self.graph;
        let mut depth = 0;
        for name in &self.inside {
            match level.node(name).and_then(|node| node.graph()) {
                Some(inner) => {
                    level = inner;
                    depth += 1;
                }
                None => break,
            }
        }
        self.inside.truncate(depth);
        self.outbox = Outbox::Whole;
        self.dragging = false;
        let level = self.level();
        let gone: Vec<Name> = self
            .selection
            .iter()
            .filter(|key| level.node(key).is_none() && level.view_of(key).is_none())
            .cloned()
            .collect();
        for key in gone {
            self.selection.remove(&key);
        }
        self.touch();
    }

    fn follow(&mut self, renamed: &[(Name, Name)]) {
        for (from, to) in renamed {
            if self.selection.remove(from) {
                self.selection.insert(to.clone());
            }
            if let Some(spots) = self.spots.get_mut(&self.inside)
                && let Some(spot) = spots.remove(from)
            {
                spots.insert(to.clone(), spot);
            }
            let (from, to) = (self.full_name(from), self.full_name(to));
            for wire in [&mut self.viewed, &mut self.held, &mut self.pinned].into_iter().flatten() {
                if wire.node == from {
                    wire.node = to.clone();
                }
            }
        }
        let level = self.level();
        let kept = self.selection.iter().filter(|key| level.node(key).is_some() || level.view_of(key).is_some());
        self.selection = kept.cloned().collect();
    }

    /// Wraps an edit of the shown level for the whole graph.
    fn at_level(&self, edit: Edit) -> Edit {
        self.inside.iter().rev().fold(edit, |edit, name| edit.inside(name.clone()))
    }

    /// Once something is arranged, all nodes get the places where they are shown: the next start shows the same.
    fn with_spots(&self, edit: Edit) -> Edit {
        let Some(spots) = self.spots.get(&self.inside).filter(|_| arranges(&edit)) else { return edit };
        let level = self.level();
        let missing = level.nodes().filter(|(name, _)| level.position(name).is_none());
        let mut edits: Vec<Edit> = missing
            .filter_map(|(name, _)| {
                let spot = spots.get(name)?;
                Some(Edit::view(name.clone(), crate::view_entry::point(spot.x, spot.y)))
            })
            .collect();
        if edits.is_empty() {
            return edit;
        }
        edits.push(edit);
        Edit::Batch(edits)
    }
}

fn arranges(edit: &Edit) -> bool {
    match edit {
        Edit::Batch(edits) => edits.iter().any(arranges),
        Edit::View { value, .. } => value.is_some(),
        _ => false,
    }
}

fn renames(edit: &Edit) -> Vec<(Name, Name)> {
    match edit {
        Edit::Batch(edits) => edits.iter().flat_map(renames).collect(),
        Edit::Rename { from, to } => vec![(from.clone(), to.clone())],
        _ => Vec::new(),
    }
}
