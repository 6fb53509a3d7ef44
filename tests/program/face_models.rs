//! Faces with real models, in real photographs. Needs a runtime and the test assets; without them it says what it skipped.

use super::stage::{Said, Stage, asset, root};
use serde_json::Value;
use std::path::Path;

/// Whether there is a runtime at all; else says so.
pub(crate) fn has_runtime() -> bool {
    if std::env::var_os("ORT_DYLIB_PATH").is_some() {
        return true;
    }
    #[expect(clippy::print_stderr, reason = "what a test leaves out is told to whoever runs it")]
    {
        eprintln!("skipped: no ONNX Runtime on this machine (set ORT_DYLIB_PATH to a libonnxruntime)");
    }
    false
}

/// Runs a graph of the project; each word is `NAME=VALUE`.
fn run(stage: &Stage, graph: &str, words: &[String]) -> Said {
    let graph = root().join("graphs").join(graph);
    let mut all = vec!["run", graph.to_str().unwrap()];
    all.extend(words.iter().map(String::as_str));
    stage.weft(&all)
}

fn set(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

/// Installs a model as a user does who has its file: a manifest and what was written down of it.
fn install(stage: &Stage, name: &str, file: &Path, sha256: &str, manifest: &str) {
    let folder = format!("home/data/models/{name}");
    stage.write(&format!("home/data/models/{name}.ron"), manifest);
    let record = serde_json::json!({"files": [
        {"name": "model.onnx", "bytes": std::fs::metadata(file).unwrap().len(), "sha256": sha256, "from": "a test"}
    ]});
    stage.write(&format!("{folder}/installed.json"), &record.to_string());
    std::fs::copy(file, stage.path(&format!("{folder}/model.onnx"))).unwrap();
}

fn manifest(role: &str, facts: &str) -> String {
    format!(
        r#"(manifest: 1, title: "t", role: "{role}", licence: "MIT", commercial: Allowed, origin: "o",
            files: [(name: "model.onnx")], facts: {{{facts}}})"#
    )
}

const RETINAFACE: &str = "f6b90bb1ba46abb4a9393869cf44fc28b314090789776263d488f20580a0effb";

/// Photographs, and how many faces each shows.
const PICTURES: [(&str, usize); 7] = [
    ("photos/astronaut.png", 1),
    ("photos/grace_hopper.jpg", 1),
    ("photos/newton.png", 1),
    ("photos/tfjs_three_people.jpg", 3),
    ("photos/solvay_conference_1927.png", 29),
    ("illustrations/mp_cartoon.jpg", 1),
    ("illustrations/mp_boy-6030802_1280.jpg", 1),
];

fn faces(stage: &Stage, words: &[String]) -> Value {
    run(stage, "detect_faces.ron", &[words, &["--out".to_owned(), "faces=faces.json".to_owned()]].concat()).ended(0);
    serde_json::from_str(&stage.read("faces.json")).unwrap()
}

#[test]
fn every_face_is_found_by_each_family_of_models() {
    let stage = Stage::new();
    let models = ["yunet_n_dynamic", "yunet_n_scrfd_io", "retinaface_mnet025_640"]
        .map(|name| (name, asset(&format!("face-detect/{name}.onnx"))));
    if !has_runtime() {
        return;
    }
    for (name, path) in models {
        let Some(path) = path else { continue };
        // The frames of this one are smaller than those of its family, which only a manifest can say.
        let is_retina = name.starts_with("retina");
        if is_retina {
            let facts = manifest("face-detector", r#""priors": "10 20 32 64 128 256""#);
            install(&stage, "small-retina", &path, RETINAFACE, &facts);
        }
        for (picture, count) in PICTURES {
            let Some(photo) = asset(picture) else { continue };
            let detector = if is_retina { "detector=face-detector".to_owned() } else { set("detector", &path) };
            // As its makers advise, but for the wrapped one, whose scores are those of another family.
            let certainty = if name == "yunet_n_scrfd_io" { "certainty=0.7" } else { "certainty=0" };
            let found = faces(&stage, &[set("photo", &photo), detector, certainty.to_owned()]);
            let boxes = found["bbox"].as_array().unwrap().len();
            // It is less sure of one of the 29 than of a hand, which is no face.
            let less = usize::from(is_retina && count == 29);
            assert_eq!(boxes, count - less, "{name} in {picture}: {}", found["source"]);
            assert_eq!(found["points_confidence"], "exact");
        }
    }
}

/// Same models, same faces: the wrapped one is the other one, seen through SCRFD's outputs.
#[test]
fn scrfd_and_yunet_decode_to_the_same_places() {
    let (Some(one), Some(other)) =
        (asset("face-detect/yunet_n_dynamic.onnx"), asset("face-detect/yunet_n_scrfd_io.onnx"))
    else {
        return;
    };
    let Some(photo) = asset("photos/tfjs_three_people.jpg") else { return };
    if !has_runtime() {
        return;
    }
    let stage = Stage::new();
    let [one, other] = [one, other]
        .map(|model| faces(&stage, &[set("photo", &photo), set("detector", &model), "certainty=0.7".to_owned()]));
    for field in ["bbox", "score", "points5"] {
        let (one, other) = (numbers(&one[field]), numbers(&other[field]));
        let worst = one.iter().zip(&other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(one.len() == other.len() && worst < 1e-2, "{field} differs by {worst}");
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        number => number.as_f64().into_iter().collect(),
    }
}

const KNOW: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1),
    "part": (kind: "image.crop", version: 1, set: {RECT}, wires: {"image": "photo.image"}),
    "found": (kind: "face.detect", version: 1, set: {"most": 1}, wires: {"image": "part.image"}),
    "aged": (kind: "face.attributes", version: 1, wires: {"image": "part.image", "faces": "found.faces"}),
    "meshed": (kind: "face.landmarks", version: 1, wires: {"image": "part.image", "faces": "aged.faces"}),
    "known": (kind: "face.embed", version: 1, wires: {"image": "part.image", "faces": "meshed.faces"}),
}, expose: (inputs: {"photo": "photo.path", "finder": "found.model", "who": "known.model", "ages": "aged.model",
    "mesh": "meshed.model", "mirrored": "known.mirrored"}, outputs: {"faces": "known.faces"}))"#;

