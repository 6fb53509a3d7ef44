//! What the kinds promise to the host and to those who wire them.

use sample_plugin::{sample_portrait, sample_template};
use weft_plugin::testing::{Data, Numbers, run, validate};

#[test]
fn both_kinds_keep_the_law_of_nodes() {
    validate(&sample_portrait::KIND).set("width", 40_i64).set("height", 40_i64).check();
    validate(&sample_template::KIND).set("width", 40_i64).set("height", 40_i64).check();
}

#[test]
fn a_portrait_has_the_size_that_was_asked_for() {
    let done = run(&sample_portrait::KIND).int("seed", 5).int("width", 31).int("height", 47).go().unwrap();
    let image = done.image("image");
    assert_eq!((image.width, image.height, image.channels), (31, 47, 3));
}

#[test]
fn stop_ends_a_portrait() {
    let stopped = run(&sample_portrait::KIND).int("width", 64).int("height", 640).stop_after(2).go();
    assert!(stopped.is_err_and(|error| error.is_cancelled()));
}

#[test]
fn a_slot_is_a_record_that_reads_like_a_face() {
    let done = run(&sample_template::KIND).text("scene", "knight").int("width", 200).int("height", 160).go().unwrap();
    let (image, mask) = (done.image("image"), done.image("mask"));
    assert_eq!((image.width, image.height, image.channels), (200, 160, 3));
    assert_eq!((mask.width, mask.height, mask.channels), (200, 160, 1));
    let Data::Record(fields) = done.data("slot") else { panic!("the slot is no record") };
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).and_then(|(_, data)| data.clone()).unwrap();
    let Data::Tensor(points) = field("points5") else { panic!("points5 is no tensor") };
    assert_eq!(points.shape, [1, 5, 2]);
    let Numbers::F32(places) = points.numbers else { panic!("points5 are no f32") };
    for place in places.chunks(2) {
        assert_eq!(mask.at(place[0] as u32, place[1] as u32, 0), 1.0);
    }
    assert_eq!(field("blend_mode"), Data::Text("normal".to_owned()));
    assert_eq!(field("width"), Data::Int(200));
}
