//! Where a wire really begins: behind graphs inside graphs, and behind nodes that are switched off.

use std::collections::{HashMap, HashSet};

use super::build::Layout;
use super::kinds::KindUse;
use super::scope::Feed;
use super::sentences;
use crate::catalog::{Fit, Type};
use crate::diagnostic::Diagnostic;
use crate::graph::{Name, Setting, Wire, Wires};

/// Where a wire begins: a node that is run, and which of its outputs.
pub(super) type Origin = (usize, u16);

/// Why a wire begins nowhere.
#[derive(Debug, Clone)]
pub(super) enum Miss {
    /// In this scope is no such node.
    Node(usize, Wire),
    /// The node has no such output.
    Output(usize, Wire),
    /// The node is switched off, and nothing can stand in for this output.
    Bypass(usize, Name),
    /// Switched-off nodes stand in for each other.
    Circle(usize),
    /// Something is wrong with this node itself, which is told there.
    Told(usize),
}

/// What was found behind nodes that are switched off, so that a long row of them is walked once.
pub(super) type Passed = HashMap<(usize, Name), Result<Origin, Miss>>;

impl<'a> Layout<'a> {
    /// Follows a wire to where it really begins.
    pub(super) fn origin(&self, scope: usize, wire: &'a Wire, passed: &mut Passed) -> Result<Origin, Miss> {
        let (mut scope, mut wire) = (scope, wire);
        let mut walked: Vec<(usize, Name)> = Vec::new();
        let mut seen = HashSet::new();
        let found = loop {
            let Some(flat) = self.scopes.find(scope, &wire.node) else {
                break Err(Miss::Node(scope, wire.clone()));
            };
            if let Some(inner) = self.scopes.inside(flat) {
                let Some(next) = self.scopes.all[inner].graph.output(&wire.output) else {
                    break Err(Miss::Output(scope, wire.clone()));
                };
                (scope, wire) = (inner, next);
                continue;
            }
            let Some(kind) = self.kind(flat) else { break Err(Miss::Told(flat)) };
            let Some(output) = kind.kind.output(&wire.output) else { break Err(Miss::Output(scope, wire.clone())) };
            if !self.scopes.node(flat).2.bypass {
                break Ok((flat, index_u16(output)));
            }
            let key = (flat, kind.kind.outputs[output].id.as_ref().into());
            if let Some(known) = passed.get(&key) {
                break known.clone();
            }
            if !seen.insert(flat) {
                break Err(Miss::Circle(flat));
            }
            let Some((next_scope, next)) = self.stand_in(flat, kind, output) else {
                break Err(Miss::Bypass(flat, key.1));
            };
            walked.push(key);
            (scope, wire) = (next_scope, next);
        };
        for key in walked {
            passed.insert(key, found.clone());
        }
        found
    }

    /// The wire that stands in for an output of a node that is switched off: of the input with the same type, else of the
    /// first whose type fits.
    pub(super) fn stand_in(&self, flat: usize, kind: &KindUse, output: usize) -> Option<(usize, &'a Wire)> {
        let gives = &kind.kind.outputs[output].ty;
        (0..kind.kind.inputs.len())
            .filter(|input| kind.kind.inputs[*input].ty.fit(gives) == Fit::Direct)
            .filter_map(|input| match self.feed(flat, kind, input)? {
                Feed::Wires(scope, Wires::One(wire)) => Some((kind.kind.inputs[input].ty != *gives, (scope, wire))),
                _ => None,
            })
            .min_by_key(|(differs, _)| *differs)
            .map(|(_, wire)| wire)
    }

    /// What a wire into an input that can only be set stands for: an output that has name and type of such an input of its
    /// own node hands on what is set there, so one node can name a model for several, and a plan knows it.
    pub(super) fn handed_on(
        &self,
        scope: usize,
        wires: &'a Wires,
        ty: &Type,
        passed: &mut Passed,
    ) -> Option<(usize, &'a Setting)> {
        let Wires::One(wire) = wires else { return None };
        let (flat, output) = self.origin(scope, wire, passed).ok()?;
        let kind = self.kind(flat)?;
        let output = &kind.kind.outputs[usize::from(output)];
        let at = kind.kind.input(&output.id)?;
        let input = &kind.kind.inputs[at];
        match self.feed(flat, kind, at) {
            Some(Feed::Set(scope, setting)) if input.flags.set_only && [&input.ty, &output.ty] == [ty, ty] => {
                Some((scope, setting))
            }
            _ => None,
        }
    }

    /// What one input of a node gets: from outside, else its wire, else its setting.
    fn feed(&self, flat: usize, kind: &KindUse, input: usize) -> Option<Feed<'a>> {
        let (scope, _, node) = self.scopes.node(flat);
        let is_it = |name: &Name| kind.kind.input(name) == Some(input);
        let given = self.scopes.given(flat).iter().rev().find(|(name, _)| is_it(name)).map(|(_, feed)| *feed);
        given
            .or_else(|| node.wires.iter().find(|(name, _)| is_it(name)).map(|(_, wires)| Feed::Wires(scope, wires)))
            .or_else(|| node.set.iter().find(|(name, _)| is_it(name)).map(|(_, set)| Feed::Set(scope, set)))
    }

    /// The sentence for a wire that begins nowhere; none if it is told elsewhere.
    pub(super) fn tell_miss(&self, node: &str, input: &str, miss: Miss) -> Option<Diagnostic> {
        Some(match miss {
            Miss::Node(scope, wire) => sentences::no_such_node(node, input, &wire, self.scopes.all[scope].graph),
            Miss::Output(scope, wire) => {
                let flat = self.scopes.find(scope, &wire.node)?;
                match self.scopes.inside(flat) {
                    Some(inner) => {
                        let graph = self.scopes.all[inner].graph;
                        let names: Vec<&str> = graph.outputs().map(|(name, _)| name.as_str()).collect();
                        sentences::no_such_output(node, input, &wire, "a graph", &names)
                    }
                    None => {
                        let kind = &self.kind(flat)?.kind;
                        let names: Vec<&str> = kind.outputs.iter().map(|output| &*output.id).collect();
                        sentences::no_such_output(node, input, &wire, &kind.id, &names)
                    }
                }
            }
            Miss::Bypass(flat, output) => sentences::bypass_has_no_way(&self.scopes.full_name(flat), &output),
            Miss::Circle(flat) => sentences::bypass_in_a_circle(&self.scopes.full_name(flat)),
            Miss::Told(_) => return None,
        })
    }
}

/// Kinds have few inputs and outputs; the loader refuses more.
pub(super) fn index_u16(index: usize) -> u16 {
    u16::try_from(index).expect("a kind has fewer outputs")
}
