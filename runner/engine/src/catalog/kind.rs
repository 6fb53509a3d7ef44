//! What a plugin says about one kind.

use super::Type;
use serde::{Deserialize, Serialize};

/// What a plugin offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// `image.resize`, or `com.acme.vignette`.
    pub id: Box<str>,
    /// Of the meaning of its inputs.
    pub version: u32,
    /// Shown to the user.
    pub label: Box<str>,
    /// Where it stands in menus: `Image/Stylise`.
    pub category: Box<str>,
    /// Markdown; the first line is the tooltip.
    pub doc: Box<str>,
    /// In the order of the contract: a call counts them from 0.
    pub inputs: Vec<Input>,
    /// In the order of the contract: a call counts them from 0.
    pub outputs: Vec<Output>,
    /// What it does beside giving results.
    pub flags: Flags,
    /// Who may call it when.
    pub thread_mode: ThreadMode,
    /// Set if an output pixel depends on near input pixels only.
    pub halo: Option<Halo>,
    /// Models which it may use.
    pub models: Vec<ModelUse>,
    /// Ids of kinds which it stands in for.
    pub replaces: Vec<Box<str>>,
    /// A pointwise kind's snippet for the GPU.
    pub wgsl: Option<Box<str>>,
    /// Presentation only: a JSON object.
    pub meta_json: Option<Box<str>>,
    /// Whether it moves settings of older versions.
    pub migrates: bool,
    /// Whether its result depends on more than its inputs, which it hashes itself.
    pub fingerprints: bool,
    /// Where it comes from.
    pub plugin: PluginSource,
}

/// The library that a kind comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginSource {
    /// `image`, or `com.acme`.
    pub id: Box<str>,
    /// Of the plugin, for people.
    pub version: Box<str>,
    /// Of the library file. Part of every digest.
    pub sha256: [u8; 32],
}

/// What a kind does beside giving results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, std::default::Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent promises, as in the contract")]
pub struct Flags {
    /// Same inputs, same outputs: results are kept and shared.
    pub pure: bool,
    /// Has an effect, so it runs even if nobody reads it.
    pub sink: bool,
    /// Uses a GPU where there is one.
    pub gpu: bool,
    /// Cannot run without a GPU.
    pub gpu_required: bool,
    /// Reaches for the network.
    pub network: bool,
    /// Writes files.
    pub writes_files: bool,
    /// May change.
    pub experimental: bool,
    /// Kept for old graphs.
    pub deprecated: bool,
    /// Its results are never written to disk by the host.
    pub no_disk: bool,
}

/// Who may call a kind when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThreadMode {
    /// One run at a time per instance; instances in parallel.
    Instance,
    /// Several runs at once on one instance.
    Parallel,
    /// One run at a time in the whole plugin.
    Plugin,
    /// Always the same thread for the whole plugin.
    Pinned,
}

/// How far a local kind looks: `px + scale × the input`, rounded up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Halo {
    /// Always.
    pub px: f64,
    /// Times the input.
    pub scale: f64,
    /// Index of a number input.
    pub input: Option<usize>,
}

/// A model which a kind may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelUse {
    /// As in `models/*.ron`.
    pub name: Box<str>,
    /// Index of the input that chooses it; none: always needed.
    pub input: Option<usize>,
}

/// A named place that is wired or set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Stored in graph files.
    pub id: Box<str>,
    /// Shown to the user.
    pub label: Box<str>,
    /// One line for the user.
    pub doc: Box<str>,
    /// What it takes.
    pub ty: Type,
    /// How it may be used and shown.
    pub flags: InputFlags,
    /// What it is unless it is wired or set.
    pub default: Default,
    /// Of a number.
    pub limits: Limits,
    /// `px` is scaled in a plan at reduced size.
    pub unit: Box<str>,
    /// `slider multiline dice file folder …`, or empty: by type.
    pub widget: Box<str>,
    /// Of a choice.
    pub choices: Vec<Choice>,
    /// Ids which it had in older versions.
    pub aka: Vec<Box<str>>,
    /// Presentation only: a JSON object.
    pub meta_json: Option<Box<str>>,
}

/// How an input may be used and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, std::default::Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent promises, as in the contract")]
pub struct InputFlags {
    /// May be neither wired nor set.
    pub optional: bool,
    /// Takes the whole list.
    pub list: bool,
    /// Cannot be set.
    pub wire_only: bool,
    /// Cannot be wired.
    pub set_only: bool,
    /// Shown when the user asks for more.
    pub advanced: bool,
    /// Never shown.
    pub hidden: bool,
    /// Its widget stands on the node.
    pub on_node: bool,
    /// A path that the kind writes to; without it the content of the file is part of the digest.
    pub path_write: bool,
    /// A path to a folder.
    pub path_folder: bool,
    /// Does not change the result.
    pub no_digest: bool,
}

/// What an input is unless it is wired or set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Default {
    /// It has none: it must be wired or set, unless it is optional.
    None,
    /// Of `float`.
    Float(f64),
    /// Of `int` and `seed`.
    Int(i64),
    /// Of `bool`.
    Bool(bool),
    /// Of texts, choices, colours, paths, models, and what a hand draws as written in a graph file.
    Text(Box<str>),
}

/// Ends of a number: soft ones for the slider, hard ones refuse.
#[derive(Debug, Clone, Copy, PartialEq, std::default::Default, Serialize, Deserialize)]
pub struct Limits {
    /// Of the slider.
    pub soft_min: Option<f64>,
    /// Of the slider.
    pub soft_max: Option<f64>,
    /// Less is refused.
    pub hard_min: Option<f64>,
    /// More is refused.
    pub hard_max: Option<f64>,
    /// Of the slider; none: the face chooses.
    pub step: Option<f64>,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stored in graph files.
    pub key: Box<str>,
    /// Shown to the user.
    pub label: Box<str>,
    /// One line for the user.
    pub doc: Box<str>,
}

/// A named result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Stored in graph files.
    pub id: Box<str>,
    /// Shown to the user.
    pub label: Box<str>,
    /// One line for the user.
    pub doc: Box<str>,
    /// What it gives; a list where the contract says so.
    pub ty: Type,
    /// Ids which it had in older versions.
    pub aka: Vec<Box<str>>,
}

impl Kind {
    /// Index of an input by its id, or by an old one.
    #[must_use]
    pub fn input(&self, id: &str) -> Option<usize> {
        let exact = self.inputs.iter().position(|input| *input.id == *id);
        exact.or_else(|| self.inputs.iter().position(|input| input.aka.iter().any(|old| **old == *id)))
    }

    /// Index of an output by its id, or by an old one.
    #[must_use]
    pub fn output(&self, id: &str) -> Option<usize> {
        let exact = self.outputs.iter().position(|output| *output.id == *id);
        exact.or_else(|| self.outputs.iter().position(|output| output.aka.iter().any(|old| **old == *id)))
    }
}
