//! Random edits, undone and done again: every state must come back byte for byte.

use super::dice::Dice;
use weft_engine::graph::{Added, Anchor, Edit, Graph, History, Merged, Name, Node, Setting, Target, Wire, Wires};

const NAMES: &[&str] = &["a", "b", "c", "photo", "a long name that is not kept in place", "ü", "bad.name", ""];
const INPUTS: &[&str] = &["image", "x", "y", "images", "bad=name"];
const VALUES: &[&str] = &[
    "1",
    "0x10",
    "1.5",
    "1.50",
    "text",
    "\"quo\\\"ted\"",
    "[1, 2]",
    "[ 1,2 ]",
    "(3, 4)",
    "(at: (1, 2), on: true)",
    "{\"k\": [None]}",
    "Word(1)",
    "inf",
    "NaN",
    "18446744073709551615",
    "r\"raw\\\"",
    "[1, /* why */ 2]",
    "tab\there",
    "",
    "-0.0",
    "()",
    "1_000",
];
const KEYS: &[&str] = &["a", "b", "photo", "frame/1", "note/x", "ü"];
const COMMENTS: &[&str] = &["// one", "/* two\nlines */", "// drei ü", "no comment", "//", "// a\n// b"];

/// A random life of a graph of so many actions; panics where a promise is broken. Gives how many edits could be made.
pub(crate) fn check_life(dice: &mut Dice<'_>, start: &str, n_actions: usize) -> u64 {
    let mut n_edits = 0;
    let mut graph = Graph::parse(start).unwrap_or_else(|told| panic!("{}", told[0]));
    let mut history = History::new();
    let mut texts = vec![graph.to_string()];
    for _ in 0..n_actions {
        let before = graph.to_string();
        match dice.below(8) {
            0 => {
                _ = history.undo(&mut graph).unwrap_or_else(|told| panic!("undo: {told}\n{before}"));
            }
            1 => {
                _ = history.redo(&mut graph).unwrap_or_else(|told| panic!("redo: {told}\n{before}"));
            }
            action => {
                let n_done = history.n_done();
                let edit = edit(dice, &graph, 0);
                let shown = format!("{edit:?}");
                let done = match action {
                    2 => history.drag(&mut graph, edit, dice.pick(&["one", "two"])),
                    _ => history.apply(&mut graph, edit),
                };
                if done.is_err() {
                    assert_eq!(graph.to_string(), before, "a refused edit changed the graph: {shown}");
                    continue;
                }
                n_edits += 1;
                // A drag may have joined the step before.
                let joined = history.n_done() == n_done;
                texts.truncate(n_done + usize::from(!joined));
                texts.push(graph.to_string());
                if action == 3 {
                    history.drop_drag();
                }
            }
        }
        assert_eq!(graph.to_string(), texts[history.n_done()], "after:\n{before}\nhistory: {history:?}");
    }
    let end = graph.to_string();
    let again = Graph::parse(&end).unwrap_or_else(|told| panic!("{}\n{end}", told[0]));
    assert_eq!(again.to_string(), end);
    assert!(again == graph, "the file says less than the graph:\n{end}");
    let n_done = history.n_done();
    for at in [0, texts.len() - 1, n_done] {
        history.go_to(&mut graph, at).unwrap_or_else(|told| panic!("go to {at}: {told}"));
        assert_eq!(graph.to_string(), texts[at], "went to {at} of {history:#?}");
    }
    n_edits
}

