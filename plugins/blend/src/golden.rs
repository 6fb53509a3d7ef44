//! Kinds against `tests/oracles/every_kind.py` and `shapes.py`, on every sort of picture, without and with alpha. How `blend.match_color`
//! matches histograms is compared in the tests of the kernels.

use weft_golden::{COLOURS, Planes, check, check_but, in_levels, turned};
use weft_plugin::testing::{Array, Data, Picture, run};

#[test]
fn melting_agrees_with_the_pyramids_of_opencv() {
    check("multiband", COLOURS, 2e-6, |picture| {
        let (width, overlay) = (picture.width, turned(&picture));
        let mask = Picture::new(width, picture.height, 1, |x, _, _| f32::from(u8::from(x < width.div_ceil(2))));
        let run = run(&crate::multiband::multiband::KIND).image("base", picture).image("overlay", overlay);
        run.mask("mask", mask).int("levels", 3).go().unwrap().image("image")
    });
}

#[test]
fn pasting_agrees_with_the_distances_of_scipy() {
    check("paste", COLOURS, 1e-6, |picture| {
        let over = turned(&picture);
        let half = (picture.width.div_ceil(2), picture.height.div_ceil(2));
        let over = Picture::new(half.0, half.1, picture.channels, |x, y, plane| over.at(x, y, plane));
        let run = run(&crate::paste::paste::KIND).image("base", picture).image("overlay", over);
        run.int("x", 3).int("y", -2).float("feather", 4.0).float("opacity", 0.8).go().unwrap().image("image")
    });
}

#[test]
fn a_place_in_a_template_agrees_with_opencv() {
    // Coverage is counted by 256 lines a pixel there.
    check("place", COLOURS, 1e-3, |picture| {
        let (width, height) = (picture.width as f32, picture.height as f32);
        let pair = |x: f32, y: f32| Data::from(Array::new(&[2], vec![x, y]));
        let slot = Data::from([
            ("width", Data::Int(picture.width.into())),
            ("height", Data::Int(picture.height.into())),
            ("bbox", Array::new(&[1, 4], vec![0.0_f32, 0.0, width, height]).into()),
            ("center", pair(width * 0.5, height * 0.45)),
            ("radii", pair(width * 0.45, height * 0.42)),
            ("rotation", Data::Float(20.0)),
        ]);
        let run = run(&crate::place::place::KIND).image("image", turned(&picture)).image("template", picture);
        run.set("slot", slot).go().unwrap().image("image")
    });
}

/// Its colours, paler and shifted.
fn others(picture: &Picture) -> Picture {
    let (scale, more) = ([0.5, 0.7, 0.8], [0.1, 0.15, 0.1]);
    Picture::new(picture.width, picture.height, 3, |x, y, plane| {
        picture.at(x, y, plane) * scale[plane as usize] + more[plane as usize]
    })
}

#[test]
fn the_colours_of_another_picture_agree_with_scikit_image_and_scipy() {
    let matched = |method: &'static str| {
        move |picture: Picture| {
            let run = run(&crate::match_color::match_color::KIND).image("reference", others(&picture));
            run.image("image", picture).text("method", method).go().unwrap().image("image")
        }
    };
    // What is flat has no contrast to scale.
    check_but(&["one pixel", "constant"], "reinhard", COLOURS, 1e-3, matched("reinhard"));
    check("mkl", COLOURS, 1e-4, matched("mkl"));
}

#[test]
fn a_soft_oval_agrees_with_scikit_image_and_opencv() {
    // A row of the 32 that are counted in a pixel.
    check("gaussian_mask", &[Planes::Rgb], 1.0 / 32.0, |image| {
        let rect = Array::new(&[4], vec![0.15_f32, 0.25, 0.6, 0.55]);
        run(&crate::gaussian_mask::gaussian_mask::KIND)
            .image("image", image)
            .set("rect", rect)
            .go()
            .unwrap()
            .image("mask")
    });
}

/// What the reference keeps of it: levels of 8 bits.
fn cut(image: &Picture) -> Picture {
    Picture::new(image.width, image.height, image.channels, |x, y, plane| image.at(x, y, plane).clamp(0.0, 1.0))
}

/// OpenCV cuts off what is behind a level, and may be one beside it.
const TWO_LEVELS: f32 = 2.0 / 255.0 + 1e-5;

#[test]
fn what_is_pasted_without_a_seam_agrees_with_opencv() {
    for keeps in ["normal", "mixed", "mono"] {
        check_but(&["one pixel"], &format!("poisson_{keeps}"), COLOURS, TWO_LEVELS, |image| {
            let (base, over) = (in_levels(&image), in_levels(&turned(&image)));
            let half = (base.width / 2, base.height / 2);
            let over = Picture::new(half.0, half.1, 3, |x, y, plane| over.at(x, y, plane));
            let run = run(&crate::poisson::poisson::KIND).image("base", base).image("overlay", over);
            let run = run.mask("mask", Picture::flat(half.0, half.1, [1.0])).text("keeps", keeps).text("place", "at");
            cut(&run.int("x", half.0.into()).int("y", half.1.into()).go().unwrap().image("image"))
        });
    }
}

#[test]
fn what_is_retouched_agrees_with_opencv() {
    for change in ["color", "light", "texture"] {
        // Where all is flat, OpenCV's transform in f32 falls just below the level, which cuts off a whole one.
        check_but(&["one pixel", "constant"], &format!("retouch_{change}"), COLOURS, TWO_LEVELS, |image| {
            let inside = |at: u32, length: u32| (length / 3..length * 2 / 3).contains(&at);
            let (width, height) = (image.width, image.height);
            let middle =
                Picture::new(width, height, 1, |x, y, _| f32::from(u8::from(inside(x, width) && inside(y, height))));
            let run = run(&crate::retouch::retouch::KIND).image("image", in_levels(&image)).mask("mask", middle);
            let run = run.text("change", change).float("red", 1.5).float("green", 0.5).float("blue", 1.25);
            cut(&run.float("evenness", 0.4).float("edges", 45.0).go().unwrap().image("image"))
        });
    }
}
