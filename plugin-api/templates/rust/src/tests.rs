//! Kinds run here without a host.

use super::vignette;
use weft_plugin::testing::{self, Picture};

#[test]
fn corners_get_darker_and_the_middle_stays() {
    let white = Picture::flat(8, 8, [1.0, 1.0, 1.0]);
    let done =
        testing::run(&vignette::KIND).image("image", white).float("strength", 0.5).go().unwrap();
    let result = done.image("result");
    assert!(result.at(0, 0, 0) < 0.5);
    assert_eq!(result.at(4, 4, 0), 1.0);
}

#[test]
fn vignette_keeps_the_law_of_nodes() {
    testing::validate(&vignette::KIND).check();
}
