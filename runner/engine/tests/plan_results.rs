//! What a plan says of a graph that is right: order, lists, graphs in graphs, sizes, and the identity of results.

#[path = "plan_support/kinds.rs"]
mod kinds;

use std::path::Path;
use std::sync::Arc;

use kinds::{World, catalog, graph, planned, try_plan, usual};
use weft_engine::catalog::Fit;
use weft_engine::graph::Node;
use weft_engine::plan::{Digest, Goal, Plan, Request, Scale, Source, plan};
use weft_engine::value::Content;

const PHOTO: &str = r#""photo": (kind: "files.load_image", version: 1, set: {"path": "photo.png"}),"#;

fn step(plan: &Plan, name: &str) -> u32 {
    plan.step_named(name).unwrap_or_else(|| panic!("no step {name}"))
}

fn digest(plan: &Plan, name: &str) -> Digest {
    *plan.digest(step(plan, name))
}

#[track_caller]
fn same(one: &str, other: &str, node: &str) {
    assert_eq!(digest(&planned(one), node), digest(&planned(other), node));
}

#[track_caller]
fn differs(one: &str, other: &str, node: &str) {
    assert_ne!(digest(&planned(one), node), digest(&planned(other), node));
}

#[test]
fn every_step_comes_behind_those_it_reads() {
    let plan = planned(
        r#"
        "last": (kind: "math.add", version: 1, wires: {"a": "middle.value", "b": "first.value"}),
        "middle": (kind: "math.add", version: 1, wires: {"a": "first.value"}),
        "first": (kind: "math.value", version: 1),
        "#,
    );
    let names: Vec<&str> = plan.order().iter().map(|step| plan.name(*step).as_str()).collect();
    assert_eq!(names, ["first", "middle", "last"]);
}

#[test]
fn sinks_and_exposed_outputs_are_wanted() {
    let plan = planned(&format!(
        r#"{PHOTO}
        "save": (kind: "files.save_image", version: 1, set: {{"path": "out.png"}}, wires: {{"image": "photo.image"}}),
        "soft": (kind: "image.blur", version: 1, wires: {{"image": "photo.image"}}),
        "idle": (kind: "image.blur", version: 1, wires: {{"image": "photo.image"}}),
        --- outputs: {{"result": "soft.image"}}"#
    ));
    let wanted: Vec<(&str, Option<u16>)> = plan.wanted().iter().map(|want| (want.name.as_str(), want.output)).collect();
    assert_eq!(wanted, [("save", None), ("result", Some(0))]);
}

#[test]
fn only_what_a_target_needs_is_planned() {
    let text = r#"
        "one": (kind: "math.value", version: 1),
        "two": (kind: "math.value", version: 1),
        "sum": (kind: "math.add", version: 1, wires: {"a": "one.value"}),"#;
    let plan = try_plan(&graph(text), &usual(), &World::usual(), &[Goal::Name("sum".into())]).unwrap();
    assert_eq!(plan.len(), 2);
    assert_eq!(plan.wanted()[0].name, "sum.value");
}

