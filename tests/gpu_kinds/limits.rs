//! Kinds on a device that binds little, forgets or is lost on the way: what comes out is the same, and what is said of it.

use crate::cases::{Case, cases_of};
use crate::stage::Stage;
use crate::{Compared, DIFFERENCE_MAX, compare, graph, has_device, kinds_on_the_device, pictures, prepare_masks};
use serde_json::Value;

/// Kinds that need no more than a part of a picture for a part of the result, with these settings.
const IN_PARTS: &[&str] = &[
    "image.adjust",
    "image.composite",
    "image.crop",
    "image.curves",
    "image.exposure",
    "image.flip",
    "image.gain",
    "image.grey",
    "image.invert",
    "image.levels",
    "image.mask",
    "image.resize",
    "image.rotate",
    "image.transform",
    "image.warp_affine",
    "mask.blur",
    "mask.close",
    "mask.combine",
    "mask.from_color",
    "mask.grow",
    "mask.invert",
    "mask.open",
    "mask.shrink",
    "mask.threshold",
    "toon.bilateral",
    "toon.box",
    "toon.gaussian",
    "toon.quantize",
    "toon.sharpen",
    "warp.perspective",
    "warp.similarity",
];

/// Settings that take other ways through the cuts; what looks farther needs more than these pictures have.
const CUT_OTHERWISE: &[(&str, &str)] = &[
    ("image.composite", "\"mode\": \"multiply\", \"opacity\": 0.7, \"x\": 9, \"y\": -7"),
    ("image.crop", "\"rect\""),
    ("image.flip", "vertical"),
    ("image.flip", "both"),
    ("image.resize", "\"scale\": 0.37"),
    ("image.resize", "\"scale\": 1.6"),
    ("image.resize", "cover"),
    ("image.resize", "area"),
    ("image.rotate", "33.0"),
    ("image.rotate", "-71.5"),
    ("image.rotate", "180.0"),
    ("image.transform", "mirror"),
    ("image.warp_affine", "edge"),
    ("mask.grow", "square"),
    ("mask.refine", "\"radius\": 5"),
    ("toon.bilateral", "passes"),
    ("warp.perspective", "straighten"),
    ("warp.perspective", "place"),
    ("warp.similarity", "cubic"),
];

#[test]
fn planes_larger_than_a_binding_go_in_parts_or_to_the_processor_with_a_note() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let kinds = kinds_on_the_device(&stage);
    let cases: Vec<Case> = kinds.iter().flat_map(cases_of).filter(|case| case.set.is_empty()).collect();
    pictures::write_all(&stage);
    // A plane of `odd` has 134,668 bytes, of `noise` 18,300.
    let pictures = ["noise", "odd"].map(str::to_owned);
    prepare_masks(&stage, &pictures);
    let free = compare(&stage, &cases, &pictures, "").on_device;
    let Compared { on_device, warned, .. } = compare(&stage, &cases, &pictures, "binding=130000");
    for (at, case) in cases.iter().enumerate() {
        let node = case.name("odd", at);
        let (ran, words) = (on_device.contains(&node), warned.get(&node));
        if IN_PARTS.contains(&&*case.kind) {
            assert!(ran && words.is_none(), "{node} went to the processor: {words:?}");
        } else if !ran && free.contains(&node) {
            let words = words.unwrap_or_else(|| panic!("{node} went to the processor without a word"));
            assert!(words.starts_with("runs on the processor: "), "{node}: {words}");
        }
        // What fits is not touched by it.
        let small = case.name("noise", at);
        assert_eq!(on_device.contains(&small), free.contains(&small), "{small}");
    }
}

/// Runs a graph on the device with such faults: what was moved there and back, and the nodes with a warning.
fn moved(stage: &Stage, graph: &str, faults: &str) -> ([u64; 2], String) {
    stage.write("parts.ron", graph);
    let words = ["--device", "software", "--device-faults", faults, "run", "parts.ron", "--no-cache", "--json"];
    let said = stage.weft(&words).ended(0);
    let events: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let warned = events.iter().filter(|event| event["level"] == "warn").map(|event| event["message"].to_string());
    // A device may have too few for a kind, cut or not.
    let warned: Vec<String> = warned.filter(|words| !words.contains(" buffers, but ")).collect();
    let ended = events.iter().find(|event| event["event"] == "run-ended").unwrap();
    (["bytes_up", "bytes_down"].map(|what| ended["gpu"][what].as_u64().unwrap()), warned.join("\n"))
}

