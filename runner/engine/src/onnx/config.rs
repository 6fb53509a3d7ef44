//! What the room is told: where a runtime may be, which devices to use, and how much memory.

use crate::trial::Trial;
use std::path::PathBuf;

/// Everything that inference is told. It looks at nothing else.
#[derive(Debug, Clone)]
pub struct InferenceConfig {
    /// Where the runtime library may be, best first.
    pub places: Vec<RuntimePlace>,
    /// Tries a library before it is opened here: its program opens the library that is its last word, and runs a model of one
    /// operator with it. None: it is opened at once.
    pub trial: Option<Trial>,
    /// What models run on.
    pub device: DeviceWish,
    /// Threads of one run on the processor; 0: as many as there are cores.
    pub threads: usize,
    /// Of all open models together; those that were not used for the longest time are closed.
    pub bytes_max: u64,
    /// A run whose inputs take more than this is refused as lack of memory; for machines that must share, and for tests.
    pub input_bytes_max: Option<u64>,
    /// For graphs that were optimised for this machine; none: each start optimises again.
    pub graph_cache: Option<PathBuf>,
}

impl Default for InferenceConfig {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            trial: None,
            device: DeviceWish::Best,
            threads: 0,
            bytes_max: 2 << 30,
            input_bytes_max: None,
            graph_cache: None,
        }
    }
}

/// A place that may hold a runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimePlace {
    /// A library, a folder of libraries, or a name that the system knows.
    pub path: PathBuf,
    /// Which of these.
    pub kind: PlaceKind,
    /// Why it is looked at, for people: `ORT_DYLIB_PATH`.
    pub why: String,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// One file, named by the user: not being there is a mistake.
    File,
    /// A folder that may hold one.
    Folder,
    /// A folder with one folder for each installed runtime.
    Shelf,
    /// A name; the system looks for it.
    System,
}

impl RuntimePlace {
    /// A file that the user named.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>, why: &str) -> Self {
        Self { path: path.into(), kind: PlaceKind::File, why: why.to_owned() }
    }

    /// A folder that may hold a runtime.
    #[must_use]
    pub fn folder(path: impl Into<PathBuf>, why: &str) -> Self {
        Self { path: path.into(), kind: PlaceKind::Folder, why: why.to_owned() }
    }

    /// A folder with a folder for each installed runtime.
    #[must_use]
    pub fn shelf(path: impl Into<PathBuf>, why: &str) -> Self {
        Self { path: path.into(), kind: PlaceKind::Shelf, why: why.to_owned() }
    }

    /// What the system finds by its usual name. Not on Windows, whose own folder may hold an old one.
    #[must_use]
    pub fn system() -> Option<Self> {
        (!cfg!(windows)).then(|| Self {
            path: format!("{}onnxruntime{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX).into(),
            kind: PlaceKind::System,
            why: "the system's libraries".to_owned(),
        })
    }
}

/// What models run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceWish {
    /// The first provider that works.
    #[default]
    Best,
    /// The first that works, `TensorRT` among them: it may compile a model for minutes.
    BestWithTensorRt,
    /// Only the processor.
    Cpu,
}
