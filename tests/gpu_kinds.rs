//! Every kind that can run on a GPU gives there what it gives on the processor, on a software device and small pictures. The
//! catalog says which kinds those are, so none is forgotten.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

#[path = "gpu_kinds/bus.rs"]
mod bus;
#[path = "gpu_kinds/cases.rs"]
mod cases;
#[path = "gpu_kinds/drivers.rs"]
mod drivers;
#[path = "gpu_kinds/limits.rs"]
mod limits;
#[path = "gpu_kinds/no_number.rs"]
mod no_number;
#[path = "gpu_kinds/outside.rs"]
mod outside;
#[path = "gpu_kinds/pictures.rs"]
mod pictures;
#[path = "gpu_kinds/portable.rs"]
mod portable;
#[path = "gpu_kinds/proxies.rs"]
mod proxies;
#[path = "program/stage.rs"]
#[expect(dead_code, reason = "made for several tests")]
mod stage;
#[path = "gpu_kinds/thin.rs"]
mod thin;

use cases::{Case, cases_of};
use serde_json::Value;
use stage::Stage;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Largest difference of a sample, on pictures from 0 to 1.
const DIFFERENCE_MAX: f32 = 1e-5;

/// What differs by more, and why: kind, word of its settings, difference. Each stands in `plugins/README.md` as well.
const STATED: &[(&str, &str, f32)] = &[
    // Colours that fill no volume: the map divides by roots of rounding errors. Photographs stay below 1e-5.
    ("blend.match_color", "mkl", 4e-3),
    ("blend.match_color", "histogram", DIFFERENCE_MAX),
    // Stretching a and b stretches what f32 leaves of them, 3e-5 of a unit, on either side.
    ("blend.match_color", "", 6e-4),
];

/// Kinds that divide colours by alpha behind a filter with negative weights. Where nearly nothing shows, both are small differences
/// of large numbers: there, colours count as they are seen, by their alpha.
const AS_SEEN: &[&str] =
    &["image.resize", "image.rotate", "image.transform", "image.warp_affine", "warp.similarity", "warp.thin_plate"];

/// The same, where products and sums are joined: without that, these have the bits of the processor.
const AS_SEEN_JOINED: &[&str] = &["warp.perspective", "warp.remap"];

/// Every kind with a way on the device: those that say so, and snippets that the host runs.
fn kinds_on_the_device(stage: &Stage) -> Vec<Value> {
    let listed = stage.weft(&["nodes", "--json"]).ended(0).out;
    let all = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let found: Vec<Value> = all.filter(|kind| kind["flags"]["gpu"] == true || kind["wgsl"].is_string()).collect();
    assert!(found.len() >= 30, "only {} kinds say that they can run on a GPU", found.len());
    found
}

/// Whether this machine has a software device. Says so where it has none, and fails where `WEFT_NEEDS_VULKAN` asks for one.
fn has_device(stage: &Stage) -> bool {
    let graph = r#"(weft: 1, nodes: {
        "new": (kind: "image.new", version: 1, set: {"width": 8, "height": 8}),
        "not": (kind: "image.invert", version: 1, wires: {"image": "new.image"}),
    }, expose: (outputs: {"result": "not.image"}))"#;
    stage.write("try.ron", graph);
    let said = stage.weft(&["--device", "software", "run", "try.ron", "--out", "result=try.png"]);
    if said.code != Some(0) {
        assert!(std::env::var_os("WEFT_NEEDS_VULKAN").is_none(), "there is no software device: {}", said.err.trim());
        #[expect(clippy::print_stderr, reason = "what a test leaves out is told to whoever runs it")]
        {
            eprintln!("skipped: there is no software device for kinds on the GPU: {}", said.err.trim());
        }
    }
    said.code == Some(0)
}

/// An oval within a picture.
const OVAL: &str =
    r#"(kind: "mask.ellipse", version: 1, set: {"rect": [0.2, 0.15, 0.6, 0.7]}, wires: {"like": "LIKE.image"})"#;
/// Pictures whose ovals have no soft edge.
const HARD: &[&str] = &["cut", "photo"];

