//! Planning the same graph again, or almost the same: as if from the beginning, but for what it costs.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

#[path = "plan_support/kinds.rs"]
mod kinds;

use std::path::Path;
use std::sync::Arc;

use kinds::{World, graph, try_plan, usual};
use weft_engine::catalog::Catalog;
use weft_engine::graph::{CacheUse, Edit, Graph, Setting, Wire};
use weft_engine::plan::{Digest, Goal, Plan, Planner, Request, Scale};

const GRAPH: &str = r##"
    "photo": (kind: "files.load_image", version: 1, set: {"path": "photo.png"}),
    "soft": (kind: "image.blur", version: 1, set: {"radius": 3.0}, wires: {"image": "photo.image"}),
    "fill": (kind: "image.fill", version: 1, set: {"width": 10, "colour": "#00ff00"}),
    "tiles": (kind: "image.tiles", version: 1, wires: {"image": "soft.image"}),
    "each": (kind: "image.blur", version: 1, wires: {"image": "tiles.tiles", "mask": "fill.alpha"}),
    "faces": (kind: "face.detect", version: 1, set: {"model": "scrfd"}, wires: {"image": "soft.image"}),
    "pick": (kind: "flow.pick", version: 1, set: {"first": 1}),
    "inner": (kind: "graph", version: 1, set: {"path": "inner.ron", "radius": 1.0}, wires: {"picture": "soft.image"}),
    --- outputs: {"each": "each.image", "faces": "faces.faces", "pick": "pick.picked", "inner": "inner.result"}"##;

const INNER: &str = r#"
    "one": (kind: "image.blur", version: 1, wires: {"image": "two.image"}),
    "two": (kind: "image.blur", version: 1),
    --- inputs: {"picture": "two.image", "radius": "one.radius"}, outputs: {"result": "one.image"}"#;

struct Desk {
    planner: Planner,
    catalog: Catalog,
    world: World,
    graph: Graph,
}

impl Desk {
    fn new() -> Self {
        let mut world = World::usual().graph("/graphs/inner.ron", INNER);
        world.put("/graphs/other.png", "another");
        Self { planner: Planner::default(), catalog: usual(), world, graph: graph(GRAPH) }
    }

    /// The plan from what is known, which must be the one from the beginning.
    #[track_caller]
    fn plan(&mut self) -> Arc<Plan> {
        let request = Request {
            graph: &self.graph,
            folder: Path::new("/graphs"),
            catalog: &self.catalog,
            facts: &self.world,
            targets: &[],
            scale: Scale::Full,
        };
        let plan = self.planner.plan(&request).unwrap();
        let fresh = try_plan(&self.graph, &self.catalog, &self.world, &[]).unwrap();
        assert_eq!(said(&plan), said(&fresh));
        plan
    }

    #[track_caller]
    fn set(&mut self, node: &str, input: &str, value: impl Into<Setting>) -> Arc<Plan> {
        let value = Some(value.into());
        self.graph.apply(Edit::Set { node: node.into(), input: input.into(), value, at: None }).unwrap();
        self.plan()
    }
}

/// All that a plan says.
fn said(plan: &Plan) -> Vec<String> {
    let steps = (0..u32::try_from(plan.len()).unwrap()).map(|step| {
        let constants: Vec<_> = plan
            .sources(step)
            .iter()
            .map(|source| match source {
                weft_engine::plan::Source::Constant(index) => {
                    format!("{:?} {:?}", plan.constant(*index), plan.content(*index))
                }
                other => format!("{other:?}"),
            })
            .collect();
        format!("{} {} {:?} {constants:?}", plan.name(step), plan.digest(step), plan.marks(step))
    });
    steps.chain([format!("{:?} {:?} {:?}", plan.order(), plan.wanted(), plan.told())]).collect()
}

/// How many digests differ.
fn changed(one: &Plan, other: &Plan) -> usize {
    (0..u32::try_from(one.len()).unwrap()).filter(|step| one.digest(*step) != other.digest(*step)).count()
}

