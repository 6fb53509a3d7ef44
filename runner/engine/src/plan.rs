//! Checks a graph against the kinds that exist, puts its nodes in order, and gives every result its identity. Pure: the
//! same graph, catalog and facts give the same plan. Nothing is run here, and no file is touched.
//!
//! A plan is flat arrays of numbers, so that a million nodes are cheap, and nothing here recurses along wires.

mod build;
mod chains;
mod convert;
mod digest;
mod facts;
mod inputs;
mod keys;
mod kinds;
mod memo;
mod order;
mod placing;
mod prints;
mod scope;
mod sentences;
mod settle;
mod types;
mod wires;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use crate::graph::Name;
pub use chains::{Chains, Part, halo_px, is_local_kind};
pub use digest::{Digest, Hasher};
pub use facts::{Facts, FileFact, ModelFact};
pub use memo::Planner;
pub use placing::{Placing, Reach, Spot};

use crate::catalog::{Catalog, Fit, Input, Kind, Limits};
use crate::diagnostic::Diagnostic;
use crate::graph::{CacheUse, Graph};
use crate::value::Value;

/// A node of this kind holds a graph.
pub const GRAPH_KIND: &str = "graph";

/// What to plan.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The document.
    pub graph: &'a Graph,
    /// The folder that its paths begin in; absolute.
    pub folder: &'a Path,
    /// All kinds.
    pub catalog: &'a Catalog,
    /// The world.
    pub facts: &'a dyn Facts,
    /// Where to run to; none: everything that has an effect or is exposed.
    pub targets: &'a [Goal],
    /// The size that pictures are worked on.
    pub scale: Scale,
}

/// Something to run to, as a user names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// A node with all of its outputs, or else an exposed output.
    Name(Name),
    /// One output of a node.
    Output(Name, Name),
}

/// The size that pictures are worked on: smaller ones for previews while somebody drags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// As they are.
    #[default]
    Full,
    /// Half as wide and high.
    Half,
    /// A quarter as wide and high.
    Quarter,
    /// An eighth as wide and high.
    Eighth,
}

impl Scale {
    /// How often sides are halved.
    #[must_use]
    pub fn halvings(self) -> u32 {
        self as u32
    }

    /// What lengths are multiplied with.
    #[must_use]
    pub fn factor(self) -> f64 {
        1.0 / f64::from(1_u32 << self.halvings())
    }
}

/// Checked, ordered, hashed: ready to run. Steps are numbered from 0 in the order of the file.
#[derive(Debug, Clone)]
pub struct Plan {
    cache: CacheUse,
    kinds: Vec<Arc<Kind>>,
    folders: Vec<PathBuf>,
    /// Of each step; inside graphs the names are joined with `/`.
    names: Vec<Name>,
    /// Of each step, in `kinds`.
    kind_of: Vec<u32>,
    /// Of each step, in `folders`. Empty: all are in the first.
    folder_of: Vec<u32>,
    /// Of each step, where its inputs begin in `sources`; one more at the end.
    first_source: Vec<u32>,
    sources: Vec<Source>,
    /// What `Source::Wires` points into.
    links: Vec<Link>,
    /// What `Source::Constant` points into.
    constants: Vec<Value>,
    /// Digests of the files and models that constants name, by the constant.
    contents: HashMap<u32, Digest>,
    /// Models that steps use without naming them in an input of that type; sorted by step.
    models: Vec<(u32, Digest)>,
    digests: Vec<Digest>,
    marks: Vec<Marks>,
    /// Steps, each behind all whose results it reads.
    order: Vec<u32>,
    wanted: Vec<Wanted>,
    scale: Scale,
    told: Vec<Diagnostic>,
}

/// What an input of a step gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Neither wired nor set.
    Nothing,
    /// A setting or a default.
    Constant(u32),
    /// An output of another step.
    Wire(Link),
    /// Outputs of other steps, which make a list.
    Wires {
        /// Index of the first link.
        first: u32,
        /// How many there are.
        len: u32,
    },
}

/// An output of a step, and how it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Who gives.
    pub step: u32,
    /// Which output.
    pub output: u16,
    /// How it fits the input.
    pub fit: Fit,
}

/// What is known of a step beside its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Marks {
    /// The digest names the result. Else it names only what a plan can know, and the run completes it.
    pub keyed: bool,
    /// Runs once per item of the lists that are wired into it.
    pub mapped: bool,
    /// Its pictures are read from outside, at full size: the run makes them smaller.
    pub shrinks: bool,
    /// Has an effect: runs even if nobody reads it.
    pub sink: bool,
}

