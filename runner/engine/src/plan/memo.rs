//! The last plan, kept for the next one: an unchanged graph gives it again, and where only settings changed, only those and
//! what follows them is looked at. Nothing is hashed twice.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::build::{NOT_A_STEP, Stock, build};
use super::convert::convert;
use super::facts::no_model;
use super::inputs::scaled;
use super::keys::Keying;
use super::prints::{Print, print_of, public_print};
use super::scope::{absolute, model_name};
use super::{Facts, FileFact, Goal, ModelFact, Plan, Reach, Request, Scale, Source};
use crate::catalog::{Input, Kind};
use crate::diagnostic::Diagnostic;
use crate::graph::{Entries, Graph, Name, Node, Setting};
use crate::value::Value;

/// Plans one graph after the other, each from what earlier ones taught.
#[derive(Default)]
pub struct Planner {
    /// The last one used comes first. A face asks for several in turn: all of a graph, a node for its preview, small and
    /// large.
    known: Vec<Last>,
}

/// Plans that are kept for the next ones.
const KNOWN_MAX: usize = 4;
/// Together they hold no more steps than this, unless one alone does.
const STEPS_MAX: usize = 200_000;

struct Last {
    plan: Arc<Plan>,
    stock: Stock,
    /// Of each node of the outermost graph.
    prints: Vec<Print>,
    public_print: u64,
    /// Ids of kinds as nodes name them, and what the catalog said.
    kinds: Vec<(Name, Arc<Kind>)>,
    asked: Vec<Asked>,
    folder: PathBuf,
    targets: Vec<Goal>,
    scale: Scale,
}

/// A question about the world, and its answer.
enum Asked {
    File(PathBuf, FileFact),
    Model(String, ModelFact),
    Document(PathBuf, Arc<Graph>),
}

/// Remembers what was asked.
struct Recorder<'a> {
    facts: &'a dyn Facts,
    asked: RefCell<Vec<Asked>>,
}

impl Planner {
    /// Plans a graph. The same plan comes back, the very same, if nothing has changed.
    ///
    /// # Errors
    /// With all mistakes at once.
    pub fn plan(&mut self, request: &Request<'_>) -> Result<Arc<Plan>, Vec<Diagnostic>> {
        let prints: Vec<Print> = request.graph.nodes().map(|(name, node)| print_of(name, node)).collect();
        let public_print = public_print(request.graph);
        let near = self.known.iter().enumerate().find_map(|(at, last)| {
            let changed = last.stands(request, public_print).then(|| last.changed_settings(&prints))?;
            Some((at, changed?))
        });
        if let Some((at, changed)) = near {
            self.known[..=at].rotate_right(1);
            let last = &mut self.known[0];
            if changed.is_empty() {
                return Ok(Arc::clone(&last.plan));
            }
            if let Some(plan) = last.with_settings(request, &changed) {
                (last.plan, last.prints) = (Arc::new(plan), prints);
                return Ok(Arc::clone(&last.plan));
            }
        }
        let recorder = Recorder { facts: request.facts, asked: RefCell::default() };
        let (plan, stock) = build(&Request { facts: &recorder, ..*request })?;
        let asked = recorder.asked.into_inner();
        let plan = Arc::new(plan);
        let last = Last {
            plan: Arc::clone(&plan),
            kinds: used_kinds(request, &asked),
            stock,
            prints,
            public_print,
            asked,
            folder: request.folder.to_owned(),
            targets: request.targets.to_owned(),
            scale: request.scale,
        };
        // A plan of other nodes for the same purpose is of no more use.
        self.known.retain(|other| !other.is_for(request));
        self.known.insert(0, last);
        let mut n_steps = 0;
        self.known.retain(|last| {
            n_steps += last.plan.len();
            n_steps == last.plan.len() || n_steps <= STEPS_MAX
        });
        self.known.truncate(KNOWN_MAX);
        Ok(plan)
    }
}

impl Last {
    /// Whether the same was asked for, of whatever graph.
    fn is_for(&self, request: &Request<'_>) -> bool {
        self.scale == request.scale && self.folder == request.folder && self.targets == request.targets
    }

    /// Whether all but the nodes is as it was.
    fn stands(&self, request: &Request<'_>, public_print: u64) -> bool {
        self.public_print == public_print
            && self.is_for(request)
            && self
                .kinds
                .iter()
                .all(|(id, kind)| request.catalog.kind(id).is_some_and(|other| Arc::ptr_eq(kind, other)))
            && self.asked.iter().all(|asked| asked.still_holds(request.facts))
    }

    /// The nodes whose settings differ; none if more than settings does.
    fn changed_settings(&self, prints: &[Print]) -> Option<Vec<usize>> {
        if prints.len() != self.prints.len() {
            return None;
        }
        let mut changed = Vec::new();
        for (at, (now, before)) in prints.iter().zip(&self.prints).enumerate() {
            if now.shape != before.shape {
                return None;
            }
            if now.settings != before.settings {
                changed.push(at);
            }
        }
        Some(changed)
    }

    /// The last plan with other settings; none if that needs more than a look at the nodes themselves.
    fn with_settings(&mut self, request: &Request<'_>, changed: &[usize]) -> Option<Plan> {
        let mut plan = (*self.plan).clone();
        let mut asked = Vec::new();
        let mut steps = Vec::with_capacity(changed.len());
        for at in changed {
            let step = *self.stock.step_of.get(*at).filter(|step| **step != NOT_A_STEP)?;
            let (_, node) = request.graph.node_at(*at)?;
            self.set(&mut plan, request, step, node, &mut asked)?;
            steps.push(step);
        }
        let keying = Keying {
            kinds: &self.stock.kinds,
            kind_of: &plan.kind_of,
            first_source: &plan.first_source,
            sources: &plan.sources,
            links: &plan.links,
            constants: &plan.constants,
            contents: &plan.contents,
            models: &plan.models,
            undecided: &self.stock.undecided,
            scale: plan.scale,
        };
        keying.changed(&plan.order, &steps, &mut plan.marks, &mut plan.digests);
        self.asked.extend(asked);
        Some(plan)
    }