#[test]
fn a_list_wired_into_one_input_maps_the_kind_over_it() {
    let plan = planned(
        r#"
        "fill": (kind: "image.fill", version: 1),
        "tiles": (kind: "image.tiles", version: 1, wires: {"image": "fill.image"}),
        "soft": (kind: "image.blur", version: 1, wires: {"image": "tiles.tiles"}),
        "softer": (kind: "image.blur", version: 1, wires: {"image": "soft.image", "mask": "fill.alpha"}),
        "small": (kind: "image.tiles", version: 1, wires: {"image": "softer.image"}),
        "mix": (kind: "image.mix", version: 1, wires: {"images": "small.tiles"}),
        "one": (kind: "image.mix", version: 1, wires: {"images": "fill.image"}),
        "many": (kind: "image.mix", version: 1, wires: {"images": ["fill.image", "tiles.tiles", "fill.alpha"]}),
        "each": (kind: "image.blur", version: 1, wires: {"image": ["fill.image", "mix.image"]}),
        "all": (kind: "flow.collect", version: 1, wires: {"items": ["each.image", "fill.image"]}),
        "picked": (kind: "flow.pick", version: 1, wires: {"first": "tiles.tiles"}),
        "last": (kind: "image.blur", version: 1, wires: {"image": "picked.picked"}),
        "#,
    );
    let mapped = |name: &str| plan.marks(step(&plan, name)).mapped;
    for name in ["soft", "softer", "small", "each", "last"] {
        assert!(mapped(name), "{name}");
    }
    for name in ["fill", "tiles", "mix", "one", "many", "all", "picked"] {
        assert!(!mapped(name), "{name}");
    }
    let fits = |name: &str| plan.links_into(step(&plan, name)).map(|link| link.fit).collect::<Vec<_>>();
    assert_eq!(fits("softer"), [Fit::Map, Fit::Direct]);
    assert_eq!(fits("one"), [Fit::Wrap]);
    assert_eq!(fits("many"), [Fit::Direct, Fit::Map, Fit::Direct]);
    assert_eq!(fits("all"), [Fit::Map, Fit::Direct]);
}

const INNER: &str = r#"
    "photo": (kind: "files.load_image", version: 1, set: {"path": "photo.png"}),
    "soft": (kind: "image.blur", version: 1, wires: {"image": "photo.image"}),
    --- inputs: {"picture": "soft.image", "radius": "soft.radius", "path": "photo.path"}, outputs: {"result": "soft.image"}
"#;

fn nested(text: &str) -> Plan {
    let outer = r#"
        "deep": (kind: "graph", version: 1, set: {"path": "sub/inner.ron"}),
        --- inputs: {"radius": "deep.radius"}, outputs: {"result": "deep.result", "again": "deep.result"}"#;
    let world = World::usual().graph("/graphs/sub/inner.ron", INNER).graph("/graphs/outer.ron", outer);
    try_plan(&graph(text), &usual(), &world, &[]).unwrap_or_else(|told| panic!("{told:?}"))
}

#[test]
fn a_graph_in_a_graph_is_laid_into_it() {
    let plan = nested(
        r#"
        "fill": (kind: "image.fill", version: 1),
        "a": (kind: "graph", version: 1, set: {"path": "sub/inner.ron", "radius": 7.0}, wires: {"picture": "fill.image"}),
        "b": (kind: "graph", version: 1, set: {"path": "outer.ron", "radius": 9.0}),
        "end": (kind: "image.blur", version: 1, wires: {"image": "b.again"}),
        --- outputs: {"a": "a.result", "b": "b.result", "end": "end.image"}"#,
    );
    let names: Vec<&str> = (0..plan.len() as u32).map(|step| plan.name(step).as_str()).collect();
    assert_eq!(names, ["fill", "end", "a/photo", "a/soft", "b/deep/photo", "b/deep/soft"]);
    let radius = |name: &str| match plan.sources(step(&plan, name))[1] {
        Source::Constant(index) => plan.constant(index).as_float(),
        ref other => panic!("{other:?}"),
    };
    assert_eq!((radius("a/soft"), radius("b/deep/soft")), (Some(7.0), Some(9.0)));
    let giver =
        |name: &str| plan.links_into(step(&plan, name)).map(|link| plan.name(link.step).clone()).next().unwrap();
    assert_eq!(
        (giver("a/soft"), giver("b/deep/soft"), giver("end")),
        ("fill".into(), "b/deep/photo".into(), "b/deep/soft".into())
    );
}

