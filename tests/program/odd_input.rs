//! Pictures of every sort, no faces and many, libraries that are no runtime, and too little memory: a clear sentence or a sensible
//! result. Models that are broken or of another family are in `face_models`.

use super::face_models::has_runtime;
use super::stage::{Said, Stage, root};
use serde_json::Value;
#[cfg(target_os = "linux")]
use std::process::Command;

fn graph(name: &str) -> String {
    root().join("graphs").join(name).display().to_string()
}

fn golden(name: &str) -> String {
    format!("photo={}", root().join("tests/golden/files").join(name).display())
}

fn json(stage: &Stage, name: &str) -> Value {
    serde_json::from_str(&stage.read(name)).unwrap()
}

/// No face in any of them: a report that says so, and a sentence where a face is needed.
#[test]
fn pictures_of_every_sort_without_a_face_are_restored_and_reported() {
    let stage = Stage::new();
    for picture in
        ["ink.jpg", "ink.tif", "grey16.png", "rgb16.png", "grey.jpg", "grey_alpha.png", "float_rgb.tif", "grey1.png"]
    {
        let photo = golden(picture);
        stage.weft(&["run", &graph("restore.ron"), &photo, "-o", "out"]).ended(0);
        let data = json(&stage, "out/report.json")["data"].take();
        assert_eq!(data["warning"], "no face was found in the picture that came in", "{picture}");
        assert!(
            data["metrics"]["psnr"].is_number() && data["metrics"]["identity_similarity"].is_null(),
            "{picture}: {data}"
        );
        assert_eq!(data["reasons"]["identity_similarity"], "there is no face to recognise", "{picture}");
    }
    let said = stage.weft(&["run", &graph("personalise.ron"), &golden("ink.jpg"), "-o", "out"]).ended(4);
    assert!(said.err.contains("there is no face in the picture"), "{}", said.err);
}

#[test]
fn one_pixel_is_a_picture_too() {
    let stage = Stage::new();
    stage.write(
        "one.ron",
        r##"(weft: 1, nodes: {"one": (kind: "image.new", version: 1, set: {"width": 1, "height": 1, "color": "#336699"})},
            expose: (outputs: {"one": "one.image"}))"##,
    );
    stage.weft(&["run", "one.ron", "--out", "one=one.png"]).ended(0);
    for name in ["detect_faces.ron", "restore.ron", "upscale.ron", "cartoonise.ron"] {
        stage.weft(&["run", &graph(name), "photo=one.png", "-o", "out"]).ended(0);
    }
    assert_eq!(json(&stage, "out/faces.json")["bbox"], serde_json::json!([]));
    assert!(json(&stage, "out/report.json")["data"]["reasons"]["ssim"].as_str().unwrap().contains("smaller than"));
}

/// The same two people in 8 bits, in 16, in grey, and behind glass: the same two faces.
#[test]
fn faces_are_found_in_every_sort_of_picture() {
    let stage = Stage::new();
    stage.write(
        "two.ron",
        r##"(weft: 1, nodes: {
    "one": (kind: "sample.portrait", version: 1, set: {"seed": 7, "width": 256, "height": 256}),
    "two": (kind: "sample.portrait", version: 1, set: {"seed": 5, "width": 256, "height": 256}),
    "both": (kind: "image.contact_sheet", version: 1, set: {"columns": 2, "cell_width": 256, "cell_height": 256}, wires: {"images": ["one.image", "two.image"]}),
    "grey": (kind: "image.grey", version: 1, wires: {"image": "both.image"}),
    "bytes": (kind: "files.save_image", version: 1, set: {"path": "bytes.png", "depth": "8"}, wires: {"image": "both.image"}),
    "words": (kind: "files.save_image", version: 1, set: {"path": "words.png", "depth": "16"}, wires: {"image": "both.image"}),
    "grey_words": (kind: "files.save_image", version: 1, set: {"path": "grey.png", "depth": "16"}, wires: {"image": "grey.image"}),
})"##,
    );
    stage.weft(&["run", "two.ron"]).ended(0);
    let boxes = |photo: &str| -> Vec<f64> {
        stage.weft(&["run", &graph("restore.ron"), &format!("photo={photo}"), "-o", "out"]).ended(0);
        assert!(json(&stage, "out/report.json")["data"]["warning"].is_null(), "{photo}");
        stage.weft(&["run", &graph("detect_faces.ron"), &format!("photo={photo}"), "-o", "out"]).ended(0);
        let found = json(&stage, "out/faces.json");
        let flat = found["bbox"].as_array().unwrap().iter().flat_map(|face| face.as_array().unwrap().clone());
        flat.map(|number| number.as_f64().unwrap()).collect()
    };
    let bytes = boxes("bytes.png");
    assert_eq!(bytes.len(), 8, "{bytes:?}");
    for photo in ["words.png", "grey.png"] {
        let found = boxes(photo);
        // The finder looks at grey bytes, and what was rounded before it became grey is a code away now and then.
        let near = found.len() == 8 && found.iter().zip(&bytes).all(|(one, other)| (one - other).abs() < 4.0);
        assert!(near, "{photo}: {found:?} instead of {bytes:?}");
    }
}

#[test]
fn a_library_that_is_no_runtime_is_told_before_anything_runs_and_not_needed_by_filters() {
    let stage = Stage::new();
    let programs = super::stage::programs();
    let plugin = programs.join(format!("{}face_plugin{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX));
    let weft = |words: &[&str]| Said::from(stage.command(words).env("ORT_DYLIB_PATH", &plugin).output().unwrap());
    let detector = format!("detector={}", root().join("tests/golden/onnx/twice.onnx").display());
    let said = weft(&["run", &graph("detect_faces.ron"), &detector, "-o", "out"]).ended(5);
    assert!(said.err.contains("is some other library") && said.err.contains("weft runtime install"), "{}", said.err);
    assert!(!stage.path("out").exists());
    weft(&["run", &graph("detect_faces.ron"), "-o", "out"]).ended(0);
}

/// What the runtime was not built for is passed over, and `weft doctor` says why.
#[test]
fn providers_that_do_not_work_are_passed_over_and_told() {
    let stage = Stage::new();
    if !has_runtime() {
        return;
    }
    let told = stage.weft(&["doctor"]).out;
    assert!(told.contains("CPU runs models"), "{told}");
    let other = if cfg!(target_os = "windows") { "CoreML" } else { "DirectML" };
    assert!(told.lines().any(|line| line.contains(other) && line.contains("is not for")), "{told}");
}

/// With so much address space and no more: what the system refuses is told, and nothing is ended by it.
#[cfg(target_os = "linux")]
#[test]
fn too_little_memory_for_a_result_is_a_sentence() {
    let stage = Stage::new();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 1200000 && exec \"$@\"", "sh"]).arg(stage.command(&[]).get_program());
    command.args(["run", &graph("upscale.ron"), "scale=64", "-o", "out", "--threads", "2", "--no-cache"]);
    // Each thread of the C library would reserve 64 MiB for itself.
    command.env("MALLOC_ARENA_MAX", "1").current_dir(stage.path("")).env("WEFT_HOME", stage.path("home"));
    let said = Said::from(command.output().unwrap()).ended(4);
    assert!(said.err.contains("12288×12288") && said.err.contains("no memory is left"), "{}", said.err);
    assert!(said.err.contains("at node `larger`"), "{}", said.err);
}
