//! What a text must keep: read, written and read again it is the same, and the crate `ron` reads the same content.

use ron::Value;
use weft_engine::diagnostic::Place;
use weft_engine::graph::{Graph, Node, Setting, Wires};

/// Whether the text is a graph; panics where a promise is broken.
pub(crate) fn check_text(text: &str) -> bool {
    let graph = match Graph::parse(text) {
        Ok(graph) => graph,
        Err(told) => {
            assert!(!told.is_empty(), "refused without a word:\n{text}");
            let n_lines = text.lines().count() + 1;
            for told in told {
                assert!(told.hint.is_some(), "no hint: {told}\n{text}");
                assert!(matches!(told.place, Place::Text { line, .. } if line <= n_lines), "no place: {told}\n{text}");
            }
            return false;
        }
    };
    let written = graph.to_string();
    let again = Graph::parse(&written).unwrap_or_else(|told| panic!("{}\nread:\n{text}\nwrote:\n{written}", told[0]));
    assert_eq!(again.to_string(), written, "read:\n{text}");
    assert!(again == graph, "content changed\nread:\n{text}\nwrote:\n{written}");
    for source in [text, written.as_str()] {
        let value = read_ron(source);
        same_graph(&value, &graph).unwrap_or_else(|at| panic!("ron reads another {at}\n{source}"));
    }
    true
}

fn read_ron(text: &str) -> Value {
    let text = text.trim_start_matches('\u{feff}');
    ron::Options::default().from_str(text).unwrap_or_else(|fault| panic!("ron: {fault}\n{text}"))
}

fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Map(map) => {
            // The mark of a raw field is no part of its name.
            let is_name =
                |key: &Value| is_text(key, name) || name.strip_prefix("r#").is_some_and(|raw| is_text(key, raw));
            map.iter().find(|(key, _)| is_name(key)).map(|(_, value)| value)
        }
        _ => None,
    }
}

fn is_text(value: &Value, text: &str) -> bool {
    matches!(value, Value::String(found) if found.as_str() == text)
}

fn length(value: Option<&Value>) -> usize {
    match value {
        Some(Value::Map(map)) => map.len(),
        Some(Value::Seq(items)) => items.len(),
        _ => 0,
    }
}

