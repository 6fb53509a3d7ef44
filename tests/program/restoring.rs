//! Restoring, enlarging and redrawing with real models. What needs a runtime or the test assets says what it skipped.

use super::face_models::has_runtime;
use super::stage::{Said, Stage, asset, root};
use serde_json::Value;
use std::path::Path;

fn run(stage: &Stage, graph: &str, words: &[&str]) -> Said {
    let graph = root().join("graphs").join(graph);
    stage.weft(&[&["run", graph.to_str().unwrap()], words].concat())
}

fn set(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

fn report(stage: &Stage, file: &str) -> Value {
    serde_json::from_str::<Value>(&stage.read(file)).unwrap()["data"].take()
}

#[test]
fn without_models_restoring_says_what_is_classical_and_makes_nothing_up() {
    let stage = Stage::new();
    run(&stage, "restore.ron", &["-o", "out"]).ended(0);
    let data = report(&stage, "out/report.json");
    let metrics = &data["metrics"];
    assert!(metrics["psnr"].as_f64().unwrap() > 20.0 && metrics["ssim"].as_f64().unwrap() > 0.7, "{metrics}");
    for (number, words) in [("lpips", "perceptual-distance"), ("identity_similarity", "face-embedder")] {
        assert!(metrics[number].is_null());
        assert!(data["reasons"][number].as_str().unwrap().contains(words), "{}", data["reasons"]);
    }
    assert!(data["warning"].is_null() && data["processing_time_ms"].is_null());
    assert_eq!(data["reference"], "input (upscaled)");
    let sources = data["sources"].to_string();
    for words in ["not GFPGAN", "no detail synthesis", "the oval of a mean face"] {
        assert!(sources.contains(words), "{sources}");
    }
}

#[test]
fn who_insists_on_a_model_is_told_the_command_before_anything_runs() {
    let stage = Stage::new();
    for (input, role) in [("restorer", "face-restorer"), ("upscaler", "upscaler"), ("embedder", "face-embedder")] {
        let said = run(&stage, "restore.ron", &[&format!("{input}={role}"), "-o", "out"]).ended(5);
        assert!(said.err.contains(&format!("no model for `{role}` is installed")), "{}", said.err);
        assert!(said.err.contains("hint"), "{}", said.err);
        assert!(!stage.path("out/result.png").exists());
    }
}

/// Real models, as far as there are any with a free licence.
#[test]
fn with_models_the_report_has_all_its_numbers() {
    let stage = Stage::new();
    let files = [
        ("detector", "face-detect/yunet_n_dynamic.onnx"),
        ("embedder", "face-embed/mobileface_v2_arcface_io.onnx"),
        ("upscaler", "upscale/realesr-animevideov3-x2.onnx"),
        ("perceptual", "lpips/lpips_squeeze.onnx"),
        ("photo", "photos/grace_hopper.jpg"),
    ];
    let mut words: Vec<String> = Vec::new();
    for (name, file) in files {
        let Some(path) = asset(file) else { return };
        words.push(set(name, &path));
    }
    if !has_runtime() {
        return;
    }
    let words: Vec<&str> = words.iter().map(String::as_str).chain(["-o", "out"]).collect();
    run(&stage, "restore.ron", &words).ended(0);
    let data = report(&stage, "out/report.json");
    let number = |name: &str| data["metrics"][name].as_f64().unwrap_or_else(|| panic!("no {name}: {data}"));
    assert!(number("identity_similarity") > 0.7 && number("lpips") < 0.4 && number("psnr") > 25.0, "{data}");
    assert!(data["sources"].to_string().contains("realesr-animevideov3-x2.onnx"));
}

const APART: &str = r#"(weft: 1, nodes: {
    "one": (kind: "files.load_image", version: 1),
    "other": (kind: "files.load_image", version: 1),
    "report": (kind: "restore.identity_report", version: 1, wires: {"before": "one.image", "after": "other.image"}),
}, expose: (inputs: {"one": "one.path", "other": "other.path", "model": "report.model"}, outputs: {"report": "report.report"}))"#;

/// The figures of the reference for its own example.
#[test]
fn lpips_of_the_reference_triple_is_that_of_the_reference() {
    let stage = Stage::new();
    let (Some(model), Some(reference)) = (asset("lpips/lpips_alex.onnx"), asset("lpips/ex_ref.png")) else { return };
    if !has_runtime() {
        return;
    }
    stage.write("apart.ron", APART);
    for (file, wanted) in [("ex_p0.png", 0.722), ("ex_p1.png", 0.138)] {
        let other = asset(&format!("lpips/{file}")).unwrap();
        let words = [set("one", &reference), set("other", &other), set("model", &model)];
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        stage.weft(&[&["run", "apart.ron", "--out", "report=r.json"], &*words].concat()).ended(0);
        let lpips = report(&stage, "r.json")["metrics"]["lpips"].as_f64().unwrap();
        assert!((lpips - wanted).abs() < 6e-4, "{file}: {lpips} instead of {wanted}");
    }
}