/// A result that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// How it was asked for: an exposed name, or `node.output`; of a sink, the node.
    pub name: Name,
    /// Who gives it.
    pub step: u32,
    /// Which output; none: only that it has run.
    pub output: Option<u16>,
}

/// Plans a graph.
///
/// # Errors
/// With all mistakes at once, and with whatever else there is to tell.
pub fn plan(request: &Request<'_>) -> Result<Plan, Vec<Diagnostic>> {
    build::build(request).map(|(plan, _)| plan)
}

/// A path in a graph file, from the folder that it begins in; without `.` and `..`, so that one file has one name.
#[must_use]
pub fn absolute_path(folder: &Path, written: &str) -> PathBuf {
    scope::absolute(folder, written)
}

/// Whether a number lies within the hard limits of an input.
///
/// # Errors
/// With the end of a sentence that begins with the input's name.
pub fn check_limits(limits: &Limits, number: f64) -> Result<(), String> {
    convert::within(limits, number)
}

/// Whether an input knows the key of a choice.
///
/// # Errors
/// With the end of a sentence that begins with the input's name, and a hint.
pub fn check_choice(input: &Input, key: &str) -> Result<(), (String, Option<String>)> {
    convert::choice(input, key).map_err(|refusal| (refusal.message, refusal.hint))
}

impl Plan {
    /// How many steps there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are no steps.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// A step's name: the node's, behind those of the graphs around it.
    #[must_use]
    pub fn name(&self, step: u32) -> &Name {
        &self.names[step as usize]
    }

    /// The step of a node.
    #[must_use]
    pub fn step_named(&self, name: &str) -> Option<u32> {
        (0_u32..).zip(&self.names).find(|(_, other)| *other == name).map(|(step, _)| step)
    }

    /// A step's kind.
    #[must_use]
    pub fn kind(&self, step: u32) -> &Arc<Kind> {
        &self.kinds[self.kind_of[step as usize] as usize]
    }

    /// Where a step's kind stands in `kinds`.
    #[must_use]
    pub fn kind_index(&self, step: u32) -> usize {
        self.kind_of[step as usize] as usize
    }

    /// All kinds in use, each once.
    #[must_use]
    pub fn kinds(&self) -> &[Arc<Kind>] {
        &self.kinds
    }

    /// The folder that a step's paths begin in.
    #[must_use]
    pub fn folder(&self, step: u32) -> &Path {
        &self.folders[self.folder_of.get(step as usize).map_or(0, |at| *at as usize)]
    }

    /// What a step's inputs get, in the order of its kind.
    #[must_use]
    pub fn sources(&self, step: u32) -> &[Source] {
        let step = step as usize;
        &self.sources[self.first_source[step] as usize..self.first_source[step + 1] as usize]
    }

    /// The wires of one source.
    #[must_use]
    pub fn links<'a>(&'a self, source: &'a Source) -> &'a [Link] {
        match source {
            Source::Wire(link) => std::slice::from_ref(link),
            Source::Wires { first, len } => &self.links[*first as usize..(*first + *len) as usize],
            Source::Nothing | Source::Constant(_) => &[],
        }
    }

    /// All wires into a step.
    pub fn links_into(&self, step: u32) -> impl Iterator<Item = &Link> {
        self.sources(step).iter().flat_map(|source| self.links(source))
    }

    /// A setting or default.
    #[must_use]
    pub fn constant(&self, index: u32) -> &Value {
        &self.constants[index as usize]
    }

    /// What the file holds that a constant names, or the model.
    #[must_use]
    pub fn content(&self, index: u32) -> Option<&Digest> {
        self.contents.get(&index)
    }

    /// Models that a step uses without naming them in an input of that type.
    pub fn models(&self, step: u32) -> impl Iterator<Item = &Digest> {
        let first = self.models.partition_point(|(other, _)| *other < step);
        self.models[first..].iter().take_while(move |(other, _)| *other == step).map(|(_, model)| model)
    }

    /// The identity of a step's result; see [`Marks::keyed`].
    #[must_use]
    pub fn digest(&self, step: u32) -> &Digest {
        &self.digests[step as usize]
    }

    /// What else is known of a step.
    #[must_use]
    pub fn marks(&self, step: u32) -> Marks {
        self.marks[step as usize]
    }

    /// All steps, each behind those whose results it reads.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// What somebody asked for.
    #[must_use]
    pub fn wanted(&self) -> &[Wanted] {
        &self.wanted
    }

    /// Where results may be kept, as the graph says it.
    #[must_use]
    pub fn cache(&self) -> CacheUse {
        self.cache
    }

    /// The size that pictures are worked on.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// What is worth knowing; no errors.
    #[must_use]
    pub fn told(&self) -> &[Diagnostic] {
        &self.told
    }
}
