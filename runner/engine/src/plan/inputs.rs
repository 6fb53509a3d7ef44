//! What the inputs of one node get: wires become links, settings and defaults become constants.

use std::collections::{HashMap, HashSet};

use super::build::{Layout, NOT_A_STEP};
use super::convert::{can_be_set, convert, default_setting};
use super::facts::{FileFact, ModelFact, no_model};
use super::kinds::KindUse;
use super::scope::{Feed, absolute, model_name};
use super::wires::Passed;
use super::{Digest, Link, Request, Scale, Source, sentences};
use crate::catalog::{Fit, Input};
use crate::diagnostic::Diagnostic;
use crate::graph::{Name, Setting, Wires};
use crate::value::{Content, Tensor, Value};

/// The inputs of all steps, in their order.
#[derive(Default)]
pub(super) struct Sockets {
    pub(super) first_source: Vec<u32>,
    pub(super) sources: Vec<Source>,
    pub(super) links: Vec<Link>,
    pub(super) constants: Vec<Value>,
    /// Constants whose digest is that of a file or model that they name.
    pub(super) contents: HashMap<u32, Digest>,
    /// Steps with a constant that no digest covers: a folder.
    pub(super) undecided: HashSet<u32>,
    /// Models that a step uses without naming them in an input of that type; sorted by step.
    pub(super) models: Vec<(u32, Digest)>,
    /// Defaults that are the same for all nodes of a kind, by kind and input.
    defaults: HashMap<(u32, usize), Option<Source>>,
    passed: Passed,
}

/// One node on its way into the plan.
pub(super) struct Whose<'k> {
    pub(super) layout: &'k Layout<'k>,
    pub(super) request: &'k Request<'k>,
    pub(super) flat: usize,
    pub(super) step: u32,
    pub(super) scope: usize,
    pub(super) name: Name,
    pub(super) kind_index: u32,
    pub(super) kind: &'k KindUse,
}

impl Sockets {
    /// Adds one node's inputs.
    pub(super) fn add(&mut self, whose: &Whose<'_>, told: &mut Vec<Diagnostic>) {
        let (_, _, node) = whose.layout.scopes.node(whose.flat);
        let kind = &whose.kind.kind;
        let migrated;
        let settings = if node.version > kind.version {
            told.push(sentences::newer_version(&whose.name, kind, node.version));
            &node.set
        } else if node.version < kind.version && kind.migrates && !node.set.is_empty() {
            match whose.request.facts.migrated(kind, node.version, &node.set) {
                Ok(moved) => {
                    migrated = moved;
                    &migrated
                }
                Err(problem) => {
                    told.push(problem);
                    &node.set
                }
            }
        } else {
            &node.set
        };

        let mut feeds: Vec<Option<Feed<'_>>> = vec![None; kind.inputs.len()];
        let own = (settings.iter().map(|(name, set)| (name, Feed::Set(whose.scope, set))))
            .chain(node.wires.iter().map(|(name, wires)| (name, Feed::Wires(whose.scope, wires))));
        for (name, feed) in own {
            let Some(input) = kind.input(name) else {
                told.push(sentences::unknown_input(&whose.name, kind, name));
                continue;
            };
            if matches!((feeds[input], feed), (Some(Feed::Set(..)), Feed::Wires(..))) {
                told.push(sentences::wired_and_set(&whose.name, &kind.inputs[input].id));
            }
            feeds[input] = Some(feed);
        }
        for (name, feed) in whose.layout.scopes.given(whose.flat) {
            match kind.input(name) {
                Some(input) => feeds[input] = Some(*feed),
                None => told.push(sentences::unknown_input(&whose.name, kind, name)),
            }
        }
        for (input, other) in &whose.kind.unless {
            if matches!(feeds[*other], Some(Feed::Set(_, set)) if set.as_text() != Some("")) {
                feeds[*input] = None;
            }
        }
        let first = self.sources.len();
        for (at, feed) in feeds.into_iter().enumerate() {
            let source = self.source(whose, at, feed, told);
            self.sources.push(source);
        }
        self.uses(whose, first, told);
    }

