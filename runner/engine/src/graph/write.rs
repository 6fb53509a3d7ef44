//! Writes a graph file: fixed order, one line for each node, exposed name and place in the view.

use std::fmt::{self, Write};

use super::comment::Anchor;
use super::setting_text::{Spelling, write_setting, write_text};
use super::{FORMAT, Graph, Name, Node, Wire, Wires};

/// The text of the file.
impl fmt::Display for Graph {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(64 + self.len() * 128);
        write_file(&mut text, self)?;
        out.write_str(&text)
    }
}

fn write_file(out: &mut String, graph: &Graph) -> fmt::Result {
    write_comments(out, graph, 0, || Anchor::Head)?;
    out.write_str("(\n")?;
    write_field_comments(out, graph, "weft", 1)?;
    writeln!(out, "    weft: {FORMAT},")?;
    write_fields(out, graph, 1)?;
    out.write_str(")\n")?;
    write_comments(out, graph, 0, || Anchor::Tail)
}

/// The fields of a graph, each beginning on a line of its own. `depth` counts indents.
fn write_fields(out: &mut String, graph: &Graph, depth: usize) -> fmt::Result {
    write_field_comments(out, graph, "title", depth)?;
    if !graph.title.is_empty() {
        indent(out, depth)?;
        out.write_str("title: ")?;
        write_text(out, &graph.title)?;
        out.write_str(",\n")?;
    }
    write_field_comments(out, graph, "nodes", depth)?;
    indent(out, depth)?;
    out.write_str("nodes: {")?;
    let begin = out.len();
    for (name, node) in &graph.nodes {
        line_break(out, begin)?;
        write_comments(out, graph, depth + 1, || Anchor::Node(name.clone()))?;
        write_key(out, name, depth + 1)?;
        write_node(out, node, depth + 1)?;
        out.write_str(",\n")?;
    }
    write_end(out, graph, depth, begin, Anchor::NodesEnd)?;
    out.write_str("},\n")?;
    write_expose(out, graph, depth)?;
    write_view(out, graph, depth)?;
    for (name, value) in graph.fields.iter() {
        write_field_comments(out, graph, name, depth)?;
        indent(out, depth)?;
        write!(out, "{name}: ")?;
        write_setting(out, value, Spelling::Kept)?;
        out.write_str(",\n")?;
    }
    Ok(())
}

fn write_node(out: &mut String, node: &Node, depth: usize) -> fmt::Result {
    out.write_str("(kind: ")?;
    write_text(out, &node.kind)?;
    write!(out, ", version: {}", node.version)?;
    if !node.set.is_empty() {
        out.write_str(", set: {")?;
        for (at, (input, value)) in node.set.iter().enumerate() {
            write_inner_key(out, at, input)?;
            write_setting(out, value, Spelling::Kept)?;
        }
        out.write_str("}")?;
    }
    if !node.wires.is_empty() {
        out.write_str(", wires: {")?;
        for (at, (input, wires)) in node.wires.iter().enumerate() {
            write_inner_key(out, at, input)?;
            write_wires(out, wires)?;
        }
        out.write_str("}")?;
    }
    if node.bypass {
        out.write_str(", bypass: true")?;
    }
    if let Some(graph) = node.graph() {
        out.write_str(", graph: (\n")?;
        write_fields(out, graph, depth + 1)?;
        indent(out, depth)?;
        out.write_str(")")?;
    }
    for (name, value) in node.fields() {
        write!(out, ", {name}: ")?;
        write_setting(out, value, Spelling::Kept)?;
    }
    out.write_str(")")
}

fn write_wires(out: &mut String, wires: &Wires) -> fmt::Result {
    match wires {
        Wires::One(wire) => write_address(out, wire),
        Wires::Many(wires) => {
            out.write_str("[")?;
            for (at, wire) in wires.iter().enumerate() {
                out.write_str(if at == 0 { "" } else { ", " })?;
                write_address(out, wire)?;
            }
            out.write_str("]")
        }
    }
}

fn write_address(out: &mut String, Wire { node, output }: &Wire) -> fmt::Result {
    write_halves(out, node, output)
}

/// `"node.socket"`. Each half is escaped alone, which is the same as escaping them together.
fn write_halves(out: &mut String, node: &str, socket: &str) -> fmt::Result {
    write_text(out, node)?;
    // The two inner quotes make place for the dot.
    out.pop();
    let at = out.len();
    write_text(out, socket)?;
    out.replace_range(at..=at, ".");
    Ok(())
}

