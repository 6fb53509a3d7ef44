//! Kinds against `tests/oracles/every_kind.py` and `simplified.py`, on every sort of picture, without and with alpha.

use weft_golden::{COLOURS, Planes, answers_of, check, check_but, every, in_levels};
use weft_plugin::Kind;
use weft_plugin::testing::{Data, Picture, Run, run};

/// A kind from picture to picture.
#[track_caller]
fn check_image(name: &str, within: f32, kind: &'static Kind, set: impl Fn(Run<'static>) -> Run<'static>) {
    check(name, COLOURS, within, |image| set(run(kind).image("image", image)).go().unwrap().image("image"));
}

#[test]
fn blurs_and_sharpening_agree_with_opencv() {
    check_image("toon_gaussian", 3e-6, &crate::gaussian::gaussian::KIND, |run| run.float("sigma", 2.0));
    check_image("toon_box", 3e-6, &crate::box_blur::box_blur::KIND, |run| run.int("radius", 3));
    check_image("sharpen", 2e-6, &crate::sharpen::sharpen::KIND, |run| {
        run.float("amount", 0.75).float("radius", 1.5).float("threshold", 0.0625)
    });
}

#[test]
fn lines_agree_with_opencv_and_numpy() {
    let pen =
        |pen: &'static str| move |run: Run<'static>| run.text("pen", pen).float("thickness", 3.0).float("detail", 0.5);
    // Steep ramps: a millionth of brightness is a ten-thousandth of a line.
    check_image("edges_ink", 5e-4, &crate::edges::edges::KIND, pen("ink"));
    check_image("edges_fine", 5e-4, &crate::edges::edges::KIND, pen("fine"));
}

#[test]
fn detail_agrees_with_the_domain_transform_of_opencv() {
    check_image("detail", 1e-3, &crate::detail::detail::KIND, |run| run);
}

#[test]
fn a_painted_cartoon_agrees_with_the_pieces_of_opencv() {
    // Steep ramps, as those of `edges_fine`.
    check_image("cartoon_painted", 1e-3, &crate::cartoon::cartoon::KIND, |run| run.text("style", "painted"));
}

fn colour(picture: &Picture, at: usize) -> [f32; 3] {
    [0, 1, 2].map(|plane| picture.plane(plane)[at])
}

fn apart(one: [f32; 3], other: [f32; 3]) -> f64 {
    one.iter().zip(other).map(|(one, other)| f64::from(one - other).powi(2)).sum()
}

/// Mean square distance to the nearest of these colours.
fn distance(picture: &Picture, colours: &[[f32; 3]]) -> f64 {
    let pixels = picture.plane(0).len();
    let nearest = |at| colours.iter().map(|other| apart(colour(picture, at), *other)).fold(f64::INFINITY, f64::min);
    (0..pixels).map(nearest).sum::<f64>() / pixels as f64
}

/// Another start finds other colours: they may lie by a fiftieth further from the pixels than those of OpenCV. Groups of alike pixels,
/// 32 steps a colour, can only be divided between groups: by a tenth.
#[test]
fn few_colours_lie_as_near_as_those_of_opencv() {
    let mut answers = answers_of("few_colors");
    for (sort, picture) in every(Planes::Rgb) {
        let want = answers.next().unwrap();
        let done = run(&crate::palette::palette::KIND).image("image", picture.clone()).go().unwrap();
        let colours: Vec<[f32; 3]> = done
            .list("colors")
            .iter()
            .map(|color| {
                let Data::Color(color) = color else { panic!("{color:?}") };
                [color.rgba[0], color.rgba[1], color.rgba[2]]
            })
            .collect();
        let painted = |exact: bool| {
            let run = run(&crate::quantize::quantize::KIND).image("image", picture.clone()).int("colors", 6);
            let painted = run.set("exact", exact).go().unwrap().image("image");
            let pixels = picture.plane(0).len();
            (0..pixels).map(|at| apart(colour(&picture, at), colour(&painted, at))).sum::<f64>() / pixels as f64
        };
        for (kind, have, more) in [
            ("exact", painted(true), 1.02),
            ("quantize", painted(false), 1.1),
            ("palette", distance(&picture, &colours), 1.1),
        ] {
            assert!(have <= more * want + 1e-8, "{sort}, {kind}: {have} and not {want}");
        }
        let shares: f32 = done.tensor("shares").f32s().iter().sum();
        assert!((shares - 1.0).abs() < 1e-5, "{sort}: {shares}");
    }
}

/// Pixels of each drawing that the file keeps, at most.
const PIXELS_KEPT: usize = 70;