    /// Puts one node's settings into the plan. Anything out of the ordinary is left to a plan from the beginning, which
    /// tells mistakes too.
    fn set(
        &self,
        plan: &mut Plan,
        request: &Request<'_>,
        step: u32,
        node: &Node,
        asked: &mut Vec<Asked>,
    ) -> Option<()> {
        let used = &self.stock.kinds[plan.kind_index(step)];
        let kind = &used.kind;
        let is_chosen =
            |model: &crate::catalog::ModelUse| model.input.is_some_and(|at| !kind.inputs[at].ty.has("model"));
        // What a node hands on to inputs that can only be set is a constant there, and a wire may give way to a setting.
        let hands_on =
            kind.outputs.iter().any(|output| kind.input(&output.id).is_some_and(|at| kind.inputs[at].flags.set_only));
        if hands_on
            || !used.unless.is_empty()
            || used.has_variables
            || node.version != kind.version
            || kind.models.iter().any(is_chosen)
        {
            return None;
        }
        let first = plan.first_source[step as usize] as usize;
        for (name, setting) in node.set.iter() {
            let at = kind.input(name)?;
            let input = &kind.inputs[at];
            // What is wired too is only kept for when the wire goes.
            let Source::Constant(index) = plan.sources[first + at] else { continue };
            if input.ty.has("path") && input.flags.path_folder {
                return None;
            }
            let value = scaled(convert(input, setting).ok()?, input, plan.scale);
            let (value, content) = named(request, input, value, asked)?;
            plan.constants[index as usize] = value;
            match content {
                Some(content) => drop(plan.contents.insert(index, content)),
                None => drop(plan.contents.remove(&index)),
            }
        }
        Some(())
    }
}

/// The value of an input that may name a file or a model, and the digest of that.
fn named(
    request: &Request<'_>,
    input: &Input,
    value: Value,
    asked: &mut Vec<Asked>,
) -> Option<(Value, Option<super::Digest>)> {
    let Some(text) = value.as_text() else { return Some((value, None)) };
    if input.ty.has("path") {
        let path = absolute(request.folder, text);
        let value = Value::text(path.to_string_lossy());
        if text.is_empty() {
            return None;
        }
        if input.flags.path_write {
            return Some((value, None));
        }
        let FileFact::Content(digest) = request.facts.file(&path) else { return None };
        asked.push(Asked::File(path, FileFact::Content(digest)));
        return Some((value, Some(digest)));
    }
    if input.ty.has("model") && !text.is_empty() {
        let name = model_name(request.folder, text);
        let answer = request.facts.model(&name);
        let digest = match &answer {
            ModelFact::Installed(digest) => *digest,
            ModelFact::None => no_model(),
            ModelFact::Missing(_) => return None,
        };
        let value = Value::text(&*name);
        asked.push(Asked::Model(name, answer));
        return Some((value, Some(digest)));
    }
    Some((value, None))
}

/// Every id of a kind that the graph and the graphs in it name.
fn used_kinds(request: &Request<'_>, asked: &[Asked]) -> Vec<(Name, Arc<Kind>)> {
    let mut used: Vec<(Name, Arc<Kind>)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut waiting: Vec<&Graph> = vec![request.graph];
    waiting.extend(asked.iter().filter_map(|asked| match asked {
        Asked::Document(_, graph) => Some(&**graph),
        Asked::File(..) | Asked::Model(..) => None,
    }));
    while let Some(graph) = waiting.pop() {
        for (_, node) in graph.nodes() {
            waiting.extend(node.graph());
            if seen.insert(&node.kind)
                && let Some(kind) = request.catalog.kind(&node.kind)
            {
                used.push((node.kind.clone(), Arc::clone(kind)));
            }
        }
    }
    used
}

impl Asked {
    fn still_holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::File(path, answer) => facts.file(path) == *answer,
            Self::Model(name, answer) => facts.model(name) == *answer,
            Self::Document(path, graph) => facts.document(path).is_ok_and(|other| Arc::ptr_eq(graph, &other)),
        }
    }
}

impl Facts for Recorder<'_> {
    fn file(&self, path: &Path) -> FileFact {
        let answer = self.facts.file(path);
        self.asked.borrow_mut().push(Asked::File(path.to_owned(), answer.clone()));
        answer
    }

    fn model(&self, name: &str) -> ModelFact {
        let answer = self.facts.model(name);
        self.asked.borrow_mut().push(Asked::Model(name.to_owned(), answer.clone()));
        answer
    }

    fn document(&self, path: &Path) -> Result<Arc<Graph>, Vec<Diagnostic>> {
        let answer = self.facts.document(path)?;
        self.asked.borrow_mut().push(Asked::Document(path.to_owned(), Arc::clone(&answer)));
        Ok(answer)
    }

    /// A function of its arguments: there is nothing to ask again.
    fn migrated(&self, kind: &Kind, from: u32, settings: &Entries<Setting>) -> Result<Entries<Setting>, Diagnostic> {
        self.facts.migrated(kind, from, settings)
    }

    fn reach(&self) -> Reach {
        self.facts.reach()
    }
}
