//! Brings together what two people did to the same graph. Each setting, wire and place is decided alone, so two who
//! changed different inputs of one node do not meet.

use super::diff::{diff_named, renames};
use super::{Added, Anchor, Edit, Graph, Name, Node, Setting, Target, Wire, Wires};
use crate::diagnostic::{Diagnostic, Place};

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// All that both did; where they disagree, what ours says.
    pub graph: Graph,
    /// Each place where they disagree. Warnings where it only concerns the view.
    pub conflicts: Vec<Diagnostic>,
}

impl Graph {
    /// Adds to `ours` what `theirs` changed since `base`.
    #[must_use]
    pub fn merge(base: &Self, ours: &Self, theirs: &Self) -> Merged {
        let mut conflicts = Vec::new();
        let [base, ours, theirs] = with_common_names(base, ours, theirs, &mut conflicts);
        let mut edits = Vec::new();
        diff_named(&mut base.clone(), &theirs, &mut edits);
        let mut merge = Merge { base: &base, theirs: &theirs, result: ours.clone(), ours: &ours, conflicts };
        let mut inner: Vec<Name> = Vec::new();
        for edit in edits {
            match edit {
                // All edits inside one node are one merge of its graph.
                Edit::Inside { node, .. } if inner.contains(&node) => {}
                Edit::Inside { node, .. } => {
                    merge.inside(&node);
                    inner.push(node);
                }
                edit => merge.take(edit),
            }
        }
        merge.find_lost_wires();
        Merged { graph: merge.result, conflicts: merge.conflicts }
    }
}

/// All three graphs with each node under one name, so that renaming is no longer a difference.
fn with_common_names(base: &Graph, ours: &Graph, theirs: &Graph, conflicts: &mut Vec<Diagnostic>) -> [Graph; 3] {
    let [mut base, mut ours, mut theirs] = [base.clone(), ours.clone(), theirs.clone()];
    let (by_ours, by_theirs) = (renames(&base, &ours), renames(&base, &theirs));
    for (name, theirs_name) in &by_theirs {
        let ours_name = by_ours.iter().find(|(from, _)| from == name).map(|(_, to)| to);
        let free = |graph: &Graph| !graph.nodes.contains_key(theirs_name);
        if ours_name == Some(theirs_name) {
            continue;
        }
        if ours_name.is_none() && ours.nodes.contains_key(name) && free(&ours) && free(&base) {
            rename(&mut ours, name, theirs_name);
            rename(&mut base, name, theirs_name);
            continue;
        }
        let kept = ours_name.unwrap_or(name);
        if ours.nodes.contains_key(kept) {
            let message = format!("`{name}` is called `{theirs_name}` in theirs, but `{kept}` in ours");
            conflicts.push(conflict(Place::Node(kept.to_string()), message, "our name is kept".to_owned()));
        }
        if !theirs.nodes.contains_key(name) {
            rename(&mut theirs, theirs_name, name);
        }
    }
    for (name, ours_name) in &by_ours {
        if theirs.nodes.contains_key(name) && !theirs.nodes.contains_key(ours_name) {
            rename(&mut theirs, name, ours_name);
            rename(&mut base, name, ours_name);
        } else if !theirs.nodes.contains_key(name) && !by_theirs.iter().any(|(from, _)| from == name) {
            // They removed what we renamed: that is told as a removal of our name.
            rename(&mut base, name, ours_name);
        } else if by_theirs.iter().any(|(from, to)| from == name && to == ours_name) {
            rename(&mut base, name, ours_name);
        }
    }
    [base, ours, theirs]
}

/// A name that cannot be given stays: the sides are then merged as different nodes.
fn rename(graph: &mut Graph, from: &Name, to: &Name) {
    _ = graph.apply(Edit::Rename { from: from.clone(), to: to.clone() });
}

struct Merge<'g> {
    base: &'g Graph,
    ours: &'g Graph,
    theirs: &'g Graph,
    result: Graph,
    conflicts: Vec<Diagnostic>,
}

/// What to do with a change of theirs.
enum Verdict {
    Take,
    Same,
    Disagree,
}

fn decide(base: &Said<'_>, ours: &Said<'_>, theirs: &Said<'_>) -> Verdict {
    if ours == theirs {
        Verdict::Same
    } else if ours == base {
        Verdict::Take
    } else {
        Verdict::Disagree
    }
}

