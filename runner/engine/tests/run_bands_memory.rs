//! What chains in bands ask of the pool. One test, as all tests of a program share the pool.

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;
#[path = "plan_support/pictures.rs"]
mod pictures;

use std::fmt::Write;

use pictures::pictures;
use weft_engine::cache::Cache;
use weft_engine::run::{Bands, Ended};
use weft_engine::value::Pool;

const SIDE: usize = 800;
const PLANE: usize = SIDE * SIDE * 4;

/// Ten steps behind a picture of three planes; how many planes were in use at the worst moment beyond input and output.
fn planes_beyond(kinds: &[&str], bands: Bands, cache: Option<Cache>) -> f64 {
    let mut machine = pictures(2);
    machine.bands = bands;
    if let Some(cache) = cache {
        machine.cache = cache;
    }
    let mut text = format!(r#""n0": (kind: "source", version: 1, set: {{"width": {SIDE}, "height": {SIDE}}}),"#);
    for at in 1..=10 {
        let kind = kinds[at % kinds.len()];
        let before = at - 1;
        _ = write!(text, r#""n{at}": (kind: "{kind}", version: 1, wires: {{"image": "n{before}.image"}}),"#);
    }
    text.push_str(r#"--- outputs: {"last": "n10.image"}"#);
    Pool::shared().take_peak();
    let before = Pool::shared().bytes_used();
    let report = machine.run(&text);
    assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
    let peak = Pool::shared().take_peak() - before;
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let planes = peak as f64 / PLANE as f64;
    planes - 6.0
}

#[test]
fn a_chain_of_ten_needs_little_more_than_its_input_and_output() {
    let bands = Bands { pixels_min: 1 << 18, pointwise_pixels_min: 1 << 18, rows: None };
    let pointwise = ["gain", "shade"];
    let around = ["gain", "blur", "shade"];
    // Every result is kept, so each step is one picture more.
    assert!(planes_beyond(&around, Bands::off(), None) > 20.0);
    assert!(planes_beyond(&pointwise, bands, None) < 0.5 * 4.0);
    assert!(planes_beyond(&around, bands, None) < 4.0);
    assert!(planes_beyond(&around, Bands::of_rows(16), None) < 1.5);
    // Where nobody keeps the input, the result is written over it.
    assert!(planes_beyond(&pointwise, bands, Some(Cache::off())) < -1.0);
    assert!(planes_beyond(&around, Bands::of_rows(16), Some(Cache::off())) < -1.0);
}
