//! Graph files: what is read, what is written back, and what is told of mistakes.

use expect_test::{Expect, expect};
use weft_engine::graph::{Anchor, Graph, Node, Setting, Wire};

const PORTRAIT: &str = r#"(
    weft: 1,
    title: "Restore a portrait",
    nodes: {
        "photo": (kind: "files.load_image", version: 1, set: {"path": "inputs/face.png"}),
        "faces": (kind: "face.detect", version: 1, set: {"model": "scrfd-10g"}, wires: {"image": "photo.image"}),
        "result": (kind: "files.save_image", version: 1, set: {"path": "out.png"}, wires: {"image": "photo.image"}),
    },
    expose: (
        inputs: {
            "photo": "photo.path",
        },
        outputs: {
            "result": "result.image",
        },
    ),
    view: {
        "photo": (40, 80),
        "faces": (320, 80),
        "result": (600, 80),
    },
)
"#;

/// Reads, writes, compares; and what was written must read back to the same text and the same graph.
#[track_caller]
fn check(text: &str, expected: &Expect) -> Graph {
    let graph = Graph::parse(text).unwrap_or_else(|told| panic!("{}", told[0]));
    let written = graph.to_string();
    expected.assert_eq(&written);
    let again = Graph::parse(&written).unwrap_or_else(|told| panic!("{}\n{written}", told[0]));
    assert_eq!(again.to_string(), written);
    assert!(again == graph);
    graph
}

#[test]
fn a_canonical_file_is_written_back_byte_for_byte() {
    let graph = Graph::parse(PORTRAIT).unwrap();
    assert_eq!(graph.to_string(), PORTRAIT);
    assert_eq!(graph.title(), "Restore a portrait");
    assert_eq!(graph.position("faces"), Some((320.0, 80.0)));
    assert_eq!(graph.node("faces").unwrap().wires.get("image").unwrap().as_slice(), [Wire::new("photo", "image")]);
    assert_eq!(graph.input("photo").unwrap().to_string(), "photo.path");
    assert_eq!(graph.nodes().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["photo", "faces", "result"]);
}

#[test]
fn a_hand_written_file_gets_the_canonical_order_and_keeps_its_values() {
    check(
        r#"(view:{"a":( 1,2 )},nodes:{"a":(version:1,wires:{"in":["b.out" , "c.out"]},set:{"x":0x10,"y":[1,2],
        "z":1.50,"w":[1, 2]},kind:"k"), "b":(kind:"k",version:2,bypass:false)},weft:1)"#,
        &expect![[r#"
            (
                weft: 1,
                nodes: {
                    "a": (kind: "k", version: 1, set: {"x": 0x10, "y": [1,2], "z": 1.50, "w": [1, 2]}, wires: {"in": ["b.out", "c.out"]}),
                    "b": (kind: "k", version: 2),
                },
                view: {
                    "a": ( 1,2 ),
                },
            )
        "#]],
    );
}

