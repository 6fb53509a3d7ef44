//! Faces in real photographs, found without any model. Needs the test assets; without them it says what it skipped.

use super::stage::{Stage, asset};

/// How many faces the finder finds in a picture, and what it calls itself.
fn found(stage: &Stage, picture: &str) -> Option<(usize, String)> {
    let photo = asset(picture)?;
    let graph = super::stage::root().join("graphs/detect_faces.ron");
    let photo = format!("photo={}", photo.display());
    stage.weft(&["run", graph.to_str().unwrap(), &photo, "--out", "faces=faces.json"]).ended(0);
    let faces: serde_json::Value = serde_json::from_str(&stage.read("faces.json")).unwrap();
    assert_eq!(faces["points5"].as_array().unwrap().len(), faces["score"].as_array().unwrap().len());
    Some((faces["bbox"].as_array().unwrap().len(), faces["source"].as_str().unwrap().to_owned()))
}

#[test]
fn every_face_is_found_without_a_model() {
    let stage = Stage::new();
    for (picture, faces) in [
        ("photos/astronaut.png", 1),
        ("photos/grace_hopper.jpg", 1),
        ("photos/newton.png", 1),
        ("photos/tfjs_three_people.jpg", 3),
        ("photos/solvay_conference_1927.png", 29),
        ("illustrations/mp_cartoon.jpg", 1),
        ("illustrations/mp_boy-6030802_1280.jpg", 1),
    ] {
        if let Some((count, source)) = found(&stage, picture) {
            assert_eq!((count, source.starts_with("classical")), (faces, true), "{picture}");
        }
    }
}

#[test]
fn a_photo_without_a_face_is_a_sentence() {
    let stage = Stage::new();
    stage.write(
        "flat.ron",
        "(weft: 1, nodes: {\"a\": (kind: \"image.new\", version: 1)}, expose: (outputs: {\"a\": \"a.image\"}))",
    );
    stage.weft(&["run", "flat.ron", "--out", "a=flat.png"]).ended(0);
    let graph = super::stage::root().join("graphs/personalise.ron");
    let said = stage.weft(&["run", graph.to_str().unwrap(), "photo=flat.png", "-o", "out"]);
    assert_eq!(said.code, Some(4));
    assert!(said.err.contains("there is no face in the picture"), "{}", said.err);
}