#[test]
fn an_unchanged_graph_gives_the_same_plan() {
    let mut desk = Desk::new();
    let plan = desk.plan();
    assert!(Arc::ptr_eq(&plan, &desk.plan()));
    // What lies where in the editor is no matter of a plan.
    desk.graph.apply(Edit::View { key: "photo".into(), value: Some(Setting::point(1.0, 2.0)), at: None }).unwrap();
    assert!(Arc::ptr_eq(&plan, &desk.plan()));
}

#[test]
fn plans_for_several_purposes_are_kept_side_by_side() {
    let mut desk = Desk::new();
    let preview = [Goal::Output("soft".into(), "image".into())];
    let mut plan = |targets: &[Goal], scale| {
        let request = Request {
            graph: &desk.graph,
            folder: Path::new("/graphs"),
            catalog: &desk.catalog,
            facts: &desk.world,
            targets,
            scale,
        };
        desk.planner.plan(&request).unwrap()
    };
    let purposes: [(&[Goal], Scale); 4] =
        [(&[], Scale::Full), (&preview, Scale::Full), (&preview, Scale::Half), (&[], Scale::Eighth)];
    let first = purposes.map(|(targets, scale)| plan(targets, scale));
    for (at, (targets, scale)) in purposes.into_iter().enumerate() {
        assert!(Arc::ptr_eq(&first[at], &plan(targets, scale)), "{at}");
    }
    assert!(!Arc::ptr_eq(&first[1], &first[2]));
}

#[test]
fn a_changed_setting_changes_what_follows_and_nothing_else() {
    let mut desk = Desk::new();
    let first = desk.plan();
    let second = desk.set("fill", "width", 20);
    assert_eq!(changed(&first, &second), 2);
    let third = desk.set("fill", "width", 10);
    assert_eq!(changed(&first, &third), 0);
    // Faces and inner graph follow the blur too.
    assert_eq!(changed(&third, &desk.set("soft", "radius", 4.5)), 6);
    assert_eq!(changed(&third, &desk.set("soft", "radius", 3)), 0);
    desk.set("photo", "path", "other.png");
    desk.set("pick", "first", "text");
    desk.set("inner", "radius", 7.0);
    desk.set("each", "radius", 7.0);
}

#[test]
fn a_world_that_changed_is_seen() {
    let mut desk = Desk::new();
    let first = desk.plan();
    desk.world.put("/graphs/photo.png", "painted over");
    assert!(changed(&first, &desk.plan()) > 5);
    desk.set("photo", "path", "other.png");
    desk.world.put("/graphs/other.png", "painted over too");
    desk.plan();
    let before = desk.plan();
    desk.world = std::mem::take(&mut desk.world)
        .graph("/graphs/inner.ron", &INNER.replace("version: 1)", "version: 1, set: {\"radius\": 5.0})"));
    assert_eq!(changed(&before, &desk.plan()), 2);
    let kinds = desk.catalog.kinds().iter().map(|kind| {
        let mut kind = (**kind).clone();
        kind.plugin.sha256 = [9; 32];
        Arc::new(kind)
    });
    desk.catalog = Catalog::new(kinds.collect::<Vec<_>>());
    let before = desk.plan();
    assert_eq!(changed(&before, &desk.plan()), 0);
}

#[test]
fn any_other_change_is_planned_from_the_beginning() {
    let mut desk = Desk::new();
    desk.plan();
    let edits = [
        Edit::Set { node: "each".into(), input: "radius".into(), value: Some(1.0.into()), at: None },
        Edit::Set { node: "each".into(), input: "mask".into(), value: Some("x".into()), at: None },
        Edit::Set { node: "each".into(), input: "mask".into(), value: None, at: None },
        Edit::Bypass { node: "soft".into(), on: true },
        Edit::Wire { node: "each".into(), input: "mask".into(), wires: None, at: None },
        Edit::Rename { from: "fill".into(), to: "filled".into() },
        Edit::Output { name: "tiles".into(), wire: Some(Wire::new("tiles", "tiles")), at: None },
        Edit::Remove(vec!["pick".into()]),
    ];
    for edit in edits {
        desk.graph.apply(edit.clone()).unwrap();
        desk.plan();
    }
    // After a mistake and its repair too.
    desk.graph
        .apply(Edit::Set { node: "each".into(), input: "radius".into(), value: Some((-1.0).into()), at: None })
        .unwrap();
    let request = Request {
        graph: &desk.graph,
        folder: Path::new("/graphs"),
        catalog: &desk.catalog,
        facts: &desk.world,
        targets: &[],
        scale: Scale::Full,
    };
    assert_eq!(desk.planner.plan(&request).unwrap_err().len(), 1);
    desk.set("each", "radius", 2.0);
}

