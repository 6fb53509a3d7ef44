//! Pictures of every sort that a kind may get, and what reference libraries make of them: for tests of kinds. No kinds.
#![forbid(unsafe_code)]
#![expect(clippy::missing_panics_doc, reason = "tests end by panicking")]

#[allow(dead_code, clippy::unwrap_used, reason = "part of the kernels' tests, which use all of it")]
#[path = "../../kernels/tests/golden/answers.rs"]
mod answers;
#[allow(dead_code, reason = "part of the kernels' tests, which use all of it")]
#[path = "../../kernels/tests/golden/pictures.rs"]
mod pictures;

use answers::Answers;
use weft_kernels::Plane;
use weft_plugin::testing::Picture;

/// What a picture is given as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planes {
    /// The first plane alone.
    Mask,
    /// Red, green and blue.
    Rgb,
    /// And straight alpha: some pixels transparent, none nearly so.
    Rgba,
}

/// In colour, without alpha and with it.
pub const COLOURS: &[Planes] = &[Planes::Rgb, Planes::Rgba];
/// As a mask only.
pub const MASKS: &[Planes] = &[Planes::Mask];

/// Values of an answer that the file keeps, about.
const VALUES_KEPT: usize = 211;

/// Runs a kind on every sort of picture and compares the answers with those of the reference, value by value.
#[track_caller]
pub fn check(name: &str, given: &[Planes], within: f32, kind: impl Fn(Picture) -> Picture) {
    check_but(&[], name, given, within, kind);
}

/// As `check`, without some sorts, for which the reference has no answer.
#[track_caller]
pub fn check_but(not: &[&str], name: &str, given: &[Planes], within: f32, kind: impl Fn(Picture) -> Picture) {
    let mut answers = Answers::open(&format!("kind_{name}"));
    let mut worst = (0.0, String::new());
    for (sort, planes) in sorts().into_iter().filter(|(sort, _)| !not.contains(sort)) {
        for given in given {
            let have = kind(picture(&planes, *given)).samples;
            let step = (have.len() / VALUES_KEPT).max(1);
            let have: Vec<f32> = have.into_iter().step_by(step).collect();
            for (at, (have, want)) in have.iter().zip(answers.take(have.len())).enumerate() {
                let apart = (*have - *want as f32).abs();
                if apart > worst.0 || apart.is_nan() {
                    worst = (apart, format!("{name}, {sort} as {given:?}: value {at} is {have} and not {want}"));
                }
            }
        }
    }
    assert!(worst.0 <= within, "{}, {:e} apart", worst.1, worst.0);
    answers.end();
}

/// The numbers that the reference gave for a kind, one after the other, for tests that compare otherwise.
pub fn answers_of(name: &str) -> impl Iterator<Item = f64> + use<> {
    Answers::open(&format!("kind_{name}")).all().into_iter()
}

/// Every sort of picture, by name.
pub fn every(given: Planes) -> Vec<(&'static str, Picture)> {
    sorts().into_iter().map(|(sort, planes)| (sort, picture(&planes, given))).collect()
}

/// The picture upside down.
pub fn turned(picture: &Picture) -> Picture {
    let last = picture.height - 1;
    Picture::new(picture.width, picture.height, picture.channels, |x, y, plane| picture.at(x, last - y, plane))
}

/// The picture in levels of 8 bits, for references that know no others.
pub fn in_levels(picture: &Picture) -> Picture {
    let level = |value: f32| (value * 255.0).round_ties_even() / 255.0;
    let plane = |x, y, plane| if plane == 3 { picture.at(x, y, 3) } else { level(picture.at(x, y, plane)) };
    Picture::new(picture.width, picture.height, picture.channels, plane)
}

fn sorts() -> [(&'static str, Vec<Plane>); 7] {
    [
        ("photo", pictures::astronaut()),
        ("gradients", shades(&pictures::gradient(57, 43))),
        ("checkerboard", shades(&pictures::checkerboard(57, 43))),
        ("odd size", pictures::rgb(257, 131)),
        ("one pixel", pictures::rgb(1, 1)),
        ("constant", shades(&Plane::filled(20, 15, 0.25))),
        ("sixteen bits", shades(&pictures::sixteen_bits(33, 21))),
    ]
}

fn shades(plane: &Plane) -> Vec<Plane> {
    let of = |shade: fn(f32) -> f32| Plane::from_fn(plane.width(), plane.height(), |x, y| shade(plane.row(y)[x]));
    vec![of(|value| value), of(|value| 1.0 - value), of(|value| value * 0.5)]
}

fn picture(planes: &[Plane], given: Planes) -> Picture {
    let channels = match given {
        Planes::Mask => 1,
        Planes::Rgb => 3,
        Planes::Rgba => 4,
    };
    Picture::new(planes[0].width() as u32, planes[0].height() as u32, channels, |x, y, plane| match plane {
        3 if (x + 3 * y).is_multiple_of(13) => 0.0,
        3 => (0.4 + f64::from((x * 3 + y * 5) % 7) / 10.0) as f32,
        _ => planes[plane as usize].row(y as usize)[x as usize],
    })
}