/// Two lives from one beginning: the difference leads from one to the other, and merging them keeps what only one did.
pub(crate) fn check_merge(dice: &mut Dice<'_>, start: &str) {
    let base = Graph::parse(start).unwrap_or_else(|told| panic!("{}", told[0]));
    let mut sides = [base.clone(), base.clone()];
    for side in &mut sides {
        for _ in 0..dice.below(8) {
            let edit = edit(dice, side, 0);
            _ = side.apply(edit);
        }
    }
    let [ours, theirs] = sides;
    for (before, after) in [(&base, &ours), (&ours, &theirs), (&theirs, &base)] {
        let mut work = before.clone();
        for edit in before.diff(after) {
            work.apply(edit.clone()).unwrap_or_else(|told| panic!("{told}\n{edit:?}"));
        }
        assert!(work == *after, "the difference leads to\n{work}instead of\n{after}from\n{before}");
        assert!(after.diff(&work).is_empty(), "comments differ:\n{work}{after}");
    }
    let same = |merged: Merged, expected: &Graph| {
        assert!(merged.graph == *expected, "merged to\n{}instead of\n{expected}base\n{base}", merged.graph);
    };
    same(Graph::merge(&base, &ours, &base), &ours);
    same(Graph::merge(&base, &base, &theirs), &theirs);
    let twice = Graph::merge(&base, &ours, &ours);
    same(twice, &ours);
    let text = Graph::merge(&base, &ours, &theirs).graph.to_string();
    let again = Graph::parse(&text).unwrap_or_else(|told| panic!("{}\n{text}", told[0]));
    assert_eq!(again.to_string(), text);
}

fn name(dice: &mut Dice<'_>) -> Name {
    Name::new(dice.pick(NAMES))
}

/// Mostly a node that is there.
fn node_of(dice: &mut Dice<'_>, graph: &Graph) -> Name {
    match graph.node_at(dice.below(graph.len() + 1)) {
        Some((name, _)) => name.clone(),
        None => name(dice),
    }
}

fn value(dice: &mut Dice<'_>) -> Setting {
    match dice.below(4) {
        0 => Setting::point(dice.below(1000) as f64 / 2.0, -0.0),
        _ => Setting::parse(dice.pick(VALUES)).unwrap_or_else(|told| panic!("{told}")),
    }
}

fn at(dice: &mut Dice<'_>) -> Option<usize> {
    dice.once_in(2).then(|| dice.below(5))
}

fn wire(dice: &mut Dice<'_>, graph: &Graph) -> Wire {
    Wire::new(node_of(dice, graph), Name::new(dice.pick(INPUTS)))
}

fn wires(dice: &mut Dice<'_>, graph: &Graph) -> Wires {
    if dice.once_in(2) {
        return wire(dice, graph).into();
    }
    (0..dice.below(4)).map(|_| wire(dice, graph)).collect::<Vec<_>>().into()
}

fn node(dice: &mut Dice<'_>, graph: &Graph, depth: usize) -> Node {
    let mut node =
        Node::new(dice.pick(&["k", "image.resize", "com.acme.a-very-long-vendor-kind"]), dice.below(3) as u32);
    for _ in 0..dice.below(3) {
        node = node.with(Name::new(dice.pick(INPUTS)), value(dice));
    }
    for _ in 0..dice.below(3) {
        node = node.wired(Name::new(dice.pick(INPUTS)), wires(dice, graph));
    }
    if depth < 3 && dice.once_in(6) {
        let mut inner = Graph::new();
        _ = inner.add(name(dice), self::node(dice, graph, depth + 1));
        node = node.with_graph(inner);
    }
    node
}

fn anchor(dice: &mut Dice<'_>, graph: &Graph) -> Anchor {
    match dice.below(9) {
        0 => Anchor::Head,
        1 => Anchor::Tail,
        2 => Anchor::NodesEnd,
        3 => Anchor::ViewEnd,
        4 => Anchor::Field(Name::new(dice.pick(&["weft", "title", "nodes", "expose", "view", "extra"]))),
        5 => Anchor::Input(Name::new(dice.pick(KEYS))),
        6 => Anchor::Output(Name::new(dice.pick(KEYS))),
        7 => Anchor::View(Name::new(dice.pick(KEYS))),
        _ => Anchor::Node(node_of(dice, graph)),
    }
}

