//! Making one node of many, and many of one. What was wired, exposed and set keeps meaning the same.

use std::collections::{BTreeSet, HashMap};

use weft_engine::graph::{Edit, Graph, Name, Node, OuterWires, Target, Wire, Wires};

use crate::signature::GRAPH_KIND;
use crate::view_entry;

/// The edit that makes one node of the selected ones, and its name.
///
/// # Errors
/// With a sentence why not.
pub fn make(graph: &Graph, selection: &BTreeSet<Name>, at: egui::Pos2) -> Result<(Edit, Name), String> {
    let members: BTreeSet<&Name> = selection.iter().filter(|name| graph.node(name).is_some()).collect();
    if members.is_empty() {
        return Err("Select the nodes that shall become one.".to_owned());
    }
    let mut inner = copy_of(graph, selection)?;
    let group = graph.free_name("group");
    let mut node = Node::new(GRAPH_KIND, 1);
    let mut edits = Vec::new();
    // Wires that come in.
    for name in &members {
        let Some(member) = graph.node(name) else { continue };
        for (input, wires) in member.wires.iter() {
            let outside = wires.iter().filter(|wire| !members.contains(&wire.node)).count();
            if outside == 0 {
                continue;
            }
            if outside < wires.as_slice().len() {
                return Err(format!(
                    "`{name}.{input}` gathers wires from inside and outside the selection. Select all or none of them."
                ));
            }
            let public = free(input, |public| inner.input(public).is_some());
            expose_input(&mut inner, &public, Target::new((*name).clone(), input.clone()))?;
            node = node.wired(public, wires.clone());
        }
    }
    for (public, target) in graph.inputs().filter(|(_, target)| members.contains(&target.node)) {
        let name = free(public, |public| inner.input(public).is_some());
        expose_input(&mut inner, &name, target.clone())?;
        edits.push(Edit::expose_input(public.clone(), Target::new(group.clone(), name)));
    }
    // Wires that go out.
    let mut outputs: HashMap<Wire, Name> = HashMap::new();
    let mut public_of = |inner: &mut Graph, wire: &Wire| -> Result<Wire, String> {
        let public = match outputs.get(wire) {
            Some(public) => public.clone(),
            None => {
                let public = free(&wire.output, |public| inner.output(public).is_some());
                inner.apply(Edit::expose_output(public.clone(), wire.clone())).map_err(|told| told.message)?;
                outputs.insert(wire.clone(), public.clone());
                public
            }
        };
        Ok(Wire::new(group.clone(), public))
    };
    for (name, reader) in graph.nodes().filter(|(name, _)| !members.contains(name)) {
        for (input, wires) in reader.wires.iter() {
            if wires.iter().any(|wire| members.contains(&wire.node)) {
                let changed = redirected(wires, |wire| {
                    if members.contains(&wire.node) { public_of(&mut inner, wire) } else { Ok(wire.clone()) }
                })?;
                edits.push(Edit::wire(name.clone(), input.clone(), changed));
            }
        }
    }
    for (public, wire) in graph.outputs().filter(|(_, wire)| members.contains(&wire.node)) {
        edits.push(Edit::expose_output(public.clone(), public_of(&mut inner, wire)?));
    }
    let mut all = vec![
        Edit::add(group.clone(), node.with_graph(inner)),
        Edit::view(group.clone(), view_entry::point(at.x, at.y)),
    ];
    all.append(&mut edits);
    all.extend(super::remove::remove(graph, selection));
    Ok((Edit::Batch(all), group))
}

/// The edit that puts the nodes of a graph node in its place, and their names.
///
/// # Errors
/// With a sentence why not.
pub fn unpack(graph: &Graph, group: &Name, at: egui::Pos2) -> Result<(Edit, Vec<Name>), String> {
    let node = graph.node(group).ok_or_else(|| format!("There is no node `{group}`."))?;
    let inner = node.graph().ok_or_else(|| format!("`{group}` holds no graph of its own to unpack."))?;
    let names: Vec<Name> = inner.nodes().map(|(name, _)| name.clone()).collect();
    let mut keys = names.clone();
    keys.extend(inner.view().map(|(key, _)| key.clone()).filter(|key| key.contains('/')));
    let text = inner.copy(&keys).map_err(|told| told.message)?;
    let corner = inner.nodes().filter_map(|(name, _)| inner.position(name)).reduce(|a, b| (a.0.min(b.0), a.1.min(b.1)));
    let (x, y) = corner.unwrap_or_default();
    let by = (f64::from(at.x) - x, f64::from(at.y) - y);
    let pasted = graph.paste(&text, by, OuterWires::Drop).map_err(|told| told[0].message.clone())?;
    let renamed: HashMap<&Name, &Name> = names.iter().zip(&pasted.nodes).collect();
    let mut edits = vec![pasted.edit.clone()];
    for (public, target) in inner.inputs() {
        let Some(member) = renamed.get(&target.node) else { continue };
        if let Some(wires) = node.wires.get(public) {
            edits.push(Edit::wire((*member).clone(), target.input.clone(), wires.clone()));
        }
        if let Some(value) = node.set.get(public) {
            edits.push(Edit::set((*member).clone(), target.input.clone(), value.clone()));
        }
        for (outer, _) in graph.inputs().filter(|(_, outer)| outer.node == *group && outer.input == *public) {
            edits.push(Edit::expose_input(outer.clone(), Target::new((*member).clone(), target.input.clone())));
        }
    }
    let inside = |wire: &Wire| -> Wire {
        let target = inner.output(&wire.output).filter(|_| wire.node == *group);
        let moved =
            target.and_then(|target| Some(Wire::new((*renamed.get(&target.node)?).clone(), target.output.clone())));
        moved.unwrap_or_else(|| wire.clone())
    };
    for (name, reader) in graph.nodes().filter(|(name, _)| *name != group) {
        for (input, wires) in reader.wires.iter() {
            if wires.iter().any(|wire| wire.node == *group) {
                edits.push(Edit::wire(name.clone(), input.clone(), redirected(wires, |wire| Ok(inside(wire)))?));
            }
        }
    }
    for (public, wire) in graph.outputs().filter(|(_, wire)| wire.node == *group) {
        edits.push(Edit::expose_output(public.clone(), inside(wire)));
    }
    edits.extend(super::remove::remove(graph, &BTreeSet::from([group.clone()])));
    Ok((Edit::Batch(edits), pasted.nodes))
}