fn expect(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

fn same_graph(value: &Value, graph: &Graph) -> Result<(), String> {
    let title = field(value, "title");
    expect(title.map_or(graph.title().is_empty(), |title| is_text(title, graph.title())), "title")?;
    let nodes = field(value, "nodes");
    expect(length(nodes) == graph.len(), "number of nodes")?;
    for (name, node) in graph.nodes() {
        let found = nodes.and_then(|nodes| field(nodes, name)).ok_or_else(|| format!("node {name}"))?;
        same_node(found, node).map_err(|at| format!("{at} of {name}"))?;
    }
    let inputs = field(value, "expose").and_then(|expose| field(expose, "inputs"));
    expect(length(inputs) == graph.inputs().len(), "number of exposed inputs")?;
    for (name, target) in graph.inputs() {
        let found = inputs.and_then(|inputs| field(inputs, name));
        expect(found.is_some_and(|found| is_text(found, &target.to_string())), "exposed input")?;
    }
    let outputs = field(value, "expose").and_then(|expose| field(expose, "outputs"));
    expect(length(outputs) == graph.outputs().len(), "number of exposed outputs")?;
    for (name, wire) in graph.outputs() {
        let found = outputs.and_then(|outputs| field(outputs, name));
        expect(found.is_some_and(|found| is_text(found, &wire.to_string())), "exposed output")?;
    }
    let view = field(value, "view");
    expect(length(view) == graph.view().len(), "number of places in the view")?;
    for (key, entry) in graph.view() {
        expect(view.and_then(|view| field(view, key)).is_some_and(|found| same(found, entry)), "place in the view")?;
    }
    for (name, entry) in graph.fields().iter() {
        expect(field(value, name).is_some_and(|found| same(found, entry)), "unknown field")?;
    }
    Ok(())
}

fn same_node(value: &Value, node: &Node) -> Result<(), String> {
    expect(field(value, "kind").is_some_and(|kind| is_text(kind, &node.kind)), "kind")?;
    expect(field(value, "version").is_some_and(|version| same(version, &Setting::from(node.version))), "version")?;
    let bypass = field(value, "bypass");
    expect(bypass.map_or(!node.bypass, |bypass| same(bypass, &Setting::from(node.bypass))), "bypass")?;
    let set = field(value, "set");
    expect(length(set) == node.set.len(), "number of settings")?;
    for (input, setting) in node.set.iter() {
        expect(set.and_then(|set| field(set, input)).is_some_and(|found| same(found, setting)), "setting")?;
    }
    let wires = field(value, "wires");
    expect(length(wires) == node.wires.len(), "number of wires")?;
    for (input, wired) in node.wires.iter() {
        expect(wires.and_then(|wires| field(wires, input)).is_some_and(|found| same_wires(found, wired)), "wire")?;
    }
    for (name, entry) in node.fields() {
        expect(field(value, name).is_some_and(|found| same(found, entry)), "unknown field of the node")?;
    }
    match (field(value, "graph"), node.graph()) {
        (Some(inner), Some(graph)) => same_graph(inner, graph),
        (None, None) => Ok(()),
        _ => Err("graph inside".to_owned()),
    }
}

fn same_wires(value: &Value, wires: &Wires) -> bool {
    match (value, wires) {
        (value, Wires::One(wire)) => is_text(value, &wire.to_string()),
        (Value::Seq(found), Wires::Many(wires)) => {
            found.len() == wires.len() && found.iter().zip(wires).all(|(found, wire)| is_text(found, &wire.to_string()))
        }
        _ => false,
    }
}

/// `ron` forgets some shapes when it reads a file without types: names before brackets, tuple or list, struct or map.
pub(crate) fn same(value: &Value, setting: &Setting) -> bool {
    match (value, setting.plain()) {
        (Value::Bool(a), Setting::Bool(b)) => a == b,
        (Value::Number(a), Setting::Int(_) | Setting::Large(_) | Setting::Float(_)) => same_number(*a, setting),
        (Value::Char(a), Setting::Text(b)) => b.chars().eq([*a]),
        (Value::String(a), Setting::Text(b)) => a.as_str() == &**b,
        (Value::Unit, Setting::Tuple(items)) => items.is_empty(),
        (Value::Unit, Setting::Named(named)) => {
            named.body.as_ref().is_none_or(|body| body.items().is_some_and(<[Setting]>::is_empty))
        }
        (Value::Option(None), Setting::Named(named)) => named.name == "None",
        (Value::Option(Some(inner)), Setting::Named(named)) if named.name == "Some" => {
            named.body.as_ref().and_then(Setting::items).is_some_and(|items| same(inner, &items[0]))
        }
        (value, Setting::Named(named)) => named.body.as_ref().is_some_and(|body| same(value, body)),
        (Value::Seq(a), Setting::List(b) | Setting::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (value @ Value::Map(_), Setting::Map(entries) | Setting::Struct(entries)) => {
            length(Some(value)) == entries.len()
                && entries.iter().all(|(key, setting)| field(value, key).is_some_and(|found| same(found, setting)))
        }
        _ => false,
    }
}

fn same_number(number: ron::value::Number, setting: &Setting) -> bool {
    match setting.as_u64() {
        Some(whole) => {
            number.into_f64() == whole as f64 && ron::to_string(&number).is_ok_and(|text| text == whole.to_string())
        }
        None => {
            let (a, b) = (number.into_f64(), setting.as_f64().unwrap_or(f64::NAN));
            a == b || (a.is_nan() && b.is_nan())
        }
    }
}
