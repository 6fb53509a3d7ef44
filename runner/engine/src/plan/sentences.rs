//! The mistakes that a plan finds, each with its own sentence, place and hint.

use std::path::Path;

use super::convert::{Refusal, quoted};
use crate::catalog::{Input, Kind, Type};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::graph::{Graph, NODE_FIELDS, Name, Setting, Target, Wire};

/// More names than this are not read by anybody.
const NAMES_MAX: usize = 20;

fn at_input(node: &str, input: &str) -> Place {
    Place::Input(node.to_owned(), input.to_owned())
}

fn at_node(node: &str) -> Place {
    Place::Node(node.to_owned())
}

/// `did you mean …`, if something is near.
fn near<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let found: Vec<String> = nearest(wanted, names).into_iter().map(|name| format!("`{name}`")).collect();
    (!found.is_empty()).then(|| format!("did you mean {}?", found.join(" or ")))
}

fn with(told: Diagnostic, hint: Option<String>) -> Diagnostic {
    match hint {
        Some(hint) => told.hint(hint),
        None => told,
    }
}

pub(super) fn unknown_kind(node: &str, kind: &str, known: &[&str]) -> Diagnostic {
    let told = Diagnostic::error("unknown-kind", at_node(node), format!("there is no kind `{kind}`"));
    let plugin = kind.rsplit_once('.').map_or(kind, |(plugin, _)| plugin);
    let same_plugin = |id: &str| id.rsplit_once('.').is_some_and(|(other, _)| other == plugin);
    let hint = match near(kind, known.iter().copied()) {
        Some(near) => near,
        None if known.iter().any(|id| same_plugin(id)) => {
            format!("the plugin `{plugin}` is installed, but has no such kind; is there a newer version of it?")
        }
        None => format!("its plugin `{plugin}` is not installed"),
    };
    told.hint(hint)
}

pub(super) fn newer_version(node: &str, kind: &Kind, version: u32) -> Diagnostic {
    let message =
        format!("`{node}` was made with version {version} of `{}`, but version {} is installed", kind.id, kind.version);
    Diagnostic::error("newer-kind", at_node(node), message)
        .hint(format!("install a newer version of the plugin `{}`", kind.plugin.id))
}

/// Kept for a newer version that knows it; most often a slip of the pen.
pub(super) fn unknown_field(node: &str, field: &str) -> Diagnostic {
    let told = Diagnostic::warning(
        "unknown-field",
        at_node(node),
        format!("`{node}` has a field `{field}`, which means nothing to this version; it is kept"),
    );
    with(told, near(field, NODE_FIELDS.iter().copied()))
}

pub(super) fn unknown_input(node: &str, kind: &Kind, name: &str) -> Diagnostic {
    let message = format!("`{node}` ({}) has no input `{name}`", kind.id);
    let ids = || kind.inputs.iter().map(|input| &*input.id);
    let all: Vec<&str> = ids().collect();
    let hint = near(name, ids()).unwrap_or_else(|| match &*all {
        [] => "it has no inputs at all".to_owned(),
        all => format!("it has {}", quoted(all)),
    });
    Diagnostic::error("unknown-input", at_input(node, name), message).hint(hint)
}

pub(super) fn only_wired(node: &str, input: &Input) -> Diagnostic {
    let message = format!("`{node}.{}` is set, but it can only be wired", input.id);
    Diagnostic::error("wire-only", at_input(node, &input.id), message)
        .hint(format!("remove the setting, and wire {} here", a(&input.ty)))
}

pub(super) fn only_set(node: &str, input: &Input) -> Diagnostic {
    let message = format!("`{node}.{}` is wired, but it can only be set", input.id);
    Diagnostic::error("set-only", at_input(node, &input.id), message).hint(match input.ty.has("model") {
        true => "remove the wire, and name the model here, or in one `values.model` for several",
        false => "remove the wire, and set a value",
    })
}

