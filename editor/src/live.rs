//! What is known of runs: per node its state and time, pictures of outputs, the log. Filled from the session's events; the
//! editor itself never runs a node.

mod question;
mod queue;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use weft_engine::graph::{Name, Wire};

pub use question::{Answer, Question, Slot, Which};
pub use queue::{Queue, QueuedRun, Turn};

/// How a node stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum NodeState {
    /// Nobody has asked for it.
    #[default]
    Idle,
    /// Waits for others.
    Waiting,
    /// Runs; how far it is, if it says so.
    Running(Option<f32>),
    /// Has its result, after so many seconds.
    Done(f32),
    /// Its result was there already.
    Kept,
    /// It failed: the sentence, and what to do.
    Failed(String, Option<String>),
    /// One that it needs has failed.
    Skipped,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    /// Which node, if any.
    pub node: Option<Name>,
    /// What it says.
    pub text: String,
    /// Whether it tells of something wrong.
    pub wrong: bool,
}

/// How the run as a whole stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// Steps that have to run.
    pub to_run: u32,
    /// Steps that have ended.
    pub ended: u32,
    /// When it began, in seconds of the window.
    pub began: f64,
}

/// A picture of an output, small enough to be shown.
#[derive(Clone)]
pub struct Shot {
    /// On the graphics device.
    pub texture: egui::TextureHandle,
    /// Of the output itself, not of the picture of it.
    pub full_size: (u32, u32),
}

impl std::fmt::Debug for Shot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Shot {:?}", self.full_size)
    }
}

/// What was wished and not yet handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Run all that is exposed or has an effect.
    Run,
    /// End what runs, and what waits.
    Stop,
    /// Take a run away: it is stopped if it has begun.
    Remove(u64),
    /// Do a run that waits before the others.
    First(u64),
    /// Forget that nodes failed or crashed.
    Retry,
    /// Look for plugins again.
    ReloadPlugins,
}

/// What is known of runs of the shown document.
#[derive(Debug, Default)]
pub struct Live {
    /// By full name.
    pub nodes: HashMap<Name, NodeState>,
    /// Nodes whose last call ran on the graphics card, by full name; all others ran on the processor.
    pub on_gpu: HashSet<Name>,
    /// Small pictures by output.
    pub shots: HashMap<Wire, Shot>,
    /// What the viewer asks.
    pub questions: BTreeMap<Slot, Question>,
    /// What it was given; an answer stays until a newer one comes or nobody asks any more.
    pub answers: BTreeMap<Slot, Answer>,
    /// Where the viewed output is to be written.
    pub save_to: Option<PathBuf>,
    /// Of numbers and texts: the value in words.
    pub words: HashMap<Wire, String>,
    /// The run that goes on.
    pub progress: Option<Progress>,
    /// Since when nodes run for what is viewed, in seconds of the window.
    pub busy_since: Option<f64>,
    /// How the last run ended.
    pub last: Option<String>,
    /// Newest last.
    pub log: Vec<LogLine>,
    /// Mistakes in the graph, by full name of the node: the sentence, and what to do.
    pub mistakes: HashMap<Name, (String, Option<String>)>,
    /// Handed to the session before the next frame.
    pub wishes: Vec<Wish>,
    /// Libraries that were found.
    pub plugins: Vec<weft_engine::session::PluginState>,
    /// Runs that were asked for.
    pub queue: Queue,
    /// Whether there is an engine that can run anything.
    pub ready: bool,
}

const LOG_MAX: usize = 2000;

impl Live {
    /// Forgets everything of the document before; the log stays.
    pub fn forget(&mut self) {
        let (log, plugins) = (std::mem::take(&mut self.log), std::mem::take(&mut self.plugins));
        *self = Self { log, plugins, ready: self.ready, ..Self::default() };
    }

    /// How a node stands.
    #[must_use]
    pub fn node(&self, full_name: &str) -> &NodeState {
        static IDLE: NodeState = NodeState::Idle;
        self.nodes.get(full_name).unwrap_or(&IDLE)
    }

    /// Whether something runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.progress.is_some()
    }

    /// What runs just now, and how far it is, in words: `` `person`, 62 % ``.
    #[must_use]
    pub fn running(&self) -> Option<String> {
        let parts = self.nodes.iter().filter_map(|(name, node)| match node {
            NodeState::Running(part) => Some((name, *part)),
            _ => None,
        });
        // Of several always the same one, so that the words do not jump about.
        let (name, part) = parts.min_by(|one, other| one.0.cmp(other.0))?;
        Some(part.map_or_else(|| format!("`{name}`"), |part| format!("`{name}`, {:.0} %", part * 100.0)))
    }

    /// Adds to the log, which forgets its oldest lines.
    pub fn log(&mut self, line: LogLine) {
        if self.log.len() >= LOG_MAX {
            self.log.drain(..LOG_MAX / 4);
        }
        self.log.push(line);
    }

    pub(crate) fn wish(&mut self, wish: Wish) {
        self.wishes.push(wish);
    }
}