    /// Models that the kind always uses, or that one of its choices names.
    fn uses(&mut self, whose: &Whose<'_>, first: usize, told: &mut Vec<Diagnostic>) {
        let kind = &whose.kind.kind;
        for used in &kind.models {
            let input = used.input.map(|at| &kind.inputs[at]);
            if input.is_some_and(|input| input.ty.has("model")) {
                continue;
            }
            let chosen = used.input.map(|at| self.sources[first + at]);
            match chosen {
                Some(Source::Constant(index)) if self.constants[index as usize].as_text() != Some(&used.name) => {
                    continue;
                }
                Some(Source::Wire(_) | Source::Wires { .. }) => {
                    self.undecided.insert(whose.step);
                    continue;
                }
                Some(Source::Nothing) => continue,
                Some(Source::Constant(_)) | None => {}
            }
            match whose.request.facts.model(&used.name) {
                ModelFact::Installed(digest) => self.models.push((whose.step, digest)),
                ModelFact::None => self.models.push((whose.step, no_model())),
                ModelFact::Missing(why) => {
                    told.push(sentences::missing_model(&whose.name, input.map(|input| &*input.id), why));
                }
            }
        }
    }

    fn source(&mut self, whose: &Whose<'_>, at: usize, feed: Option<Feed<'_>>, told: &mut Vec<Diagnostic>) -> Source {
        let input = &whose.kind.kind.inputs[at];
        match feed {
            Some(Feed::Wires(scope, wires)) if input.flags.set_only => {
                match whose.layout.handed_on(scope, wires, &input.ty, &mut self.passed) {
                    Some((scope, setting)) => self.set(whose, input, scope, setting, told),
                    None => {
                        told.push(sentences::only_set(&whose.name, input));
                        Source::Nothing
                    }
                }
            }
            Some(Feed::Wires(scope, wires)) => self.wired(whose, input, scope, wires, told),
            Some(Feed::Set(..)) if input.flags.wire_only => {
                told.push(sentences::only_wired(&whose.name, input));
                Source::Nothing
            }
            Some(Feed::Set(scope, setting)) => self.set(whose, input, scope, setting, told),
            None => self.default(whose, at, told),
        }
    }

    fn wired(
        &mut self,
        whose: &Whose<'_>,
        input: &Input,
        scope: usize,
        wires: &Wires,
        told: &mut Vec<Diagnostic>,
    ) -> Source {
        let mut link = |wire, passed: &mut Passed| match whose.layout.origin(scope, wire, passed) {
            // Which step it becomes is known already; how it fits is found when all types are.
            Ok((flat, output)) => match whose.layout.step_of[flat] {
                NOT_A_STEP => None,
                step => Some(Link { step, output, fit: Fit::Direct }),
            },
            Err(miss) => {
                told.extend(whose.layout.tell_miss(&whose.name, &input.id, miss));
                None
            }
        };
        match wires {
            Wires::One(wire) => link(wire, &mut self.passed).map_or(Source::Nothing, Source::Wire),
            Wires::Many(wires) => {
                let first = self.links.len();
                for wire in wires {
                    let found = link(wire, &mut self.passed);
                    self.links.extend(found);
                }
                Source::Wires { first: count(first), len: count(self.links.len() - first) }
            }
        }
    }

    fn set(
        &mut self,
        whose: &Whose<'_>,
        input: &Input,
        scope: usize,
        setting: &Setting,
        told: &mut Vec<Diagnostic>,
    ) -> Source {
        let value = match convert(input, setting) {
            Ok(value) => scaled(value, input, whose.request.scale),
            Err(refusal) => {
                told.push(sentences::does_not_fit(&whose.name, input, refusal));
                return Source::Nothing;
            }
        };
        if let Some(text) = value.as_text() {
            if input.ty.has("path") {
                return self.path(whose, input, scope, text, told);
            }
            if input.ty.has("model") {
                let folder = &whose.layout.scopes.folders[whose.layout.scopes.all[scope].folder as usize];
                return self.model(whose, input, &model_name(folder, text), told);
            }
        }
        self.constant(value)
    }