pub(super) fn no_such_cache(prefix: &str, said: &Setting) -> Diagnostic {
    let (place, whose) = match prefix.strip_suffix('/') {
        Some(node) => (at_node(node), format!("the graph in `{node}`")),
        None => (Place::Everywhere, "the graph".to_owned()),
    };
    Diagnostic::error("bad-cache", place, format!("`cache` of {whose} is {said}"))
        .hint("write \"memory\" to keep results off the disk, or leave it out")
}

pub(super) fn wired_and_set(node: &str, input: &str) -> Diagnostic {
    let message = format!("`{node}.{input}` is wired and set; the wire counts");
    Diagnostic::note("wired-and-set", at_input(node, input), message)
}

pub(super) fn does_not_fit(node: &str, input: &Input, refusal: Refusal) -> Diagnostic {
    let told = Diagnostic::error(
        "bad-setting",
        at_input(node, &input.id),
        format!("`{node}.{}` {}", input.id, refusal.message),
    );
    with(told, refusal.hint)
}

pub(super) fn missing_input(node: &str, input: &Input, settable: bool, source: Option<&str>) -> Diagnostic {
    let (message, hint) = match (settable, source) {
        (true, _) => (format!("`{node}.{}` is neither wired nor set", input.id), format!("set it to {}", a(&input.ty))),
        (false, Some(source)) => {
            (format!("`{node}.{}` is not wired", input.id), format!("wire {} here, such as `{source}`", a(&input.ty)))
        }
        (false, None) => (format!("`{node}.{}` is not wired", input.id), format!("wire {} here", a(&input.ty))),
    };
    Diagnostic::error("missing-input", at_input(node, &input.id), message).hint(hint)
}

pub(super) fn no_such_node(node: &str, input: &str, wire: &Wire, graph: &Graph) -> Diagnostic {
    let message = format!("`{node}.{input}` is wired to `{wire}`, but there is no node `{}`", wire.node);
    let hint = near(&wire.node, graph.nodes().map(|(name, _)| name.as_str()));
    with(
        Diagnostic::error("no-node", at_input(node, input), message),
        hint.or_else(|| Some("remove the wire, or add the node".to_owned())),
    )
}

pub(super) fn no_such_output(node: &str, input: &str, wire: &Wire, what: &str, known: &[&str]) -> Diagnostic {
    let message = format!("`{node}.{input}` is wired to `{wire}`, but `{}` ({what}) has no such output", wire.node);
    Diagnostic::error("no-output", at_input(node, input), message).hint(outputs(&wire.output, known))
}

pub(super) fn no_such_goal(node: &str, output: &str, what: &str, known: &[&str]) -> Diagnostic {
    let message = format!("`{node}` ({what}) has no output `{output}` to run to");
    let place = Place::Output(node.to_owned(), output.to_owned());
    Diagnostic::error("no-output", place, message).hint(outputs(output, known))
}

fn outputs(wanted: &str, known: &[&str]) -> String {
    near(wanted, known.iter().copied()).unwrap_or_else(|| match known {
        [] => "it has no outputs at all".to_owned(),
        known => format!("it gives {}", quoted(known)),
    })
}

pub(super) fn bypass_has_no_way(node: &str, output: &str) -> Diagnostic {
    let message = format!("`{node}` is switched off, and none of its wired inputs can stand in for `{node}.{output}`");
    Diagnostic::error("bypass", at_node(node), message).hint("switch it on, or wire around it")
}

pub(super) fn bypass_in_a_circle(node: &str) -> Diagnostic {
    let message = format!("`{node}` is switched off, and what would stand in for it leads back to itself");
    Diagnostic::error("cycle", at_node(node), message).hint("remove one wire of the circle")
}

/// `gives` is `node.output` as the reader knows it.
pub(super) fn wrong_type(
    node: &str,
    input: &Input,
    wanted: &Type,
    gives: &str,
    given: &Type,
    other: Option<&str>,
) -> Diagnostic {
    let message = format!("`{node}.{}` needs {}, but `{gives}` gives {}", input.id, a(wanted), a(given));
    let hint = match other {
        Some(other) => format!("wire `{other}` here"),
        None => format!("no node of this graph gives {}", a(wanted)),
    };
    Diagnostic::error("wrong-type", at_input(node, &input.id), message).hint(hint)
}

