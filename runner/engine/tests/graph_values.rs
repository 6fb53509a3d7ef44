//! Any value and any name that a program can make is written so that Weft and the crate `ron` read the same.

#[path = "graph_storm/content.rs"]
mod content;

use proptest::prelude::*;
use weft_engine::graph::{Edit, Graph, Name, Node, Setting, Target, Wire, Wires};

/// Values up to four deep; words and keys in any script.
fn setting() -> impl Strategy<Value = Setting> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Setting::from),
        any::<i64>().prop_map(Setting::from),
        any::<u64>().prop_map(Setting::from),
        any::<f64>().prop_map(Setting::from),
        any::<f32>().prop_map(Setting::from),
        any::<u64>().prop_map(|bits| Setting::from(f64::from_bits(bits))),
        any::<String>().prop_map(Setting::from),
        "[a-z \\\\\"\n\t\u{0}\u{7f}\u{202e}]{0,12}".prop_map(Setting::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        let items = prop::collection::vec(inner.clone(), 0..6);
        let keyed = prop::collection::btree_map(any::<String>(), inner.clone(), 0..4);
        let fields = prop::collection::btree_map("[a-z_][a-z0-9_]{0,6}", inner, 0..4);
        prop_oneof![
            items.clone().prop_map(Setting::from),
            items.prop_map(|items| Setting::Tuple(items.into())),
            keyed.prop_map(Setting::of_map),
            fields.prop_map(Setting::of_fields),
        ]
    })
}

/// What a node may be called.
fn name() -> impl Strategy<Value = Name> {
    "[^./=\\p{Cc}]{1,30}".prop_map(Name::new)
}

fn wires() -> impl Strategy<Value = Wires> {
    let wire = || (name(), "[^=\\p{Cc}]{1,12}").prop_map(|(node, output)| Wire::new(node, output));
    prop_oneof![wire().prop_map(Wires::from), prop::collection::vec(wire(), 0..3).prop_map(Wires::from)]
}

fn node() -> impl Strategy<Value = Node> {
    let set = prop::collection::vec(("[^=\\p{Cc}]{1,8}", setting()), 0..4);
    let wires = prop::collection::vec(("[a-z]{1,8}", wires()), 0..3);
    (name(), any::<u32>(), set, wires, any::<bool>()).prop_map(|(kind, version, set, wires, bypass)| {
        let node = set.into_iter().fold(Node::new(kind, version), |node, (input, value)| node.with(input, value));
        let node = wires.into_iter().fold(node, |node, (input, wires)| node.wired(input, wires));
        if bypass { node.bypassed() } else { node }
    })
}

proptest! {
    #[test]
    fn a_value_is_read_as_it_was_written(value in setting()) {
        let written = value.to_string();
        let mut graph = Graph::new();
        graph.apply(Edit::view("v", value.clone())).map_err(|told| TestCaseError::fail(told.to_string()))?;
        prop_assert!(content::check_text(&graph.to_string()));
        let again = Graph::parse(&graph.to_string()).map_err(|told| TestCaseError::fail(told[0].to_string()))?;
        let again = again.view_of("v").cloned().ok_or_else(|| TestCaseError::fail("gone"))?;
        // An empty struct and an empty tuple are both written `()`.
        prop_assert!(again.means(&value) || written.contains("()"), "{written}");
        prop_assert_eq!(again.to_string(), written);
    }

    #[test]
    fn a_graph_is_read_as_it_was_written(
        nodes in prop::collection::vec((name(), node()), 0..6),
        title in any::<String>(),
        view in prop::collection::vec(("\\P{Cc}{1,12}", setting()), 0..3),
        exposed in ("[^./=:\\\\\\p{Cc}]{1,12}", name(), "[^=\\p{Cc}]{1,9}"),
        comment in "[^\\p{Cc}]{0,20}",
    ) {
        let mut graph = Graph::new();
        let mut edits = vec![Edit::Title(title)];
        for (name, node) in nodes {
            // A name may come twice; the second is then refused and the graph stays as it was.
            if graph.add(name.clone(), node).is_ok() {
                edits.push(Edit::comment(weft_engine::graph::Anchor::Node(name), &comment));
            }
        }
        edits.extend(view.into_iter().map(|(key, value)| Edit::view(key, value)));
        edits.push(Edit::expose_input(exposed.0.as_str(), Target::new(exposed.1.clone(), exposed.2.as_str())));
        edits.push(Edit::expose_output(exposed.0.as_str(), Wire::new(exposed.1, exposed.2.as_str())));
        let before = graph.to_string();
        let inverse = graph.apply(Edit::Batch(edits)).map_err(|told| TestCaseError::fail(told.to_string()))?;
        prop_assert!(content::check_text(&graph.to_string()));
        graph.apply(inverse).map_err(|told| TestCaseError::fail(told.to_string()))?;
        prop_assert_eq!(graph.to_string(), before);
    }

    #[test]
    fn any_word_of_a_command_line_is_a_value_or_a_mistake_with_a_hint(text in any::<String>()) {
        match Setting::parse(&text) {
            Ok(value) => {
                let mut graph = Graph::new();
                let added = graph.add("a", Node::new("k", 1).with("x", value));
                prop_assert!(added.is_ok());
                prop_assert!(content::check_text(&graph.to_string()));
            }
            Err(told) => prop_assert!(told.hint.is_some()),
        }
    }

    #[test]
    fn any_text_is_a_graph_or_a_list_of_mistakes(text in "[(){}\\[\\]\":,a-z0-9 \n/*#.\\\\'-]{0,60}") {
        content::check_text(&text);
        content::check_text(&format!("(weft: 1, {text})"));
    }
}