/// The largest face of a part of a photograph, with all that models know of it.
fn known(stage: &Stage, photo: &Path, rect: &str) -> Option<Value> {
    let own =
        ["face-embed/mobileface_v2_arcface_io.onnx", "agegender/age_gender_faceapi.onnx", "facemesh/facemesh468.onnx"];
    let [who, ages, mesh] = own.map(asset);
    known_by(stage, photo, rect, [&who?, &ages?, &mesh?])
}

/// The same by other models: who it is, age and gender, points.
fn known_by(stage: &Stage, photo: &Path, rect: &str, [who, ages, mesh]: [&Path; 3]) -> Option<Value> {
    let finder = asset("face-detect/yunet_n_dynamic.onnx")?;
    let models = [set("finder", &finder), set("who", who), set("ages", ages), set("mesh", mesh), set("photo", photo)];
    stage.write("know.ron", &KNOW.replace("RECT", rect));
    let mut words = vec!["run", "know.ron", "--out", "faces=known.json"];
    words.extend(models.iter().map(String::as_str));
    stage.weft(&words).ended(0);
    Some(serde_json::from_str(&stage.read("known.json")).unwrap())
}

const WHOLE: &str = "";

#[test]
fn one_person_is_known_again_and_others_are_not() {
    let stage = Stage::new();
    let (Some(astronaut), Some(hopper), Some(newton), Some(three)) = (
        asset("photos/astronaut.png"),
        asset("photos/grace_hopper.jpg"),
        asset("photos/newton.png"),
        asset("photos/tfjs_three_people.jpg"),
    ) else {
        return;
    };
    if !has_runtime() {
        return;
    }
    let who = |photo: &Path, rect: &str| known(&stage, photo, rect).map(|face| numbers(&face["embedding"]));
    // Another crop is seen at another size, and so with other points.
    let Some(first) = who(&astronaut, WHOLE) else { return };
    let again = who(&astronaut, "\"x\": 110, \"y\": 10, \"width\": 240, \"height\": 260").unwrap();
    let others =
        [who(&hopper, WHOLE), who(&newton, WHOLE), who(&three, "\"x\": 0, \"y\": 0, \"width\": 400, \"height\": 861")];
    let like = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    assert!((like(&first, &first) - 1.0).abs() < 1e-5);
    assert!(like(&first, &again) > 0.6, "{}", like(&first, &again));
    for other in others.into_iter().flatten() {
        assert!(like(&first, &other) < 0.35, "{}", like(&first, &other));
    }
}