/// Which few colours are found is a matter of chance. But each pixel of what OpenCV smooths is painted with the nearest of them, where
/// differences in colour count more than those in light, and what OpenCV makes of the pen's formula is the ink on top.
#[track_caller]
fn check_few_colours(style: &str, colours: usize, has_ink: bool) {
    const CHROMA: f32 = 1.7;
    let space = |[red, green, blue]: [f32; 3]| {
        let light = 0.299 * red + 0.587 * green + 0.114 * blue;
        [light, CHROMA * 0.713 * (red - light), CHROMA * 0.564 * (blue - light)]
    };
    let mut answers = answers_of(&format!("cartoon_{style}"));
    for (sort, picture) in every(Planes::Rgb) {
        let run = run(&crate::cartoon::cartoon::KIND).image("image", picture.clone()).text("style", style);
        let painted = run.clone().float("lines", 0.0).go().unwrap().image("image");
        let drawn = run.go().unwrap().image("image");
        let pixels = picture.plane(0).len();
        let mut palette: Vec<[f32; 3]> = (0..pixels).map(|at| colour(&painted, at)).collect();
        palette.sort_by(|one, other| one.partial_cmp(other).unwrap());
        palette.dedup();
        assert!(palette.len() <= colours, "{style}, {sort}: {} colours", palette.len());
        let kept: Vec<usize> = (0..pixels).step_by(pixels.div_ceil(PIXELS_KEPT)).collect();
        let mut plane = || -> Vec<f32> { answers.by_ref().take(kept.len()).map(|value| value as f32).collect() };
        let smooth = [plane(), plane(), plane()];
        let ink = if has_ink { plane() } else { vec![0.0; kept.len()] };
        for (i, at) in kept.iter().enumerate() {
            let smooth = space([0, 1, 2].map(|plane: usize| smooth[plane][i]));
            let away = |other: &[f32; 3]| apart(smooth, space(*other)).sqrt();
            let nearest = palette.iter().map(away).fold(f64::INFINITY, f64::min);
            let (below, above) = (colour(&painted, *at), colour(&drawn, *at));
            let have = away(&below);
            assert!(have <= nearest + 1e-3, "{style}, {sort}: pixel {at} is {have} away, and one is {nearest}");
            // Steep ramps, as those of `edges_fine`.
            let inked = below.map(|value| value * (1.0 - ink[i]));
            assert!(apart(above, inked).sqrt() <= 1e-3, "{style}, {sort}: pixel {at} is {above:?} and not {inked:?}");
        }
    }
    assert_eq!(answers.next(), None);
}

#[test]
fn drawings_in_few_colours_agree_with_the_pieces_of_opencv() {
    check_few_colours("comic", 20, true);
    check_few_colours("poster", 16, false);
    check_few_colours("ink", 14, true);
}

/// Black in OpenCV, where windows reach beyond the picture.
const SMALL: &[&str] = &["one pixel", "constant"];
/// Of 8 bits: the reference rounds to the nearest.
const HALF_A_LEVEL: f32 = 0.5 / 255.0 + 1e-5;
/// And may be one beside.
const ONE_AND_A_HALF: f32 = 1.5 / 255.0 + 1e-5;

#[test]
fn smooth_areas_agree_with_opencv() {
    check_image("bilateral", 2e-6, &crate::bilateral::bilateral::KIND, |run| {
        run.int("diameter", 5).float("spread_color", 0.1).float("spread_space", 2.0)
    });
    check_image("median", 0.0, &crate::median::median::KIND, |run| run.int("radius", 2));
    let smooth = |not: &[&str], look: &str| {
        check_but(not, &format!("edge_preserving_{look}"), COLOURS, ONE_AND_A_HALF, |image| {
            let run = run(&crate::edge_preserving::edge_preserving::KIND).image("image", in_levels(&image));
            run.text("look", look).go().unwrap().image("image")
        });
    };
    smooth(&[], "soft");
    smooth(SMALL, "flat");
}

#[test]
fn drawings_agree_with_opencv() {
    check_but(SMALL, "stylize", COLOURS, ONE_AND_A_HALF, |image| {
        run(&crate::stylize::stylize::KIND).image("image", in_levels(&image)).go().unwrap().image("image")
    });
    for (lead, within) in [("grey", HALF_A_LEVEL), ("color", ONE_AND_A_HALF)] {
        check_but(SMALL, &format!("pencil_{lead}"), COLOURS, within, |image| {
            let run = run(&crate::pencil::pencil::KIND).image("image", in_levels(&image)).text("lead", lead);
            let image = run.float("spread_color", 0.07).float("shade", 0.02).go().unwrap().image("image");
            Picture { samples: image.samples.iter().map(|value| value.clamp(0.0, 1.0)).collect(), ..image }
        });
    }
    check("edges_adaptive", COLOURS, 0.0, |image| {
        let run = run(&crate::edges::edges::KIND).image("image", in_levels(&image)).text("pen", "adaptive");
        run.float("thickness", 3.0).float("detail", 0.5).go().unwrap().image("image")
    });
}