/// Makes the masks on the processor, so that both devices see the same bits.
fn prepare_masks(stage: &Stage, pictures: &[String]) {
    let mut nodes = String::new();
    for picture in pictures {
        let oval = if HARD.contains(&&**picture) {
            format!(r#"(kind: "mask.threshold", version: 1, wires: {{"mask": "{picture} soft oval.mask"}})"#)
        } else {
            OVAL.replace("LIKE", picture)
        };
        let soft_oval = OVAL.replace("LIKE", picture);
        let saved = |mask: &str| {
            format!(
                "\n\"{picture} {mask} saved\": (kind: \"files.save_image\", version: 1, set: {{\"path\": \"{picture} {mask}.tif\", \
                 \"depth\": \"float\"}}, wires: {{\"image\": \"{picture} {mask}.mask\"}}),"
            )
        };
        write!(
            nodes,
            r#"
            "{picture}": (kind: "files.load_image", version: 1, set: {{"path": "{picture}.tif"}}),
            "{picture} bright": (kind: "image.mask", version: 1, wires: {{"image": "{picture}.image"}}),
            "{picture} soft oval": {soft_oval},
            "{picture} oval": {oval},{}{}"#,
            saved("bright"),
            saved("oval")
        )
        .unwrap();
    }
    stage.write("masks.ron", &format!("(weft: 1, nodes: {{{nodes}\n}})"));
    stage.weft(&["--device", "cpu", "run", "masks.ron", "--no-cache"]).ended(0);
}

/// A graph with all cases on all pictures, whose results are saved in a folder.
fn graph(cases: &[Case], pictures: &[String], folder: &str) -> String {
    let mut nodes = String::new();
    for picture in pictures {
        // A red plane is copied as it is, so masks are what their files hold.
        write!(
            nodes,
            r#"
            "{picture}": (kind: "files.load_image", version: 1, set: {{"path": "{picture}.tif"}}),
            "{picture} bright file": (kind: "files.load_image", version: 1, set: {{"path": "{picture} bright.tif"}}),
            "{picture} oval file": (kind: "files.load_image", version: 1, set: {{"path": "{picture} oval.tif"}}),
            "{picture} bright": (kind: "image.mask", version: 1, set: {{"what": "red"}}, wires: {{"image": "{picture} bright file.image"}}),
            "{picture} oval": (kind: "image.mask", version: 1, set: {{"what": "red"}}, wires: {{"image": "{picture} oval file.image"}}),
            "{picture} red": (kind: "image.mask", version: 1, set: {{"what": "red"}}, wires: {{"image": "{picture}.image"}}),
            "{picture} aligned": (kind: "warp.similarity", version: 1, set: {{"from": [[0.3, 0.3], [0.7, 0.4]], "to": [[0.35, 0.3], [0.65, 0.5]]}}, wires: {{"image": "{picture}.image"}}),"#
        )
        .unwrap();
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| case.is_for(picture)) {
            let name = case.name(picture, at);
            let wires = case.wires(picture);
            write!(
                nodes,
                "\n\"{name}\": (kind: \"{}\", version: {}, set: {{{}}}, wires: {{{wires}}}),",
                case.kind, case.version, case.set
            )
            .unwrap();
            for output in &case.outputs {
                write!(
                    nodes,
                    "\n\"{name} {output}\": (kind: \"files.save_image\", version: 1, set: {{\"path\": \"{folder}/{name} {output}.tif\", \
                     \"depth\": \"float\", \"effort\": \"fast\"}}, wires: {{\"image\": \"{name}.{output}\"}}),"
                )
                .unwrap();
            }
        }
    }
    format!("(weft: 1, nodes: {{{nodes}\n}})")
}

/// What the device did, next to what the processor gives.
struct Compared {
    /// Nodes that ran there.
    on_device: BTreeSet<String>,
    /// Nodes that had a warning, and the words.
    warned: BTreeMap<String, String>,
    /// By kind.
    largest: BTreeMap<String, f32>,
}

/// Runs all cases on all pictures, on the processor and on a software device with such faults: the nodes that ran there, and those
/// with a warning and its words.
fn run_both(
    stage: &Stage,
    cases: &[Case],
    pictures: &[String],
    faults: &str,
) -> (BTreeSet<String>, BTreeMap<String, String>) {
    let (mut on_device, mut warned) = (BTreeSet::new(), BTreeMap::new());
    for device in ["cpu", "software"] {
        let file = format!("{device}.ron");
        stage.write(&file, &graph(cases, pictures, device));
        let words = ["--device", device, "--device-faults", faults, "run", &file, "--no-cache", "--json"];
        let said = stage.weft(&words).ended(0);
        let events: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let text = |event: &Value, field: &str| event[field].as_str().unwrap().to_owned();
        let done = events.iter().filter(|event| event["event"] == "step-done");
        let names: BTreeMap<u64, String> =
            done.clone().map(|event| (event["step"].as_u64().unwrap(), text(event, "name"))).collect();
        on_device = done.filter(|event| event["on"] == "gpu").map(|event| text(event, "name")).collect();
        let words = events.iter().filter(|event| event["level"] == "warn");
        warned = words.map(|event| (names[&event["step"].as_u64().unwrap()].clone(), text(event, "message"))).collect();
        assert!(device == "software" || on_device.is_empty(), "{on_device:?} ran on a GPU that nobody asked for");
    }
    (on_device, warned)
}

