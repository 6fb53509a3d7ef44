//! The way from a graph to a plan: lay flat, choose, read inputs, order, settle.

use std::collections::HashSet;
use std::sync::Arc;

use super::inputs::{Sockets, Whose, count};
use super::keys::Keying;
use super::kinds::{KindUse, Kinds};
use super::order::Wiring;
use super::scope::{Documents, NODES_MAX, Scopes};
use super::settle::Settling;
use super::types::Types;
use super::wires::{Miss, Origin, Passed, index_u16};
use super::{GRAPH_KIND, Goal, Plan, Request, Wanted, sentences};
use crate::catalog::{Fit, Type};
use crate::diagnostic::Diagnostic;
use crate::graph::{Name, Wire};

/// A node that becomes no step: it holds a graph, is switched off, or nobody asked for it.
pub(super) const NOT_A_STEP: u32 = u32::MAX;
const NO_KIND: u32 = u32::MAX;

/// All nodes laid flat, and what is known of each.
pub(super) struct Layout<'a> {
    pub(super) scopes: Scopes<'a>,
    kinds: Kinds<'a>,
    /// By node; `NO_KIND` where there is none.
    kind_of: Vec<u32>,
    /// By node.
    pub(super) step_of: Vec<u32>,
}

/// Where to run to, found in the layout.
struct Aim {
    name: Name,
    flat: usize,
    output: Option<u16>,
}

/// What a plan was made of, for making the next one from it.
pub(super) struct Stock {
    pub(super) kinds: Vec<KindUse>,
    /// Steps with something that no digest covers.
    pub(super) undecided: HashSet<u32>,
    /// Of each node of the outermost graph; `NOT_A_STEP` where it becomes none.
    pub(super) step_of: Vec<u32>,
}

pub(super) fn build(request: &Request<'_>) -> Result<(Plan, Stock), Vec<Diagnostic>> {
    let documents = Documents::load(request.graph, request.folder, request.facts);
    let scopes = Scopes::new(request.graph, request.folder, &documents);
    if scopes.len() > NODES_MAX {
        return Err(vec![sentences::too_many_nodes()]);
    }
    let mut types = Types::default();
    let mut layout = Layout::new(scopes, request, &mut types);
    let mut told = Vec::new();
    let mut passed = Passed::default();
    let aims = match request.targets {
        [] => layout.exposed(&mut passed, &mut told),
        targets => layout.targets(targets, &mut passed, &mut told),
    };
    let chosen = match request.targets {
        [] => vec![true; layout.scopes.len()],
        _ => layout.upstream(&aims, &mut passed),
    };
    let flat_of = layout.number(&chosen);
    layout.tell_nodes(&chosen, &mut told);

    let cache = layout.scopes.cache(&mut told);
    let mut sockets = Sockets::default();
    let mut names = Vec::with_capacity(flat_of.len());
    let mut kind_of = Vec::with_capacity(flat_of.len());
    sockets.first_source.reserve(flat_of.len() + 1);
    for (step, flat) in (0_u32..).zip(&flat_of) {
        let kind_index = layout.kind_of[*flat];
        let (scope, name, _) = layout.scopes.node(*flat);
        let name = layout.scopes.joined(scope, name);
        let kind = &layout.kinds.all[kind_index as usize];
        let whose = Whose { layout: &layout, request, flat: *flat, step, scope, name, kind_index, kind };
        sockets.first_source.push(count(sockets.sources.len()));
        sockets.add(&whose, &mut told);
        names.push(whose.name);
        kind_of.push(kind_index);
    }
    sockets.first_source.push(count(sockets.sources.len()));

    let wiring = Wiring { first_source: &sockets.first_source, sources: &sockets.sources, links: &sockets.links };
    let found = wiring.order();
    for circle in &found.circles {
        let names: Vec<Name> = circle.iter().map(|step| names[*step as usize].clone()).collect();
        told.push(sentences::cycle(&names));
    }
    let order = found.order;
    let mut settling = Settling {
        sockets: &mut sockets,
        kinds: &layout.kinds.all,
        kind_of: &kind_of,
        names: &names,
        scale: request.scale,
        types: &mut types,
    };
    let mut marks = settling.types(&order, &mut told);
    if told.iter().any(Diagnostic::is_error) {
        return Err(told);
    }
    let keying = Keying {
        kinds: &layout.kinds.all,
        kind_of: &kind_of,
        first_source: &sockets.first_source,
        sources: &sockets.sources,
        links: &sockets.links,
        constants: &sockets.constants,
        contents: &sockets.contents,
        models: &sockets.models,
        undecided: &sockets.undecided,
        scale: request.scale,
    };
    let digests = keying.all(&order, &mut marks);
    let mut wanted: Vec<Wanted> = Vec::with_capacity(aims.len());
    if request.targets.is_empty() {
        let sinks = (0_u32..).zip(&marks).filter(|(_, marks)| marks.sink);
        wanted.extend(sinks.map(|(step, _)| Wanted { name: names[step as usize].clone(), step, output: None }));
    }
    wanted.extend(aims.into_iter().map(|aim| Wanted {
        name: aim.name,
        step: layout.step_of[aim.flat],
        output: aim.output,
    }));
    if wanted.is_empty() && !request.graph.is_empty() {
        told.push(sentences::nothing_to_do());
    }
    let folder_of = layout.folders(&flat_of);
    let kinds = layout.kinds.all.iter().map(|used| Arc::clone(&used.kind)).collect();
    layout.step_of.truncate(request.graph.len());
    let stock = Stock { kinds: layout.kinds.all, undecided: sockets.undecided, step_of: layout.step_of };
    let plan = Plan {
        cache,
        kinds,
        folders: layout.scopes.folders,
        names,
        kind_of,
        folder_of,
        first_source: sockets.first_source,
        sources: sockets.sources,
        links: sockets.links,
        constants: sockets.constants,
        contents: sockets.contents,
        models: sockets.models,
        digests,
        marks,
        order,
        wanted,
        scale: request.scale,
        told,
    };
    Ok((plan, stock))
}