#[test]
fn paths_inside_a_graph_begin_in_its_own_folder() {
    let plan =
        nested(r#""a": (kind: "graph", version: 1, set: {"path": "sub/inner.ron"}), --- outputs: {"a": "a.result"}"#);
    let photo = step(&plan, "a/photo");
    let Source::Constant(path) = plan.sources(photo)[0] else { panic!("a path is set") };
    assert_eq!(plan.constant(path).as_text(), Some("/graphs/sub/photo.png"));
    assert_eq!(plan.folder(photo), Path::new("/graphs/sub"));
}

#[test]
fn a_node_that_is_switched_off_is_passed_through() {
    let plan = planned(
        r#"
        "fill": (kind: "image.fill", version: 1),
        "soft": (kind: "image.blur", version: 1, wires: {"image": "fill.image", "mask": "fill.alpha"}, bypass: true),
        "softer": (kind: "image.blur", version: 1, wires: {"image": "soft.image"}, bypass: true),
        "end": (kind: "image.blur", version: 1, wires: {"image": "softer.image"}),
        --- outputs: {"end": "softer.image"}"#,
    );
    assert_eq!(plan.len(), 2);
    let from: Vec<(u32, u16)> = plan.links_into(step(&plan, "end")).map(|link| (link.step, link.output)).collect();
    assert_eq!(from, [(step(&plan, "fill"), 0)]);
    assert_eq!(plan.wanted()[0].step, step(&plan, "fill"));
}

#[test]
fn lengths_in_pixels_follow_the_size_of_a_proxy() {
    let text = r#"
        "fill": (kind: "image.fill", version: 1, set: {"width": 3}),
        "photo": (kind: "files.load_image", version: 1, set: {"path": "photo.png"}),
        "soft": (kind: "image.blur", version: 1, set: {"radius": 10.0}, wires: {"image": "fill.image"}),
        "sized": (kind: "image.resize", version: 1, set: {"scale": 4.0}, wires: {"image": "fill.image"}),"#;
    let (graph, catalog, world) = (graph(text), usual(), World::usual());
    let at = |scale| {
        let request = Request {
            graph: &graph,
            folder: Path::new("/graphs"),
            catalog: &catalog,
            facts: &world,
            targets: &[],
            scale,
        };
        plan(&request).unwrap()
    };
    let constant = |plan: &Plan, name: &str, at: usize| match plan.sources(step(plan, name))[at] {
        Source::Constant(index) => plan.constant(index).as_float().unwrap(),
        ref other => panic!("{other:?}"),
    };
    let (full, eighth) = (at(Scale::Full), at(Scale::Eighth));
    assert_eq!((constant(&full, "soft", 1), constant(&eighth, "soft", 1)), (10.0, 1.25));
    assert_eq!((constant(&full, "fill", 0), constant(&eighth, "fill", 0)), (3.0, 1.0));
    assert_eq!(constant(&eighth, "sized", 1), 4.0);
    assert_eq!((full.halo_px(step(&full, "soft")), eighth.halo_px(step(&full, "soft"))), (Some(21), Some(4)));
    let shrinks = |name: &str| eighth.marks(step(&eighth, name)).shrinks;
    assert_eq!((shrinks("photo"), shrinks("fill"), shrinks("soft")), (true, false, false));
    assert_ne!(digest(&full, "photo"), digest(&eighth, "photo"));
    assert_eq!(digest(&full, "photo"), digest(&at(Scale::Full), "photo"));
}

#[test]
fn a_photograph_is_made_smaller_and_what_stands_in_for_it_is_small_already() {
    let catalog = catalog(&[
        "sample.drawing(size: int = 64 px) -> image: image",
        "files.load_image(path: path?, otherwise: image? !unless=path) -> image: image",
    ]);
    let shrinks = |path: &str| {
        let graph = graph(&format!(
            r#""drawing": (kind: "sample.drawing", version: 1),
            "photo": (kind: "files.load_image", version: 1, set: {{"path": "{path}"}}, wires: {{"otherwise": "drawing.image"}}),
            --- outputs: {{"photo": "photo.image"}}"#
        ));
        let world = World::usual();
        let facts = &world;
        let folder = Path::new("/graphs");
        let request = Request { graph: &graph, folder, catalog: &catalog, facts, targets: &[], scale: Scale::Quarter };
        let plan = plan(&request).unwrap();
        plan.marks(step(&plan, "photo")).shrinks
    };
    assert_eq!((shrinks("photo.png"), shrinks("")), (true, false));
}

#[test]
fn settings_become_values_of_their_types() {
    let catalog = catalog(&[
        "draw.all(points: points, rect: rect, strokes: strokes, curve: curve, colour: color, seed: seed, any: any, texts: [text]) -> image: image",
    ]);
    let text = r##""all": (kind: "draw.all", version: 1, set: {
        "points": [(1, 2), (3.5, 4)], "rect": (0, 1, 20, 30), "curve": [(0, 0), (0.5, 0.7), (1, 1)],
        "strokes": [(points: [(1, 1), (2, 2, 0.5)], width: 8, erase: true)], "colour": "#ff000080",
        "seed": 18446744073709551615, "any": {"a": 1.5}, "texts": ["x", "y"]})"##;
    let plan = try_plan(&graph(text), &catalog, &World::usual(), &[Goal::Name("all".into())]).unwrap();
    let values: Vec<&Content> = (0..8).map(|at| plan.constant(at).content()).collect();
    let shape = |at: usize| match values[at] {
        Content::Tensor(tensor) => tensor.shape().to_vec(),
        other => panic!("{other:?}"),
    };
    assert_eq!((shape(0), shape(1), shape(3)), (vec![2, 2], vec![4], vec![3, 2]));
    let strokes = plan.constant(2).as_list().unwrap();
    let Content::Record(stroke) = strokes[0].content() else { panic!("a stroke is a record") };
    assert_eq!(stroke.get("width").and_then(|width| width.as_int()), Some(8));
    let Some(Content::Tensor(went)) = stroke.get("points").map(|points| points.content()) else { panic!("a tensor") };
    assert_eq!((went.shape(), went.as_f32().unwrap()), (&[2, 3][..], &[1.0, 1.0, 1.0, 2.0, 2.0, 0.5][..]));
    assert_eq!(*values[4], Content::Color([1.0, 0.0, 0.0, 128.0 / 255.0]));
    assert_eq!(*values[5], Content::Int(-1));
    assert!(matches!(values[6], Content::Record(_)));
    assert_eq!(plan.constant(7).as_list().map(<[_]>::len), Some(2));
}