    fn path(
        &mut self,
        whose: &Whose<'_>,
        input: &Input,
        scope: usize,
        written: &str,
        told: &mut Vec<Diagnostic>,
    ) -> Source {
        if written.is_empty() {
            return self.nothing(whose, input, told);
        }
        let folder = &whose.layout.scopes.folders[whose.layout.scopes.all[scope].folder as usize];
        let path = absolute(folder, written);
        let source = self.constant(Value::text(path.to_string_lossy()));
        if input.flags.path_write {
            return source;
        }
        match (whose.request.facts.file(&path), input.flags.path_folder) {
            (FileFact::Content(digest), false) => self.name_content(source, digest),
            (FileFact::Folder, true) => {
                self.undecided.insert(whose.step);
            }
            (FileFact::Content(_), true) => {
                told.push(sentences::file_instead_of_folder(&whose.name, &input.id, written));
            }
            (FileFact::Folder, false) => told.push(sentences::folder_instead_of_file(&whose.name, &input.id, written)),
            (FileFact::Missing, _) => told.push(sentences::no_file(&whose.name, &input.id, written, &path)),
            (FileFact::Unreadable(why), _) => {
                told.push(sentences::file_not_readable(&whose.name, &input.id, written, &why));
            }
        }
        source
    }

    fn model(&mut self, whose: &Whose<'_>, input: &Input, name: &str, told: &mut Vec<Diagnostic>) -> Source {
        let source = self.constant(Value::text(name));
        if name.is_empty() {
            return source;
        }
        match whose.request.facts.model(name) {
            ModelFact::Installed(digest) => self.name_content(source, digest),
            ModelFact::None => self.name_content(source, no_model()),
            ModelFact::Missing(why) => told.push(sentences::missing_model(&whose.name, Some(&input.id), why)),
        }
        source
    }

    fn default(&mut self, whose: &Whose<'_>, at: usize, told: &mut Vec<Diagnostic>) -> Source {
        let input = &whose.kind.kind.inputs[at];
        if let Some(known) = self.defaults.get(&(whose.kind_index, at)) {
            return known.unwrap_or_else(|| self.nothing(whose, input, told));
        }
        let Some(setting) = default_setting(input).filter(|_| can_be_set(input)) else {
            let source = input.flags.optional.then_some(Source::Nothing);
            self.defaults.insert((whose.kind_index, at), source);
            return source.unwrap_or_else(|| self.nothing(whose, input, told));
        };
        let source = self.set(whose, input, whose.scope, &setting, told);
        // What a file or model holds may differ from node to node, and so may what is told of it.
        if matches!(source, Source::Constant(_)) && !input.ty.has("path") && !input.ty.has("model") {
            self.defaults.insert((whose.kind_index, at), Some(source));
        }
        source
    }

    fn nothing(&self, whose: &Whose<'_>, input: &Input, told: &mut Vec<Diagnostic>) -> Source {
        if !input.flags.optional {
            let settable = can_be_set(input);
            let source = if settable { None } else { whose.layout.gives(&input.ty, whose.flat) };
            told.push(sentences::missing_input(&whose.name, input, settable, source.as_deref()));
        }
        Source::Nothing
    }

    fn constant(&mut self, value: Value) -> Source {
        self.constants.push(value);
        Source::Constant(count(self.constants.len() - 1))
    }

    fn name_content(&mut self, source: Source, digest: Digest) {
        if let Source::Constant(index) = source {
            self.contents.insert(index, digest);
        }
    }
}

/// Graphs have fewer than `NODES_MAX` nodes, and nodes few inputs.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).expect("a plan has fewer parts")
}

/// Lengths in pixels follow the size of the pictures. What was inside the hard limits stays inside.
pub(super) fn scaled(value: Value, input: &Input, scale: Scale) -> Value {
    if scale == Scale::Full || &*input.unit != "px" {
        return value;
    }
    let factor = scale.factor();
    let clamp = |number: f64| {
        number
            .max(input.limits.hard_min.unwrap_or(f64::NEG_INFINITY))
            .min(input.limits.hard_max.unwrap_or(f64::INFINITY))
    };
    match value.content() {
        Content::Float(number) => Value::new(Content::Float(clamp(number * factor))),
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "lengths of pictures are small"
        )]
        Content::Int(number) => {
            let small = (*number as f64 * factor).round();
            // One pixel of something does not become none of it.
            let small = if small == 0.0 { (*number).signum() as f64 } else { small };
            Value::new(Content::Int(clamp(small) as i64))
        }
        Content::Tensor(tensor) => match tensor.as_f32() {
            #[expect(clippy::cast_possible_truncation, reason = "a power of two")]
            Some(numbers) => {
                let small: Vec<f32> = numbers.iter().map(|number| number * factor as f32).collect();
                Tensor::from_f32(tensor.shape(), &small).map_or(value, |tensor| Value::new(Content::Tensor(tensor)))
            }
            None => value,
        },
        _ => value,
    }
}