fn write_expose(out: &mut String, graph: &Graph, depth: usize) -> fmt::Result {
    let commented = !graph.comments.is_empty() && !graph.comments(&Anchor::Field(Name::new("expose"))).is_empty();
    if graph.inputs.is_empty() && graph.outputs.is_empty() && !commented {
        return Ok(());
    }
    write_field_comments(out, graph, "expose", depth)?;
    indent(out, depth)?;
    out.write_str("expose: (\n")?;
    if !graph.inputs.is_empty() {
        indent(out, depth + 1)?;
        out.write_str("inputs: {\n")?;
        for (name, target) in &graph.inputs {
            write_comments(out, graph, depth + 2, || Anchor::Input(name.clone()))?;
            write_key(out, name, depth + 2)?;
            write_halves(out, &target.node, &target.input)?;
            out.write_str(",\n")?;
        }
        indent(out, depth + 1)?;
        out.write_str("},\n")?;
    }
    if !graph.outputs.is_empty() {
        indent(out, depth + 1)?;
        out.write_str("outputs: {\n")?;
        for (name, wire) in &graph.outputs {
            write_comments(out, graph, depth + 2, || Anchor::Output(name.clone()))?;
            write_key(out, name, depth + 2)?;
            write_address(out, wire)?;
            out.write_str(",\n")?;
        }
        indent(out, depth + 1)?;
        out.write_str("},\n")?;
    }
    indent(out, depth)?;
    out.write_str("),\n")
}

fn write_view(out: &mut String, graph: &Graph, depth: usize) -> fmt::Result {
    let commented = !graph.comments.is_empty()
        && [Anchor::Field(Name::new("view")), Anchor::ViewEnd].iter().any(|anchor| !graph.comments(anchor).is_empty());
    if graph.view.is_empty() && !commented {
        return Ok(());
    }
    write_field_comments(out, graph, "view", depth)?;
    indent(out, depth)?;
    out.write_str("view: {")?;
    let begin = out.len();
    for (key, value) in &graph.view {
        line_break(out, begin)?;
        write_comments(out, graph, depth + 1, || Anchor::View(key.clone()))?;
        write_key(out, key, depth + 1)?;
        write_setting(out, value, Spelling::Kept)?;
        out.write_str(",\n")?;
    }
    write_end(out, graph, depth, begin, Anchor::ViewEnd)?;
    out.write_str("},\n")
}

/// What stands before the closing bracket of a block: comments, or nothing so that an empty block stays `{}`.
fn write_end(out: &mut String, graph: &Graph, depth: usize, begin: usize, anchor: Anchor) -> fmt::Result {
    if !graph.comments.is_empty() && !graph.comments(&anchor).is_empty() {
        line_break(out, begin)?;
        write_comments(out, graph, depth + 1, || anchor)?;
    }
    if out.len() > begin { indent(out, depth) } else { Ok(()) }
}

/// The first line of a block moves away from its bracket.
fn line_break(out: &mut String, begin: usize) -> fmt::Result {
    if out.len() == begin { out.write_str("\n") } else { Ok(()) }
}

fn write_key(out: &mut String, key: &str, depth: usize) -> fmt::Result {
    indent(out, depth)?;
    write_text(out, key)?;
    out.write_str(": ")
}

fn write_inner_key(out: &mut String, at: usize, key: &str) -> fmt::Result {
    out.write_str(if at == 0 { "" } else { ", " })?;
    write_text(out, key)?;
    out.write_str(": ")
}

fn write_field_comments(out: &mut String, graph: &Graph, field: &str, depth: usize) -> fmt::Result {
    write_comments(out, graph, depth, || Anchor::Field(Name::new(field)))
}

/// Most graphs have no comments, so the anchor is only made when there are some.
fn write_comments(out: &mut String, graph: &Graph, depth: usize, anchor: impl FnOnce() -> Anchor) -> fmt::Result {
    if graph.comments.is_empty() {
        return Ok(());
    }
    for comment in graph.comments(&anchor()) {
        indent(out, depth)?;
        writeln!(out, "{comment}")?;
    }
    Ok(())
}

fn indent(out: &mut String, depth: usize) -> fmt::Result {
    (0..depth).try_for_each(|_| out.write_str("    "))
}