pub(super) fn unequal_types(node: &str, input: &Input, first: &str, bound: &Type, given: &Type) -> Diagnostic {
    let message = format!(
        "`{node}.{}` needs the same as `{node}.{first}`, which gets {}, but it gets {}",
        input.id,
        a(bound),
        a(given)
    );
    Diagnostic::error("wrong-type", at_input(node, &input.id), message).hint("wire two of one type")
}

/// In the order in which the data goes round.
pub(super) fn cycle(nodes: &[Name]) -> Diagnostic {
    let mut path: Vec<&str> = nodes.iter().take(NAMES_MAX).map(Name::as_str).collect();
    let rest = format!("{} more", nodes.len().saturating_sub(NAMES_MAX));
    if nodes.len() > NAMES_MAX {
        path.push(&rest);
    }
    path.extend(nodes.first().map(Name::as_str));
    let place = nodes.first().map_or(Place::Everywhere, |name| at_node(name));
    Diagnostic::error("cycle", place, format!("a cycle: {}", path.join(" → "))).hint("remove one of these wires")
}

pub(super) fn no_file(node: &str, input: &str, written: &str, path: &Path) -> Diagnostic {
    let message = format!("`{node}.{input}`: there is no file `{written}`");
    let told = Diagnostic::error("missing-file", at_input(node, input), message);
    if Path::new(written).is_absolute() {
        return told.hint("look whether its name is right, and whether it was moved");
    }
    told.hint(format!("it was looked for at {}; paths begin in the folder of the graph", path.display()))
}

pub(super) fn file_not_readable(node: &str, input: &str, written: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "unreadable-file",
        at_input(node, input),
        format!("`{node}.{input}`: `{written}` cannot be read: {why}"),
    )
}

pub(super) fn folder_instead_of_file(node: &str, input: &str, written: &str) -> Diagnostic {
    let message = format!("`{node}.{input}` needs a file, but `{written}` is a folder");
    Diagnostic::error("folder-for-file", at_input(node, input), message).hint("name a file inside it")
}

pub(super) fn file_instead_of_folder(node: &str, input: &str, written: &str) -> Diagnostic {
    let message = format!("`{node}.{input}` needs a folder, but `{written}` is a file");
    Diagnostic::error("file-for-folder", at_input(node, input), message).hint("name the folder that it lies in")
}

/// `why` is what the room of the models says; here it gets its place.
pub(super) fn missing_model(node: &str, input: Option<&str>, why: Diagnostic) -> Diagnostic {
    let place = input.map_or_else(|| at_node(node), |input| at_input(node, input));
    Diagnostic { place, ..why }
}

pub(super) fn graph_without_a_document(node: &str) -> Diagnostic {
    Diagnostic::error("no-graph", at_node(node), format!("`{node}` is a graph, but does not say which"))
        .hint("write graph: (…) inside it, or set: {\"path\": \"other.ron\"}")
}

pub(super) fn graph_not_read(node: &str, path: &Path) -> Diagnostic {
    let message = format!("`{node}`: the graph {} cannot be read", path.display());
    Diagnostic::error("bad-graph", at_node(node), message)
}

pub(super) fn graph_in_itself(node: &str, path: &Path) -> Diagnostic {
    let message = format!("`{node}`: the graph {} would hold itself", path.display());
    Diagnostic::error("graph-in-itself", at_node(node), message).hint("a graph may use others, but never itself")
}

pub(super) fn unknown_exposed_input(node: &str, name: &str, graph: &Graph) -> Diagnostic {
    let message = format!("the graph in `{node}` exposes no input `{name}`");
    let names: Vec<&str> = graph.inputs().map(|(name, _)| name.as_str()).collect();
    let hint = near(name, names.iter().copied()).unwrap_or_else(|| match &*names {
        [] => "it exposes no inputs at all".to_owned(),
        names => format!("it exposes {}", quoted(names)),
    });
    Diagnostic::error("unknown-input", at_input(node, name), message).hint(hint)
}

