//! What plans and running steps ask of the world: files, models, folders, other graphs.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::settings_json::{from_json, to_json};
use super::{Document, Engine};
use crate::catalog::{Catalog, Kind};
use crate::diagnostic::{Diagnostic, Place};
use crate::files::{Found, Stamp};
use crate::gpu::Gpu;
use crate::graph::{Entries, Graph, Setting};
use crate::models::does_without;
use crate::onnx::Inference;
use crate::plan::{Digest, Facts, FileFact, GRAPH_KIND, Hasher, ModelFact, Reach, absolute_path};
use crate::plugins::{CallError, CallStatus, Folder};
use crate::run::{PictureSize, World};

/// Content and name of a file: kinds may give the name on, as `files.load_image` does. Folders above it do not count.
fn named(path: &Path, content: &[u8]) -> Digest {
    let mut hasher = Hasher::default();
    hasher.bytes(content);
    hasher.text(&path.file_name().unwrap_or_default().to_string_lossy());
    hasher.finish()
}

/// Graphs in files that graphs use, read again when their files change.
#[derive(Default)]
pub(super) struct Documents {
    known: Mutex<HashMap<PathBuf, (Stamp, Arc<Graph>)>>,
}

impl Documents {
    fn read(&self, path: &Path) -> Result<Arc<Graph>, Vec<Diagnostic>> {
        let shown = path.display().to_string();
        let unreadable = |why: io::Error| {
            let message = format!("the graph cannot be read: {why}");
            vec![Diagnostic::error("unreadable-file", Place::File(shown.clone()), message)]
        };
        let stamp = Stamp::read(path).map_err(unreadable)?;
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, graph)) = known().get(path).filter(|(other, _)| *other == stamp) {
            return Ok(Arc::clone(graph));
        }
        let graph = Arc::new(Graph::parse_bytes(&shown, &std::fs::read(path).map_err(unreadable)?)?);
        known().insert(path.to_owned(), (stamp, Arc::clone(&graph)));
        Ok(graph)
    }

    /// Ids of kinds that a graph uses, or the graphs in it, and that the catalog does not know.
    pub(super) fn missing_kinds(&self, document: &Document, known: &Catalog) -> Vec<Box<str>> {
        let mut missing: HashSet<Box<str>> = HashSet::new();
        let mut files: HashMap<PathBuf, Arc<Graph>> = HashMap::new();
        let mut waiting = look(&document.graph, &document.folder, known, &mut missing);
        while let Some(path) = waiting.pop() {
            if files.contains_key(&path) {
                continue;
            }
            // A graph that cannot be read is told by the plan.
            let Ok(graph) = self.read(&path) else { continue };
            waiting.extend(look(&graph, path.parent().unwrap_or(Path::new("/")), known, &mut missing));
            files.insert(path, graph);
        }
        let mut missing: Vec<Box<str>> = missing.into_iter().collect();
        missing.sort_unstable();
        missing
    }
}

/// Adds kinds that are not known; gives the files with graphs that are used.
fn look(graph: &Graph, folder: &Path, known: &Catalog, missing: &mut HashSet<Box<str>>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![graph];
    let mut last = "";
    while let Some(graph) = waiting.pop() {
        for (_, node) in graph.nodes() {
            if node.kind == GRAPH_KIND {
                waiting.extend(node.graph());
                let path = node.set.get("path").and_then(Setting::as_text).filter(|_| node.graph().is_none());
                files.extend(path.map(|path| absolute_path(folder, path)));
            } else if node.kind != last {
                last = &node.kind;
                if known.kind(last).is_none() {
                    missing.insert(last.into());
                }
            }
        }
    }
    files
}

impl Facts for Engine {
    fn file(&self, path: &Path) -> FileFact {
        // What is in a folder is for the kind to say.
        if path.is_dir() {
            return FileFact::Folder;
        }
        match self.files.look(path) {
            Ok(Found::File(hash)) => FileFact::Content(named(path, &hash)),
            Ok(Found::Folder(_)) => FileFact::Folder,
            Ok(Found::Missing) => FileFact::Missing,
            Err(told) => FileFact::Unreadable(told.message),
        }
    }