impl Merge<'_> {
    /// Takes one change of theirs over, or tells why not.
    fn take(&mut self, edit: Edit) {
        match edit {
            Edit::Remove(names) => names.into_iter().for_each(|name| self.remove(name)),
            Edit::Add(added) => added.into_iter().for_each(|added| self.add(added)),
            edit => {
                let [base, ours, theirs] = [self.base, self.ours, self.theirs].map(|graph| Said::of(graph, &edit));
                let place = place_of(&edit);
                if let Some(node) = node_of(&edit)
                    && !self.ours.nodes.contains_key(node)
                {
                    let message = format!("`{node}` is changed in theirs, but removed in ours");
                    self.tell_once(place, message, "it stays removed");
                    return;
                }
                match (decide(&base, &ours, &theirs), &edit) {
                    // A removal may have taken along what both still say.
                    (Verdict::Same, _) if Said::of(&self.result, &edit) == theirs => {}
                    (Verdict::Same, _) => self.apply(edit),
                    (Verdict::Take, _) => self.apply(edit),
                    (Verdict::Disagree, Edit::Comment { anchor, .. }) => self.join_comments(anchor),
                    (Verdict::Disagree, Edit::View { key, .. }) if !self.ours.view.contains_key(key) => {}
                    (Verdict::Disagree, Edit::View { key, .. }) => {
                        let message = format!("`{key}` was moved by both");
                        let told = Diagnostic::warning("merge-conflict", place, message);
                        self.conflicts.push(told.hint("it stays where ours has it"));
                    }
                    (Verdict::Disagree, _) => {
                        let message = format!(
                            "{} became {} in ours, but {} in theirs",
                            base.shown(),
                            ours.shown(),
                            theirs.shown()
                        );
                        self.tell_once(place, message, "ours is kept");
                    }
                }
            }
        }
    }

    fn apply(&mut self, edit: Edit) {
        let is_comment = matches!(edit, Edit::Comment { .. });
        match self.result.apply(edit) {
            // A comment goes with its line.
            Err(told) if !is_comment => self.conflicts.push(told),
            _ => {}
        }
    }

    fn tell_once(&mut self, place: Place, message: String, hint: &str) {
        let told = conflict(place, message, hint.to_owned());
        if self.conflicts.last() != Some(&told) {
            self.conflicts.push(told);
        }
    }

    fn remove(&mut self, name: Name) {
        let Some(ours) = self.ours.node(&name) else { return };
        let place = Place::Node(name.to_string());
        if self.base.node(&name) != Some(ours) {
            let message = format!("`{name}` is removed in theirs, but changed in ours");
            return self.tell_once(place, message, "it is kept");
        }
        let uses = |graph: &Graph| -> usize {
            let wires = graph.nodes.values().flat_map(|node| node.wires.iter()).flat_map(|(_, wires)| wires.iter());
            wires.filter(|wire| wire.node == name).count()
        };
        if uses(self.ours) > uses(self.base) {
            let message = format!("`{name}` is removed in theirs, but newly wired in ours");
            return self.tell_once(place, message, "it is kept");
        }
        self.apply(Edit::Remove(vec![name]));
    }

    fn add(&mut self, mut added: Added) {
        match self.ours.node(&added.name) {
            Some(ours) if *ours == added.node => {}
            Some(_) => {
                let message = format!("both added a node `{}`, but not the same", added.name);
                self.tell_once(Place::Node(added.name.to_string()), message, "ours is kept");
            }
            None => {
                // Behind the node that it stands behind in theirs.
                let at = self.theirs.index_of(&added.name).and_then(|at| at.checked_sub(1));
                let before = at.and_then(|at| self.theirs.node_at(at)).and_then(|(name, _)| self.result.index_of(name));
                added.at = before.map(|before| before + 1);
                self.apply(Edit::Add(vec![added]));
            }
        }
    }

    fn inside(&mut self, name: &Name) {
        let graphs = [self.base, self.ours, self.theirs].map(|graph| graph.node(name).and_then(Node::graph));
        let [Some(base), Some(ours), Some(theirs)] = graphs else {
            let message = format!("the graph in `{name}` is changed in theirs, but gone in ours");
            return self.tell_once(Place::Node(name.to_string()), message, "it stays gone");
        };
        let merged = Graph::merge(base, ours, theirs);
        for mut told in merged.conflicts {
            if let Place::Node(inner) | Place::Input(inner, _) | Place::Output(inner, _) = &mut told.place {
                *inner = format!("{name}/{inner}");
            }
            self.conflicts.push(told);
        }
        self.apply(Edit::Subgraph { node: name.clone(), graph: Some(Box::new(merged.graph)) });
    }

    /// Nobody's words are lost.
    fn join_comments(&mut self, anchor: &Anchor) {
        let mut lines = self.ours.comments(anchor).to_vec();
        let known = lines.clone();
        lines.extend(self.theirs.comments(anchor).iter().filter(|line| !known.contains(line)).cloned());
        self.apply(Edit::Comment { anchor: anchor.clone(), lines });
    }

    /// One side may have wired what the other removed.
    fn find_lost_wires(&mut self) {
        let mut lost = Vec::new();
        for (name, node) in &self.result.nodes {
            for (input, wires) in node.wires.iter() {
                let gone = |wire: &&Wire| {
                    !self.result.nodes.contains_key(&wire.node) && self.base.nodes.contains_key(&wire.node)
                };
                for wire in wires.iter().filter(gone) {
                    let message =
                        format!("`{name}.{input}` is wired to `{wire}`, but one side removed `{}`", wire.node);
                    let place = Place::Input(name.to_string(), input.to_string());
                    lost.push(conflict(place, message, "wire it anew, or bring the node back".to_owned()));
                }
            }
        }
        self.conflicts.extend(lost);
    }
}