impl<'a> Layout<'a> {
    fn new(scopes: Scopes<'a>, request: &Request<'a>, types: &mut Types) -> Self {
        let mut kinds = Kinds::new(request.catalog, request.facts.reach());
        let mut kind_of = Vec::with_capacity(scopes.len());
        for scope in &scopes.all {
            for (_, node) in scope.graph.nodes() {
                let found = if node.kind == GRAPH_KIND { None } else { kinds.find(&node.kind, types) };
                kind_of.push(found.unwrap_or(NO_KIND));
            }
        }
        Self { scopes, kinds, kind_of, step_of: Vec::new() }
    }

    /// A node's kind, if it has one.
    pub(super) fn kind(&self, flat: usize) -> Option<&KindUse> {
        self.kinds.all.get(self.kind_of[flat] as usize)
    }

    /// Gives steps their numbers: what runs, of what was chosen.
    fn number(&mut self, chosen: &[bool]) -> Vec<usize> {
        let mut flat_of = Vec::new();
        self.step_of = vec![NOT_A_STEP; chosen.len()];
        for scope in &self.scopes.all {
            for (flat, (_, node)) in (scope.base..).zip(scope.graph.nodes()) {
                if chosen[flat] && !node.bypass && self.kind_of[flat] != NO_KIND {
                    self.step_of[flat] = count(flat_of.len());
                    flat_of.push(flat);
                }
            }
        }
        flat_of
    }

    /// What is wrong with nodes by themselves.
    fn tell_nodes(&self, chosen: &[bool], told: &mut Vec<Diagnostic>) {
        for flat in (0..self.scopes.len()).filter(|flat| chosen[*flat]) {
            let fields = self.scopes.node(flat).2.fields();
            told.extend(fields.map(|(field, _)| sentences::unknown_field(&self.scopes.full_name(flat), field)));
        }
        for (flat, kind) in self.kind_of.iter().enumerate().filter(|(flat, kind)| **kind == NO_KIND && chosen[*flat]) {
            debug_assert_eq!(*kind, NO_KIND);
            let (_, _, node) = self.scopes.node(flat);
            if node.kind == GRAPH_KIND {
                told.extend(self.scopes.troubles(flat).iter().cloned());
            } else {
                told.push(sentences::unknown_kind(&self.scopes.full_name(flat), &node.kind, &self.kinds.ids()));
            }
        }
    }

    /// The exposed outputs of the outermost graph.
    fn exposed(&self, passed: &mut Passed, told: &mut Vec<Diagnostic>) -> Vec<Aim> {
        let graph = self.scopes.all[0].graph;
        for (name, target) in graph.inputs() {
            let flat = self.scopes.find(0, &target.node);
            let known = flat.is_some_and(|flat| match (self.kind(flat), self.scopes.inside(flat)) {
                (Some(kind), _) => kind.kind.input(&target.input).is_some(),
                (None, Some(inner)) => self.scopes.all[inner].graph.input(&target.input).is_some(),
                // Told with the node.
                (None, None) => true,
            });
            if !known {
                told.push(sentences::exposed_input(name, target, graph));
            }
        }
        graph.outputs().filter_map(|(name, wire)| self.exposed_aim(name, wire, passed, told)).collect()
    }

    fn exposed_aim(&self, name: &Name, wire: &'a Wire, passed: &mut Passed, told: &mut Vec<Diagnostic>) -> Option<Aim> {
        match self.origin(0, wire, passed) {
            Ok((flat, output)) => Some(Aim { name: name.clone(), flat, output: Some(output) }),
            Err(miss) => {
                if let Some(why) = self.tell_miss("expose", name, miss) {
                    let graph = self.scopes.all[0].graph;
                    told.push(sentences::exposed_output(name, wire, graph, why.hint));
                }
                None
            }
        }
    }

