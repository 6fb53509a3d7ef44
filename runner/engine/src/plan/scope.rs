//! Graphs inside graphs, laid flat: every node of every graph gets one number. Nothing is copied: a scope is one use of
//! a document, and what its exposed inputs get from outside.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::sentences;
use super::{Facts, GRAPH_KIND};
use crate::diagnostic::Diagnostic;
use crate::graph::{CacheUse, Graph, Name, Node, Setting, Wires};

/// More nodes than this are a graph that holds itself in ever new shapes.
pub(super) const NODES_MAX: usize = 1 << 24;

/// The graphs in other files that a graph uses, each read once.
#[derive(Default)]
pub(super) struct Documents {
    by_path: HashMap<PathBuf, Result<Arc<Graph>, Vec<Diagnostic>>>,
}

/// One use of a graph.
pub(super) struct Scope<'a> {
    pub(super) graph: &'a Graph,
    /// The folder that its paths begin in.
    pub(super) folder: u32,
    /// Empty for the outermost, else `outer/inner/`.
    pub(super) prefix: String,
    /// Number of its first node.
    pub(super) base: usize,
    /// The scope and node that use it.
    parent: Option<usize>,
    /// The file it comes from, if it is not written inside another.
    path: Option<PathBuf>,
    /// What inputs of its nodes get from outside, by the node's index.
    given: HashMap<usize, Vec<(&'a Name, Feed<'a>)>>,
}

/// What an input gets, and the scope in which it was said.
#[derive(Clone, Copy)]
pub(super) enum Feed<'a> {
    Wires(usize, &'a Wires),
    Set(usize, &'a Setting),
}

/// All uses of all graphs.
pub(super) struct Scopes<'a> {
    pub(super) all: Vec<Scope<'a>>,
    pub(super) folders: Vec<PathBuf>,
    /// Number of a node of the kind `graph` → its scope.
    inner: HashMap<usize, usize>,
    /// Number of a node of the kind `graph` → what is wrong with it.
    troubles: HashMap<usize, Vec<Diagnostic>>,
    n_nodes: usize,
}

impl Documents {
    /// Reads what the graph uses, and what those use.
    pub(super) fn load(graph: &Graph, folder: &Path, facts: &dyn Facts) -> Self {
        let mut documents = Self::default();
        let mut waiting = Vec::new();
        documents.find(graph, folder, &mut waiting);
        while let Some(path) = waiting.pop() {
            if documents.by_path.contains_key(&path) {
                continue;
            }
            let graph = facts.document(&path);
            if let Ok(graph) = &graph {
                documents.find(graph, &folder_of(&path), &mut waiting);
            }
            documents.by_path.insert(path, graph);
        }
        documents
    }

    /// Graphs written inside nodes lie at most `GRAPH_DEPTH_MAX` deep, but programs may build others: no recursion.
    fn find(&self, graph: &Graph, folder: &Path, found: &mut Vec<PathBuf>) {
        let mut waiting = vec![graph];
        while let Some(graph) = waiting.pop() {
            for (_, node) in graph.nodes().filter(|(_, node)| node.kind == GRAPH_KIND) {
                match (node.graph(), document_path(node, folder)) {
                    (Some(inner), _) => waiting.push(inner),
                    (None, Some(path)) if !self.by_path.contains_key(&path) => found.push(path),
                    (None, _) => {}
                }
            }
        }
    }
}