pub(super) fn exposed_input_leads_nowhere(node: &str, name: &str, target: &Target) -> Diagnostic {
    let message = format!("the graph in `{node}` exposes `{name}` as `{target}`, but has no node `{}`", target.node);
    Diagnostic::error("bad-graph", at_input(node, name), message).hint("correct `expose` in that graph")
}

/// An exposed output of the outermost graph that leads nowhere.
pub(super) fn exposed_output(name: &str, wire: &Wire, graph: &Graph, hint: Option<String>) -> Diagnostic {
    let message = format!("the exposed output `{name}` leads to `{wire}`, which is not there");
    let output = || Place::Output(wire.node.to_string(), wire.output.to_string());
    let place = graph.node(&wire.node).map_or(Place::Everywhere, |_| output());
    with(Diagnostic::error("bad-expose", place, message), hint)
}

/// An exposed input of the outermost graph that leads nowhere.
pub(super) fn exposed_input(name: &str, target: &Target, graph: &Graph) -> Diagnostic {
    let message = format!("the exposed input `{name}` leads to `{target}`, but there is no such input");
    let place = graph.node(&target.node).map_or(Place::Everywhere, |_| at_input(&target.node, &target.input));
    Diagnostic::error("bad-expose", place, message).hint("correct `expose`")
}

pub(super) fn unknown_target(name: &str, graph: &Graph) -> Diagnostic {
    let names = graph.nodes().map(|(name, _)| name.as_str()).chain(graph.outputs().map(|(name, _)| name.as_str()));
    let message = format!("there is no node or exposed output `{name}` to run to");
    with(Diagnostic::error("no-target", Place::Everywhere, message), near(name, names))
}

pub(super) fn nothing_to_do() -> Diagnostic {
    Diagnostic::warning(
        "nothing-to-do",
        Place::Everywhere,
        "nothing would run: no node has an effect, and no output is exposed",
    )
    .hint("add a node that saves, expose an output, or name a node to run to")
}

pub(super) fn too_many_nodes() -> Diagnostic {
    let message = format!("with all graphs in it, this graph has more than {} nodes", super::scope::NODES_MAX);
    Diagnostic::error("too-large", Place::Everywhere, message).hint("do graphs use each other over and over?")
}

/// A type as people say it.
pub(super) fn a(ty: &Type) -> String {
    let text = ty.clone().item().to_string();
    let words: Vec<&str> = text.split('|').map(|name| word(name, ty.is_list())).collect();
    let words = words.join(" or ");
    if ty.is_list() { format!("a list of {words}") } else { words }
}

fn word(name: &str, many: bool) -> &str {
    let pair = match name {
        "image" => ("an image", "images"),
        "mask" => ("a mask", "masks"),
        "mesh" => ("a mesh", "meshes"),
        "tensor" => ("a tensor", "tensors"),
        "faces" => ("faces", "faces"),
        "pose" => ("a pose", "poses"),
        "labels" => ("labels", "labels"),
        "embedding" => ("an embedding", "embeddings"),
        "record" => ("a record", "records"),
        "text" => ("a text", "texts"),
        "int" => ("a whole number", "whole numbers"),
        "float" => ("a number", "numbers"),
        "seed" => ("a seed", "seeds"),
        "bool" => ("true or false", "true or false"),
        "choice" => ("a choice", "choices"),
        "color" => ("a colour", "colours"),
        "path" => ("a path", "paths"),
        "model" => ("a model", "models"),
        "points" => ("points", "points"),
        "rect" => ("a rectangle", "rectangles"),
        "strokes" => ("strokes", "strokes"),
        "curve" => ("a curve", "curves"),
        "any" => ("anything", "anything"),
        open if open.starts_with('$') => ("anything", "anything"),
        vendor => (vendor, vendor),
    };
    if many { pair.1 } else { pair.0 }
}
