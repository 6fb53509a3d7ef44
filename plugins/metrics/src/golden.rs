//! `metrics.difference` against `tests/oracles/every_kind.py`, on every sort of picture. The numbers of `metrics.compare` are compared in
//! the tests of the kernels.

use weft_golden::{COLOURS, check, turned};
use weft_plugin::testing::run;

#[test]
fn differences_agree_with_numpy() {
    check("difference", COLOURS, 0.0, |picture| {
        let run = run(&crate::difference::difference::KIND).image("second", turned(&picture)).image("first", picture);
        run.go().unwrap().image("mask")
    });
}
