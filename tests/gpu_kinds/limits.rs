//! Kinds on a device that binds little, forgets or is lost on the way: what comes out is the same, and what is said of it.

use crate::cases::{Case, cases_of};
use crate::stage::Stage;
use crate::{Compared, compare, has_device, kinds_on_the_device, pictures, prepare_masks};

/// Kinds that look no further than some rows: with these settings none of them needs all of a picture at once.
const LOCAL: &[&str] = &[
    "image.adjust",
    "image.curves",
    "image.exposure",
    "image.gain",
    "image.grey",
    "image.invert",
    "image.levels",
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
    "toon.sharpen",
];

#[test]
fn planes_larger_than_a_binding_go_in_strips_or_to_the_processor_with_a_note() {
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
        if LOCAL.contains(&&*case.kind) {
            assert!(ran && words.is_none(), "{node} went to the processor: {words:?}");
        } else if !ran && free.contains(&node) {
            let words = words.unwrap_or_else(|| panic!("{node} went to the processor without a word"));
            assert!(words.starts_with("runs on the processor: "), "{node}: {words}");
        }
        // What fits is not touched by it; this one makes a larger picture.
        let small = case.name("noise", at);
        assert!(on_device.contains(&small) == free.contains(&small) || case.kind == "image.resize", "{small}");
    }
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
    }, expose: (outputs: {"result": "not.image"}))"#;
    stage.write("graph.ron", graph);
    let run = |device: &str, faults: &str| {
        let words = ["--device", device, "--device-faults", faults, "run", "graph.ron", "--no-cache", "-o", "out"];
        let said = stage.weft(&words).ended(0);
        (std::fs::read(stage.path("out/result.png")).unwrap(), said.err)
    };
    let (expected, _) = run("cpu", "");
    // Eight bits a sample hide what the devices differ by, but for a step here and there.
    let is_like = |png: &[u8]| png.len().abs_diff(expected.len()) < expected.len() / 20;
    for (faults, words) in [("loss=0,9", "was lost"), ("memory=0,99", "has no memory left")] {
        let (png, told) = run("software", faults);
        assert!(told.contains("runs on the processor: ") && told.contains(words), "{faults}: {told}");
        assert!(is_like(&png), "{faults}");
    }
    // One loss, or one lack, is helped, and nobody hears of it.
    for faults in ["loss=1,1", "memory=5,1"] {
        let (png, told) = run("software", faults);
        assert!(!told.contains("runs on the processor"), "{faults}: {told}");
        assert!(is_like(&png), "{faults}");
    }
}