/// Runs all cases on all pictures in both ways, and compares what comes out.
fn compare(stage: &Stage, cases: &[Case], pictures: &[String], faults: &str) -> Compared {
    let (on_device, warned) = run_both(stage, cases, pictures, faults);
    let mut largest: BTreeMap<String, f32> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (picture, (at, case)) in
        pictures.iter().flat_map(|picture| cases.iter().enumerate().map(move |case| (picture, case)))
    {
        if !case.is_for(picture) {
            continue;
        }
        for output in &case.outputs {
            let file = format!("{} {output}.tif", case.name(picture, at));
            let [processor, device] =
                ["cpu", "software"].map(|folder| pictures::read(&stage.path(&format!("{folder}/{file}"))));
            let is_joined = faults.contains("joined");
            let as_seen = AS_SEEN.contains(&&*case.kind) || is_joined && AS_SEEN_JOINED.contains(&&*case.kind);
            let difference = pictures::difference(&processor, &device, as_seen);
            let stated = STATED.iter().find(|stated| stated.0 == case.kind && case.set.contains(stated.1));
            let most = stated.map_or(DIFFERENCE_MAX, |stated| stated.2);
            let seen = largest.entry(case.kind.clone()).or_default();
            *seen = seen.max(difference);
            if difference.is_nan() || difference > most {
                wrong.push(format!("{} with {{{}}} on {picture}, {output}: {difference:.1e}", case.kind, case.set));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the results differ:\n{}", wrong.len(), wrong.join("\n"));
    Compared { on_device, warned, largest }
}

#[test]
fn every_gpu_kind_gives_what_the_processor_gives() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let kinds = kinds_on_the_device(&stage);
    let cases: Vec<Case> = kinds.iter().flat_map(cases_of).collect();
    let pictures = pictures::write_all(&stage);
    prepare_masks(&stage, &pictures);
    let Compared { on_device, warned, largest } = compare(&stage, &cases, &pictures, "");
    // The table of plugins/README.md.
    for (kind, difference) in &largest {
        println!("| `{kind}` | {difference:.1e} |");
    }
    println!("{} nodes ran on the device; with a warning: {warned:#?}", on_device.len());
    assert_eq!(largest.len(), kinds.len(), "a kind without a picture to compare");
    for kind in largest.keys() {
        // Without settings some change nothing, and then nothing runs.
        let nodes: Vec<String> = cases
            .iter()
            .enumerate()
            .filter(|(_, case)| case.kind == *kind)
            .map(|(at, case)| case.name("noise", at))
            .collect();
        let ran = nodes.iter().filter(|node| on_device.contains(*node)).count();
        // Some devices bind fewer buffers than this one kind takes.
        let has_too_few = kind == "mask.refine"
            && nodes.iter().any(|node| warned.get(node).is_some_and(|said| said.contains("buffers")));
        assert!(2 * ran >= nodes.len() || has_too_few, "{kind}: {ran} of {} cases ran on the device", nodes.len());
    }
}

#[test]
fn every_gpu_kind_agrees_on_a_whole_photo() {
    let stage = Stage::new();
    if !has_device(&stage) || !pictures::write_photo(&stage, "photo", r#""width": 512, "height": 512"#) {
        return;
    }
    let cases: Vec<Case> = kinds_on_the_device(&stage).iter().flat_map(cases_of).collect();
    let cases: Vec<Case> = cases.into_iter().filter(|case| case.set.is_empty()).collect();
    pictures::write_all(&stage);
    let pictures = ["noise", "photo"].map(str::to_owned);
    prepare_masks(&stage, &pictures);
    for (kind, difference) in compare(&stage, &cases, &pictures, "").largest {
        println!("| `{kind}`, photo | {difference:.1e} |");
    }
}