/// Against the same network in Python, fed by OpenCV and numpy (`tests/oracles/age_gender.py`).
#[test]
fn age_gender_and_the_mesh_of_a_face_are_told() {
    let stage = Stage::new();
    let golden = std::fs::read_to_string(root().join("tests/golden/face/age_gender.json")).unwrap();
    let golden: Value = serde_json::from_str(&golden).unwrap();
    if !has_runtime() {
        return;
    }
    // Nothing is told of Grace Hopper's gender: with her box moved by 2 % the same network says the other in a quarter of the cases.
    for (picture, female) in
        [("photos/astronaut.png", Some(true)), ("photos/grace_hopper.jpg", None), ("photos/newton.png", Some(false))]
    {
        let Some(photo) = asset(picture) else { continue };
        let Some(face) = known(&stage, &photo, WHOLE) else { return };
        let (age, gender) = (numbers(&face["age"])[0], numbers(&face["gender"])[0]);
        let told = &golden[picture];
        let off = |field: &str, found: f64| (told[field].as_f64().unwrap() - found).abs();
        // Decoders of JPEG enlarge its colours in different ways, and finder and guesser both see that.
        let (years, px) = if picture.ends_with(".jpg") { (2.0, 0.3) } else { (0.1, 0.05) };
        assert!(off("age", age) < years, "{picture}: {age} years, not {told}");
        let sides = numbers(&face["bbox"]).into_iter().zip(numbers(&told["bbox"]));
        assert!(sides.clone().all(|(found, told)| (found - told).abs() < px), "{picture}: {sides:?}");
        if let Some(female) = female {
            assert!(off("gender", gender) < 0.005, "{picture}: {gender}, not {told}");
            assert!(if female { gender < 0.25 } else { gender > 0.75 }, "{picture}: {gender}");
        }
        // The mesh: its nose and the outer corners of its eyes lie where the finder saw nose and eyes.
        let mesh = numbers(&face["landmarks"]);
        let five = numbers(&face["points5"]);
        assert_eq!(mesh.len(), 2 * 468);
        let at = |points: &[f64], index: usize| [points[2 * index], points[2 * index + 1]];
        let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let eyes = apart(at(&five, 0), at(&five, 1));
        assert!(apart(at(&mesh, 1), at(&five, 2)) < 0.3 * eyes, "{picture}: nose");
        let middle = |a: [f64; 2], b: [f64; 2]| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
        assert!(apart(middle(at(&mesh, 33), at(&mesh, 133)), at(&five, 0)) < 0.15 * eyes, "{picture}: left eye");
        assert!(apart(middle(at(&mesh, 362), at(&mesh, 263)), at(&five, 1)) < 0.15 * eyes, "{picture}: right eye");
    }
}

/// What insightface's own classes make of random networks (`tests/oracles/insightface_networks.py`). `exact_…` is the same with crops
/// that OpenCV has not rounded.
#[test]
fn what_is_known_of_a_face_is_what_insightface_knows() {
    let stage = Stage::new();
    let Some(photo) = asset("photos/astronaut.png") else { return };
    if !has_runtime() {
        return;
    }
    let golden = root().join("tests/golden/face");
    let networks = ["iresnet", "genderage", "points106"].map(|name| golden.join(format!("insightface_{name}.onnx")));
    let told: Value = serde_json::from_str(&std::fs::read_to_string(golden.join("insightface.json")).unwrap()).unwrap();
    let [who, ages, points] = &networks;
    let Some(face) = known_by(&stage, &photo, WHOLE, [who, ages, points]) else { return };
    let apart = |ours: &str, theirs: &str| {
        let (ours, theirs) = (numbers(&face[ours]), numbers(&told[theirs]));
        assert_eq!(ours.len(), theirs.len());
        ours.iter().zip(&theirs).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
    };
    assert!(apart("bbox", "bbox") < 0.02 && apart("points5", "points5") < 0.02);
    assert_eq!(numbers(&face["gender"])[0], told["gender"].as_f64().unwrap());
    assert_eq!(numbers(&face["age"])[0], told["age"].as_f64().unwrap());
    for (ours, theirs, most) in [
        ("landmarks", "exact_points", 0.02),
        ("landmarks", "points", 0.1),
        ("embedding", "exact_embedding", 1e-4),
        ("embedding", "embedding", 1e-3),
    ] {
        assert!(apart(ours, theirs) < most, "{theirs}: {}", apart(ours, theirs));
    }
    let length = numbers(&face["embedding_length"])[0] / told["exact_length"].as_f64().unwrap();
    assert!((length - 1.0).abs() < 1e-3, "{length}");
}

#[test]
fn what_is_no_finder_is_told_in_a_sentence() {
    let stage = Stage::new();
    stage.write("broken.onnx", "this is no model");
    if !has_runtime() {
        return;
    }
    let fails = |detector: String, code: i32, words: &str| {
        let said = run(&stage, "detect_faces.ron", &[detector, "-o".to_owned(), "out".to_owned()]).ended(code);
        assert!(said.err.contains(words), "{}", said.err);
        assert!(!said.err.contains("panic"), "{}", said.err);
    };
    fails(set("detector", &stage.path("broken.onnx")), 5, "it is no ONNX model");
    fails(set("detector", &stage.path("missing.onnx")), 5, "cannot be read");
    fails("detector=face-detector".to_owned(), 5, "no model for `face-detector` is installed");
    let tiny = root().join("tests/golden/onnx/twice.onnx");
    fails(set("detector", &tiny), 4, "is none of SCRFD, RetinaFace and YuNet");
}

#[test]
fn without_a_runtime_the_built_in_finder_works_and_a_wish_is_refused() {
    let stage = Stage::new();
    let graph = root().join("graphs/detect_faces.ron");
    let weft = |words: &[&str]| {
        let mut command = stage.command(&[&["run", graph.to_str().unwrap()], words].concat());
        Said::from(command.env("ORT_DYLIB_PATH", "/there/is/none.so").output().unwrap())
    };
    weft(&["--out", "faces=faces.json"]).ended(0);
    assert!(stage.read("faces.json").contains("classical"));
    let tiny = root().join("tests/golden/onnx/twice.onnx");
    let said = weft(&[&set("detector", &tiny), "-o", "out"]).ended(5);
    assert!(said.err.contains("weft runtime install"), "{}", said.err);
}
