//! Kinds against `tests/oracles/every_kind.py`, `composites.py` and `torch_random.py`, on every sort of picture, without and with alpha.

use weft_golden::{COLOURS, Planes, check, check_but, turned};
use weft_kernels::Plane;
use weft_kernels::colour_space::{ColourSpace, from_rgb, to_rgb};
use weft_kernels::plane::{views, views_mut};
use weft_plugin::testing::{Array, Picture, Run, run};
use weft_plugin::{Color, Kind};

/// A kind from picture to picture.
#[track_caller]
fn check_image(name: &str, within: f32, kind: &'static Kind, set: impl Fn(Run<'static>) -> Run<'static>) {
    check(name, COLOURS, within, |image| set(run(kind).image("image", image)).go().unwrap().image("image"));
}

#[test]
fn colours_and_tones_agree_with_numpy_and_opencv() {
    check_image("adjust", 1e-6, &crate::adjust::adjust::KIND, |run| {
        run.float("saturation", 0.5).float("contrast", 0.25).float("brightness", 0.125)
    });
    check_image("exposure", 2e-6, &crate::exposure::exposure::KIND, |run| run.float("stops", 0.75));
    check_image("gain", 1e-6, &crate::gain::gain::KIND, |run| run.float("gain", 1.5).float("offset", -0.125));
    check_image("levels", 1e-6, &crate::levels::levels::KIND, |run| {
        let run = run.float("black", 0.25).float("white", 0.75).float("gamma", 2.0);
        run.float("black_after", 0.125).float("white_after", 0.875)
    });
    check_image("grey", 1e-6, &crate::grey::grey::KIND, |run| run.text("weights", "rec601"));
    check_image("invert", 0.0, &crate::invert::invert::KIND, |run| run);
}

#[test]
fn curves_agree_with_scipy() {
    const CURVE: [[f32; 2]; 4] = [[0.0, 0.0], [0.25, 0.15], [0.75, 0.9], [1.0, 1.0]];
    check_image("curves", 2e-6, &crate::curves::curves::KIND, |run| {
        run.tensor("curve", Array::new(&[CURVE.len(), 2], CURVE.as_flattened().to_vec()))
    });
}

#[test]
fn composites_agree_with_libvips_and_the_formula_of_the_w3c() {
    const MODES: [&str; 15] = [
        "normal",
        "multiply",
        "screen",
        "overlay",
        "soft_light",
        "hard_light",
        "add",
        "subtract",
        "difference",
        "exclusion",
        "darken",
        "lighten",
        "color_dodge",
        "color_burn",
        "divide",
    ];
    for mode in MODES {
        check(&format!("composite_{mode}"), COLOURS, 2e-6, |image| {
            let over = turned(&image);
            let over = Picture::new(over.width, over.height, 3, |x, y, plane| over.at(x, y, plane));
            let run = run(&crate::composite::composite::KIND).image("base", image).image("overlay", over);
            run.text("mode", mode).float("opacity", 0.75).go().unwrap().image("image")
        });
    }
}

#[test]
fn moves_agree_with_opencv() {
    for fill in ["empty", "edge"] {
        // As close as warps by a matrix, of which this is one.
        check_image(&format!("transform_{fill}"), 2e-4, &crate::transform::transform::KIND, |run| {
            run.float("x", 1.5).float("y", -2.25).float("scale", 1.25).float("angle", 20.0).text("fill", fill)
        });
    }
}

#[test]
fn noise_is_that_of_torch() {
    for distribution in ["normal", "uniform"] {
        check(&format!("noise_{distribution}"), COLOURS, 1e-6, |like| {
            let run = run(&crate::noise::noise::KIND).int("seed", 42).text("distribution", distribution);
            let run = run.int("width", like.width.into()).int("height", like.height.into());
            run.int("channels", like.channels.into()).go().unwrap().image("image")
        });
    }
}

