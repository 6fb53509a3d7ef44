//! Mistakes in graph files: each is told with its place and a hint, and as many as there are.

use expect_test::{Expect, expect};
use weft_engine::graph::Graph;

#[track_caller]
fn check_mistakes(text: &str, expected: &Expect) {
    let told = Graph::parse(text).expect_err("no mistake was found");
    assert!(told.iter().all(|told| told.hint.is_some()), "a mistake has no hint: {told:?}");
    let all: Vec<String> = told.iter().map(ToString::to_string).collect();
    expected.assert_eq(&all.join("\n"));
}

#[test]
fn every_mistake_is_told_not_only_the_first() {
    check_mistakes(
        r#"(
    weft: 1,
    nodes: {
        "a": (kind: "k", version: 1, set: {"x": 12abc, "y": }),
        "a": (kind: "k", version: -1),
        "b.c": (kind: k, version: 1),
        "d": (version: 1),
        "e": (kind: "k"),
        "f": (kind: "k", version: 1, wires: {"in": "a", "list": ["a.b", 5], "in": "a.b"})
        "g": (kind: "k", version: 1, set: {x: 1}),
        "h": 5,
        i: (kind: "k", version: 1),
    },
    expose: (inputs: {"no/slash": "a.b"}, other: {}),
    view: {"a": lower},
    nodes: {},
)"#,
        &expect![[r#"
            error: `12abc` is no number
              at line 4, column 49
            hint: write 4, -2, 0.5, 1e-3 or 0xFF
            error: a value is missing here, but there is `}`
              at line 4, column 61
            hint: write a number, a "text", true or false, a [list] or a {"map": …}
            error: there is already a node `a`
              at line 5, column 9
            hint: rename it; the first one is in line 4
            error: a version is a whole number
              at line 5, column 35
            hint: write version: 1
            error: a node's name may not contain `.`, but here is `b.c`
              at line 6, column 9
            hint: use letters, digits, `_` and `-`
            error: `kind` needs a text in quotes
              at line 6, column 23
            hint: write kind: "…"
            error: the node does not say its kind
              at line 7, column 14
            hint: write kind: "plugin.kind"
            error: the node does not say the version of its kind
              at line 8, column 14
            hint: write version: 1, or what `weft nodes` shows for the kind
            error: a wire is written `node.output`, but here is `a`
              at line 9, column 52
            hint: name the node and one of its outputs, such as `photo.image`
            error: here belong a node and its socket in quotes
              at line 9, column 73
            hint: write "node.socket"
            error: the input's name `in` is given twice
              at line 9, column 77
            hint: keep one of the two
            error: a comma is missing here
              at line 9, column 90
            hint: put a `,` between two entries
            error: here belongs the input's name in quotes
              at line 10, column 44
            hint: write "x": …
            error: a node begins with `(`
              at line 11, column 14
            hint: write (kind: "…", version: 1)
            error: here belongs the node's name in quotes
              at line 12, column 9
            hint: write "i": …
            error: an exposed name may not contain `/`, but here is `no/slash`
              at line 14, column 23
            hint: use letters, digits, `_` and `-`
            error: there is no `other` to expose
              at line 14, column 43
            hint: expose inputs and outputs
            error: `lower` is no value
              at line 15, column 17
            hint: if it is a text, write "lower"
            error: the field `nodes` is given twice
              at line 16, column 5
            hint: keep one of the two"#]],
    );
}

#[test]
fn a_missing_bracket_is_told_where_it_is_missing() {
    check_mistakes(
        r#"(
    weft: 1,
    nodes: {
        "a": (kind: "k", version: 1, set: {"x": [1, 2},
        "b": (kind: "k", version: 1,
        "c": (kind: "k", version: 1),
    },
    view: {"a": (1, 2)
"#,
        &expect![[r#"
            error: `]` is missing before this
              at line 4, column 54
            hint: close the `[` of line 4
            error: `)` is missing before this
              at line 5, column 9
            hint: close the `(` of line 4
            error: `)` is missing before this
              at line 6, column 9
            hint: close the `(` of line 5"#]],
    );
}

#[test]
fn a_missing_quote_is_told_in_its_line() {
    check_mistakes(
        r#"(
    weft: 1,
    nodes: {
        "a": (kind: "k, version: 1, set: {"x": 1}),
        "b": (kind: "k", version: 1, set: {"path": "in.png}),
        "c": (kind: "k", version: 1),
    },
)"#,
        &expect![[r#"
            error: in this line a quote is missing or too many
              at line 4, column 21
            hint: close the text with `"`; a quote inside it is written `\"`
            error: the text ends before `)`
              at line 8, column 2
            hint: close the `(` of line 4"#]],
    );
}

#[test]
fn what_is_no_graph_is_told_in_a_sentence() {
    check_mistakes(
        "",
        &expect![[r#"
        error: a graph file begins with `(`
          at line 1, column 1
        hint: write (weft: 1, nodes: {…})"#]],
    );
    check_mistakes(
        "{\"nodes\": []}",
        &expect![[r#"
        error: a graph file begins with `(`
          at line 1, column 1
        hint: write (weft: 1, nodes: {…})"#]],
    );
    check_mistakes(
        "(nodes: {})",
        &expect![[r#"
        error: the file does not say its format
          at line 1, column 1
        hint: begin with (weft: 1, …"#]],
    );
    check_mistakes(
        "(weft: 1, nodes: {}) )",
        &expect![[r#"
        error: more text follows after the end of the graph
          at line 1, column 22
        hint: remove it, or look for a `)` too many"#]],
    );
    check_mistakes(
        "(weft: 1, \"nodes\": {}, /* …",
        &expect![[r#"
        error: fields have no quotes
          at line 1, column 11
        hint: write nodes: …
        error: a comment that never ends
          at line 1, column 24
        hint: close it with `*/`"#]],
    );
}

#[test]
fn deep_brackets_are_refused_not_followed() {
    let deep = format!("(weft: 1, nodes: {{}}, x: {}{})", "[".repeat(100_000), "]".repeat(100_000));
    check_mistakes(
        &deep,
        &expect![[r#"
        error: brackets lie more than 32 deep in one value
          at line 1, column 57
        hint: keep values flatter"#]],
    );
    let graphs = format!(
        "(weft: 1, {} nodes: {{}} {})",
        "nodes: {\"g\": (kind: \"graph\", version: 1, graph: (".repeat(10_000),
        "))}".repeat(10_000)
    );
    check_mistakes(
        &graphs,
        &expect![[r#"
        error: graphs lie more than 16 deep in each other
          at line 1, column 843
        hint: keep inner graphs in files of their own: set: {"path": "inner.ron"}"#]],
    );
    let depths = [(16, true), (17, false)];
    for (depth, allowed) in depths {
        let text = format!(
            "(weft: 1, {}nodes: {{}}{})",
            "nodes: {\"g\": (kind: \"graph\", version: 1, graph: (".repeat(depth),
            "))}".repeat(depth)
        );
        assert_eq!(Graph::parse(&text).is_ok(), allowed, "{depth}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let told = Graph::parse_bytes("x.png", b"\n\x89PNG").unwrap_err();
    assert_eq!(told[0].place.to_string(), "x.png:2:1");
}

#[test]
fn after_twenty_mistakes_the_rest_is_counted() {
    for wrong in ["]", ",", "#,", "a: ,", "\"\\z\",", "(", "é", "\"a\"b\n", "r#", "'", "..,", "Some,"] {
        for begin in
            ["(weft: 1, ", "(weft: 1, nodes: {", "(weft: 1, x: [", "(weft: 1, nodes: {\"a\": (", "(weft: 1, view: {"]
        {
            let told = Graph::parse(&format!("{begin}{}", wrong.repeat(300))).unwrap_err();
            assert!((1..=21).contains(&told.len()), "{begin}{wrong}: {}", told.len());
        }
    }
}

#[test]
fn how_many_more_mistakes_there_are_is_told_at_the_next_one() {
    let nodes: String = (0..30).map(|at| format!("\"a{at}\": (kind: 5, version: 1),\n")).collect();
    let told = Graph::parse(&format!("(weft: 1, nodes: {{\n{nodes}}})")).unwrap_err();
    assert_eq!(told.len(), 21);
    assert!(told[19].place.to_string().contains("line 21"), "{}", told[19]);
    let last = told[20].to_string();
    assert!(last.starts_with("error: and 10 more mistakes from here on\n  at ") && last.contains("line 22"), "{last}");
}