impl<'a> Scopes<'a> {
    /// Lays out a graph and all graphs in it.
    pub(super) fn new(graph: &'a Graph, folder: &Path, documents: &'a Documents) -> Self {
        let outermost =
            Scope { graph, folder: 0, prefix: String::new(), base: 0, parent: None, path: None, given: HashMap::new() };
        let mut scopes = Self {
            all: vec![outermost],
            folders: vec![folder.to_owned()],
            inner: HashMap::new(),
            troubles: HashMap::new(),
            n_nodes: graph.len(),
        };
        let mut at = 0;
        // Grows while it is walked: a scope's graphs are laid behind it.
        while at < scopes.all.len() && scopes.n_nodes <= NODES_MAX {
            let graph = scopes.all[at].graph;
            for (index, (name, node)) in graph.nodes().enumerate() {
                if node.kind == GRAPH_KIND
                    && let Err(told) = scopes.enter(at, index, name, node, documents)
                {
                    let flat = scopes.all[at].base + index;
                    scopes.troubles.insert(flat, told);
                }
            }
            at += 1;
        }
        scopes
    }

    /// What is wrong with a node of the kind `graph`.
    pub(super) fn troubles(&self, flat: usize) -> &[Diagnostic] {
        self.troubles.get(&flat).map_or(&[], Vec::as_slice)
    }

    /// How many nodes there are in all scopes.
    pub(super) fn len(&self) -> usize {
        self.n_nodes
    }

    /// The scope of a node.
    pub(super) fn scope_of(&self, flat: usize) -> usize {
        if self.all.len() == 1 { 0 } else { self.all.partition_point(|scope| scope.base <= flat) - 1 }
    }

    /// A node by its number.
    pub(super) fn node(&self, flat: usize) -> (usize, &'a Name, &'a Node) {
        let at = self.scope_of(flat);
        let scope = &self.all[at];
        let (name, node) = scope.graph.node_at(flat - scope.base).expect("every number below len is a node");
        (at, name, node)
    }

    /// A node's number by the name that it has in its scope.
    pub(super) fn find(&self, scope: usize, name: &str) -> Option<usize> {
        let scope = &self.all[scope];
        scope.graph.index_of(name).map(|index| scope.base + index)
    }

    /// Where results may be kept: one graph that wants them off the disk decides for all.
    pub(super) fn cache(&self, told: &mut Vec<Diagnostic>) -> CacheUse {
        let mut strictest = CacheUse::MemoryAndDisk;
        for scope in &self.all {
            match scope.graph.cache() {
                Ok(CacheUse::MemoryAndDisk) => {}
                Ok(CacheUse::Memory) => strictest = CacheUse::Memory,
                Err(said) => told.push(sentences::no_such_cache(&scope.prefix, said)),
            }
        }
        strictest
    }

    /// The scope inside a node of the kind `graph`.
    pub(super) fn inside(&self, flat: usize) -> Option<usize> {
        self.inner.get(&flat).copied()
    }

    /// The name with the names of all graphs around it.
    pub(super) fn full_name(&self, flat: usize) -> Name {
        let (scope, name, _) = self.node(flat);
        self.joined(scope, name)
    }

    /// The same for a name that may not be there.
    pub(super) fn joined(&self, scope: usize, name: &Name) -> Name {
        match &*self.all[scope].prefix {
            "" => name.clone(),
            prefix => Name::from(format!("{prefix}{name}")),
        }
    }

    /// What a node's inputs get from outside its scope.
    pub(super) fn given(&self, flat: usize) -> &[(&'a Name, Feed<'a>)] {
        let scope = &self.all[self.scope_of(flat)];
        scope.given.get(&(flat - scope.base)).map_or(&[], Vec::as_slice)
    }