#[test]
fn unknown_fields_and_values_are_written_back_untouched() {
    check(
        r#"(weft: 1, nodes: {"a": (kind: "com.acme.thing", version: 9, colour: Rgb(  1, 2,3 ), set: {"deep": {"k": [Some(1), None, (x: 'c')]}})},
        future: [ "kept" , /* too */ r"raw\n", +1, -0, .5, 1e400, 18446744073709551615, inf, -inf, NaN ])"#,
        &expect![[r#"
            (
                weft: 1,
                nodes: {
                    "a": (kind: "com.acme.thing", version: 9, set: {"deep": {"k": [Some(1), None, (x: 'c')]}}, colour: Rgb(  1, 2,3 )),
                },
                future: [ "kept" , /* too */ r"raw\n", +1, -0, .5, 1e400, 18446744073709551615, inf, -inf, NaN ],
            )
        "#]],
    );
}

#[test]
fn comments_stay_with_their_line() {
    let graph = check(
        r#"// A picture's life.
(
    weft: 1, // the format
    // All of them:
    nodes: {
        // The first
        // two lines
        "a": (kind: "k", version: 1), // behind a
        /* a block */ "b": (kind: "k", /* inside */ version: 1, set: {"x": [1, /* kept */ 2]}) // behind b
        // "c": (kind: "k", version: 1),
    },
    expose: ( // what one sees
        outputs: {
            "out": "a.image", // the picture
        },
    ),
    view: {
        "a": (1, 2), // left
        // nothing more
    },
    // the end
)
// below
"#,
        &expect![[r#"
            // A picture's life.
            (
                // the format
                weft: 1,
                // All of them:
                nodes: {
                    // The first
                    // two lines
                    // behind a
                    "a": (kind: "k", version: 1),
                    /* a block */
                    /* inside */
                    // behind b
                    "b": (kind: "k", version: 1, set: {"x": [1, /* kept */ 2]}),
                    // "c": (kind: "k", version: 1),
                },
                // what one sees
                expose: (
                    outputs: {
                        // the picture
                        "out": "a.image",
                    },
                ),
                view: {
                    // left
                    "a": (1, 2),
                    // nothing more
                },
            )
            // the end
            // below
        "#]],
    );
    assert_eq!(graph.comments(&Anchor::Node("a".into())).len(), 3);
}

#[test]
fn an_inner_graph_is_written_over_several_lines() {
    check(
        r#"(weft: 1, nodes: {"g": (kind: "graph", version: 1, set: {"x": 1}, note: "n", graph: (title: "inner",
            nodes: {"a": (kind: "k", version: 1)}, expose: (outputs: {"o": "a.o"})))})"#,
        &expect![[r#"
            (
                weft: 1,
                nodes: {
                    "g": (kind: "graph", version: 1, set: {"x": 1}, graph: (
                        title: "inner",
                        nodes: {
                            "a": (kind: "k", version: 1),
                        },
                        expose: (
                            outputs: {
                                "o": "a.o",
                            },
                        ),
                    ), note: "n"),
                },
            )
        "#]],
    );
}

#[test]
fn texts_are_escaped_where_they_could_mislead() {
    let mut graph = Graph::new();
    let text = "tab\t quote\" back\\ line\n nul\0 turned\u{202e} smile😀 ü\u{7f}";
    graph.add("a", Node::new("k", 1).with("t", text)).unwrap();
    let written = graph.to_string();
    assert!(written.contains(r#""tab\t quote\" back\\ line\n nul\u{0} turned\u{202e} smile😀 ü\u{7f}""#), "{written}");
    assert_eq!(Graph::parse(&written).unwrap().node("a").unwrap().set.get("t").unwrap().as_text(), Some(text));
}

#[test]
fn settings_from_programs_read_well() {
    let check = |setting: Setting, expected: &str| assert_eq!(setting.to_string(), expected);
    check(Setting::from(0.1_f32), "0.1");
    check(Setting::from(2.0), "2.0");
    check(Setting::from(1e300), "1e300");
    check(Setting::from(f64::NAN), "NaN");
    check(Setting::from(-f64::INFINITY), "-inf");
    check(Setting::from(u64::MAX), "18446744073709551615");
    check(Setting::point(40.0, -80.5), "(40, -80.5)");
    check(Setting::from(vec![(0.5, 1), (1.0, 2)]), "[(0.5, 1), (1.0, 2)]");
    check(Setting::of_fields([("at", Setting::point(1.0, 2.0)), ("on", true.into())]), "(at: (1, 2), on: true)");
}

#[test]
fn a_command_line_sets_bare_words_as_texts() {
    let check = |text: &str, expected: Setting| assert!(Setting::parse(text).unwrap().means(&expected), "{text}");
    check("4", 4.into());
    check("-0.5", (-0.5).into());
    check("0xFF", 255.into());
    check("true", true.into());
    check("inf", f64::INFINITY.into());
    check("lanczos", "lanczos".into());
    check("a b c", "a b c".into());
    check("photo(1).png", "photo(1).png".into());
    check("C:\\in\\face.png", "C:\\in\\face.png".into());
    check("2024-01-01.png", "2024-01-01.png".into());
    check("../face.png", "../face.png".into());
    check("#ff8800", "#ff8800".into());
    check("", "".into());
    check("\"4\"", "4".into());
    check("[1, 2.5]", vec![Setting::from(1), 2.5.into()].into());
    check("(3, 4)", (3, 4).into());
    check("{\"a\": 1}", Setting::of_map([("a", 1.into())]));
    assert_eq!(Setting::parse("007").unwrap().words(), "007");
    let told = Setting::parse("[1, 2").unwrap_err();
    assert_eq!(told.hint.unwrap(), "if it is a text, write it in quotes: \"[1, 2\"");
}

#[test]
fn the_example_in_the_readme_is_a_graph() {
    let readme = include_str!("../README.md");
    let example = readme.split_once("## graph").and_then(|(_, section)| section.split_once("```ron\n")).unwrap().1;
    let graph = Graph::parse(example.split_once("```").unwrap().0).unwrap();
    assert_eq!(graph.len(), 4);
    assert_eq!(graph.position("blend"), Some((320.0, 80.0)));
    let again = Graph::parse(&graph.to_string()).unwrap();
    assert!(again == graph);
}