/// What a graph says where an edit would change it.
#[derive(PartialEq)]
enum Said<'g> {
    Nothing,
    Text(&'g str),
    Kind(&'g Name, u32),
    Bypass(bool),
    Setting(&'g Setting),
    Wires(&'g Wires),
    Target(&'g Target),
    Wire(&'g Wire),
    Graph(&'g Graph),
    Comments(&'g [Name]),
}

impl<'g> Said<'g> {
    fn of(graph: &'g Graph, edit: &Edit) -> Self {
        let of = |said: Option<Self>| said.unwrap_or(Self::Nothing);
        match edit {
            Edit::Title(_) => Self::Text(&graph.title),
            Edit::Replace { node, .. } => of(graph.node(node).map(|node| Self::Kind(&node.kind, node.version))),
            Edit::Bypass { node, .. } => of(graph.node(node).map(|node| Self::Bypass(node.bypass))),
            Edit::Set { node, input, .. } => {
                of(graph.node(node).and_then(|node| node.set.get(input)).map(Self::Setting))
            }
            Edit::Wire { node, input, .. } => {
                of(graph.node(node).and_then(|node| node.wires.get(input)).map(Self::Wires))
            }
            Edit::Field { node: None, field, .. } => of(graph.fields.get(field).map(Self::Setting)),
            Edit::Field { node: Some(node), field, .. } => {
                of(graph.node(node).and_then(|node| node.all_fields().get(field)).map(Self::Setting))
            }
            Edit::Subgraph { node, .. } => of(graph.node(node).and_then(Node::graph).map(Self::Graph)),
            Edit::Input { name, .. } => of(graph.inputs.get(name).map(Self::Target)),
            Edit::Output { name, .. } => of(graph.outputs.get(name).map(Self::Wire)),
            Edit::View { key, .. } => of(graph.view.get(key).map(Self::Setting)),
            Edit::Comment { anchor, .. } => Self::Comments(graph.comments(anchor)),
            // A diff makes none of these, or they are merged elsewhere.
            Edit::Batch(_) | Edit::Add(_) | Edit::Remove(_) | Edit::Take(_) | Edit::Rename { .. } => Self::Nothing,
            Edit::Relabel { .. } | Edit::Inside { .. } => Self::Nothing,
        }
    }

    fn shown(&self) -> String {
        let text = match self {
            Self::Nothing => return "nothing".to_owned(),
            Self::Graph(_) => return "a graph".to_owned(),
            Self::Text(text) => (*text).to_owned(),
            Self::Kind(kind, version) => format!("{kind} {version}"),
            Self::Bypass(true) => "bypassed".to_owned(),
            Self::Bypass(false) => "run".to_owned(),
            Self::Setting(setting) => setting.to_string(),
            Self::Wires(wires) => wires.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            Self::Target(target) => target.to_string(),
            Self::Wire(wire) => wire.to_string(),
            Self::Comments(lines) => lines.join(" "),
        };
        // A list of strokes may be long.
        let short: String = text.chars().take(60).collect();
        if short.len() < text.len() { format!("`{short}…`") } else { format!("`{text}`") }
    }
}

fn node_of(edit: &Edit) -> Option<&Name> {
    match edit {
        Edit::Replace { node, .. } | Edit::Bypass { node, .. } | Edit::Set { node, .. } | Edit::Wire { node, .. } => {
            Some(node)
        }
        Edit::Field { node, .. } => node.as_ref(),
        Edit::Subgraph { node, .. } | Edit::Inside { node, .. } => Some(node),
        _ => None,
    }
}

fn place_of(edit: &Edit) -> Place {
    match edit {
        Edit::Set { node, input, .. } | Edit::Wire { node, input, .. } => {
            Place::Input(node.to_string(), input.to_string())
        }
        Edit::View { key, .. } => Place::Node(key.to_string()),
        edit => node_of(edit).map_or(Place::Everywhere, |node| Place::Node(node.to_string())),
    }
}

fn conflict(place: Place, message: String, hint: String) -> Diagnostic {
    Diagnostic::error("merge-conflict", place, message).hint(hint)
}