#[test]
fn clear_colours_agree_with_numpy_and_opencv() {
    // The ends are found among 4096 steps; an eighth of them, on the picture of one colour, is stretched over the whole range.
    check_image("auto_color", 8.0 / 4096.0, &crate::auto_color::auto_color::KIND, |run| run.float("contrast", 0.0));
    // OpenCV gives lightness in levels.
    check("auto_color_locally", COLOURS, 1.0 / 255.0, |image| {
        let run = run(&crate::auto_color::auto_color::KIND).image("image", pale_in_levels(&image));
        run.set("balance", false).set("stretch", false).go().unwrap().image("image")
    });
}

/// Lightness in levels of 8 bits, as OpenCV has it: curves can be steep in between. And colours that RGB can show in any light.
fn pale_in_levels(image: &Picture) -> Picture {
    let (width, height) = (image.width as usize, image.height as usize);
    let plane = |plane: u32| Plane::from_fn(width, height, |x, y| image.at(x as u32, y as u32, plane));
    let mut rgb: Vec<Plane> = (0..3).map(plane).collect();
    let mut lab = rgb.clone();
    from_rgb(ColourSpace::Lab, &views(&rgb), &mut views_mut(&mut lab), None).unwrap();
    lab[0].rows_mut().flatten().for_each(|light| *light = (*light * 2.55).round_ties_even() / 2.55);
    lab[1..].iter_mut().flat_map(|plane| plane.rows_mut().flatten()).for_each(|colour| *colour /= 4.0);
    to_rgb(ColourSpace::Lab, &views(&lab), &mut views_mut(&mut rgb), None).unwrap();
    Picture::new(image.width, image.height, image.channels, |x, y, plane| match plane {
        3 => image.at(x, y, 3),
        colour => rgb[colour as usize].row(y as usize)[x as usize],
    })
}

#[test]
fn sizes_agree_with_numpy_and_opencv() {
    check_image("flip", 0.0, &crate::flip::flip::KIND, |run| run.text("axis", "both"));
    check_image("pad", 0.0, &crate::pad::pad::KIND, |run| {
        run.int("left", 3).int("top", 2).int("right", 4).int("bottom", 1).text("fill", "edge")
    });
    check_image("rotate", 0.0, &crate::rotate::rotate::KIND, |run| run.float("angle", 90.0));
    check("crop", COLOURS, 0.0, |image| {
        let (x, y) = (image.width / 3, image.height / 4);
        let (width, height) = (image.width - x, image.height - y);
        let run = run(&crate::crop::crop::KIND).image("image", image).int("x", x.into()).int("y", y.into());
        run.int("width", width.into()).int("height", height.into()).go().unwrap().image("image")
    });
    check("area", COLOURS, 5e-6, |image| {
        let side = |length: u32| i64::from((length * 5 / 8).max(1));
        let (width, height) = (side(image.width), side(image.height));
        let run = run(&crate::resize::resize::KIND).image("image", image).text("family", "cv").text("filter", "area");
        run.int("width", width).int("height", height).go().unwrap().image("image")
    });
}

#[test]
fn cutting_out_agrees_with_numpy() {
    check("cut_out", COLOURS, 1e-6, |image| {
        let over = turned(&image);
        let mask = Picture::new(image.width, image.height, 1, |x, y, _| over.at(x, y, 0));
        run(&crate::cut_out::cut_out::KIND).image("image", image).mask("mask", mask).go().unwrap().image("image")
    });
}

#[test]
fn planes_apart_and_together_agree_with_numpy() {
    check("split", COLOURS, 0.0, |image| {
        run(&crate::split::split::KIND).image("image", image).go().unwrap().image("green")
    });
    check("join", COLOURS, 0.0, |image| {
        let mask = |plane: u32| Picture::new(image.width, image.height, 1, |x, y, _| image.at(x, y, plane));
        let run = run(&crate::join::join::KIND).mask("red", mask(2)).mask("green", mask(0)).mask("blue", mask(1));
        let run = if image.channels == 4 { run.mask("alpha", mask(3)) } else { run };
        run.go().unwrap().image("image")
    });
}

