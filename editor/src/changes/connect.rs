//! Wiring: what fits, what is refused and why, lists that take several wires.

use std::collections::HashSet;

use weft_engine::catalog::{Fit, Type};
use weft_engine::graph::{Edit, Graph, Name, Wire, Wires};

use crate::signature::Socket;
use crate::view_entry::wire_key;

/// The edit that wires an output into an input.
///
/// # Errors
/// With a sentence why not.
pub fn connect(graph: &Graph, from: &Wire, from_type: &Type, node: &Name, input: &Socket) -> Result<Edit, String> {
    refuse(graph, from, from_type, node, input)?;
    let present = graph.node(node).and_then(|node| node.wires.get(&input.id));
    let wires = match present {
        Some(present) if input.ty.is_list() => {
            if present.iter().any(|wire| wire == from) {
                return Err(format!("`{from}` is wired into `{node}.{}` already.", input.id));
            }
            let mut all: Vec<Wire> = present.iter().cloned().collect();
            all.push(from.clone());
            Wires::Many(all)
        }
        _ => Wires::One(from.clone()),
    };
    Ok(Edit::wire(node.clone(), input.id.clone(), wires))
}

fn refuse(graph: &Graph, from: &Wire, from_type: &Type, node: &Name, input: &Socket) -> Result<(), String> {
    if !input.can_be_wired() {
        return Err(format!("`{node}.{}` is set by hand and takes no wire.", input.id));
    }
    if from_type.fit(&input.ty) == Fit::Never {
        return Err(format!(
            "`{from}` gives {}, but `{node}.{}` needs {}.",
            said(from_type),
            input.id,
            said(&input.ty)
        ));
    }
    if from.node == *node {
        return Err(format!("`{node}` cannot read its own result."));
    }
    if depends_on(graph, &from.node, node) {
        return Err(format!("`{}` already needs `{node}`, so this wire would close a circle.", from.node));
    }
    Ok(())
}

/// `an image`, `a number`, `a list of masks`.
fn said(ty: &Type) -> String {
    let text = ty.to_string();
    let names: Vec<String> = text.trim_matches(['[', ']']).split('|').map(|name| word(name).to_owned()).collect();
    let names = names.join(" or ");
    if ty.is_list() {
        return format!("a list of {names}s");
    }
    let article = if names.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    if names == "faces" || names == "points" || names == "strokes" { names } else { format!("{article} {names}") }
}

fn word(name: &str) -> &str {
    match name {
        "float" => "number",
        "int" => "whole number",
        "bool" => "yes or no",
        "any" => "value",
        name if name.starts_with('$') => "value",
        name => name,
    }
}

/// Whether `node` reads, over however many steps, from `other`.
#[must_use]
pub fn depends_on(graph: &Graph, node: &str, other: &str) -> bool {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut open = vec![node];
    while let Some(name) = open.pop() {
        if name == other {
            return true;
        }
        if !seen.insert(name) {
            continue;
        }
        if let Some(node) = graph.node(name) {
            open.extend(node.wires.iter().flat_map(|(_, wires)| wires.iter().map(|wire| wire.node.as_str())));
        }
    }
    false
}

/// The edit that takes one wire from an input, with its bends.
#[must_use]
pub fn disconnect(graph: &Graph, node: &Name, input: &Name, nth: usize) -> Edit {
    let present = graph.node(node).and_then(|node| node.wires.get(input));
    let left: Vec<Wire> = present
        .into_iter()
        .flat_map(|wires| wires.iter().enumerate().filter(|(at, _)| *at != nth).map(|(_, wire)| wire.clone()))
        .collect();
    let unwired = match left.len() {
        0 => Edit::unwire(node.clone(), input.clone()),
        1 if !matches!(present, Some(Wires::Many(_))) => Edit::wire(node.clone(), input.clone(), left[0].clone()),
        _ => Edit::wire(node.clone(), input.clone(), left),
    };
    let key = wire_key(node, input, nth);
    if graph.view_of(&key).is_some() { Edit::Batch(vec![unwired, Edit::unview(key)]) } else { unwired }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(id: &str, ty: &str) -> Socket {
        Socket { id: id.into(), label: id.to_owned(), ty: Type::parse(ty).unwrap(), source: None }
    }

    fn graph() -> Graph {
        Graph::parse(
            "(weft: 1, nodes: {\"a\": (kind: \"k\", version: 1), \"b\": (kind: \"k\", version: 1, wires: {\"image\": \"a.image\"})})",
        )
        .unwrap()
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better")]
    fn check(from: (&str, &str), to: (&str, Socket), expected: Result<&str, &str>) {
        let mut graph = graph();
        let got = connect(&graph, &Wire::new(from.0, "image"), &Type::parse(from.1).unwrap(), &to.0.into(), &to.1);
        let got = got.map(|edit| {
            graph.apply(edit).unwrap();
            graph
                .node(to.0)
                .unwrap()
                .wires
                .get(&to.1.id)
                .unwrap()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        });
        assert_eq!(got.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_a_reason() {
        check(("a", "image"), ("b", socket("other", "image")), Ok("a.image"));
        check(("a", "float"), ("b", socket("x", "image")), Err("`a.image` gives a number, but `b.x` needs an image."));
        check(
            ("b", "image"),
            ("a", socket("x", "image")),
            Err("`b` already needs `a`, so this wire would close a circle."),
        );
        check(("a", "image"), ("a", socket("x", "image")), Err("`a` cannot read its own result."));
        check(("a", "image"), ("b", socket("image", "[image]")), Err("`a.image` is wired into `b.image` already."));
    }

    #[test]
    fn taking_the_last_wire_unwires() {
        let mut graph = graph();
        graph.apply(disconnect(&graph, &"b".into(), &"image".into(), 0)).unwrap();
        assert!(graph.node("b").unwrap().wires.is_empty());
    }
}