#[test]
fn the_same_meaning_has_the_same_digest() {
    let soft = r#""soft": (kind: "image.blur", version: 1, wires: {"image": "photo.image"}),"#;
    let spelled = r#""soft": (kind: "image.blur", version: 1, set: {"radius": 0x2}, wires: {"image": "photo.image"}),"#;
    let old_name =
        r#""soft": (kind: "image.blur", version: 1, set: {"old_radius": 2.0}, wires: {"image": "photo.image"}),"#;
    same(&format!("{PHOTO}{soft}"), &format!("{PHOTO}{spelled}"), "soft");
    same(&format!("{PHOTO}{soft}"), &format!("{PHOTO}{old_name}"), "soft");
    // Names and order of nodes do not count either.
    same(&format!("{PHOTO}{soft}"), &format!("{soft}\"x\": (kind: \"math.value\", version: 1),{PHOTO}"), "soft");
}

#[test]
fn whatever_decides_a_result_changes_its_digest() {
    let soft = |rest: &str| format!("{PHOTO}\"soft\": (kind: \"image.blur\", version: 1, {rest}),");
    let plain = soft(r#"wires: {"image": "photo.image"}"#);
    differs(&plain, &soft(r#"set: {"radius": 3.0}, wires: {"image": "photo.image"}"#), "soft");
    let masked = soft(r#"wires: {"image": "photo.image", "mask": "fill.alpha"}"#);
    differs(&plain, &format!("{masked}\"fill\": (kind: \"image.fill\", version: 1),"), "soft");

    let mut world = World::usual();
    let with = |world: &World| try_plan(&graph(&plain), &usual(), world, &[]).unwrap();
    let before = with(&world);
    world.put("/graphs/photo.png", "another photo");
    assert_ne!(digest(&before, "soft"), digest(&with(&world), "soft"));
    // The content counts, not the path.
    world.put("/graphs/copy.png", "a photo");
    let copy = try_plan(&graph(&plain.replace("photo.png", "copy.png")), &usual(), &world, &[]).unwrap();
    assert_eq!(digest(&before, "soft"), digest(&copy, "soft"));

    let mut other =
        (*kinds::kind("image.blur(image: image, radius: float = 2, mask: mask?) -> image: image; pure")).clone();
    other.plugin.sha256 = [8; 32];
    let kinds = usual().kinds().iter().filter(|kind| &*kind.id != "image.blur").cloned().collect::<Vec<_>>();
    let rebuilt = weft_engine::catalog::Catalog::new(kinds.into_iter().chain([Arc::new(other)]));
    let rebuilt = try_plan(&graph(&plain), &rebuilt, &World::usual(), &[]).unwrap();
    assert_ne!(digest(&before, "soft"), digest(&rebuilt, "soft"));
    assert_eq!(digest(&before, "photo"), digest(&rebuilt, "photo"));
}

#[test]
fn a_digest_is_a_key_only_where_a_plan_knows_all() {
    let plan = planned(
        r#"
        "list": (kind: "files.list", version: 1, set: {"folder": "in"}),
        "photo": (kind: "files.load_image", version: 1, wires: {"path": "list.paths"}),
        "soft": (kind: "image.blur", version: 1, wires: {"image": "photo.image"}),
        "dice": (kind: "math.random", version: 1),
        "sum": (kind: "math.add", version: 1, wires: {"a": "dice.value"}),
        "fill": (kind: "image.fill", version: 1),
        "dull": (kind: "image.blur", version: 1, wires: {"image": "fill.image"}),
        "faces": (kind: "face.detect", version: 1, wires: {"image": "fill.image"}),
        "#,
    );
    let keyed: Vec<&str> =
        (0_u32..8).filter(|step| plan.marks(*step).keyed).map(|step| plan.name(step).as_str()).collect();
    assert_eq!(keyed, ["fill", "dull", "faces"]);
}

#[test]
fn settings_of_an_older_version_are_moved() {
    let catalog = catalog(&["math.ema(alpha: float = 0.5) -> value: float; v2 migrates pure"]);
    let mut world = World::usual();
    world.renamed.push(("smoothing".into(), "alpha".into()));
    let old = graph(r#""ema": (kind: "math.ema", version: 1, set: {"smoothing": 0.25})"#);
    let new = graph(r#""ema": (kind: "math.ema", version: 2, set: {"alpha": 0.25})"#);
    let with = |graph| digest(&try_plan(graph, &catalog, &world, &[]).unwrap(), "ema");
    assert_eq!(with(&old), with(&new));
}

#[test]
fn a_kind_is_found_by_the_id_that_it_replaces() {
    let catalog = catalog(&["math.value(value: float = 0) -> value: float; pure renamed"]);
    let text = r#""a": (kind: "old.math.value", version: 1), "b": (kind: "math.value", version: 1),"#;
    let plan = try_plan(&graph(text), &catalog, &World::usual(), &[]).unwrap();
    assert_eq!(digest(&plan, "a"), digest(&plan, "b"));
    assert_eq!(plan.kinds().len(), 1);
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let mut graph = weft_engine::graph::Graph::new();
    graph.add("n0", Node::new("math.value", 1)).unwrap();
    // From the end to the beginning, so that the order has to be found.
    for at in (1..100_000_u32).rev() {
        let wire = weft_engine::graph::Wire::new(format!("n{}", at - 1), "value");
        graph.add(format!("n{at}"), Node::new("math.add", 1).wired("a", wire)).unwrap();
    }
    let plan = try_plan(&graph, &usual(), &World::usual(), &[Goal::Name("n99999".into())]).unwrap();
    assert_eq!(plan.len(), 100_000);
    assert_eq!(plan.name(plan.order()[0]), "n0");
    assert_eq!(plan.name(plan.order()[99_999]), "n99999");
}