#[test]
fn masks_of_pictures_agree_with_opencv_and_numpy() {
    for (what, within) in
        [("bright", 1e-6), ("dark", 1e-6), ("opaque", 0.0), ("red", 0.0), ("green", 0.0), ("blue", 0.0)]
    {
        check(&format!("mask_{what}"), COLOURS, within, |image| {
            run(&crate::mask::mask::KIND).image("image", image).text("what", what).go().unwrap().image("mask")
        });
    }
}

#[test]
fn new_pictures_agree_with_numpy() {
    for pattern in ["solid", "horizontal", "vertical", "radial", "checker"] {
        check(&format!("new_{pattern}"), COLOURS, 1e-6, |like| {
            let run = run(&crate::new::new::KIND).text("pattern", pattern).int("square", 5);
            let run = run.int("width", like.width.into()).int("height", like.height.into());
            let run = run.color("color", Color { rgba: [0.75, 0.25, 0.125, 0.5] });
            let run = run.color("second", Color { rgba: [0.125, 0.5, 1.0, 1.0] });
            run.set("alpha", like.channels == 4).go().unwrap().image("image")
        });
    }
}

#[test]
fn sizes_are_those_of_numpy() {
    check("size", COLOURS, 0.0, |image| {
        let done = run(&crate::size::size::KIND).image("image", image).go().unwrap();
        let numbers = ["width", "height", "channels"].map(|output| done.int(output) as f32);
        let numbers = [&numbers[..], &[done.float("aspect") as f32]].concat();
        Picture::new(4, 1, 1, |x, _, _| numbers[x as usize])
    });
}

const BEHIND: Color = Color { rgba: [0.875, 0.5, 0.25, 1.0] };

#[test]
fn other_planes_agree_with_libvips_and_numpy() {
    const ALL: &[Planes] = &[Planes::Mask, Planes::Rgb, Planes::Rgba];
    for planes in ["colour", "colour_and_alpha", "grey", "grey_and_alpha"] {
        check(&format!("convert_{planes}"), ALL, 1e-6, |image| {
            let run = run(&crate::convert::convert::KIND).image("image", image).text("planes", planes);
            run.color("background", BEHIND).go().unwrap().image("image")
        });
    }
}

#[test]
fn contact_sheets_agree_with_libvips_and_pillow() {
    // As close as pictures side by side, which are made small as well.
    check("contact_sheet", COLOURS, 1e-5, |image| {
        let part = |width, height| Picture::new(width, height, image.channels, |x, y, plane| image.at(x, y, plane));
        let (width, height) = (image.width, image.height);
        let images = vec![part(width, height), part(width, height.div_ceil(2)), part(width.div_ceil(2), height)];
        let run = run(&crate::contact_sheet::contact_sheet::KIND).set("images", images).color("background", BEHIND);
        let run = run.int("cell_width", 24).int("cell_height", 20).int("gap", 3);
        run.int("columns", 2).go().unwrap().image("image")
    });
}

#[test]
fn warps_by_a_matrix_agree_with_opencv() {
    let matrix = || Array::new(&[2, 3], vec![0.875_f32, 0.25, 1.625, -0.125, 1.25, -2.375]);
    // As the kernel, with alpha: OpenCV finds places in f32. Backward they are eighths, of which it loses nothing.
    // It takes no mirrored picture of one pixel.
    for (name, not, within, between, fill, leads) in [
        ("empty", &[][..], 2e-4, "linear", "empty", "forward"),
        ("edge", &[], 2e-5, "linear", "edge", "backward"),
        ("mirror", &["one pixel"], 2e-4, "linear", "mirror", "forward"),
        ("nearest", &[], 1e-6, "nearest", "empty", "forward"),
        ("cubic", &[], 2e-5, "cubic", "empty", "backward"),
    ] {
        check_but(not, &format!("warp_affine_{name}"), COLOURS, within, |image| {
            let run = run(&crate::warp_affine::warp_affine::KIND).image("image", image).tensor("matrix", matrix());
            let run = run.text("between", between).text("fill", fill).text("leads", leads);
            run.int("width", 41).int("height", 37).go().unwrap().image("image")
        });
    }
}