    fn model(&self, name: &str) -> ModelFact {
        // A model without a runtime is as good as missing: nothing shall run before that is told.
        match self.inference.models().find(name).and_then(|model| self.inference.runtime().map(|_| model)) {
            Ok(model) => ModelFact::Installed(Digest(model.sha256())),
            Err(told) if does_without(name, &told) => ModelFact::None,
            Err(told) => ModelFact::Missing(told),
        }
    }

    fn document(&self, path: &Path) -> Result<Arc<Graph>, Vec<Diagnostic>> {
        self.documents.read(path)
    }

    fn migrated(&self, kind: &Kind, from: u32, settings: &Entries<Setting>) -> Result<Entries<Setting>, Diagnostic> {
        let failed = |why: String| {
            let message = format!("settings of version {from} of `{}` cannot be moved: {why}", kind.id);
            Diagnostic::error("migration", Place::Everywhere, message)
        };
        let moved = self.plugins.load(&kind.id)?.migrate(from, &to_json(settings)).map_err(failed)?;
        from_json(&moved).ok_or_else(|| failed("the kind gave no settings".to_owned()))
    }

    fn reach(&self) -> Reach {
        self.reach()
    }
}

impl World for Engine {
    fn folder(&self, which: Folder, plugin: &str, graph: &Path) -> Option<PathBuf> {
        let folder = match which {
            Folder::Graph => return Some(graph.to_owned()),
            Folder::Cache => self.config.plugin_cache_folder.as_ref()?.join(plugin),
            Folder::Temp => self.config.temp_folder.as_ref()?.join(plugin),
        };
        // A folder that cannot be made is no folder; the plugin says what it cannot do without.
        std::fs::create_dir_all(&folder).ok()?;
        Some(folder)
    }

    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError> {
        let missing = |message: String| CallError { status: CallStatus::MissingModel, message };
        let found = self.inference.models().find(model).map_err(|told| match told.hint {
            Some(hint) => missing(format!("{} ({hint})", told.message)),
            None => missing(told.message),
        })?;
        // Without a name: the one that is opened.
        let named =
            |path: &&(PathBuf, [u8; 32])| file.is_empty() || path.0.file_name().is_some_and(|name| name == file);
        let path = found.files.iter().find(named).map(|(path, _)| path.clone());
        path.ok_or_else(|| missing(format!("the model `{model}` has no file `{file}`")))
    }

    fn picture_size(&self, path: &Path) -> Option<PictureSize> {
        let size = crate::files::PictureSize::of_file(path)?;
        Some(PictureSize { width: size.width, height: size.height, channels: size.channels })
    }

    fn model_digest(&self, model: &str) -> Option<Digest> {
        self.inference.models().find(model).ok().map(|model| Digest(model.sha256()))
    }

    fn inference(&self) -> Option<&Inference> {
        Some(&self.inference)
    }

    fn file_digest(&self, path: &Path) -> Result<Digest, String> {
        let shown = path.display();
        if path.is_dir() {
            return Err(format!("`{shown}` is a folder, not a file"));
        }
        match self.files.look(path) {
            Ok(Found::File(hash)) => Ok(named(path, &hash)),
            Ok(Found::Folder(_)) => Err(format!("`{shown}` is a folder, not a file")),
            Ok(Found::Missing) => Err(format!("there is no file `{shown}`")),
            Err(told) => Err(format!("`{shown}`: {}", told.message)),
        }
    }

    fn gpu(&self) -> Option<&Gpu> {
        Some(&self.gpu)
    }

    fn reach(&self) -> Reach {
        self.reach()
    }

    fn device_trouble(&self, trouble: CallStatus) {
        self.inference.close_idle();
        if trouble == CallStatus::GpuOutOfMemory {
            self.gpu.relieve(0);
        }
    }
}
