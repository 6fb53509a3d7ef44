//! Random networks of the true architectures, against what their own programs make of the same pictures: RealESRGANer, GFPGAN, facexlib
//! (`tests/oracles/restoring_networks.py`). Needs a runtime; without one it says so.

use super::face_models::has_runtime;
use super::stage::{Stage, root};
use serde_json::Value;

fn golden(name: &str) -> String {
    root().join("tests/golden/restore").join(name).display().to_string().replace('\\', "/")
}

/// The largest difference of each case: a name, the kind, its settings, the output, what comes in, and what the reference made of it.
fn apart(stage: &Stage, cases: &[(&str, &str, String, &str, &str, &str)]) -> Vec<f64> {
    let (mut nodes, mut outputs) = (String::new(), String::new());
    for (name, kind, set, output, from, wanted) in cases {
        let input = if kind.starts_with("upscale") { ("image", "") } else { ("crops", "list") };
        let wire = |name: &str| if input.1.is_empty() { format!("\"{name}\"") } else { format!("[\"{name}\"]") };
        nodes += &format!(
            r#""{name}_in": (kind: "files.load_image", version: 1, set: {{"path": "{}"}}),
            "{name}_wanted": (kind: "files.load_image", version: 1, set: {{"path": "{}"}}),
            "{name}": (kind: "{kind}", version: 1, set: {{{set}}}, wires: {{"{}": {}}}),
            "{name}_apart": (kind: "metrics.compare", version: 1, wires: {{"first": "{name}.{output}", "second": "{name}_wanted.image"}}),
            "#,
            golden(from),
            golden(wanted),
            input.0,
            wire(&format!("{name}_in.image")),
        );
        outputs += &format!(r#""{name}": "{name}_apart.report", "#);
    }
    stage.write("references.ron", &format!("(weft: 1, nodes: {{{nodes}}}, expose: (outputs: {{{outputs}}}))"));
    stage.weft(&["run", "references.ron", "-o", "out"]).ended(0);
    let worst = |(name, ..): &(&str, &str, String, &str, &str, &str)| {
        let report: Value = serde_json::from_str(&stage.read(&format!("out/{name}.json"))).unwrap();
        let one = if report.is_array() { &report[0] } else { &report };
        one["largest_difference"].as_f64().unwrap()
    };
    cases.iter().map(worst).collect()
}

#[test]
fn enlarged_pictures_of_every_sort_are_those_of_real_esrgan() {
    let stage = Stage::new();
    if !has_runtime() {
        return;
    }
    // The reference rounds to its own bits; a half of one, and a little for arithmetic. Where it resizes, it does so after rounding,
    // in whole numbers, so one more may be lost.
    let (byte, word) = (0.51 / 255.0, 2.0 / 65535.0);
    let cases = [
        ("colour", "rrdb_x4", "", byte),
        ("transparent", "rrdb_x4", "", byte),
        ("grey", "rrdb_x4", "", byte),
        ("words_odd", "rrdb_x2", "", word),
        ("other_size", "rrdb_x4", r#", "scale": 2.5"#, 1.51 / 255.0),
        ("tiles", "srvgg", "", byte),
    ];
    let files = cases.map(|(name, ..)| (format!("{name}_in.png"), format!("{name}_out.png")));
    let words: Vec<_> = cases
        .iter()
        .zip(&files)
        .map(|((name, network, more, _), (from, wanted))| {
            let set = format!(r#""model": "{}"{more}"#, golden(&format!("{network}.onnx")));
            (*name, "upscale.esrgan", set, "image", from.as_str(), wanted.as_str())
        })
        .collect();
    for ((name, _, _, most), found) in cases.iter().zip(apart(&stage, &words)) {
        assert!(found <= *most, "{name}: {:.2} codes of 255", found * 255.0);
    }
}

#[test]
fn restored_faces_and_their_parts_are_those_of_gfpgan_and_facexlib() {
    let stage = Stage::new();
    if !has_runtime() {
        return;
    }
    let model = |name: &str| format!(r#""model": "{}""#, golden(name));
    let parse = |name| (name, "face.parse", model("parsenet.onnx"));
    let (labels, masks) = (parse("labels"), parse("masks"));
    let found = apart(
        &stage,
        &[
            ("restored", "restore.gfpgan", model("gfpgan.onnx"), "crops", "gfpgan_in.png", "gfpgan_out.png"),
            (labels.0, labels.1, labels.2, "labels", "parsenet_in.png", "parsenet_labels.png"),
            (masks.0, masks.1, masks.2, "masks", "parsenet_in.png", "parsenet_mask.png"),
        ],
    );
    assert!(found[0] <= 0.51 / 255.0, "GFPGAN: {:.2} codes", found[0] * 255.0);
    // Every pixel has the same part, and so the same share.
    assert!(found[1] < 1e-6 && found[2] < 1e-6, "ParseNet: {} and {}", found[1], found[2]);
}