#[test]
fn a_model_that_one_node_names_counts_wherever_it_is_wired() {
    let mut desk = Desk::new();
    desk.catalog = kinds::catalog(&[
        "files.load_image(path: path) -> image: image",
        "values.model(value: model !set) -> value: model",
        "face.know(image: image !wire, model: model !set) -> faces: faces",
    ]);
    desk.world.models.insert("other".into(), Digest::of_bytes(b"other"));
    desk.graph = graph(
        r#""photo": (kind: "files.load_image", version: 1, set: {"path": "photo.png"}),
        "who": (kind: "values.model", version: 1, set: {"value": "scrfd"}),
        "one": (kind: "face.know", version: 1, wires: {"image": "photo.image", "model": "who.value"}),
        "two": (kind: "face.know", version: 1, wires: {"image": "photo.image", "model": "who.value"}),
        --- outputs: {"one": "one.faces", "two": "two.faces"}"#,
    );
    let (first, second) = (desk.plan(), desk.set("who", "value", "other"));
    assert_eq!(changed(&first, &second), 3);
    let missing = Edit::Set { node: "who".into(), input: "value".into(), value: Some("gone".into()), at: None };
    desk.graph.apply(missing).unwrap();
    let told = try_plan(&desk.graph, &desk.catalog, &desk.world, &[]).unwrap_err();
    assert!(told.iter().any(|told| told.to_string().contains("one.model")), "{told:?}");
}

#[test]
fn what_gives_way_to_a_setting_is_not_run_while_that_is_set() {
    let mut desk = Desk::new();
    desk.catalog = kinds::catalog(&[
        "sample.drawing() -> image: image",
        "files.load_image(path: path?, otherwise: image? !unless=path) -> image: image",
    ]);
    desk.graph = graph(
        r#""drawing": (kind: "sample.drawing", version: 1),
        "photo": (kind: "files.load_image", version: 1, set: {"path": ""}, wires: {"otherwise": "drawing.image"}),
        --- outputs: {"photo": "photo.image"}"#,
    );
    let wired = |plan: &Plan| plan.sources(1).iter().any(|source| matches!(source, weft_engine::plan::Source::Wire(_)));
    assert!(wired(&desk.plan()));
    assert!(!wired(&desk.set("photo", "path", "photo.png")));
    assert!(wired(&desk.set("photo", "path", "")));
}

#[test]
fn a_graph_says_that_its_results_stay_in_memory_and_graphs_around_it_obey() {
    let mut desk = Desk::new();
    let mut say = |words: Option<&str>| {
        let value = words.map(Setting::from);
        desk.graph.apply(Edit::Field { node: None, field: "cache".into(), value, at: None }).unwrap();
        desk.plan().cache()
    };
    assert_eq!(
        [say(None), say(Some("memory")), say(Some("disk"))].map(|cache| cache == CacheUse::Memory),
        [false, true, false]
    );
    let quiet = World::usual().graph("/graphs/inner.ron", INNER);
    let mut private = quiet.graphs["/graphs/inner.ron"].as_ref().clone();
    private.apply(Edit::Field { node: None, field: "cache".into(), value: Some("memory".into()), at: None }).unwrap();
    desk.world.graphs.insert("/graphs/inner.ron".into(), Arc::new(private));
    assert_eq!(desk.plan().cache(), CacheUse::Memory);
    desk.graph.apply(Edit::Field { node: None, field: "cache".into(), value: Some(3.into()), at: None }).unwrap();
    let told = try_plan(&desk.graph, &desk.catalog, &desk.world, &[]).unwrap_err();
    assert!(told[0].to_string().contains("`cache` of the graph is 3"), "{told:?}");
}
