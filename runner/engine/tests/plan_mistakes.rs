//! Every mistake has its own sentence, place and hint, and no mistake hides another.

#[path = "plan_support/kinds.rs"]
mod kinds;

use expect_test::{Expect, expect};
use kinds::{World, graph, try_plan, usual};
use weft_engine::graph::Graph;
use weft_engine::plan::Goal;

#[track_caller]
fn check(text: &str, expected: Expect) {
    check_graph(&graph(text), &[], expected);
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "`expect![…]` reads best as a value")]
fn check_graph(graph: &Graph, targets: &[Goal], expected: Expect) {
    let world = World::usual()
        .graph("/graphs/sub/inner.ron", INNER)
        .graph("/graphs/loop.ron", "\"again\": (kind: \"graph\", version: 1, set: {\"path\": \"loop.ron\"})");
    let told = match try_plan(graph, &usual(), &world, targets) {
        Ok(plan) => plan.told().to_vec(),
        Err(told) => told,
    };
    let mut told: Vec<String> = told.iter().map(ToString::to_string).collect();
    if told.is_empty() {
        told.push("nothing to tell".to_owned());
    }
    expected.assert_eq(&(told.join("\n") + "\n"));
}

const INNER: &str = r#"
    "photo": (kind: "files.load_image", version: 1, set: {"path": "photo.png"}),
    "soft": (kind: "image.blur", version: 1, wires: {"image": "photo.image"}),
    --- inputs: {"picture": "soft.image", "radius": "soft.radius"}, outputs: {"result": "soft.image"}
"#;

