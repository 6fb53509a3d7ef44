//! Kinds on devices that are not like the one at hand, as far as that can be shown without them: workgroups of other shapes, and
//! drivers that join products and sums.

use crate::cases::{Case, cases_of};
use crate::stage::Stage;
use crate::{Compared, compare, has_device, kinds_on_the_device, pictures, prepare_masks};

#[test]
fn snippets_give_the_same_in_workgroups_of_any_shape() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    // Kernels of other kinds have sizes of their own, the same on all devices.
    let kinds: Vec<_> = kinds_on_the_device(&stage).into_iter().filter(|kind| kind["wgsl"].is_string()).collect();
    let cases: Vec<Case> = kinds.iter().flat_map(cases_of).collect();
    pictures::write_all(&stage);
    let pictures = ["noise", "odd", "grey"].map(str::to_owned);
    prepare_masks(&stage, &pictures);
    // That of GPUs first.
    for shape in ["32,8", "16,16", "7,3", "1,1"] {
        let Compared { on_device, warned, .. } = compare(&stage, &cases, &pictures, &format!("workgroup={shape}"));
        assert!(on_device.len() >= cases.len() * pictures.len() && warned.is_empty(), "{shape}: {warned:?}");
    }
}

#[test]
fn lines_that_a_gpu_cuts_into_blocks_give_the_same_wherever_they_end() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let mut kinds = kinds_on_the_device(&stage);
    kinds.retain(|kind| ["toon.edge_preserving", "toon.detail"].contains(&kind["id"].as_str().unwrap()));
    let cases: Vec<Case> = kinds.iter().flat_map(cases_of).collect();
    let sizes = [(1, 1), (2, 2), (63, 65), (64, 64), (65, 63), (129, 1), (4097, 3), (3, 4097), (300, 200)];
    let pictures = sizes.map(|(width, height)| format!("{width} by {height}"));
    for (name, (width, height)) in pictures.iter().zip(sizes) {
        // Nearly flat: what rounding loses has nothing to hide behind.
        pictures::write(&stage, name, (width, height, 3), |x, y, plane| {
            0.7 + f32::from(pictures::scattered(x, y, plane)) / 65535.0 * if y % 128 < 100 { 0.001 } else { 0.3 }
        });
    }
    prepare_masks(&stage, &pictures);
    let texts = stage.path("texts");
    std::fs::create_dir(&texts).unwrap();
    let Compared { on_device, warned, largest } =
        compare(&stage, &cases, &pictures, &format!("kind=gpu;texts={}", texts.display()));
    assert!(on_device.len() >= cases.len() * pictures.len() && warned.is_empty(), "{warned:?}");
    println!("{largest:?}");
    let names: Vec<_> = std::fs::read_dir(&texts).unwrap().map(|text| text.unwrap().file_name()).collect();
    for kernel in ["recursive-", "carry_down-", "go_up-"] {
        assert!(names.iter().any(|name| name.to_string_lossy().starts_with(kernel)), "{kernel} is not among {names:?}");
    }
}

#[test]
fn every_gpu_kind_stays_near_where_products_and_sums_are_joined() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    // A product that is not rounded is written with 64 bits.
    let graph = r#"(weft: 1, nodes: {
        "new": (kind: "image.new", version: 1, set: {"width": 8, "height": 8}),
        "levels": (kind: "image.levels", version: 1, wires: {"image": "new.image"}),
    }, expose: (outputs: {"result": "levels.image"}))"#;
    stage.write("joined.ron", graph);
    let joined = ["--device", "software", "--device-faults", "sums=joined"];
    let said = stage.weft(&[&joined[..], &["run", "joined.ron", "--no-cache", "--out", "result=joined.png"]].concat());
    if said.code != Some(0) {
        println!("skipped: this device has no numbers of 64 bits to join products and sums with");
        return;
    }
    let cases: Vec<Case> = kinds_on_the_device(&stage).iter().flat_map(cases_of).collect();
    let pictures = pictures::write_all(&stage);
    prepare_masks(&stage, &pictures);
    for (kind, difference) in compare(&stage, &cases, &pictures, "sums=joined").largest {
        println!("| `{kind}`, joined | {difference:.1e} |");
    }
}