/// The selected part as a graph of its own, without wires from outside.
fn copy_of(graph: &Graph, selection: &BTreeSet<Name>) -> Result<Graph, String> {
    let keys: Vec<Name> = selection.iter().cloned().collect();
    let text = graph.copy(&keys).map_err(|told| told.message)?;
    let pasted = Graph::new().paste(&text, (0.0, 0.0), OuterWires::Drop).map_err(|told| told[0].message.clone())?;
    let mut inner = Graph::new();
    inner.apply(pasted.edit).map_err(|told| told.message)?;
    Ok(inner)
}

fn expose_input(inner: &mut Graph, public: &Name, target: Target) -> Result<(), String> {
    inner.apply(Edit::expose_input(public.clone(), target)).map(drop).map_err(|told| told.message)
}

fn redirected(wires: &Wires, mut to: impl FnMut(&Wire) -> Result<Wire, String>) -> Result<Wires, String> {
    Ok(match wires {
        Wires::One(wire) => Wires::One(to(wire)?),
        Wires::Many(all) => Wires::Many(all.iter().map(to).collect::<Result<_, _>>()?),
    })
}

/// The name, or with a number behind it. Exposed names may hold fewer letters than sockets.
fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> Name {
    let clean: String = wanted.chars().map(|letter| if "./=\\:".contains(letter) { '_' } else { letter }).collect();
    if !taken(&clean) {
        return Name::new(clean);
    }
    let name = (2..).map(|number| format!("{clean}_{number}")).find(|name| !taken(name));
    Name::new(name.unwrap_or(clean))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "(weft: 1, nodes: {
        \"photo\": (kind: \"load\", version: 1),
        \"soft\": (kind: \"blur\", version: 1, set: {\"radius\": 4}, wires: {\"image\": \"photo.image\"}),
        \"bright\": (kind: \"levels\", version: 1, wires: {\"image\": \"soft.image\"}),
        \"out\": (kind: \"save\", version: 1, wires: {\"image\": \"bright.image\", \"all\": [\"soft.image\", \"photo.image\"]}),
    }, expose: (inputs: {\"radius\": \"soft.radius\"}, outputs: {\"soft\": \"soft.image\"}))";

    fn selection(names: &[&str]) -> BTreeSet<Name> {
        names.iter().map(|name| Name::new(*name)).collect()
    }

    #[test]
    fn what_was_wired_and_exposed_stays_so_and_unpacking_gives_it_back() {
        let before = Graph::parse(TEXT).unwrap();
        let mut graph = before.clone();
        let (edit, group) = make(&graph, &selection(&["soft", "bright"]), egui::Pos2::ZERO).unwrap();
        let inverse = graph.apply(edit).unwrap();
        assert_eq!(graph.len(), 3);
        let inner = graph.node(&group).unwrap().graph().unwrap();
        assert_eq!((inner.len(), inner.inputs().len(), inner.outputs().len()), (2, 2, 2));
        assert_eq!(graph.input("radius").unwrap().node, group);
        assert_eq!(graph.output("soft").unwrap().node, group);
        let made = graph.clone();
        let (edit, nodes) = unpack(&graph, &group, egui::Pos2::ZERO).unwrap();
        graph.apply(edit).unwrap();
        assert_eq!(nodes, ["soft", "bright"]);
        // The view has gained places; all else is as before.
        let without_view = |graph: &Graph| {
            let mut graph = graph.clone();
            let keys: Vec<Edit> = graph.view().map(|(key, _)| Edit::unview(key.clone())).collect();
            graph.apply(Edit::Batch(keys)).unwrap();
            graph
        };
        assert_eq!(without_view(&graph), without_view(&before));
        graph = made;
        graph.apply(inverse).unwrap();
        assert_eq!(graph, before);
    }

    #[test]
    fn a_list_from_both_sides_is_refused_with_a_sentence() {
        let graph = Graph::parse(TEXT).unwrap();
        let told = make(&graph, &selection(&["soft", "out"]), egui::Pos2::ZERO).unwrap_err();
        assert!(told.contains("`out.all`"), "{told}");
    }
}