    fn enter(
        &mut self,
        outer: usize,
        index: usize,
        name: &Name,
        node: &'a Node,
        documents: &'a Documents,
    ) -> Result<(), Vec<Diagnostic>> {
        let shown = self.joined(outer, name);
        let folder = self.all[outer].folder;
        let (graph, path) = match (node.graph(), document_path(node, &self.folders[folder as usize])) {
            (Some(inner), _) => (inner, None),
            (None, None) => return Err(vec![sentences::graph_without_a_document(&shown)]),
            (None, Some(path)) => match documents.by_path.get(&path) {
                Some(Ok(graph)) => (&**graph, Some(path)),
                Some(Err(told)) => {
                    return Err(std::iter::once(sentences::graph_not_read(&shown, &path))
                        .chain(told.iter().cloned())
                        .collect());
                }
                None => return Err(vec![sentences::graph_not_read(&shown, &path)]),
            },
        };
        if let Some(path) = &path
            && self.holds_itself(outer, path)
        {
            return Err(vec![sentences::graph_in_itself(&shown, path)]);
        }
        let folder = match &path {
            Some(path) => self.folder(folder_of(path)),
            None => folder,
        };
        let mut told = Vec::new();
        let given = self.feeds(outer, index, &shown, node, graph, path.is_some(), &mut told);
        self.inner.insert(self.all[outer].base + index, self.all.len());
        let base = self.n_nodes;
        self.n_nodes += graph.len();
        let prefix = format!("{shown}/");
        self.all.push(Scope { graph, folder, prefix, base, parent: Some(outer), path, given });
        if told.is_empty() { Ok(()) } else { Err(told) }
    }

    /// Which inner inputs get what the node of the kind `graph` is given.
    #[expect(clippy::too_many_arguments, reason = "one use of one graph has as many sides")]
    fn feeds(
        &self,
        outer: usize,
        index: usize,
        shown: &Name,
        node: &'a Node,
        graph: &'a Graph,
        from_file: bool,
        told: &mut Vec<Diagnostic>,
    ) -> HashMap<usize, Vec<(&'a Name, Feed<'a>)>> {
        let mut given: HashMap<usize, Vec<_>> = HashMap::new();
        let from_outside = self.all[outer].given.get(&index).map_or(&[][..], Vec::as_slice);
        let own = (node.set.iter().map(|(name, set)| (name, Feed::Set(outer, set))))
            .chain(node.wires.iter().map(|(name, wires)| (name, Feed::Wires(outer, wires))));
        // What comes last counts: a wire before a setting, what is given from further outside before both.
        for (name, feed) in own.chain(from_outside.iter().copied()) {
            if from_file && name == "path" {
                continue;
            }
            let Some(target) = graph.input(name) else {
                told.push(sentences::unknown_exposed_input(shown, name, graph));
                continue;
            };
            match graph.index_of(&target.node) {
                Some(inner) => given.entry(inner).or_default().push((&target.input, feed)),
                None => told.push(sentences::exposed_input_leads_nowhere(shown, name, target)),
            }
        }
        given
    }

    fn holds_itself(&self, outer: usize, path: &Path) -> bool {
        let mut at = Some(outer);
        while let Some(scope) = at {
            if self.all[scope].path.as_deref() == Some(path) {
                return true;
            }
            at = self.all[scope].parent;
        }
        false
    }

    fn folder(&mut self, folder: PathBuf) -> u32 {
        let at = self.folders.iter().position(|other| *other == folder).unwrap_or_else(|| {
            self.folders.push(folder);
            self.folders.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// Where the graph of a node of the kind `graph` lies, unless it is written inside the node.
fn document_path(node: &Node, folder: &Path) -> Option<PathBuf> {
    let path = node.set.get("path")?.as_text().filter(|path| !path.is_empty())?;
    Some(absolute(folder, path))
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

/// As models are asked for: by a name or a role, or by the path of a file, which begins at the graph. A `?` behind it stays.
pub(super) fn model_name(folder: &Path, written: &str) -> String {
    let is_path = written.contains(['/', '\\']) || written.trim_end_matches('?').ends_with(".onnx");
    if is_path { absolute(folder, written).to_string_lossy().into_owned() } else { written.to_owned() }
}

/// Joins and takes `.` and `..` out, so that one file has one name. Links are not followed: this looks at no disk.
pub(super) fn absolute(folder: &Path, path: &str) -> PathBuf {
    use std::path::Component;
    let mut joined = PathBuf::new();
    for component in folder.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(joined.components().next_back(), Some(Component::Normal(_))) => {
                joined.pop();
            }
            other => joined.push(other),
        }
    }
    joined
}