#[test]
fn planes_in_parts_have_the_bits_of_the_whole() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let is_tried = |case: &Case| {
        let otherwise = CUT_OTHERWISE.iter().any(|(kind, word)| *kind == case.kind && case.set.contains(word));
        otherwise || IN_PARTS.contains(&&*case.kind) && case.set.is_empty()
    };
    let cases: Vec<Case> = kinds_on_the_device(&stage).iter().flat_map(cases_of).filter(is_tried).collect();
    pictures::write_all(&stage);
    // With alpha, and large enough for several parts either way.
    let opaque = |x: usize, y: usize| ((x + 2 * y) % 97) as f32 / 96.0;
    pictures::write(&stage, "seen", (401, 370, 4), |x, y, plane| match plane {
        3 => opaque(x, y),
        _ => (0.5 + 0.4 * (x as f32 * 0.3 + plane as f32).sin() * (y as f32 * 0.2).cos()).clamp(0.0, 1.0),
    });
    let pictures = ["noise", "seen"].map(str::to_owned);
    prepare_masks(&stage, &pictures);
    let (_, _) = moved(&stage, &graph(&cases, &pictures, "whole"), "");
    let (_, warned) = moved(&stage, &graph(&cases, &pictures, "parts"), "binding=300000");
    assert_eq!(warned, "");
    for picture in &pictures {
        for (at, case) in cases.iter().enumerate() {
            for output in &case.outputs {
                let file = format!("{} {output}.tif", case.name(picture, at));
                let [whole, parts] =
                    ["whole", "parts"].map(|folder| pictures::read(&stage.path(&format!("{folder}/{file}"))));
                let same = whole.0 == parts.0 && whole.1.iter().zip(&parts.1).all(|(a, b)| a.to_bits() == b.to_bits());
                let difference = pictures::difference(&whole, &parts, false);
                assert!(same, "{file} of {} with {{{}}}: {difference:.1e}", case.kind, case.set);
            }
        }
    }
}

#[test]
fn planes_in_parts_stay_on_the_device_from_step_to_step() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    pictures::write_all(&stage);
    let graph = r#"(weft: 1, nodes: {
        "photo": (kind: "files.load_image", version: 1, set: {"path": "odd.tif"}),
        "box": (kind: "toon.box", version: 1, wires: {"image": "photo.image"}),
        "smooth": (kind: "toon.bilateral", version: 1, wires: {"image": "box.image"}),
        "turned": (kind: "image.rotate", version: 1, set: {"angle": 20.0, "canvas": "keep"}, wires: {"image": "smooth.image"}),
        "flipped": (kind: "image.flip", version: 1, wires: {"image": "turned.image"}),
        "over": (kind: "image.composite", version: 1, set: {"x": 20, "opacity": 0.5}, wires: {"base": "flipped.image", "overlay": "smooth.image"}),
        "large": (kind: "image.resize", version: 1, set: {"by": "scale", "scale": 1.2}, wires: {"image": "over.image"}),
        "kept": (kind: "files.save_image", version: 1, set: {"path": "kept.tif", "depth": "float"}, wires: {"image": "large.image"}),
    })"#;
    let (whole, _) = moved(&stage, graph, "");
    let (parts, warned) = moved(&stage, graph, "binding=80000");
    assert_eq!(warned, "");
    // One picture goes there, and the last one comes back.
    let pixels = |width: u64, height: u64| width * height * 12;
    assert_eq!([whole[1], parts[1]], [pixels(308, 157); 2]);
    // Tables go along with each part, and are small beside pictures of any use.
    let tables = parts.map(|bytes| bytes as f64 / pixels(257, 131) as f64)[0];
    assert!((1.0..1.5).contains(&tables), "{tables} pictures went to the device in place of one: {parts:?} {whole:?}");
}

#[test]
fn a_lost_device_and_a_lack_of_memory_end_on_the_processor_with_a_note() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let graph = r#"(weft: 1, nodes: {
        "noise": (kind: "image.noise", version: 1, set: {"width": 100, "height": 70}),
        "soft": (kind: "toon.gaussian", version: 1, wires: {"image": "noise.image"}),
        "grey": (kind: "image.grey", version: 1, wires: {"image": "soft.image"}),
        "not": (kind: "image.invert", version: 1, wires: {"image": "grey.image"}),
        "kept": (kind: "files.save_image", version: 1, set: {"path": "kept.tif", "depth": "float"}, wires: {"image": "not.image"}),
    })"#;
    stage.write("graph.ron", graph);
    let run = |device: &str, faults: &str| {
        let words = ["--device", device, "--device-faults", faults, "run", "graph.ron", "--no-cache"];
        let said = stage.weft(&words).ended(0);
        (pictures::read(&stage.path("kept.tif")), said.err)
    };
    let (expected, _) = run("cpu", "");
    let check = |made: &((u32, u32), Vec<f32>), faults: &str| {
        let difference = pictures::difference(&expected, made, false);
        assert!(difference <= DIFFERENCE_MAX, "{faults}: {difference:e}");
    };
    for (faults, words) in [("loss=0,9", "was lost"), ("memory=0,99", "has no memory left")] {
        let (made, told) = run("software", faults);
        assert!(told.contains("runs on the processor: ") && told.contains(words), "{faults}: {told}");
        check(&made, faults);
    }
    // One loss, or one lack, is helped, wherever it comes, and nobody hears of it.
    let lacks = (0..60).map(|at| format!("memory={at},1"));
    for faults in ["loss=1,1".to_owned()].into_iter().chain(lacks) {
        let (made, told) = run("software", &faults);
        assert!(!told.contains("runs on the processor"), "{faults}: {told}");
        check(&made, &faults);
    }
}
