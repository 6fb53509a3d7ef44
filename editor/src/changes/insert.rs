//! Adding nodes: alone, at the end of a dragged wire, or into a wire.

use weft_engine::catalog::{Catalog, Fit, Kind, Type};
use weft_engine::graph::{Edit, Graph, Name, Node, Wire, Wires};

use crate::changes::connect;
use crate::intent::{Join, NewNode};
use crate::signature::{Signature, Signatures, Socket, of_kind};
use crate::view_entry;

/// The first input that a type fits into; as it is before anything else.
#[must_use]
pub fn input_for<'a>(signature: &'a Signature, ty: &Type) -> Option<&'a Socket> {
    let ranked = signature.inputs.iter().filter(|input| input.can_be_wired()).filter_map(|input| {
        let rank = match ty.fit(&input.ty) {
            Fit::Direct => 0,
            Fit::Map => 2,
            Fit::Wrap => 1,
            Fit::Never => return None,
        };
        // A picture goes to the picture input, not to the first that takes anything.
        let open = u8::from(input.ty.has("any") || input.ty.variable().is_some());
        let same = u8::from(!ty.plain().is_some_and(|name| input.ty.has(name)));
        Some(((same, rank, open), input))
    });
    // `min_by_key` keeps the first of equals.
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, input)| input)
}

/// The first output that fits into a type.
#[must_use]
pub fn output_for<'a>(signature: &'a Signature, ty: &Type) -> Option<&'a Socket> {
    let ranked = signature.outputs.iter().filter_map(|output| {
        let rank = match output.ty.fit(ty) {
            Fit::Direct => 0,
            Fit::Wrap => 1,
            Fit::Map => 2,
            Fit::Never => return None,
        };
        let same = u8::from(!output.ty.plain().is_some_and(|name| ty.has(name)));
        Some(((same, rank), output))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, output)| output)
}

/// Whether a kind can be put where a wire was dropped.
#[must_use]
pub fn fits(kind: &std::sync::Arc<Kind>, from: Option<&Type>, into: Option<&Type>) -> bool {
    let signature = of_kind(kind);
    from.is_none_or(|ty| input_for(&signature, ty).is_some())
        && into.is_none_or(|ty| output_for(&signature, ty).is_some())
}

/// The type of an output in a graph.
#[must_use]
pub fn output_type(graph: &Graph, catalog: &Catalog, signatures: &mut Signatures, wire: &Wire) -> Option<Type> {
    let node = graph.node(&wire.node)?;
    let signature = signatures.of(node, catalog, std::slice::from_ref(&wire.output));
    signature.outputs.iter().find(|socket| socket.id == wire.output).map(|socket| socket.ty.clone())
}

/// The edit that adds a node, and its name.
#[must_use]
pub fn add(graph: &Graph, catalog: &Catalog, signatures: &mut Signatures, new: &NewNode) -> (Edit, Name) {
    let name = graph.free_name(&new.kind);
    let version = catalog.kind(&new.kind).map_or(1, |kind| kind.version);
    let mut node = Node::new(new.kind.clone(), version);
    let signature = signatures.of(&node, catalog, &[]);
    let mut after = Vec::new();
    match &new.join {
        Join::Nothing => {}
        Join::From(wire) => {
            let ty = output_type(graph, catalog, signatures, wire);
            if let Some(input) = ty.and_then(|ty| input_for(&signature, &ty)) {
                node = node.wired(input.id.clone(), wire.clone());
            }
        }
        Join::Into(target, input) => {
            after.extend(wire_on(graph, catalog, signatures, &signature, &name, target, input, None));
        }
        Join::Between(wire, target, input) => {
            let ty = output_type(graph, catalog, signatures, wire);
            let taken = ty.and_then(|ty| input_for(&signature, &ty));
            let on = wire_on(graph, catalog, signatures, &signature, &name, target, input, Some(wire));
            if let (Some(taken), Some(on)) = (taken, on) {
                node = node.wired(taken.id.clone(), wire.clone());
                after.push(on);
            }
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "places on a canvas need no more")]
    let place = view_entry::point(new.at.0 as f32, new.at.1 as f32);
    let mut edits = vec![Edit::add(name.clone(), node), Edit::view(name.clone(), place)];
    edits.append(&mut after);
    (Edit::Batch(edits), name)
}

/// Wires the new node on into `target.input`, in the place of `instead` where that is one of several.
#[expect(clippy::too_many_arguments, reason = "all of it is needed and a struct would be used once")]
fn wire_on(
    graph: &Graph,
    catalog: &Catalog,
    signatures: &mut Signatures,
    signature: &Signature,
    name: &Name,
    target: &Name,
    input: &Name,
    instead: Option<&Wire>,
) -> Option<Edit> {
    let node = graph.node(target)?;
    let reader = signatures.of(node, catalog, &[]);
    let socket = reader.inputs.iter().find(|socket| socket.id == *input)?;
    let output = output_for(signature, &socket.ty)?;
    let wire = Wire::new(name.clone(), output.id.clone());
    let wires = match (node.wires.get(input), instead) {
        (Some(Wires::Many(present)), Some(instead)) => {
            Wires::Many(present.iter().map(|one| if one == instead { wire.clone() } else { one.clone() }).collect())
        }
        (Some(present), None) if socket.ty.is_list() => Wires::Many(present.iter().cloned().chain([wire]).collect()),
        _ => Wires::One(wire),
    };
    Some(Edit::wire(target.clone(), input.clone(), wires))
}

/// Puts a node that is there already into a wire, as when it is dropped on one.
#[must_use]
pub fn put_between(
    graph: &Graph,
    catalog: &Catalog,
    signatures: &mut Signatures,
    node: &Name,
    (wire, target, input): (&Wire, &Name, &Name),
) -> Option<Edit> {
    let own = graph.node(node)?;
    let joined = !own.wires.is_empty() || graph.nodes().any(|(_, other)| reads(other, node));
    if joined || wire.node == *node || target == node || connect::depends_on(graph, &wire.node, node) {
        return None;
    }
    let signature = signatures.of(own, catalog, &[]);
    let ty = output_type(graph, catalog, signatures, wire)?;
    let taken = input_for(&signature, &ty)?;
    let on = wire_on(graph, catalog, signatures, &signature, node, target, input, Some(wire))?;
    Some(Edit::Batch(vec![Edit::wire(node.clone(), taken.id.clone(), wire.clone()), on]))
}

fn reads(node: &Node, other: &str) -> bool {
    node.wires.iter().any(|(_, wires)| wires.iter().any(|wire| wire.node == other))
}