fn maybe<T>(dice: &mut Dice<'_>, make: impl FnOnce(&mut Dice<'_>) -> T) -> Option<T> {
    (!dice.once_in(4)).then(|| make(dice))
}

/// Any edit, sensible or not.
pub(crate) fn edit(dice: &mut Dice<'_>, graph: &Graph, depth: usize) -> Edit {
    match dice.below(18) {
        0 if dice.once_in(3) => {
            let one = |dice: &mut Dice<'_>, put: bool| Edit::View {
                key: Name::new(dice.pick(KEYS)),
                value: put.then(|| value(dice)),
                at: at(dice),
            };
            let put = dice.once_in(2);
            Edit::Batch((0..dice.below(6)).map(|_| one(dice, put)).collect())
        }
        0 if depth < 3 => Edit::Batch((0..dice.below(4)).map(|_| edit(dice, graph, depth + 1)).collect()),
        1 => Edit::Title(dice.pick(&["", "A title", "two\nlines"]).into()),
        2 | 3 => {
            let one = |dice: &mut Dice<'_>| Added { name: name(dice), node: node(dice, graph, 0), at: at(dice) };
            Edit::Add((0..=dice.below(3)).map(|_| one(dice)).collect())
        }
        4 => Edit::Remove((0..=dice.below(3)).map(|_| node_of(dice, graph)).collect()),
        5 => Edit::Take((0..=dice.below(2)).map(|_| node_of(dice, graph)).collect()),
        6 => Edit::Rename { from: node_of(dice, graph), to: name(dice) },
        7 => Edit::Relabel { from: node_of(dice, graph), to: name(dice) },
        8 => Edit::Replace { node: node_of(dice, graph), kind: Name::new(dice.pick(&["k2", ""])), version: 7 },
        9 => Edit::Bypass { node: node_of(dice, graph), on: dice.once_in(2) },
        10 => Edit::Set {
            node: node_of(dice, graph),
            input: Name::new(dice.pick(INPUTS)),
            value: maybe(dice, value),
            at: at(dice),
        },
        11 => Edit::Wire {
            node: node_of(dice, graph),
            input: Name::new(dice.pick(INPUTS)),
            wires: maybe(dice, |dice| wires(dice, graph)),
            at: at(dice),
        },
        12 => Edit::Field {
            node: maybe(dice, |dice| node_of(dice, graph)),
            field: Name::new(dice.pick(&["extra", "more", "r#raw-name", "kind", "bad name"])),
            value: maybe(dice, value),
            at: at(dice),
        },
        13 => {
            let inner = maybe(dice, |dice| {
                let mut inner = Graph::new();
                _ = inner.add(name(dice), node(dice, graph, 1));
                Box::new(inner)
            });
            Edit::Subgraph { node: node_of(dice, graph), graph: inner }
        }
        14 if depth < 3 => {
            let with_graph = graph.nodes().find(|(_, node)| node.graph().is_some());
            match with_graph.and_then(|(name, node)| Some((name, node.graph()?))) {
                Some((name, inner)) => edit(dice, inner, depth + 1).inside(name.clone()),
                None => edit(dice, graph, depth + 1).inside(node_of(dice, graph)),
            }
        }
        15 => {
            let name = Name::new(dice.pick(KEYS));
            if dice.once_in(2) {
                let target = maybe(dice, |dice| Target::new(node_of(dice, graph), Name::new(dice.pick(INPUTS))));
                Edit::Input { name, target, at: at(dice) }
            } else {
                Edit::Output { name, wire: maybe(dice, |dice| wire(dice, graph)), at: at(dice) }
            }
        }
        16 => {
            let lines = (0..dice.below(3)).map(|_| Name::new(dice.pick(COMMENTS))).collect();
            Edit::Comment { anchor: anchor(dice, graph), lines }
        }
        _ => Edit::View { key: Name::new(dice.pick(KEYS)), value: maybe(dice, value), at: at(dice) },
    }
}