const TILED: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1),
    "part": (kind: "image.crop", version: 1, set: {"x": 130, "y": 20, "width": 211, "height": 190}, wires: {"image": "photo.image"}),
    "whole": (kind: "upscale.esrgan", version: 1, set: {"tile": 1024}, wires: {"image": "part.image"}),
    "tiled": (kind: "upscale.esrgan", version: 1, set: {"tile": 128}, wires: {"image": "part.image"}),
    "other": (kind: "upscale.esrgan", version: 1, set: {"tile": 128, "scale": 1.5}, wires: {"image": "part.image"}),
    "apart": (kind: "metrics.compare", version: 1, wires: {"first": "whole.image", "second": "tiled.image"}),
}, expose: (inputs: {"photo": "photo.path", "one": "whole.model", "two": "tiled.model", "three": "other.model"},
    outputs: {"apart": "apart.report", "other": "other.image", "source": "other.source"}))"#;

#[test]
fn tiles_show_no_seams_at_any_scale() {
    let stage = Stage::new();
    let Some(photo) = asset("photos/astronaut.png") else { return };
    if !has_runtime() {
        return;
    }
    stage.write("tiled.ron", TILED);
    for scale in ["x2", "x4"] {
        let Some(model) = asset(&format!("upscale/realesr-animevideov3-{scale}.onnx")) else { continue };
        let words = [set("photo", &photo), set("one", &model), set("two", &model), set("three", &model)];
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        stage.weft(&[&["run", "tiled.ron", "-o", "out"], &*words].concat()).ended(0);
        let apart: Value = serde_json::from_str(&stage.read("out/apart.json")).unwrap();
        let worst = apart["largest_difference"].as_f64().unwrap();
        assert!(worst <= 1.0 / 255.0, "{scale}: tiles differ by {worst}");
        assert!(stage.read("out/source.txt").contains("then Lanczos to ×1.5"));
    }
}

const STYLED: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1),
    "drawn": (kind: "style.redraw", version: 1, set: {"side": 256}, wires: {"image": "photo.image"}),
    "parts": (kind: "style.segment", version: 1, wires: {"image": "photo.image"}),
    "person": (kind: "style.matte", version: 1, wires: {"image": "photo.image"}),
}, expose: (inputs: {"photo": "photo.path", "style": "drawn.model", "segmenter": "parts.model", "matting": "person.model"},
    outputs: {"drawn": "drawn.image", "hair": "parts.hair", "skin": "parts.skin", "clothes": "parts.clothes", "person": "person.mask"}))"#;

#[test]
fn pictures_are_redrawn_and_people_told_from_what_is_behind_them() {
    let stage = Stage::new();
    let mut words = Vec::new();
    for (name, file) in [
        ("photo", "photos/grace_hopper.jpg"),
        ("style", "cartoon/cartoongan_light_shinkai.onnx"),
        ("segmenter", "segment/skin_clothes_hair_pan_mnv3s.onnx"),
        ("matting", "matting/sinet_portrait_320.onnx"),
    ] {
        let Some(path) = asset(file) else { return };
        words.push(set(name, &path));
    }
    if !has_runtime() {
        return;
    }
    stage.write("styled.ron", STYLED);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    stage.weft(&[&["run", "styled.ron", "-o", "out"], &*words].concat()).ended(0);
    for name in ["drawn", "hair", "skin", "clothes", "person"] {
        assert!(stage.path(&format!("out/{name}.png")).exists(), "{name}");
    }
    // A segmenter is no matting network, and says so.
    let wrong = words[2].replace("segmenter=", "matting=");
    let said = stage.weft(&["run", "styled.ron", words[0], words[1], words[2], &wrong, "-o", "other"]).ended(4);
    assert!(said.err.contains("finds no people: it gives 3 planes"), "{}", said.err);
}

fn tiny(name: &str) -> String {
    root().join(format!("tests/golden/face/{name}.onnx")).display().to_string().replace('\\', "/")
}

/// A network of GFPGAN's inputs and outputs whose faces are negatives, one of CodeFormer's, and one of ParseNet's to whom green is neck.
const FAMILIES: &str = r##"(weft: 1, nodes: {
    "face": (kind: "image.new", version: 1, set: {"width": 96, "height": 96, "color": "#ff3300"}),
    "negative": (kind: "image.new", version: 1, set: {"width": 96, "height": 96, "color": "#00ccff"}),
    "half": (kind: "restore.gfpgan", version: 1, set: {"model": "RESTORER", "strength": 0.0}, wires: {"crops": ["face.image"]}),
    "all": (kind: "restore.gfpgan", version: 1, set: {"model": "RESTORER"}, wires: {"crops": ["face.image"]}),
    "faithful": (kind: "restore.codeformer", version: 1, set: {"model": "CODEFORMER", "fidelity": 1.0}, wires: {"crops": ["face.image"]}),
    "free": (kind: "restore.codeformer", version: 1, set: {"model": "CODEFORMER", "fidelity": 0.0}, wires: {"crops": ["face.image"]}),
    "parts": (kind: "face.parse", version: 1, set: {"model": "PARSENET"}, wires: {"crops": ["face.image", "negative.image"]}),
    "none": (kind: "metrics.compare", version: 1, wires: {"first": "half.crops", "second": "face.image"}),
    "turned": (kind: "metrics.compare", version: 1, wires: {"first": "all.crops", "second": "negative.image"}),
    "kept": (kind: "metrics.compare", version: 1, wires: {"first": "faithful.crops", "second": "face.image"}),
    "lost": (kind: "metrics.compare", version: 1, wires: {"first": "free.crops", "second": "negative.image"}),
    "white": (kind: "image.new", version: 1, set: {"width": 96, "height": 96, "color": "#ffffff"}),
    "black": (kind: "image.new", version: 1, set: {"width": 96, "height": 96, "color": "#000000"}),
    "seen": (kind: "metrics.compare", version: 1, wires: {"first": "parts.masks", "second": ["white.image", "black.image"]}),
}, expose: (outputs: {"none": "none.report", "turned": "turned.report", "kept": "kept.report", "lost": "lost.report",
    "seen": "seen.report", "parser": "parts.source"}))"##;