#[test]
fn ten_different_mistakes_are_told_at_once() {
    check(
        r#"
        "photo": (kind: "files.load_image", version: 1, set: {"path": "foto.png"}),
        "small": (kind: "image.rezise", version: 1, wires: {"image": "photo.image"}),
        "blur": (kind: "image.blur", version: 1, set: {"radius": 200.0}, wires: {"image": "foto.image"}),
        "blur2": (kind: "image.blur", version: 1, set: {"radios": 2.0}, wires: {"image": "photo.pixels"}),
        "count": (kind: "math.value", version: 1, set: {"value": "many"}),
        "soft": (kind: "image.blur", version: 1, wires: {"image": "count.value"}),
        "a": (kind: "math.add", version: 1, wires: {"a": "b.value"}),
        "b": (kind: "math.add", version: 1, wires: {"a": "a.value"}),
        "save": (kind: "files.save_image", version: 1, set: {"path": "out.png"}),
        "resize": (kind: "image.resize", version: 9, set: {"method": "lancos"}, wires: {"image": "photo.image"}),
        "#,
        expect![[r#"
            error: there is no kind `image.rezise`
              at node `small`
            hint: did you mean `image.resize`?
            error: `photo.path`: there is no file `foto.png`
              at `photo.path`
            hint: it was looked for at /graphs/foto.png; paths begin in the folder of the graph
            error: `blur.image` is wired to `foto.image`, but there is no node `foto`
              at `blur.image`
            hint: remove the wire, or add the node
            error: `blur.radius` must lie between 0 and 100, but is 200
              at `blur.radius`
            error: `blur2` (image.blur) has no input `radios`
              at `blur2.radios`
            hint: did you mean `radius`?
            error: `blur2.image` is wired to `photo.pixels`, but `photo` (files.load_image) has no such output
              at `blur2.image`
            hint: it gives `image`
            error: `count.value` needs a number, but is set to `"many"`
              at `count.value`
            error: `save.image` is not wired
              at `save.image`
            hint: wire an image here, such as `photo.image`
            error: `resize` was made with version 9 of `image.resize`, but version 1 is installed
              at node `resize`
            hint: install a newer version of the plugin `test`
            error: `resize.method` has no choice `lancos`
              at `resize.method`
            hint: did you mean `lanczos`? there are `lanczos`, `box` and `linear`
            error: a cycle: a → b → a
              at node `a`
            hint: remove one of these wires
            error: `soft.image` needs an image, but `count.value` gives a number
              at `soft.image`
            hint: wire `photo.image` here
        "#]],
    );
}

#[test]
fn what_can_only_be_wired_or_only_be_set_says_so() {
    check(
        r#"
        "blur": (kind: "image.blur", version: 1, set: {"image": "x.png"}),
        "join": (kind: "text.join", version: 1, set: {"text": "a"}, wires: {"times": "count.value"}),
        "count": (kind: "image.tiles", version: 1),
        "#,
        expect![[r#"
            error: `blur.image` is set, but it can only be wired
              at `blur.image`
            hint: remove the setting, and wire an image here
            error: `join.times` is wired, but it can only be set
              at `join.times`
            hint: remove the wire, and set a value
            error: `count.image` is not wired
              at `count.image`
            hint: wire an image here, such as `blur.image`
        "#]],
    );
}

#[test]
fn a_wire_counts_before_a_setting() {
    check(
        r#"
        "one": (kind: "math.value", version: 1),
        "sum": (kind: "math.add", version: 1, set: {"a": 1.0}, wires: {"a": "one.value"}),
        --- outputs: {"sum": "sum.value"}
        "#,
        expect![[r#"
            note: `sum.a` is wired and set; the wire counts
              at `sum.a`
        "#]],
    );
}

#[test]
fn a_plugin_that_is_not_installed_is_named() {
    check(
        r#"
        "a": (kind: "com.acme.vignette", version: 1),
        "b": (kind: "image.sharpen", version: 1),
        "#,
        expect![[r#"
            error: there is no kind `com.acme.vignette`
              at node `a`
            hint: its plugin `com.acme` is not installed
            error: there is no kind `image.sharpen`
              at node `b`
            hint: the plugin `image` is installed, but has no such kind; is there a newer version of it?
        "#]],
    );
}

#[test]
fn settings_of_every_type_are_checked() {
    check(
        r##"
        "fill": (kind: "image.fill", version: 1, set: {"width": 2.5, "colour": "red"}),
        "fill2": (kind: "image.fill", version: 1, set: {"width": 5000, "colour": "#ff00"}),
        "join": (kind: "text.join", version: 1, set: {"text": 5, "times": 0}),
        "pick": (kind: "flow.pick", version: 1, set: {"first": 1, "which": "yes"}),
        "faces": (kind: "face.detect", version: 1, set: {"model": "yunet"}, wires: {"image": "fill.image"}),
        "list": (kind: "files.list", version: 1, set: {"folder": "photo.png"}),
        "load": (kind: "files.load_image", version: 1, set: {"path": "in"}),
        "##,
        expect![[r##"
            error: `fill.width` needs a whole number, but is set to `2.5`
              at `fill.width`
            error: `fill.colour` needs a colour, but is set to `"red"`
              at `fill.colour`
            hint: write it as "#rrggbb", "#rrggbbaa" or (r, g, b) with numbers from 0 to 1
            error: `fill2.width` must lie between 1 and 4096, but is 5000
              at `fill2.width`
            error: `fill2.colour` needs a colour, but is set to `"#ff00"`
              at `fill2.colour`
            hint: write it as "#rrggbb", "#rrggbbaa" or (r, g, b) with numbers from 0 to 1
            error: `join.text` needs a text, but is set to `5`
              at `join.text`
            hint: put it in quotes
            error: `join.times` must lie between 1 and 9, but is 0
              at `join.times`
            error: `pick.which` needs true or false, but is set to `"yes"`
              at `pick.which`
            error: the model `yunet` is missing
              at `faces.model`
            hint: weft models install yunet
            error: `list.folder` needs a folder, but `photo.png` is a file
              at `list.folder`
            hint: name the folder that it lies in
            error: `load.path` needs a file, but `in` is a folder
              at `load.path`
            hint: name a file inside it
        "##]],
    );
}

#[test]
fn a_long_circle_and_a_short_one_are_both_told() {
    check(
        r#"
        "a": (kind: "math.add", version: 1, wires: {"a": "c.value"}),
        "b": (kind: "math.add", version: 1, wires: {"a": "a.value"}),
        "c": (kind: "math.add", version: 1, wires: {"a": "b.value"}),
        "behind": (kind: "math.add", version: 1, wires: {"a": "c.value", "b": "self.value"}),
        "self": (kind: "math.add", version: 1, wires: {"a": "self.value"}),
        "#,
        expect![[r#"
            error: a cycle: a → b → c → a
              at node `a`
            hint: remove one of these wires
            error: a cycle: self → self
              at node `self`
            hint: remove one of these wires
        "#]],
    );
}

#[test]
fn graphs_in_graphs_are_checked_too() {
    check(
        r#"
        "inner": (kind: "graph", version: 1, set: {"path": "sub/inner.ron", "radius": 900.0, "raduis": 1.0}),
        "lost": (kind: "graph", version: 1, set: {"path": "nowhere.ron"}),
        "none": (kind: "graph", version: 1),
        "loop": (kind: "graph", version: 1, set: {"path": "loop.ron"}),
        "blur": (kind: "image.blur", version: 1, wires: {"image": "inner.resultat"}),
        "blur2": (kind: "image.blur", version: 1, wires: {"image": "lost.result"}),
        --- inputs: {"x": "blur.nothing"}, outputs: {"y": "blurr.image"}
        "#,
        expect![[r#"
            error: the exposed input `x` leads to `blur.nothing`, but there is no such input
              at `blur.nothing`
            hint: correct `expose`
            error: the exposed output `y` leads to `blurr.image`, which is not there
            hint: did you mean `blur` or `blur2`?
            error: the graph in `inner` exposes no input `raduis`
              at `inner.raduis`
            hint: did you mean `radius`?
            error: `lost`: the graph /graphs/nowhere.ron cannot be read
              at node `lost`
            error: there is no such file
              at /graphs/nowhere.ron
            error: `none` is a graph, but does not say which
              at node `none`
            hint: write graph: (…) inside it, or set: {"path": "other.ron"}
            error: `loop/again`: the graph /graphs/loop.ron would hold itself
              at node `loop/again`
            hint: a graph may use others, but never itself
            error: `blur.image` is wired to `inner.resultat`, but `inner` (a graph) has no such output
              at `blur.image`
            hint: did you mean `result`?
            error: `inner/soft.radius` must lie between 0 and 100, but is 900
              at `inner/soft.radius`
        "#]],
    );
}

#[test]
fn a_node_that_is_switched_off_needs_something_to_stand_in() {
    check(
        r#"
        "photo": (kind: "files.load_image", version: 1, set: {"path": "photo.png"}),
        "faces": (kind: "face.detect", version: 1, wires: {"image": "photo.image"}, bypass: true),
        "sum": (kind: "math.add", version: 1, wires: {"a": "faces.count"}),
        "x": (kind: "image.blur", version: 1, wires: {"image": "y.image"}, bypass: true),
        "y": (kind: "image.blur", version: 1, wires: {"image": "x.image"}, bypass: true),
        "z": (kind: "image.blur", version: 1, wires: {"image": "y.image"}),
        "#,
        expect![[r#"
            error: `faces` is switched off, and none of its wired inputs can stand in for `faces.count`
              at node `faces`
            hint: switch it on, or wire around it
            error: `y` is switched off, and what would stand in for it leads back to itself
              at node `y`
            hint: remove one wire of the circle
        "#]],
    );
}

#[test]
fn two_inputs_of_one_variable_need_the_same() {
    check(
        r#"
        "one": (kind: "math.value", version: 1),
        "fill": (kind: "image.fill", version: 1),
        "pick": (kind: "flow.pick", version: 1, wires: {"first": "fill.image", "second": "one.value"}),
        "blur": (kind: "image.blur", version: 1, wires: {"image": "pick.picked"}),
        "sum": (kind: "math.add", version: 1, wires: {"a": "pick.picked"}),
        "#,
        expect![[r#"
            error: `pick.second` needs the same as `pick.first`, which gets an image, but it gets a number
              at `pick.second`
            hint: wire two of one type
            error: `sum.a` needs a number, but `pick.picked` gives an image
              at `sum.a`
            hint: wire `one.value` here
        "#]],
    );
}

#[test]
fn a_mistake_elsewhere_does_not_stop_what_was_asked_for() {
    let graph = graph(
        r#"
        "one": (kind: "math.value", version: 1),
        "sum": (kind: "math.add", version: 1, wires: {"a": "one.value"}),
        "bad": (kind: "math.ad", version: 1, wires: {"a": "one.value"}),
        "worse": (kind: "math.add", version: 1, wires: {"a": "bad.value"}),
        "#,
    );
    check_graph(
        &graph,
        &[Goal::Name("sum".into())],
        expect![[r#"
            nothing to tell
        "#]],
    );
    check_graph(
        &graph,
        &[Goal::Name("worse".into())],
        expect![[r#"
        error: there is no kind `math.ad`
          at node `bad`
        hint: did you mean `math.add`?
    "#]],
    );
    check_graph(
        &graph,
        &[Goal::Output("sum".into(), "vale".into())],
        expect![[r#"
        error: `sum` (math.add) has no output `vale` to run to
          at `sum.vale`
        hint: did you mean `value`?
    "#]],
    );
    check_graph(
        &graph,
        &[Goal::Name("som".into())],
        expect![[r#"
        error: there is no node or exposed output `som` to run to
        hint: did you mean `sum`?
    "#]],
    );
}

#[test]
fn a_graph_without_effect_says_so() {
    check(
        r#""one": (kind: "math.value", version: 1)"#,
        expect![[r#"
        warning: nothing would run: no node has an effect, and no output is exposed
        hint: add a node that saves, expose an output, or name a node to run to
    "#]],
    );
}