    fn targets(&self, targets: &[Goal], passed: &mut Passed, told: &mut Vec<Diagnostic>) -> Vec<Aim> {
        let graph = self.scopes.all[0].graph;
        let mut aims = Vec::new();
        for target in targets {
            let (node, outputs) = match target {
                Goal::Output(node, output) => (node, vec![output.clone()]),
                Goal::Name(name) => match (self.scopes.find(0, name), graph.output(name)) {
                    (Some(flat), _) => (name, self.outputs_of(flat)),
                    (None, Some(wire)) => {
                        aims.extend(self.exposed_aim(name, wire, passed, told));
                        continue;
                    }
                    (None, None) => (name, Vec::new()),
                },
            };
            let Some(flat) = self.scopes.find(0, node) else {
                told.push(sentences::unknown_target(node, graph));
                continue;
            };
            if let Some(kind) = self.kind(flat)
                && kind.kind.outputs.is_empty()
            {
                aims.push(Aim { name: node.clone(), flat, output: None });
            }
            for output in outputs {
                match self.origin_of(node, &output, passed) {
                    Ok((flat, at)) => {
                        let name = Name::from(format!("{node}.{output}"));
                        aims.push(Aim { name, flat, output: Some(at) });
                    }
                    Err(why) => told.extend(why),
                }
            }
            // Why it cannot run is told even if nothing of it can be asked for.
            if self.kind(flat).is_none() {
                aims.push(Aim { name: node.clone(), flat, output: None });
            }
        }
        aims
    }

    /// As a wire of the outermost graph would find it.
    fn origin_of(&self, node: &Name, output: &Name, passed: &mut Passed) -> Result<Origin, Option<Diagnostic>> {
        let flat = self.scopes.find(0, node).ok_or(None)?;
        if let Some(inner) = self.scopes.inside(flat) {
            let graph = self.scopes.all[inner].graph;
            let wire = graph.output(output);
            return match wire {
                Some(wire) => self.origin(inner, wire, passed).map_err(|miss| self.tell_miss(node, output, miss)),
                None => {
                    let names: Vec<&str> = graph.outputs().map(|(name, _)| name.as_str()).collect();
                    Err(Some(sentences::no_such_goal(node, output, "a graph", &names)))
                }
            };
        }
        let kind = self.kind(flat).ok_or(None)?;
        match kind.kind.output(output) {
            Some(at) if !self.scopes.node(flat).2.bypass => Ok((flat, index_u16(at))),
            Some(at) => match self.stand_in(flat, kind, at) {
                Some((scope, wire)) => {
                    self.origin(scope, wire, passed).map_err(|miss| self.tell_miss(node, output, miss))
                }
                None => Err(Some(sentences::bypass_has_no_way(node, output))),
            },
            None => {
                let ids: Vec<&str> = kind.kind.outputs.iter().map(|output| &*output.id).collect();
                Err(Some(sentences::no_such_goal(node, output, &kind.kind.id, &ids)))
            }
        }
    }

    fn outputs_of(&self, flat: usize) -> Vec<Name> {
        match (self.scopes.inside(flat), self.kind(flat)) {
            (Some(inner), _) => self.scopes.all[inner].graph.outputs().map(|(name, _)| name.clone()).collect(),
            (None, Some(kind)) => kind.kind.outputs.iter().map(|output| (&*output.id).into()).collect(),
            (None, None) => Vec::new(),
        }
    }

    /// All nodes that the aims depend on, with those that hold graphs or are switched off on the way.
    fn upstream(&self, aims: &[Aim], passed: &mut Passed) -> Vec<bool> {
        let mut chosen = vec![false; self.scopes.len()];
        let mut waiting: Vec<usize> = aims.iter().map(|aim| aim.flat).collect();
        while let Some(flat) = waiting.pop() {
            if std::mem::replace(&mut chosen[flat], true) {
                continue;
            }
            let (scope, _, node) = self.scopes.node(flat);
            let own = node.wires.iter().map(|(_, wires)| (scope, wires));
            let given = self.scopes.given(flat).iter().filter_map(|(_, feed)| match feed {
                super::scope::Feed::Wires(scope, wires) => Some((*scope, *wires)),
                super::scope::Feed::Set(..) => None,
            });
            for (scope, wires) in own.chain(given) {
                for wire in wires {
                    // The node that is named may hold a graph which cannot be read.
                    waiting.extend(self.scopes.find(scope, &wire.node).filter(|flat| self.kind(*flat).is_none()));
                    match self.origin(scope, wire, passed) {
                        Ok((flat, _)) | Err(Miss::Told(flat)) => waiting.push(flat),
                        Err(_) => {}
                    }
                }
            }
        }
        chosen
    }

    /// Some output in the graph that gives a type, for a hint.
    pub(super) fn gives(&self, ty: &Type, but: usize) -> Option<String> {
        (0..self.scopes.all[0].graph.len()).filter(|flat| *flat != but).find_map(|flat| {
            let kind = self.kind(flat)?;
            let output = kind.kind.outputs.iter().find(|output| output.ty.fit(ty) == Fit::Direct)?;
            Some(format!("{}.{}", self.scopes.node(flat).1, output.id))
        })
    }

    /// The folder of each step; empty where all share one.
    fn folders(&self, flat_of: &[usize]) -> Vec<u32> {
        if self.scopes.folders.len() == 1 {
            return Vec::new();
        }
        flat_of.iter().map(|flat| self.scopes.all[self.scopes.scope_of(*flat)].folder).collect()
    }
}
