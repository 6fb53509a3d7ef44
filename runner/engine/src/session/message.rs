//! What a session is told: commands, as plain data. Whoever shows a graph makes these; what comes back are [`Event`]s.
//!
//! As JSON a command is one word (`"check"`) or one field (`{"stop": {"run": 7}}`).

mod blob;
mod event;
mod view;

pub use blob::Blob;
pub(super) use blob::{Mapped, Place as BlobPlace};
pub use event::{Cause, Crash, Event, PluginState, Preview, Suspect};
pub use view::{
    ChannelView, HISTOGRAM_BINS, ImageView, Look, MeshView, PIXELS_SIDE_MAX, PixelFormat, Region, Shown, TableView,
};

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

use crate::gpu::{Gpu, GpuConfig};
use crate::graph::Edit;
use crate::plan::{Goal, Scale};

/// Of the meaning of messages. New commands, events and fields may come at any time and are named in the features;
/// this number changes only when a meaning does.
pub const PROTOCOL: u32 = 1;

/// What this program can do beyond the first version, by name. Whoever does not know a name leaves it alone.
pub const FEATURES: &[&str] = &["device", "edits", "fields", "previews", "proxies", "quarantine", "shared-pixels"];

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Who speaks. Optional; if it is there it comes first. A protocol that this program does not speak ends the session.
    Hello(Hello),
    /// Takes a whole document in place of the one before. Answer: `told`.
    Document(DocumentText),
    /// Changes the document. Answer: none, or `out-of-step` if it does not fit; then send the whole document.
    Edit {
        /// Of the document once the edit is made: one more than before.
        revision: u64,
        /// What to change.
        edit: Edit,
    },
    /// Says everything that is wrong with the document, and runs nothing. Answer: `told`.
    Check,
    /// Runs the document as it is when the run begins. Answers: `run` until its event `run-ended`, or `refused`.
    Run(RunRequest),
    /// Ends a run, or all of them. Each still gives its last event.
    Stop {
        /// Which; none: all that run or wait, previews too.
        run: Option<u64>,
    },
    /// Asks for a look at an output; whatever it needs is run. The newest request of a viewer replaces its older ones.
    /// Answers: `run` for steps that had to run, then exactly one `preview` or `no-preview`.
    Preview(PreviewRequest),
    /// A viewer is gone: what it waits for is not needed any more.
    CloseViewer {
        /// Which.
        viewer: u64,
    },
    /// Does a run that waits before all others that do.
    RunNext {
        /// Its number.
        run: u64,
    },
    /// Asks for all kinds. Answer: `catalog`.
    Catalog,
    /// Asks for all plugins. Answer: `plugins`.
    Plugins,
    /// Looks for plugins again; a supervised engine is started anew, so that changed libraries are loaded. Answers:
    /// `ready`, `plugins`.
    ReloadPlugins,
    /// Asks for the hash of the document. Answer: `hash`.
    Hash,
    /// Forgets that steps failed, crashed or were quarantined, so that they are tried again.
    Retry,
    /// Steps which shall not run, by their digest as `crashed` tells it: they fail with a sentence. Sent by supervisors.
    Quarantine {
        /// In hexadecimal.
        steps: Vec<String>,
    },
    /// A shared segment is not needed any more. Sent by the receiving side of the pipe itself.
    Release {
        /// Which.
        segment: u32,
    },
    /// Answer: `pong`.
    Ping {
        /// Comes back.
        token: u64,
    },
    /// Ends the session.
    Quit,
}

/// The first word of each side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// See [`PROTOCOL`].
    pub protocol: u32,
    /// Of the program, for people.
    #[serde(default)]
    pub version: String,
    /// See [`FEATURES`].
    #[serde(default)]
    pub features: Vec<String>,
    /// Of an engine: what it may work on. Its name comes with the first run that uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceHint>,
}

/// What is known of a device before anybody has loaded its driver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceHint {
    /// As of `--device`.
    pub asked: String,
    /// Whether steps may run on one.
    pub perhaps: bool,
}

impl Hello {
    /// This program's.
    #[must_use]
    pub fn ours() -> Self {
        let features = FEATURES.iter().map(|name| (*name).to_owned()).collect();
        Self { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION").to_owned(), features, device: None }
    }

    /// The same, of an engine.
    #[must_use]
    pub fn of_engine(gpu: &GpuConfig) -> Self {
        let device = DeviceHint { asked: gpu.choice.to_string(), perhaps: Gpu::new(gpu.clone()).may_be_there() };
        Self { device: Some(device), ..Self::ours() }
    }
}

/// A graph file that need not lie on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DocumentText {
    /// The number that this state of the document has; edits count on from it.
    pub revision: u64,
    /// For the places of mistakes; most often the path.
    #[serde(default)]
    pub name: String,
    /// That its paths begin in; absolute.
    pub folder: PathBuf,
    /// What the file says. Over a pipe it may also be the payload of the frame.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A run that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRequest {
    /// Chosen by whoever asks; runs and previews count in one row, and no number comes twice.
    pub run: u64,
    /// Where to run to; none: everything that has an effect or is exposed.
    #[serde(default)]
    pub targets: Vec<Goal>,
    /// The size that pictures are worked on.
    #[serde(default)]
    pub scale: Scale,
    /// When it runs.
    #[serde(default)]
    pub turn: RunTurn,
}

/// When a run has its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunTurn {
    /// After those that wait already.
    #[default]
    Queued,
    /// Newest wins: a live run before it is stopped, or never begins.
    Live,
}

/// A look at an output that somebody wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewRequest {
    /// Chosen by whoever asks: a window, a thumbnail. The newest request of one viewer wins.
    pub viewer: u64,
    /// Its number; runs and previews count in one row.
    pub request: u64,
    /// Which node; inside graphs the names are joined with `/`.
    pub node: String,
    /// Which of its outputs.
    pub output: String,
    /// The size that pictures are worked on.
    #[serde(default)]
    pub scale: Scale,
    /// What of it, and how much.
    #[serde(default)]
    pub look: Look,
}
