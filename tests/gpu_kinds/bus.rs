//! No pixel crosses the bus between two steps on the device: each kind stands between two others, and what comes down is counted.

use crate::cases::{Case, cases_of};
use crate::stage::Stage;
use crate::{has_device, kinds_on_the_device};
use serde_json::Value;

/// Of the picture, in pixels.
const SIZE: (u64, u64) = (80, 60);

/// What kinds bring down: at most so many bytes, and why.
const BROUGHT_DOWN: &[(&str, u64, &str)] = &[
    ("blend.match_color", 160, "ten sums of either picture, from which the map of the colours is calculated"),
    ("blend.poisson", 16, "the rectangle around what the mask selects, from which the grids follow"),
    ("toon.quantize", 12 * SIZE.0 * SIZE.1, "a picture as small as this has fewer bytes than the bins of its colours"),
];

/// A graph with a kind between two that run on the device, and nothing that looks at pixels behind them.
fn graph(case: &Case, (width, height): (u64, u64)) -> String {
    let output = &case.outputs[0];
    let (after, input) = if output == "mask" { ("mask.blur", "mask") } else { ("toon.gaussian", "image") };
    format!(
        r#"(weft: 1, nodes: {{
            "one": (kind: "image.noise", version: 1, set: {{"width": {width}, "height": {height}}}),
            "two": (kind: "image.noise", version: 1, set: {{"width": {width}, "height": {height}, "seed": 4}}),
            "picture": (kind: "toon.gaussian", version: 1, wires: {{"image": "one.image"}}),
            "noise": (kind: "toon.gaussian", version: 1, wires: {{"image": "two.image"}}),
            "picture oval": (kind: "image.mask", version: 1, wires: {{"image": "noise.image"}}),
            "picture bright": (kind: "image.mask", version: 1, wires: {{"image": "picture.image"}}),
            "picture red": (kind: "image.mask", version: 1, set: {{"what": "red"}}, wires: {{"image": "picture.image"}}),
            "picture aligned": (kind: "warp.similarity", version: 1, set: {{"from": [[0.3, 0.3], [0.7, 0.4]], "to": [[0.35, 0.3], [0.65, 0.5]]}}, wires: {{"image": "picture.image"}}),
            "tried": (kind: "{}", version: {}, set: {{{}}}, wires: {{{}}}),
            "after": (kind: "{after}", version: 1, wires: {{"{input}": "tried.{output}"}}),
            "size": (kind: "image.size", version: 1, wires: {{"image": "after.{input}"}}),
        }}, expose: (outputs: {{"width": "size.width"}}))"#,
        case.kind,
        case.version,
        case.set,
        case.wires("picture")
    )
}

/// What comes down in all, and the nodes that ran on the device.
fn brought_down(stage: &Stage, case: &Case, size: (u64, u64)) -> (u64, Vec<String>) {
    stage.write("bus.ron", &graph(case, size));
    let words = ["--device", "software", "run", "bus.ron", "--no-cache", "--json", "--out", "width=width.txt"];
    let said = stage.weft(&words).ended(0);
    let events: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let on_device = events.iter().filter(|event| event["on"] == "gpu");
    let ended = events.iter().find(|event| event["event"] == "run-ended").unwrap();
    let names = on_device.map(|event| event["name"].as_str().unwrap().to_owned()).collect();
    (ended["gpu"]["bytes_down"].as_u64().unwrap(), names)
}

#[test]
fn between_two_steps_on_the_device_nothing_comes_down() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let mut wrong = Vec::new();
    let cases = kinds_on_the_device(&stage).iter().flat_map(cases_of).collect::<Vec<_>>();
    // Without points, nothing is bent, and nothing runs.
    let is_tried =
        |case: &&Case| if case.kind == "warp.thin_plate" { !case.set.is_empty() } else { case.set.is_empty() };
    for case in cases.iter().filter(is_tried) {
        let (down, on_device) = brought_down(&stage, case, SIZE);
        let (_, most, why) = BROUGHT_DOWN.iter().find(|listed| listed.0 == case.kind).unwrap_or(&("", 0, "nothing"));
        if down > *most || !["picture", "tried", "after"].iter().all(|node| on_device.iter().any(|name| name == node)) {
            wrong.push(format!(
                "{}: {down} bytes come down, not {most} ({why}); on the device: {on_device:?}",
                case.kind
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn colours_of_a_large_picture_are_counted_on_the_device() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let kinds = kinds_on_the_device(&stage);
    let cases: Vec<Case> = kinds.iter().flat_map(cases_of).filter(|case| case.kind == "toon.quantize").collect();
    // 32 × 32 × 32 bins of 28 bytes, and the colours of 4096 pixels at most.
    let (down, on_device) = brought_down(&stage, &cases[0], (600, 500));
    assert!(
        down <= 28 * 32 * 32 * 32 + 12 * 4096 && on_device.iter().any(|name| name == "tried"),
        "{down} {on_device:?}"
    );
}