#[test]
fn families_without_free_weights_are_run_as_they_want_it() {
    let stage = Stage::new();
    if !has_runtime() {
        return;
    }
    let text = ["restorer", "codeformer", "parsenet"]
        .into_iter()
        .fold(FAMILIES.to_owned(), |text, name| text.replace(&name.to_uppercase(), &tiny(name)));
    stage.write("families.ron", &text);
    stage.weft(&["run", "families.ron", "-o", "out"]).ended(0);
    // Red is hair, which goes back with the face, and green is neck, which does not.
    for name in ["none", "turned", "kept", "lost", "seen"] {
        let said: Value = serde_json::from_str(&stage.read(&format!("out/{name}.json"))).unwrap();
        for report in said.as_array().unwrap() {
            let worst = report["largest_difference"].as_f64().unwrap();
            assert!(worst < 1e-5, "{name}: {worst}");
        }
    }
    assert!(stage.read("out/parser.txt").starts_with("ParseNet"));
}

const EXACT: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1),
    "part": (kind: "image.crop", version: 1, set: {"x": 200, "y": 80, "width": 48, "height": 40}, wires: {"image": "photo.image"}),
    "large": (kind: "upscale.esrgan", version: 1, wires: {"image": "part.image"}),
    "wanted": (kind: "files.load_image", version: 1, set: {"path": "WANTED"}),
    "apart": (kind: "metrics.compare", version: 1, wires: {"first": "large.image", "second": "wanted.image"}),
}, expose: (inputs: {"photo": "photo.path", "upscaler": "large.model"}, outputs: {"apart": "apart.report"}))"#;

/// What Python's onnxruntime made of the same pixels, in 16 bits.
#[test]
fn enlarging_agrees_with_python() {
    let stage = Stage::new();
    let (Some(photo), Some(model)) = (asset("photos/astronaut.png"), asset("upscale/realesr-animevideov3-x2.onnx"))
    else {
        return;
    };
    if !has_runtime() {
        return;
    }
    let wanted = root().join("tests/golden/face/enlarged_x2.png").display().to_string().replace('\\', "/");
    stage.write("exact.ron", &EXACT.replace("WANTED", &wanted));
    stage.weft(&["run", "exact.ron", &set("photo", &photo), &set("upscaler", &model), "-o", "out"]).ended(0);
    let apart: Value = serde_json::from_str(&stage.read("out/apart.json")).unwrap();
    let worst = apart["largest_difference"].as_f64().unwrap();
    assert!(worst <= 1e-4, "{worst}");
}

/// Grey, transparent, odd and tiny pictures, through a network that takes only even sides and doubles each pixel.
#[test]
fn any_picture_is_enlarged_as_it_is() {
    let stage = Stage::new();
    if !has_runtime() {
        return;
    }
    for (width, height, kind) in [(7, 5, "rgb"), (1, 1, "rgb"), (6, 3, "alpha"), (300, 33, "alpha")] {
        let alpha = if kind == "alpha" { "80" } else { "" };
        stage.write(
            "small.ron",
            &format!(
                r##"(weft: 1, nodes: {{
    "small": (kind: "image.new", version: 1, set: {{"width": {width}, "height": {height}, "color": "#3366cc{alpha}"}}),
    "double": (kind: "image.new", version: 1, set: {{"width": {}, "height": {}, "color": "#3366cc{alpha}"}}),
    "large": (kind: "upscale.esrgan", version: 1, set: {{"model": "{}", "tile": 64}}, wires: {{"image": "small.image"}}),
    "apart": (kind: "metrics.compare", version: 1, wires: {{"first": "large.image", "second": "double.image"}}),
}}, expose: (outputs: {{"apart": "apart.report"}}))"##,
                2 * width,
                2 * height,
                tiny("even_only")
            ),
        );
        stage.weft(&["run", "small.ron", "-o", "out"]).ended(0);
        let apart: Value = serde_json::from_str(&stage.read("out/apart.json")).unwrap();
        assert_eq!((&apart["width"], &apart["height"]), (&(2 * width).into(), &(2 * height).into()), "{apart}");
        assert!(apart["largest_difference"].as_f64().unwrap() < 1e-6, "{width} × {height}: {apart}");
    }
}
