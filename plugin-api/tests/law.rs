//! Kinds with planted faults: the validator must find each.
#![forbid(unsafe_code)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use weft_plugin::prelude::*;
use weft_plugin::testing;

/// Breaks nothing.
#[node(id = "test.good", category = "Test", pure)]
fn good(call: &Call, image: &Image, #[input(default = 0.5, soft = 0.0..=1.0)] amount: f32) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    out.fill_rows(call, |plane, y, row| {
        for (to, from) in row.iter_mut().zip(image.row(plane, y)) {
            *to = from * amount;
        }
    })?;
    Ok(out)
}

/// Panics on small pictures.
#[node(id = "test.small", category = "Test", pure)]
fn small(image: &Image) -> f32 {
    image.row(0, 0)[1]
}

/// Leaves pixels unwritten.
#[node(id = "test.unwritten", category = "Test", pure)]
fn unwritten(call: &Call, image: &Image) -> Result<ImageMut> {
    call.image_like_for_overwrite(image)
}

/// Reads between rows.
#[node(id = "test.padding", category = "Test", pure)]
fn padding(image: &Image) -> f32 {
    image.plane(0).0.iter().sum()
}

/// Remembers.
#[node(id = "test.remembers", category = "Test", pure)]
fn remembers() -> i64 {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    RUNS.fetch_add(1, Ordering::Relaxed).into()
}

/// Counts threads.
#[node(id = "test.threads", category = "Test", pure)]
fn threads(call: &Call) -> i64 {
    call.threads().into()
}

/// Divides by nothing.
#[node(id = "test.divides", category = "Test", pure)]
fn divides(#[input(default = 0.5, soft = 0.0..=1.0)] by: f64) -> f64 {
    1.0 / by
}

/// Does not stop.
#[node(id = "test.deaf", category = "Test", pure)]
fn deaf(call: &Call) -> i64 {
    _ = call.report(0.5);
    0
}

/// Keeps what it got.
#[node(id = "test.keeps", category = "Test", pure)]
fn keeps(image: &Image) -> i64 {
    static KEPT: Mutex<Vec<Image>> = Mutex::new(Vec::new());
    KEPT.lock().map(|mut kept| kept.push(image.clone())).is_ok().into()
}

/// Does not need what it asks for.
#[node(id = "test.unneeded", category = "Test", pure)]
fn unneeded(#[input(wire_only)] number: f64) -> f64 {
    number
}

/// Gives a picture as a mask.
#[node(id = "test.mask", category = "Test", pure, output(id = "mask", ty = "mask"))]
fn coloured_mask(call: &Call) -> Result<ImageMut> {
    call.image(2, 2, 3)
}

/// Trips over what is no number.
#[node(id = "test.nan", category = "Test", pure)]
fn nan(image: &Image) -> i64 {
    let brightest = image.row(0, 0).iter().copied().fold(0.0, f32::max);
    let mut bins = [0; 256];
    bins[(image.row(0, 0)[0] * 255.0 / brightest.max(1.0)) as u8 as usize] += 1;
    assert!(image.row(0, 0)[0].is_finite(), "no number");
    bins.len() as i64
}

/// Keeps what it got in its state, which the host may end.
#[derive(Default)]
struct Cache(Option<Image>);

/// Remembers the last picture.
#[node(id = "test.cache", category = "Test")]
impl Cache {
    fn run(&mut self, image: &Image) -> Image {
        self.0.replace(image.clone()).unwrap_or_else(|| image.clone())
    }
}

/// Panics where a mask is smaller than the picture.
#[node(id = "test.small_mask", category = "Test", pure)]
fn small_mask(image: &Image, mask: &Mask) -> f32 {
    mask.row(0, image.height() - 1)[0]
}

/// Divides by what a mask selects.
#[node(id = "test.empty_mask", category = "Test", pure)]
fn empty_mask(mask: &Mask) -> f32 {
    1.0 / mask.row(0, 0).iter().sum::<f32>()
}

/// Panics on points that are no numbers.
#[node(id = "test.nan_points", category = "Test", pure)]
fn nan_points(#[input(ty = "points")] points: &Tensor) -> Result<f32> {
    let numbers = points.as_slice::<f32>()?;
    assert!(numbers.iter().all(|number| !number.is_nan()));
    Ok(numbers[0])
}

#[track_caller]
fn check(kind: &weft_plugin::Kind, expected: &str) {
    let problems = testing::validate(kind).problems();
    assert!(problems.iter().any(|problem| problem.contains(expected)), "wanted `{expected}`, got {problems:#?}");
}

#[test]
fn every_planted_fault_is_found() {
    check(&small::KIND, "on 1×1 with 1 planes: panicked");
    check(&unwritten::KIND, "new pixels which were not written");
    check(&padding::KIND, "depends on memory between rows");
    check(&remembers::KIND, "twice the same inputs gave two results");
    check(&threads::KIND, "depends on the number of threads");
    check(&divides::KIND, "with `by` = 0: numbers in the result are not finite");
    check(&deaf::KIND, "went on, although it had asked");
    check(&keeps::KIND, "values are still held");
    check(&unneeded::KIND, "runs without `number`");
    check(&coloured_mask::KIND, "is no mask");
    check(&nan::KIND, "on pixels of NaN: panicked");
}

#[test]
fn a_good_kind_has_no_faults() {
    assert_eq!(testing::validate(&good::KIND).problems(), Vec::<String>::new());
    assert_eq!(testing::validate(&Cache::KIND).problems(), Vec::<String>::new());
}

#[test]
#[should_panic(expected = "`test.deaf` breaks the law of nodes")]
fn check_says_which_kind_it_is() {
    testing::validate(&deaf::KIND).check();
}

#[test]
#[should_panic(expected = "with `mask` of one pixel: panicked")]
fn a_kind_that_panics_on_a_mask_of_one_pixel_is_found() {
    testing::validate(&small_mask::KIND).check_odd();
}

#[test]
#[should_panic(expected = "with `mask` empty: numbers in the result are not finite")]
fn a_kind_that_divides_by_an_empty_mask_is_found() {
    testing::validate(&empty_mask::KIND).check_odd();
}

#[test]
#[should_panic(expected = "with `points` no numbers: panicked")]
fn a_kind_that_panics_on_places_that_are_no_numbers_is_found() {
    testing::validate(&nan_points::KIND).check_odd();
}
